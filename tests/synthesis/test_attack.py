"""Attacks: never further than epsilon, as captum makes them, and by hand where the network is linear."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.robust import FGSM, PGD
from torch import nn
from torch.nn import functional as F

from cnnviz import models, synthesis
from cnnviz.errors import CnnvizError
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.synthesis.attack import MOST_STEPS
from cnnviz.synthesis.linear import linear
from cnnviz.synthesis.margin import margin
from cnnviz.synthesis.start import start
from tests.activations.nets import model_of, noise, random_net

EPSILONS = (0.1, 0.3, 1 / 3, 1.75, 8, 8.1, 300)


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(random_net("embedded"), 32, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@pytest.fixture(scope="module")
def extremes() -> Picture:
    """A picture with much black and white, where clipping matters."""
    pixels = noise(32, 3).rgb.astype(int) * 2 - 128
    return Picture.of(pixels.clip(0, 255).astype(np.uint8))


def tilted(weights: list[float], bias: float = 0.0) -> Model:
    """Logits of one pixel's three colours, in grey levels: the first is `weights . rgb + bias`, the second 0."""
    head = nn.Linear(3, 2)
    with torch.no_grad():
        head.weight.copy_(torch.tensor([weights, [0.0, 0.0, 0.0]]) * 255)
        head.bias.copy_(torch.tensor([bias, 0.0]))
    return model_of(nn.Sequential(nn.Flatten(), head), 1)


def pixel(*rgb: int) -> Picture:
    return Picture.of(np.array([[rgb]], np.uint8))


@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize(("steps", "seed"), [(1, None), (3, None), (3, 7)])
def test_no_value_is_further_than_epsilon(
    model: Model, extremes: Picture, epsilon: float, steps: int, seed: int | None
) -> None:
    photo = model.pixels(extremes)[0].permute(1, 2, 0).numpy()
    for target in (None, 4):
        found = synthesis.attack(model, extremes, epsilon, target, steps, seed=seed)
        assert found.image.dtype == found.noise.dtype == np.float32
        assert found.image.shape == (32, 32, 3)
        for wide in (np.float32, np.float64):
            assert (np.abs(found.image.astype(wide) - photo.astype(wide)) <= epsilon).all()
        assert (np.abs(found.noise.astype(np.float64)) <= epsilon).all()
        np.testing.assert_array_equal(found.image.astype(np.float64) - photo, found.noise)
        assert found.image.min() >= 0
        assert found.image.max() <= 255
        assert found.noise.any()


@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize(("steps", "seed"), [(1, None), (3, None), (3, 7)])
def test_the_noise_is_no_longer_than_epsilon(
    model: Model, extremes: Picture, epsilon: float, steps: int, seed: int | None
) -> None:
    photo = model.pixels(extremes)[0].permute(1, 2, 0).numpy()
    found = synthesis.attack(model, extremes, epsilon, 4, steps, "l2", seed=seed)
    for wide in (np.float32, np.float64):
        assert np.linalg.norm((found.image.astype(wide) - photo.astype(wide)).ravel()) <= epsilon
    assert np.linalg.norm(found.noise.ravel()) > epsilon / 3
    assert found.image.min() >= 0
    assert found.image.max() <= 255


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize(("steps", "seed"), [(1, None), (4, None), (4, 1)])
def test_epsilon_0_changes_nothing(model: Model, extremes: Picture, norm: str, steps: int, seed: int | None) -> None:
    found = synthesis.attack(model, extremes, 0, 3, steps, norm, seed=seed)
    np.testing.assert_array_equal(found.image, model.pixels(extremes)[0].permute(1, 2, 0).numpy())
    assert not found.noise.any()
    np.testing.assert_array_equal(found.logits[0], found.logits[-1])


@pytest.mark.filterwarnings("ignore:Input Tensor:UserWarning")
@pytest.mark.parametrize("target", [None, 4])
def test_one_step_is_captums_fgsm_with_the_loss_on_logits(model: Model, extremes: Picture, target: int | None) -> None:
    found = synthesis.attack(model, extremes, 8, target)
    peer = FGSM(lambda pixels: model.module(model.normalize(pixels)), nn.CrossEntropyLoss(reduction="none"), 0, 255)
    peer.zero_thresh = 0
    goal = torch.tensor([found.label if target is None else target])
    expected = peer.perturb(model.pixels(extremes), 8, goal, targeted=target is not None)
    same = np.isclose(found.image, expected[0].permute(1, 2, 0).numpy(), atol=1e-4)
    assert same.mean() > 0.999  # a slope of next to nothing may have either sign


@pytest.mark.filterwarnings("ignore:Input Tensor:UserWarning")
@pytest.mark.parametrize("target", [None, 4])
def test_three_steps_are_captums_pgd(model: Model, extremes: Picture, target: int | None) -> None:
    found = synthesis.attack(model, extremes, 6, target, 3)
    peer = PGD(lambda pixels: model.module(model.normalize(pixels)), nn.CrossEntropyLoss(reduction="none"), 0, 255)
    peer.fgsm.zero_thresh = 0
    goal = torch.tensor([found.label if target is None else target])
    expected = peer.perturb(model.pixels(extremes), 6, 5, 3, goal, targeted=target is not None)
    assert np.isclose(found.image, expected[0].permute(1, 2, 0).numpy(), atol=1e-3).mean() > 0.99


