from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.render import colouring, palette
from cnnviz.render.palette import Mode

MODES: tuple[Mode, ...] = ("light", "dark")


@pytest.mark.parametrize("mode", MODES)
def test_signed_ends_and_zero_have_the_palette_s_colours(mode: Mode) -> None:
    colours = palette.MODES[mode]
    (drawn,) = colouring.signed(np.array([[-2.0, 0.0, 2.0]]), 2.0, mode)
    assert [tuple(pixel) for pixel in drawn] == [
        palette.rgb(colour) for colour in (colours.negative, colours.zero, colours.positive)
    ]


def test_the_middle_of_a_half_is_the_mean_of_its_ends() -> None:
    (drawn,) = colouring.signed(np.array([[0.5]]), 1.0, "light")
    ends = np.array([palette.rgb(palette.LIGHT.zero), palette.rgb(palette.LIGHT.positive)])
    assert np.abs(drawn[0] - ends.mean(0)).max() <= 1


def test_our_scale_is_the_palette_s_diverging_one_to_within_two_levels() -> None:
    ours = colouring.signed(np.linspace(-1, 1, 256)[None], 1.0, "light")[0].astype(int)
    assert np.abs(ours - palette.diverging("light")).max() <= 2


def test_beyond_the_limit_the_ends_are_drawn() -> None:
    index = colouring.signed_index(np.array([-9.0, 9.0, -np.inf, np.inf, 1e300]), 2.0)
    assert index.tolist() == [0, 254, 0, 254, 254]


@given(st.floats(-1, 1, width=32), st.floats(2**-20, 2**20, width=32))
def test_opposite_values_lie_opposite_on_the_scale(share: float, limit: float) -> None:
    low, high = colouring.signed_index(np.array([-share, share]) * limit, limit).astype(int)
    assert abs((low - 127) + (high - 127)) <= 1


@pytest.mark.parametrize("index", [colouring.signed_index, colouring.magnitude_index])
def test_what_is_not_a_number_is_nothing_and_warns_nobody(index: object) -> None:
    assert index(np.array([np.nan, 1.0]), 1.0).tolist() == [255, 254]  # type: ignore[operator]


@pytest.mark.parametrize("limit", [0.0, -1.0, 1e-45, np.nan])
def test_a_scale_without_length_draws_everything_as_zero(limit: float) -> None:
    values = np.array([-1.0, 0.0, 1.0, np.inf], np.float32)
    assert colouring.signed_index(values, limit).tolist() == [127] * 4
    assert colouring.magnitude_index(values, limit).tolist() == [0] * 4


def test_magnitudes_run_from_the_first_to_the_last_colour_and_negative_ones_count_as_zero() -> None:
    (drawn,) = colouring.magnitude(np.array([[-5.0, 0.0, 4.0]]), 4.0)
    first, last = palette.rgb(palette.SEQUENTIAL[0]), palette.rgb(palette.SEQUENTIAL[-1])
    assert [tuple(pixel) for pixel in drawn] == [first, first, last]


def test_integers_can_be_coloured() -> None:
    assert colouring.signed_index(np.array([[-4, 0, 4]]), 4).tolist() == [[0, 127, 254]]


def test_a_photo_is_rounded_and_clipped() -> None:
    assert colouring.photo(np.array([-3.0, 0.4, 0.6, 254.6, 300.0, np.nan])).tolist() == [0, 0, 1, 255, 255, 0]


def test_a_photo_of_bytes_is_left_alone() -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert colouring.photo(pixels) is pixels


def test_the_largest_magnitude_leaves_out_what_is_not_finite() -> None:
    values = np.array([[1.0, -3.0, np.nan], [np.inf, 2.0, -np.inf]])
    assert colouring.largest(values) == 3.0
    assert colouring.largest(values, axis=1).tolist() == [3.0, 2.0]
    assert colouring.largest(np.zeros((0,))) == 0.0
