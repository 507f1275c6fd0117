from __future__ import annotations

import struct
import warnings

import numpy as np
import pytest
from PIL import Image

from cnnviz import imaging
from tests.imaging.files import LOSSLESS, corners, encode, tiff_of_one_pixel, with_orientation


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_come_back_pixel_for_pixel(kind: str) -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (11, 7, 3), dtype=np.uint8)
    picture = imaging.read(encode(rgb, kind, **LOSSLESS[kind]))
    np.testing.assert_array_equal(picture.rgb, rgb)
    assert (picture.height, picture.width) == (11, 7)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_jpeg_comes_back_nearly(options: dict[str, bool]) -> None:
    smooth = np.linspace(0, 255, 40 * 64).reshape(40, 64, 1).repeat(3, axis=2).astype(np.uint8)
    picture = imaging.read(encode(smooth, "JPEG", quality=95, **options))
    assert np.abs(picture.rgb.astype(int) - smooth).max() <= 6


def test_gif_shows_its_first_frame() -> None:
    red, blue = (Image.new("RGB", (5, 4), colour) for colour in ("red", "blue"))
    picture = imaging.read(encode(red, "GIF", save_all=True, append_images=[blue]))
    assert picture.rgb.shape == (4, 5, 3)
    assert (picture.rgb == (255, 0, 0)).all()


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WebP", {"lossless": True}), ("TIFF", {})])
def test_of_many_frames_the_first_is_shown(kind: str, options: dict[str, bool]) -> None:
    red, blue = (Image.new("RGB", (5, 4), colour) for colour in ("red", "blue"))
    picture = imaging.read(encode(red, kind, save_all=True, append_images=[blue], **options))
    assert (picture.rgb == (255, 0, 0)).all()


# what the camera saw, where the file holds its pixels turned (EXIF 2.3, tag 0112: place of row 0 and column 0)
UPRIGHT = {
    1: lambda stored: stored,  # top, left
    2: lambda stored: stored[:, ::-1],  # top, right
    3: lambda stored: stored[::-1, ::-1],  # bottom, right
    4: lambda stored: stored[::-1],  # bottom, left
    5: lambda stored: stored.swapaxes(0, 1),  # left, top
    6: lambda stored: stored[::-1].swapaxes(0, 1),  # right, top
    7: lambda stored: stored[::-1, ::-1].swapaxes(0, 1),  # right, bottom
    8: lambda stored: stored[:, ::-1].swapaxes(0, 1),  # left, bottom
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["PNG", "WebP", "TIFF"])
def test_exif_orientation_is_applied_once(kind: str, orientation: int) -> None:
    stored = corners()
    picture = imaging.read(with_orientation(stored, orientation, kind, **LOSSLESS[kind]))
    np.testing.assert_array_equal(picture.rgb, UPRIGHT[orientation](stored))


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_orientation_of_a_large_jpeg_is_applied_after_it_is_shrunk(orientation: int) -> None:
    stored = corners(height=1400, width=2800)
    picture = imaging.read(with_orientation(stored, orientation, "JPEG"))
    expected = UPRIGHT[orientation](corners(height=512, width=1024))
    assert picture.rgb.shape == expected.shape
    assert np.abs(picture.rgb.astype(int) - expected).mean() < 2


def test_an_orientation_that_does_not_exist_changes_nothing() -> None:
    np.testing.assert_array_equal(imaging.read(with_orientation(corners(), 77, "PNG")).rgb, corners())


@pytest.mark.parametrize(("cmyk", "rgb"), [((0, 0, 0, 0), 255), ((0, 0, 0, 255), 0), ((255, 255, 255, 0), 0)])
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_become_light(kind: str, cmyk: tuple[int, ...], rgb: int) -> None:
    picture = imaging.read(encode(Image.new("CMYK", (8, 8), cmyk), kind))
    assert np.abs(picture.rgb.astype(int) - rgb).max() <= 2


def test_cyan_ink_takes_the_red_away() -> None:
    picture = imaging.read(encode(Image.new("CMYK", (8, 8), (255, 0, 0, 0)), "TIFF"))
    assert (picture.rgb == (0, 255, 255)).all()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_clipped(kind: str) -> None:
    values = np.array([[0, 257, 25700, 32896, 65535]], dtype=np.uint16)
    picture = imaging.read(encode(values, kind))
    assert picture.rgb[0, :, 0].tolist() == [0, 1, 100, 128, 255]  # v / 257
    assert (picture.rgb[..., 0] == picture.rgb[..., 2]).all()


def test_sixteen_bit_colour_keeps_its_brightness() -> None:
    pixel = struct.pack("<3H", 65535, 32896, 0)  # Pillow reads but does not write these
    picture = imaging.read(tiff_of_one_pixel(pixel, bits=(16, 16, 16)))
    assert picture.rgb.tolist() == [[[255, 128, 0]]]


def test_twelve_bits_are_scaled_by_their_own_white() -> None:
    picture = imaging.read(tiff_of_one_pixel(b"\xff\xf0", bits=(12,)))
    assert picture.rgb.tolist() == [[[255, 255, 255]]]


def test_float_tiff_from_0_to_1_fills_the_range() -> None:
    picture = imaging.read(encode(np.array([[0.0, 0.4, 1.0, np.nan]], dtype=np.float32), "TIFF"))
    assert picture.rgb[0, :, 1].tolist() == [0, 102, 255, 0]


