"""The further methods beside captum and torch-cam: the same rule, the same noise, the same points."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from cnnviz import models, saliency
from cnnviz.models.layer import layers
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.smooth_grad import noisy
from tests.activations.nets import model_of, noise, random_net

captum = pytest.importorskip("captum.attr")
torchcam = pytest.importorskip("torchcam.methods")
IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}
TARGET = 7


class Exact(Model):
    """A copy that computes in float64.

    In float32 a unit that sits within rounding of 0 is on in one tool and off in the other, which is worth some 1e-4 of
    a gradient's map: two runs of captum with other batches differ by as much.
    """

    def pixels(self, picture: Picture) -> Tensor:
        return super().pixels(picture).double()


def exact(model: Model) -> Model:
    """Copy `model` into float64."""
    copied = Exact(model.name, copy.deepcopy(model.module), model.class_names, model.preset)
    layers(copied)  # looked through while it still takes float32
    copied.module.double()
    return copied


class Pixels(nn.Module):
    """A copy of a network that takes pixels 0..255, for tools that hook what they are given."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model, self.module = model, copy.deepcopy(model.module)

    def forward(self, pixels: Tensor) -> Tensor:
        logits: Tensor = self.module(self.model.normalize(pixels))
        return logits


@pytest.fixture(params=["resnet18", "embedded", "squeezenet1_1"])
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Model:
    if request.param == "squeezenet1_1":
        shared: Path = request.getfixturevalue("shared")
        monkeypatch.setenv("CNNVIZ_WEIGHTS", str(shared / "weights"))
        return models.load("squeezenet1_1", device="cpu")
    return model_of(random_net(request.param), 64, **IMAGENET)


@pytest.fixture
def picture(model: Model) -> Picture:
    return noise(model.input_size[0])


