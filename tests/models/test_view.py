from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torchvision.models import SqueezeNet1_1_Weights

from cnnviz.imaging import Picture
from cnnviz.models import Model, Preset
from cnnviz.models.embedded import MEAN, STD
from cnnviz.models.view import View
from tests.models.networks import noise

IMAGENET = Model("imagenet", torch.nn.Identity(), (), Preset(256, 224, MEAN, STD))
SMALL = Model("small", torch.nn.Identity(), (), Preset(64, 64, MEAN, STD))
side = st.integers(1, 1024)


def test_box_of_a_tall_photo_computed_by_hand():
    view = View((400, 300), 256, 224)  # -> 341 x 256; rows 58..282 and columns 16..240 of it are seen
    assert view.resized == (341, 256)
    assert view.box == pytest.approx((58 * 400 / 341, 16 * 300 / 256, 282 * 400 / 341, 240 * 300 / 256))
    assert view.size == (224, 224)


def test_box_of_a_wide_photo_is_the_whole_height_where_nothing_is_cut():
    assert View((480, 640), 64, 64).box == pytest.approx((0, 10 * 640 / 85, 480, 74 * 640 / 85))


def test_whole_pixels_of_the_box_are_at_least_one_even_of_a_line():
    assert View((300, 100), resize=100, crop=100).pixels == (100, 0, 200, 100)
    assert View((1, 3000), resize=64, crop=64).pixels == (0, 1500, 1, 1501)
    assert View((3000, 1), resize=256, crop=224).pixels == (1500, 0, 1501, 1)


@given(side, side, st.sampled_from([(256, 224), (64, 64)]))
def test_box_lies_in_the_photo(height: int, width: int, preset: tuple[int, int]):
    top, left, bottom, right = View((height, width), *preset).box
    assert 0 <= top < bottom <= height + 1e-9
    assert 0 <= left < right <= width + 1e-9


@given(side, side, st.tuples(*[st.floats(-50, 300)] * 4))
def test_photo_and_back_is_the_same_box(height: int, width: int, box: tuple[float, float, float, float]):
    view = View((height, width), 256, 224)
    assert view.to_input(view.to_photo(box)) == pytest.approx(box, abs=1e-6)


@pytest.mark.parametrize("model", [IMAGENET, SMALL], ids=lambda each: each.name)
@pytest.mark.parametrize("size", [(900, 300), (300, 900), (500, 500), (40, 60)])
def test_marker_in_the_photo_is_found_where_the_view_says(model: Model, size: tuple[int, int]):
    height, width = size
    row, col, span = height // 2 - min(size) // 4, width // 2 + min(size) // 8, min(size) // 6
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[row : row + span, col : col + span, 0] = 255  # red, above and right of the centre
    picture = Picture.of(rgb)
    seen = model.pixels(picture)[0]  # (3, H, W)
    top, left, bottom, right = model.view(picture).to_input((row, col, row + span, col + span))
    rows, cols = (torch.arange(n) + 0.5 for n in seen.shape[1:])
    weight = seen[0] / seen[0].sum()
    assert (weight.sum(1) @ rows).item() == pytest.approx((top + bottom) / 2, abs=0.1)
    assert (weight.sum(0) @ cols).item() == pytest.approx((left + right) / 2, abs=0.1)
    area = (bottom - top) * (right - left)
    assert seen[0].sum().item() / 255 == pytest.approx(area, rel=0.1)  # its size too: nothing is squeezed
    assert seen[1:].abs().max() == 0


@pytest.mark.parametrize("size", [(333, 500), (1024, 257), (256, 300), (1, 1), (5, 70), (224, 224)])
def test_input_is_bit_for_bit_that_of_torchvisions_preset(size: tuple[int, int]):
    picture = noise(*size)
    expected = SqueezeNet1_1_Weights.IMAGENET1K_V1.transforms()(Image.fromarray(picture.rgb))
    assert torch.equal(IMAGENET.preprocess(picture)[0], expected)


@pytest.mark.parametrize("size", [(2, 1024), (1024, 3)])
def test_ribbon_gets_the_presets_values_within_one_grey_level(size: tuple[int, int]):
    picture = noise(*size)
    view = IMAGENET.view(picture)
    (height, width), (top, left) = view.resized, view.offset
    whole = Image.fromarray(picture.rgb).resize((width, height), Image.Resampling.BILINEAR)
    expected = np.asarray(whole.crop((left, top, left + 224, top + 224)), dtype=np.float32)
    assert np.abs(IMAGENET.pixels(picture)[0].permute(1, 2, 0).numpy() - expected).max() <= 1


def test_small_picture_reaches_the_embedded_network_unchanged():
    picture = noise(64, 64)
    pixels = SMALL.pixels(picture)
    assert pixels.dtype == torch.float32
    assert np.array_equal(pixels[0].permute(1, 2, 0).numpy(), picture.rgb.astype(np.float32))


def test_normalize_is_differentiable():
    pixels = SMALL.pixels(noise(64, 64)).requires_grad_()
    SMALL.normalize(pixels).sum().backward()
    expected = torch.tensor(STD).mul(255).reciprocal().view(1, 3, 1, 1).expand_as(pixels)
    assert torch.allclose(pixels.grad, expected)
