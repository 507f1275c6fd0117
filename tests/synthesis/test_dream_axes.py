"""Objective, parameterization, transform, penalty: each by itself, against hand calculation or another library."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import ndimage

from cnnviz.errors import UnknownName
from cnnviz.synthesis import objective, parameterization, penalty, transform
from cnnviz.synthesis.adam import Adam
from cnnviz.synthesis.parameterization import COLOURS, Start
from tests.activations.nets import colour_net, model_of

GENERATOR = torch.Generator().manual_seed(1)
TINY = model_of(colour_net([[1.0, -2.0], [0.5, 3.0]], bias=0.25), 8)


def picture(seed: int = 0, size: tuple[int, int] = (8, 12)) -> torch.Tensor:
    return torch.rand((1, 3, *size), generator=torch.Generator().manual_seed(seed)) * 0.8 + 0.1


@pytest.mark.parametrize("make", [parameterization.pixels, parameterization.fourier])
@pytest.mark.parametrize("size", [(8, 12), (7, 9), (64, 64)])
def test_a_parameterization_stands_for_the_picture_it_begins_with(make: object, size: tuple[int, int]) -> None:
    start = picture(size=size)
    assert make(start).picture().detach().numpy() == pytest.approx(start.numpy(), abs=1e-4)  # type: ignore[operator]


def test_amplitudes_fall_with_the_frequency_and_the_mean_moves_as_the_lowest() -> None:
    found = parameterization.amplitudes((8, 8), 1.0)
    # by hand: frequency 1/8 moves 8 times sqrt(64) / 4 = 16; 4/8 moves 2 * 2 = 4; both axes 1/8: 16 / sqrt(2)
    assert found[0, :5].tolist() == pytest.approx([16, 16, 8, 16 / 3, 4])
    assert float(found[1, 1]) == pytest.approx(16 / math.sqrt(2))
    assert parameterization.amplitudes((8, 8), 0.0).unique().tolist() == pytest.approx([2.0])


def test_the_colour_axes_are_at_right_angles_and_as_long_as_colours_spread() -> None:
    axes = np.array(COLOURS).T
    lengths = np.linalg.norm(axes, axis=1)
    assert lengths == pytest.approx(np.sqrt(np.array([0.20178, 0.02221, 0.00481]) / 0.20178), abs=0.01)
    unit = axes / lengths[:, None]
    assert unit @ unit.T == pytest.approx(np.eye(3), abs=0.01)


def test_noise_is_the_seeds_and_grey_is_nearly_grey() -> None:
    first, same, other = (parameterization.begin(Start.NOISE, (32, 32), seed) for seed in (3, 3, 4))
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    assert float(first.std()) == pytest.approx(0.05, abs=0.01)
    assert float((parameterization.begin(Start.GREY, (32, 32), 3) - 0.5).abs().max()) < 0.02


def test_a_start_from_a_photo_needs_one() -> None:
    with pytest.raises(ValueError, match="needs the photo"):
        parameterization.begin(Start.PHOTO, (8, 8), 0)


def test_jitter_moves_whole_pixels_and_loses_none() -> None:
    start = picture()
    moved = transform.jitter(3)(start, GENERATOR)
    assert sorted(moved.flatten().tolist()) == sorted(start.flatten().tolist())
    assert any(torch.equal(moved, start.roll((y, x), (2, 3))) for y in range(-3, 4) for x in range(-3, 4))


def test_a_picture_scaled_and_turned_by_nothing_stays() -> None:
    start = picture()
    assert transform.resampled(0, 0)(start, GENERATOR).numpy() == pytest.approx(start.numpy(), abs=1e-5)


def test_transforms_draw_from_their_generator_alone() -> None:
    before = torch.get_rng_state()
    every = transform.composed(transform.jitter(2), transform.resampled(0.2, 10))
    first, second = (every(picture(), torch.Generator().manual_seed(9)) for _ in range(2))
    assert torch.equal(first, second)
    assert torch.equal(torch.get_rng_state(), before)


def test_total_variation_slope_is_the_derivative() -> None:
    start = picture().double().requires_grad_()
    soft = 0.02
    total = sum((start.diff(dim=axis).square() + soft**2).sqrt().sum() for axis in (-2, -1))
    (expected,) = torch.autograd.grad(total, start)
    assert penalty.total_variation(start.detach()).numpy() == pytest.approx(expected.numpy(), abs=1e-9)


def test_blur_is_scipys_gaussian() -> None:
    start = picture(size=(16, 16))
    expected = ndimage.gaussian_filter(start[0].numpy(), (0, 1, 1), mode="nearest", truncate=3)
    assert penalty.blurred(start, 1.0)[0].numpy() == pytest.approx(expected, abs=1e-6)


def test_penalties_are_weighed_and_none_costs_nothing() -> None:
    start = picture()
    assert penalty.Penalties().slope(start) == 0.0
    mixed = penalty.Penalties(2.0, 0.5, 3.0).slope(start)
    by_hand = 2 * 2 * (start - 0.5) + 0.5 * penalty.total_variation(start) + 3 * 2 * (start - penalty.blurred(start, 1))
    assert torch.as_tensor(mixed).numpy() == pytest.approx(by_hand.numpy(), abs=1e-5)


def test_adam_is_torchs() -> None:
    ours, theirs = torch.tensor([1.0, -2.0, 3.0]), torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    adam, peer = Adam([ours], 0.1), torch.optim.Adam([theirs], lr=0.1)
    for step in range(5):
        slope = torch.tensor([0.3 * step, -1.0, 1e-4])
        adam.step([slope])
        theirs.grad = slope
        peer.step()
    assert ours.numpy() == pytest.approx(theirs.detach().numpy(), abs=1e-6)


def outputs(values: objective.Objective, red: torch.Tensor) -> float:
    start = torch.stack([red, 2 * red, 0 * red])[None]
    return float(values.score(TINY.trace.run(start, values.layers)))


def test_objectives_are_what_they_say() -> None:
    red = torch.arange(16.0).reshape(4, 4)  # mean 7.5; green is twice as much
    assert outputs(objective.logit(TINY, 0), red) == pytest.approx(7.5 - 2 * 15 + 0.25)
    assert outputs(objective.channel(TINY, "1", 1), red) == pytest.approx(15)
    assert outputs(objective.unit(TINY, "1", 0), red) == pytest.approx(10)  # row 2, column 2
    assert outputs(objective.unit(TINY, "1", 0, (1.0, 0.0)), red) == pytest.approx(12)
    assert outputs(objective.unit(TINY, "4", 1), red) == pytest.approx(0.5 * 7.5 + 3 * 15 + 0.25)
    squares = float(red.square().mean()) * (1 + 4) / 2
    assert outputs(objective.whole_layer(TINY, "1"), red) == pytest.approx(squares / 2)
    both = objective.weighted((2.0, objective.channel(TINY, "1", 0)), (-1.0, objective.logit(TINY, 1)))
    assert outputs(both, red) == pytest.approx(2 * 7.5 - (0.5 * 7.5 + 3 * 15 + 0.25))


@pytest.mark.parametrize("index", [-1, 2, 10**9])
def test_a_channel_that_is_not_there_is_told(index: int) -> None:
    with pytest.raises(UnknownName, match="channels 0 to 1"):
        objective.channel(TINY, "1", index)
    with pytest.raises(UnknownName):
        objective.channel(TINY, "nowhere", 0)
    with pytest.raises(UnknownName, match="no class -1"):
        objective.logit(TINY, -1)