def assert_same(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> None:
    assert theirs.any()
    np.testing.assert_allclose(ours, theirs, atol=1e-5 * np.abs(theirs).max())


def last_module(model: Model) -> str:
    """The module whose output is the last layer with a place: a block, where it ends in a ReLU that is used twice."""
    name = saliency.explain(model, noise(model.input_size[0]), TARGET, "grad_cam").layer
    assert name is not None
    return "layer4" if name.startswith("layer4") else name


def test_gradient_x_input_is_captums(model: Model, picture: Picture) -> None:
    x = model.preprocess(picture).requires_grad_()
    expected = captum.InputXGradient(model.module).attribute(x, target=TARGET)[0].sum(0).detach().numpy()
    assert_same(saliency.explain(model, picture, TARGET, "gradient_x_input", signed=True).map, expected)


def test_smooth_grad_is_captums_on_the_same_noise(
    model: Model, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = exact(model)
    pixels, draw = model.pixels(picture), torch.Generator().manual_seed(3)
    copies = torch.cat([noisy(pixels, 0.15, draw) for _ in range(6)])
    monkeypatch.setattr(torch, "normal", lambda mean, std: copies - pixels)  # what captum's tunnel draws
    tunnel = captum.NoiseTunnel(captum.Saliency(Pixels(model)))
    slope = tunnel.attribute(pixels, nt_samples=6, stdevs=1.0, target=TARGET, abs=False)[0].detach().numpy()
    ours = saliency.explain(model, picture, TARGET, "smooth_grad", samples=6, seed=3)
    assert_same(ours.map, np.abs(slope).max(0))


def test_guided_backprop_is_captums(model: Model, picture: Picture) -> None:
    with pytest.warns(UserWarning, match="hooks"):
        slope = captum.GuidedBackprop(Pixels(model)).attribute(model.pixels(picture).requires_grad_(), target=TARGET)
    expected = slope[0].abs().amax(0).detach().numpy()
    assert_same(saliency.explain(model, picture, TARGET, "guided_backprop").map, expected)


@pytest.mark.parametrize("baseline", saliency.BASELINES)
def test_integrated_gradients_are_captums_at_the_same_points(model: Model, picture: Picture, baseline: str) -> None:
    from cnnviz.saliency.baseline import baseline as empty

    model = exact(model)
    x, b = (model.normalize(each) for each in (model.pixels(picture), empty(model, model.pixels(picture), baseline)))
    method = captum.IntegratedGradients(model.module)
    parts, gap = method.attribute(
        x, b, target=TARGET, n_steps=7, method="riemann_middle", return_convergence_delta=True
    )
    ours = saliency.explain(model, picture, TARGET, "integrated_gradients", signed=True, steps=7, baseline=baseline)
    assert_same(ours.map, parts[0].sum(0).detach().numpy())
    assert ours.check is not None
    assert ours.check.value == pytest.approx(float(gap), abs=1e-4 * float(parts.abs().sum()))


@pytest.mark.parametrize(("patch", "stride"), [(16, 8), (16, 16), (8, 8)])
@pytest.mark.parametrize("baseline", [0.0])
def test_occlusion_is_captums(model: Model, picture: Picture, patch: int, stride: int, baseline: float) -> None:
    if model.input_size[0] > 64 and patch < 16:
        pytest.skip("as many patches as this say nothing new")
    model = exact(model)
    x, scale = model.preprocess(picture), model.input_size[0] // 64
    patch, stride = patch * scale, stride * scale  # both divide the side
    if model.input_size[0] % stride:
        patch, stride = 32, 16
    with torch.no_grad():
        parts = captum.Occlusion(model.module).attribute(
            x,
            (3, patch, patch),
            strides=(3, stride, stride),
            baselines=baseline,
            target=TARGET,
            perturbations_per_eval=8,
        )
    ours = saliency.explain(
        model, picture, TARGET, "occlusion", signed=True, patch=patch, stride=stride, baseline="mean"
    )
    assert_same(ours.map, parts[0, 0].numpy())


CAMS: dict[str, Callable[..., object]] = {
    "grad_cam": torchcam.GradCAM,
    "layer_cam": torchcam.LayerCAM,
    "score_cam": torchcam.ScoreCAM,
}


@pytest.mark.parametrize("method", CAMS)
def test_the_cam_family_is_torch_cams(model: Model, picture: Picture, method: str) -> None:
    if method == "score_cam" and model.input_size[0] > 64:
        pytest.skip("a thousand passes say nothing new")
    net = copy.deepcopy(model.module)
    x = model.preprocess(picture)
    with CAMS[method](net, last_module(model)) as extractor:  # type: ignore[attr-defined]
        cells = extractor(TARGET, net(x.clone().requires_grad_()), normalized=False)[0]
    expected = F.interpolate(cells[None], model.input_size, mode="bilinear", align_corners=False)[0, 0]
    assert_same(saliency.explain(model, picture, TARGET, method).map, expected.detach().numpy())


def test_cam_is_torch_cams_where_a_linear_layer_follows_the_pooling() -> None:
    model, picture = model_of(random_net("resnet18"), 64, **IMAGENET), noise(64)
    net = copy.deepcopy(model.module)
    with torchcam.CAM(net, "layer4", "fc") as extractor:
        net(model.preprocess(picture))
        cells = extractor(TARGET, normalized=False)[0]
    expected = F.interpolate(cells[None], model.input_size, mode="bilinear", align_corners=False)[0, 0]
    assert_same(saliency.explain(model, picture, TARGET, "cam", signed=True).map, expected.detach().numpy())


def test_grad_cam_plus_plus_takes_the_derivatives_of_the_score_s_exponential() -> None:
    """The alpha of equation 10 by automatic differentiation, three times, of exp(S) on a piecewise linear head."""
    model, picture = model_of(random_net("embedded"), 64, **IMAGENET), noise(64)
    with torch.no_grad():
        maps = model.trace.run(model.preprocess(picture), ["things.1.relu2"])["things.1.relu2"].double()
    weight = model.module.get_submodule("head").weight[TARGET].double()  # type: ignore[index]
    bias = float(model.module.get_submodule("head").bias[TARGET])  # type: ignore[index]
    cells = torch.zeros(64, dtype=torch.float64)
    for channel, row in enumerate(maps[0]):
        rest = float(weight @ maps.mean((2, 3))[0] - weight[channel] * row.mean()) + bias
        first = row[0, 0].clone().requires_grad_()  # by symmetry every cell of a map has the same derivatives
        score = torch.exp(rest + weight[channel] * (row.sum() - row[0, 0] + first) / 64)
        one = torch.autograd.grad(score, first, create_graph=True)[0]
        two = torch.autograd.grad(one, first, create_graph=True)[0]
        three = torch.autograd.grad(two, first)[0]
        alpha = two / (2 * two + row.sum() * three)
        slope = weight[channel] / 64  # of the logit: the factor exp(S) is left out
        cells += (64 * alpha * slope.clamp(min=0) * row.flatten()).detach()
    expected = F.interpolate(cells.view(1, 1, 8, 8), (64, 64), mode="bilinear", align_corners=False)[0, 0]
    ours = saliency.explain(model, picture, TARGET, "grad_cam_plus_plus").map
    np.testing.assert_allclose(ours, expected.clamp(min=0).numpy(), atol=1e-5 * float(expected.max()))