def test_one_step_on_a_linear_network_goes_by_the_signs_of_its_weights() -> None:
    found = synthesis.attack(tilted([0.5, -0.25, 0.0]), pixel(100, 60, 30), 8)  # logits 35 and 0
    assert found.label == 0
    assert found.image.tolist() == [[[92, 68, 30]]]
    assert found.margins.tolist() == pytest.approx([35, 35 - 8 * 0.75])


def test_one_step_in_l2_goes_along_the_weights() -> None:
    found = synthesis.attack(tilted([0.6, -0.8, 0.0]), pixel(200, 60, 30), 10, norm="l2")
    assert found.noise.ravel().tolist() == pytest.approx([-6, 8, 0], abs=1e-4)
    assert found.margins[-1] == pytest.approx(120 - 48 - 10, abs=1e-3)


def test_a_class_that_the_network_is_sure_of_still_has_a_slope() -> None:
    found = synthesis.attack(tilted([0.5, -0.25, 0.0], 100), pixel(100, 60, 30), 8)  # exp(-135) is no float32
    assert found.probabilities[0, 0] == 1
    assert found.image.tolist() == [[[92, 68, 30]]]


def test_the_trace_is_what_the_network_says_on_the_way(model: Model, extremes: Picture) -> None:
    found = synthesis.attack(model, extremes, 4, 9, 3)
    assert found.logits.shape[0] == 4
    with torch.no_grad():
        pixels = torch.from_numpy(found.image.copy()).permute(2, 0, 1)[None]
        last = model.module(model.normalize(pixels))
        first = model.module(model.preprocess(extremes))
    np.testing.assert_allclose(found.logits[-1], last[0], rtol=1e-5)
    np.testing.assert_allclose(found.logits[0], first[0], rtol=1e-5)
    assert found.losses[-1] == pytest.approx(F.cross_entropy(last, torch.tensor([9])).item(), rel=1e-5)
    np.testing.assert_allclose(found.probabilities[-1], last.softmax(1)[0], rtol=1e-4)


def test_margins_by_hand() -> None:
    logits = np.array([[3.0, 1.0, 2.5], [0.0, 4.0, 1.0]], np.float32)
    assert margin(logits, 0).tolist() == [0.5, -4.0]
    assert margin(logits, 0, 1).tolist() == [2.0, -3.0]


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_a_small_step_changes_the_loss_as_the_straight_line_says(model: Model, norm: str) -> None:
    photo, epsilon = noise(32, 8), 0.01 if norm == "linf" else 0.5
    for target in (None, 4):
        begun = start(model, photo, target)
        told = linear(begun, synthesis.attack(model, photo, epsilon, target, norm=norm))
        assert told.predicted == pytest.approx((1 if target is None else -1) * epsilon * told.per_level)
        assert told.real == pytest.approx(told.clipped, rel=0.05)
        assert told.clipped == pytest.approx(told.predicted, rel=0.02)


def test_the_line_rises_by_the_sum_of_all_magnitudes() -> None:
    begun = start(tilted([0.5, -0.25, 0.0]), pixel(10, 18, 0))  # logits 0.5 and 0: the label has 1 / (1 + exp(-0.5))
    told = linear(begun, synthesis.attack(tilted([0.5, -0.25, 0.0]), pixel(10, 18, 0), 2))
    assert told.per_level == pytest.approx(0.75 / (1 + np.exp(0.5)))
    assert told.real == pytest.approx(np.log1p(np.exp(1.0)) - np.log1p(np.exp(-0.5)))


def test_the_embedded_network_takes_the_cat_for_what_it_is_told() -> None:
    model = models.load("embedded")
    cat, stork = samples.load("cat"), model.class_names.index("black stork")
    found = synthesis.attack(model, cat, 8, stork, 10)
    assert found.succeeded
    assert found.probabilities[-1, stork] > 0.99
    assert model.class_names[found.label] == "tabby"


@pytest.mark.parametrize(
    ("epsilon", "options"),
    [(-1, {}), (float("nan"), {}), (float("inf"), {}), (8, {"steps": 0}), (8, {"steps": 1.5}),
     (8, {"steps": MOST_STEPS + 1}), (8, {"norm": "l1"}), (8, {"norm": 2}), (8, {"target": -1}), (8, {"target": 1000})],
)  # fmt: skip
def test_what_no_attack_can_have_gets_a_sentence(model: Model, epsilon: float, options: dict[str, object]) -> None:
    with pytest.raises(CnnvizError, match=r"\."):
        synthesis.attack(model, noise(32), epsilon, **options)  # type: ignore[arg-type]