def test_measured_values_are_stretched_from_the_smallest_to_the_largest() -> None:
    picture = imaging.read(encode(np.array([[-1000, 0, 1000]], dtype=np.int32), "TIFF"))
    assert picture.rgb[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_one_bit_is_black_and_white(kind: str) -> None:
    picture = imaging.read(encode(Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8)).convert("1"), kind))
    assert picture.rgb[..., 0].tolist() == [[0, 255], [255, 0]]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_grey_becomes_three_equal_channels(kind: str) -> None:
    grey = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert (imaging.read(encode(grey, kind)).rgb == grey[..., np.newaxis]).all()


def test_transparency_lies_on_white() -> None:
    rgba = np.array([[[10, 20, 30, 255], [10, 20, 30, 0], [0, 0, 0, 128]]], dtype=np.uint8)
    for kind, options in (("PNG", {}), ("WebP", LOSSLESS["WebP"]), ("TIFF", {})):
        seen = imaging.read(encode(rgba, kind, **options)).rgb
        assert seen.tolist() == [[[10, 20, 30], [255] * 3, [127] * 3]], kind


def test_grey_with_opacity_lies_on_white() -> None:
    la = Image.merge("LA", [Image.new("L", (3, 2), 40), Image.new("L", (3, 2), 0)])
    assert (imaging.read(encode(la, "PNG")).rgb == 255).all()


@pytest.mark.parametrize("transparency", [1, b"\xff\x00"])
def test_palette_with_transparency_lies_on_white(transparency: int | bytes) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([200, 10, 10, 10, 200, 10])
    image.putdata([0, 1])
    picture = imaging.read(encode(image, "PNG", transparency=transparency))
    assert picture.rgb.tolist() == [[[200, 10, 10], [255, 255, 255]]]


def test_a_transparent_gif_lies_on_white() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([200, 10, 10, 10, 200, 10])
    image.putdata([0, 1])
    assert imaging.read(encode(image, "GIF", transparency=1)).rgb[0, 1].tolist() == [255, 255, 255]


def test_a_colour_key_lies_on_white() -> None:
    picture = imaging.read(encode(Image.new("L", (2, 2), 7), "PNG", transparency=7))
    assert (picture.rgb == 255).all()


def test_hidden_colours_do_not_bleed_when_shrunk() -> None:
    rgba = np.zeros((1500, 1500, 4), dtype=np.uint8)
    rgba[..., 0] = 255  # red that nobody may see
    assert (imaging.read(encode(rgba, "PNG", compress_level=1)).rgb == 255).all()


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1, 1), (1, 1)), ((8, 5000), (2, 1024)), ((5000, 8), (1024, 2)), ((1, 4000), (1, 1024)), ((1025, 3), (1024, 3))],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_longest_side_is_1024_and_none_vanishes(
    kind: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture = imaging.read(encode(Image.new("RGB", size, (9, 120, 200)), kind))
    assert (picture.width, picture.height) == expected
    assert np.abs(picture.rgb.astype(int) - (9, 120, 200)).max() <= 3


def test_a_wide_photo_stays_wide_and_its_left_stays_left() -> None:
    picture = imaging.read(encode(corners(height=900, width=2700), "PNG", compress_level=1))
    assert (picture.height, picture.width) == (341, 1024)
    assert picture.rgb[20, 20].tolist() == [255, 0, 0]
    assert picture.rgb[20, -20].tolist() == [0, 255, 0]
    assert picture.rgb[-20, 20].tolist() == [0, 0, 255]
    edge = int(np.abs(np.diff(picture.rgb[20, :, 0].astype(int))).argmax())
    assert edge in {510, 511}


def test_the_digest_names_size_and_pixels_and_not_the_file() -> None:
    rgb = corners()
    png, bmp = imaging.read(encode(rgb, "PNG")), imaging.read(encode(rgb, "BMP"))
    assert png.digest == bmp.digest
    assert png == bmp
    assert hash(png) == hash(bmp)
    changed = rgb.copy()
    changed[3, 3, 1] ^= 1
    assert imaging.Picture.of(changed).digest != png.digest
    plain = np.zeros((2, 8, 3), dtype=np.uint8)
    assert imaging.Picture.of(plain).digest != imaging.Picture.of(plain.reshape(8, 2, 3)).digest


def test_a_picture_cannot_be_painted_over() -> None:
    picture = imaging.read(encode(corners(), "PNG"))
    with pytest.raises(ValueError, match="read-only"):
        picture.rgb[0, 0] = 0
    with pytest.raises(ValueError, match="WRITEABLE"):
        picture.rgb.flags.writeable = True


@pytest.mark.parametrize("wrong", [np.zeros((2, 2), np.uint8), np.zeros((2, 2, 3)), np.zeros((0, 2, 3), np.uint8)])
def test_a_picture_is_made_of_bytes_in_three_channels(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a picture is uint8"):
        imaging.Picture.of(wrong)


def test_reading_leaves_the_warning_filters_alone() -> None:
    before = list(warnings.filters)
    imaging.read(encode(corners(), "PNG"))
    assert list(warnings.filters) == before


@pytest.mark.shared
def test_real_photos_keep_their_proportions(shared) -> None:
    for path in sorted((shared / "images").rglob("*.[jJ]*")):
        with Image.open(path) as stored:
            width, height = stored.size
        picture = imaging.read(path.read_bytes())
        scale = min(1, 1024 / max(width, height))
        assert abs(picture.width - width * scale) <= 0.5
        assert abs(picture.height - height * scale) <= 0.5
