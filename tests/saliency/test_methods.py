"""What each further method says on networks whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnnviz import saliency
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging.picture import Picture
from cnnviz.models.model import Model
from cnnviz.saliency.rise import random_mask
from tests.activations.nets import colour_net, model_of, noise, random_net

RED_GREEN = np.zeros((2, 2, 3), np.uint8)
RED_GREEN[0, 0, 0] = 255  # one red pixel,
RED_GREEN[1, 1, 1] = 255  # one green,
RED_GREEN[1, 0, :2] = 255, 51  # and one of both
PICTURE = Picture.of(RED_GREEN)


def linear(size: int) -> tuple[Model, np.ndarray]:
    """A network whose logit 0 is the sum of `weights` `(3, size, size)` times the normalized input."""
    torch.manual_seed(2)
    layer = nn.Linear(3 * size * size, 2, bias=False)
    model = model_of(nn.Sequential(nn.Flatten(), layer), size, mean=(0.5, 0.4, 0.3), std=(0.5, 0.25, 0.2))
    return model, layer.weight[0].detach().numpy().reshape(3, size, size)


def test_on_a_linear_network_integrated_gradients_and_gradient_x_input_are_weight_times_input() -> None:
    model, weights = linear(6)
    picture = noise(6)
    x = model.preprocess(picture)[0].numpy()
    expected = (weights * x).sum(0)
    for method, options in (("integrated_gradients", {"baseline": "mean", "steps": 3}), ("gradient_x_input", {})):
        found = saliency.explain(model, picture, 0, method, signed=True, **options)
        np.testing.assert_allclose(found.map, expected, rtol=1e-4, atol=1e-5)
        assert found.map.sum() == pytest.approx(found.score, rel=1e-4)


def test_on_a_linear_network_smooth_grad_is_the_gradient_whatever_the_noise() -> None:
    model, _ = linear(6)
    smooth = saliency.explain(model, noise(6), 0, "smooth_grad", samples=3, seed=9)
    np.testing.assert_allclose(smooth.map, saliency.explain(model, noise(6), 0, "gradient").map, rtol=1e-5)


def test_on_a_linear_network_an_occluded_pixel_takes_its_own_part_with_it() -> None:
    model, weights = linear(6)
    x = model.preprocess(noise(6))[0].numpy()
    found = saliency.explain(model, noise(6), 0, "occlusion", signed=True, patch=1, stride=1)
    np.testing.assert_allclose(found.map, (weights * x).sum(0), atol=1e-5)
    assert found.cells == (6, 6)


@pytest.mark.parametrize(("patch", "stride", "cells"), [(3, 2, 3), (4, 3, 2), (8, 1, 1), (5, 5, 1)])
def test_occlusion_has_as_many_places_as_the_output_size_formula_gives(patch: int, stride: int, cells: int) -> None:
    model = model_of(colour_net([[1.0, 1.0]]), 8)
    found = saliency.explain(model, noise(8), 0, "occlusion", patch=patch, stride=stride)
    assert found.cells == (cells, cells)  # floor((8 - patch) / stride) + 1


def test_overlapping_patches_are_averaged_and_what_none_reaches_is_zero() -> None:
    from cnnviz.saliency.occlusion import spread

    heat = spread(np.array([[1.0, 3.0]]), 2, 1, (3, 4))
    assert heat.tolist() == [[1, 2, 3, 0], [1, 2, 3, 0], [0, 0, 0, 0]]


def test_more_steps_close_the_completeness_gap() -> None:
    model = model_of(random_net("resnet18"), 64, mean=(0.4, 0.4, 0.4), std=(0.2, 0.2, 0.2))
    gaps = [
        abs(saliency.explain(model, noise(64), 3, "integrated_gradients", steps=steps).check.value)  # type: ignore[union-attr]
        for steps in (1, 64)
    ]
    assert gaps[1] < gaps[0] / 4


def test_the_completeness_gap_is_the_sum_less_the_change_of_the_score() -> None:
    model = model_of(colour_net([[1.0, -1.0]]), 2)  # linear where colours are not negative
    found = saliency.explain(model, PICTURE, 0, "integrated_gradients", signed=True)
    assert found.check is not None
    assert found.check.passed
    assert found.map.sum() == pytest.approx(0.5 - 0.3, rel=1e-5)
    assert found.check.value == pytest.approx(0, abs=1e-6)


def test_guided_backprop_stops_what_speaks_against_the_class() -> None:
    found = saliency.explain(model_of(colour_net([[1.0, -1.0]]), 2), PICTURE, 0, "guided_backprop")
    # red pixels pass a quarter of a logit per colour value; green's slope is negative and stopped
    np.testing.assert_allclose(found.map * 255, [[0.25, 0], [0.25, 0]], rtol=1e-6)


def test_guided_backprop_is_refused_where_there_is_no_relu() -> None:
    model, _ = linear(4)
    with pytest.raises(DoesNotFit, match="has none; the plain gradient"):
        saliency.explain(model, noise(4), 0, "guided_backprop")


def test_cam_adds_up_to_the_logit() -> None:
    found = saliency.explain(model_of(colour_net([[1.0, -1.0]], bias=4.0), 2), PICTURE, 0, "cam", signed=True)
    np.testing.assert_allclose(found.map, [[1, 0], [0.8, -1]], rtol=1e-6, atol=1e-7)
    assert found.map.mean() + 4 == pytest.approx(found.score)


def test_cam_is_grad_cam_times_the_number_of_cells() -> None:
    model = model_of(random_net("embedded"), 64)
    cam, grad = (saliency.explain(model, noise(64), 3, each).map for each in ("cam", "grad_cam"))
    np.testing.assert_allclose(cam, grad * 64, rtol=1e-5)


def test_cam_is_refused_where_the_head_is_not_pooling_and_a_linear_layer() -> None:
    torch.manual_seed(0)
    flat = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 3))
    deep = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 9), nn.Sigmoid(), nn.Linear(9, 3)
    )
    for net in (flat, deep):
        with pytest.raises(DoesNotFit, match="Grad-CAM works here"):
            saliency.explain(model_of(net, 8), noise(8), 0, "cam")


def test_score_cam_asks_fewer_channels_when_told_to() -> None:
    model, seen = model_of(random_net("embedded"), 64), []
    saliency.explain(model, noise(64), 0, "score_cam", channels=5, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (5, 5)


def test_rise_s_masks_keep_the_share_they_are_told_to() -> None:
    draw = torch.Generator().manual_seed(0)
    masks = torch.cat([random_mask((40, 40), 5, 0.3, draw) for _ in range(400)])
    assert masks.shape == (400, 1, 40, 40)
    assert float(masks.mean()) == pytest.approx(0.3, abs=0.02)
    assert 0 <= float(masks.min()) < float(masks.max()) <= 1


def test_rise_finds_the_one_pixel_that_counts() -> None:
    class Corner(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            here = 6 * x[:, 0, 2:6, 2:6].mean((1, 2)) - 3
            return torch.stack([here, torch.zeros_like(here)], 1)

    white = Picture.of(np.full((16, 16, 3), 255, np.uint8))
    found = saliency.explain(model_of(Corner(), 16), white, 0, "rise", masks=3000, grid=4)
    row, column = np.unravel_index(int(found.map.argmax()), found.map.shape)
    assert 1 <= row <= 6
    assert 1 <= column <= 6
    assert found.check is not None
    assert found.check.passed


@pytest.mark.parametrize("method", ["smooth_grad", "rise"])
def test_the_same_seed_gives_the_same_map_and_another_another(method: str) -> None:
    model = model_of(random_net("embedded"), 64)
    few = {"samples": 3} if method == "smooth_grad" else {"masks": 6}
    a, b, other = (saliency.explain(model, noise(64), 1, method, seed=seed, **few).map for seed in (4, 4, 5))
    assert np.array_equal(a, b)
    assert not np.array_equal(a, other)


@pytest.mark.parametrize(
    ("method", "options", "said"),
    [
        ("smooth_grad", {"samples": 0}, "choose 1 to 500"),
        ("smooth_grad", {"noise": 2}, "from 0 to 1"),
        ("smooth_grad", {"samples": 2.5}, "whole number from 1 to 500"),
        ("integrated_gradients", {"steps": 5000}, "choose 1 to 1000"),
        ("occlusion", {"patch": 9}, "choose 1 to 8"),
        ("occlusion", {"patch": 3, "stride": 4}, "choose 1 to 3"),
        ("rise", {"masks": 1}, "choose 2 to"),
        ("rise", {"keep": 1.0}, "from 0.05 to 0.95"),
        ("score_cam", {"channels": 0}, "choose 1 to"),
    ],
)
def test_an_option_out_of_range_is_answered_with_the_range(method: str, options: dict[str, float], said: str) -> None:
    with pytest.raises(DoesNotFit, match=said):
        saliency.explain(model_of(colour_net([[1.0, 1.0]]), 8), noise(8), 0, method, **options)


@pytest.mark.parametrize("method", ["integrated_gradients", "occlusion"])
def test_a_baseline_that_does_not_exist_is_answered_with_those_that_do(method: str) -> None:
    with pytest.raises(UnknownName, match="black, blurred, mean"):
        saliency.explain(model_of(colour_net([[1.0, 1.0]]), 8), noise(8), 0, method, baseline="white")
