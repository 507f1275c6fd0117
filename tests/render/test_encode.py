from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.render import colouring, encode


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (5, 7, 4)])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_png_gives_back_the_same_pixels(shape: tuple[int, ...], level: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    np.testing.assert_array_equal(decoded(encode.png(pixels, level)), pixels)


def test_a_palette_png_shows_the_colours_of_the_table() -> None:
    index = np.arange(256, dtype=np.uint8).reshape(16, 16)
    table = colouring.signed_table("dark")
    image = Image.open(io.BytesIO(encode.palette_png(index, table)))
    assert image.mode == "P"
    np.testing.assert_array_equal(np.asarray(image.convert("RGB")), table[index])


def test_a_palette_png_is_smaller_than_its_colours() -> None:
    index = np.random.default_rng(0).normal(127, 20, (128, 128)).clip(0, 254).astype(np.uint8)
    table = colouring.signed_table("light")
    assert len(encode.palette_png(index, table)) < 0.6 * len(encode.png(table[index]))


def test_jpeg_is_close_to_the_photo() -> None:
    ramp = np.linspace(0, 255, 64)
    photo = np.stack([np.tile(ramp, (64, 1)), np.tile(ramp[:, None], (1, 64)), np.full((64, 64), 90)], -1)
    assert np.abs(decoded(encode.jpeg(photo.astype(np.uint8))).astype(int) - photo).mean() < 3


def test_a_view_can_be_encoded() -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    np.testing.assert_array_equal(decoded(encode.png(pixels[::-1, ::2])), pixels[::-1, ::2])


def test_enlarging_repeats_whole_pixels() -> None:
    assert encode.enlarge(np.array([[1, 2]], np.uint8), 2).tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]
    assert encode.enlarge(np.zeros((2, 3, 3), np.uint8), 4).shape == (8, 12, 3)
