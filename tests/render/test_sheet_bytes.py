"""A sheet that may take so many bytes keeps to them, and keeps what its colours mean."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.render import colouring, palette
from cnnviz.render.sheet import _averaged, _coarse, contact_sheet

MOST = 118_000


@pytest.mark.parametrize("shape", [(64, 112, 112), (256, 56, 56), (256, 28, 28), (256, 7, 7), (256,), (3, 224, 224)])
def test_noise_is_the_worst_and_fits(shape: tuple[int, ...]) -> None:
    maps = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    sheet = contact_sheet(maps, scale="unit", max_side=960, most_bytes=MOST)
    assert len(sheet.png) <= MOST
    assert Image.open(io.BytesIO(sheet.png)).size == (sheet.cells.width, sheet.cells.height)


def test_what_fits_is_drawn_with_all_its_shades() -> None:
    maps = np.linspace(-1, 1, 16 * 16, dtype=np.float32).reshape(1, 16, 16)
    free, bound = (contact_sheet(maps, max_side=16 + 4, most_bytes=most) for most in (None, MOST))
    assert free.png == bound.png


def test_sixty_four_shades_keep_zero_and_both_ends() -> None:
    index = np.array([0, 1, 63, 127, 128, 253, colouring.TOP, colouring.NOTHING], np.uint8)
    coarse = _coarse(index)
    assert coarse[[0, 3, 6, 7]].tolist() == [0, colouring.ZERO, colouring.TOP, colouring.NOTHING]
    assert np.abs(coarse[:7].astype(int) - index[:7]).max() <= 3
    assert len(set(_coarse(np.arange(256, dtype=np.uint8)).tolist())) <= 66


def test_averages_are_those_of_whole_and_of_cut_blocks() -> None:
    maps = np.arange(2 * 5 * 7, dtype=np.float32).reshape(2, 5, 7)
    found = _averaged(maps, 3)
    assert found.shape == (2, 2, 3)
    for row, top in enumerate((0, 3)):
        for column, left in enumerate((0, 3, 6)):
            expected = maps[:, top : top + 3, left : left + 3].mean((1, 2))
            np.testing.assert_allclose(found[:, row, column], expected, rtol=1e-6)


def test_each_unit_can_have_a_limit_of_its_own() -> None:
    sheet = contact_sheet(np.ones((2, 1, 1), np.float32), limit=np.array([1.0, 4.0]), signed=False, gap=1, max_side=4)
    pixels = np.asarray(Image.open(io.BytesIO(sheet.png)).convert("RGB"))
    assert tuple(pixels[1, 1]) == palette.rgb(palette.SEQUENTIAL[-1])
    assert tuple(pixels[1, -2]) != palette.rgb(palette.SEQUENTIAL[-1])
    assert sheet.limits.tolist() == [1, 4]
