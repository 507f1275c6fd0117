from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cnnviz import activations
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.models import Model
from tests.activations.nets import model_of, noise, random_net


def hand_made() -> Model:
    """One 1x1 filter `2 red`, normalized with mean 3, variance 4 (eps 0), gamma 5 and beta 7."""
    convolution, norm = nn.Conv2d(3, 1, 1, bias=True), nn.BatchNorm2d(1, eps=0.0)
    with torch.no_grad():
        convolution.weight.copy_(torch.tensor([2.0, 0.0, 0.0])[None, :, None, None])
        convolution.bias.fill_(1.0)
        norm.weight.fill_(5.0)
        norm.bias.fill_(7.0)
        norm.running_mean.fill_(3.0)
        norm.running_var.fill_(4.0)
    return model_of(nn.Sequential(convolution, norm, nn.ReLU()), 4)


def test_folding_is_the_hand_calculation() -> None:
    found = activations.folded(hand_made(), "0")
    assert found.weights.ravel().tolist() == [5.0, 0.0, 0.0]  # 2 * 5 / sqrt(4)
    assert found.bias.tolist() == [2.0]  # (1 - 3) * 5 / sqrt(4) + 7


def test_a_units_norm_is_the_hand_calculation() -> None:
    norm = activations.unit_norm(hand_made(), "1", 0)
    assert norm is not None
    assert (norm.gamma, norm.beta, norm.mean, norm.variance, norm.eps) == (5.0, 7.0, 3.0, 4.0, 0.0)
    assert norm.scale == 2.5
    assert norm.of(1.0) == 2.0  # 5 (1 - 3) / 2 + 7


@pytest.mark.parametrize("name", ["embedded", "resnet18"])
def test_the_folded_convolution_answers_as_convolution_and_norm_to_a_millionth(name: str) -> None:
    net = random_net(name)
    model, picture = model_of(net, 64), noise(64)
    precise = model_of(copy.deepcopy(net).double(), 64)
    x = model.preprocess(picture)
    names = [each for each in model.trace.names if (found := activations.stages(model, each)) and found.norm == each]
    assert len(names) > 10
    for norm in names:
        chain = activations.stages(model, norm)
        assert chain is not None
        (source,) = activations.sources(model, chain.convolution)
        outputs = precise.trace.run(x.double(), [norm, *([] if source == "input" else [source])])
        read = x.double() if source == "input" else outputs[source]
        convolution = net.get_submodule(chain.convolution)
        found = activations.folded(model, chain.convolution)
        assert isinstance(convolution, nn.Conv2d)
        ours = F.conv2d(
            read, torch.from_numpy(found.weights), torch.from_numpy(found.bias), convolution.stride, convolution.padding
        )
        expected = outputs[norm]
        assert float((ours - expected).abs().max()) <= 1e-6, norm


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("layer1.0.relu", ("layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu")),
        ("layer1.0.conv1", ("layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu")),
        ("layer1.0.bn2", ("layer1.0.conv2", "layer1.0.bn2", None)),  # an addition follows
    ],
)
def test_stages_are_found_from_each_of_them(layer: str, expected: tuple[str | None, ...]) -> None:
    found = activations.stages(model_of(random_net("resnet18"), 64), layer)
    assert found is not None
    assert (found.convolution, found.norm, found.activation) == expected


@pytest.mark.parametrize("layer", ["layer1.0.relu_1", "layer1.0.add", "maxpool", "fc"])
def test_what_is_behind_an_addition_is_no_stage(layer: str) -> None:
    assert activations.stages(model_of(random_net("resnet18"), 64), layer) is None


def test_a_norm_behind_an_activation_is_not_folded_through_it() -> None:
    model = model_of(nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU(), nn.BatchNorm2d(2)), 4)
    found = activations.stages(model, "0")
    assert found is not None
    assert (found.norm, found.activation) == (None, "1")
    assert activations.stages(model, "2") is None


def test_without_a_norm_the_folded_weights_are_the_convolutions_own() -> None:
    net = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU())
    found = activations.folded(model_of(net, 4), "0")
    assert np.array_equal(found.weights, net[0].weight.detach().double().numpy())
    assert np.array_equal(found.bias, net[0].bias.detach().double().numpy())


def test_a_convolution_that_two_layers_read_is_followed_by_nothing() -> None:
    class Forked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm, self.other = nn.Conv2d(3, 2, 1), nn.BatchNorm2d(2), nn.BatchNorm2d(2)

        def forward(self, x: Tensor) -> Tensor:
            y = self.conv(x)
            return (self.norm(y) + self.other(y)).mean((2, 3))

    model = model_of(Forked(), 4)
    from_convolution, from_norm = activations.stages(model, "conv"), activations.stages(model, "other")
    assert from_convolution is not None
    assert from_convolution.norm is None
    assert from_norm is not None
    assert from_norm.norm == "other"


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("ReLU", F.relu),
        ("ReLU6", F.relu6),
        ("SiLU", F.silu),
        ("Sigmoid", torch.sigmoid),
        ("Tanh", torch.tanh),
        ("Hardswish", F.hardswish),
    ],
)
def test_activations_are_those_of_torch(name: str, reference: object) -> None:
    from cnnviz.activations.folding import ACTIVATIONS

    for y in (-700.0, -4.0, -1.3, 0.0, 0.4, 2.9, 7.5, 700.0):
        expected = float(reference(torch.tensor(y, dtype=torch.float64)))  # type: ignore[operator]
        assert math.isclose(ACTIVATIONS[name].of(y), expected, rel_tol=1e-12, abs_tol=1e-300)


def test_what_has_no_filters_or_is_not_there_is_refused() -> None:
    model = hand_made()
    with pytest.raises(DoesNotFit, match="choose a convolution"):
        activations.folded(model, "1")
    with pytest.raises(DoesNotFit, match="units 1 to 1"):
        activations.unit_norm(model, "1", 1)
    with pytest.raises(UnknownName):
        activations.stages(model, "nowhere")
    assert activations.unit_norm(model, "2", 0) is None
