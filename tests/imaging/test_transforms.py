"""Pictures changed by hand, by numpy and by scipy agree with ours."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from numpy.typing import NDArray

from cnnviz.imaging.borders import Border
from cnnviz.imaging.transforms import Change, Kind, Placement, blur, mirror, noise, rotate, shift, turn

PHOTO: NDArray[np.uint8] = np.random.default_rng(0).integers(0, 256, (9, 9, 3), dtype=np.uint8)
NUMPYS = {Border.REFLECT: "reflect", Border.CIRCULAR: "wrap", Border.REPLICATE: "edge", Border.ZERO: "constant"}


def row(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32).reshape(1, -1, 1)


def test_a_shift_to_the_right_by_hand() -> None:
    assert shift(row(1, 2, 3, 4), 0, 1, Border.ZERO).ravel().tolist() == [0, 1, 2, 3]
    assert shift(row(1, 2, 3, 4), 0, 1, Border.CIRCULAR).ravel().tolist() == [4, 1, 2, 3]
    assert shift(row(1, 2, 3, 4), 0, 1, Border.REFLECT).ravel().tolist() == [2, 1, 2, 3]
    assert shift(row(1, 2, 3, 4), 0, -1, Border.REPLICATE).ravel().tolist() == [2, 3, 4, 4]


@pytest.mark.parametrize("border", list(Border))
@pytest.mark.parametrize(("down", "right"), [(0, 0), (2, -3), (-12, 20), (8, 8)])
def test_shifts_are_numpys_padding_cut_out_elsewhere(border: Border, down: int, right: int) -> None:
    wide = 24
    padded = np.pad(PHOTO, ((wide, wide), (wide, wide), (0, 0)), mode=NUMPYS[border])  # type: ignore[call-overload]
    wanted = padded[wide - down : wide - down + 9, wide - right : wide - right + 9]
    assert np.array_equal(shift(PHOTO, down, right, border), wanted)


def test_a_shift_around_and_back_changes_nothing() -> None:
    there = shift(PHOTO, 5, -7, Border.CIRCULAR)
    assert np.array_equal(shift(there, -5, 7, Border.CIRCULAR), PHOTO)


@pytest.mark.parametrize("quarters", [-2, -1, 0, 1, 2, 3])
def test_quarter_turns_are_exact_and_counterclockwise(quarters: int) -> None:
    assert np.array_equal(rotate(PHOTO, 90 * quarters), np.rot90(PHOTO, quarters))


@pytest.mark.parametrize("degrees", [-170.0, -30.0, 7.5, 45.0, 100.0])
@pytest.mark.parametrize(("border", "mode"), [(Border.REFLECT, "mirror"), (Border.CIRCULAR, "grid-wrap")])
def test_turns_are_scipys(degrees: float, border: Border, mode: str) -> None:
    angle = np.radians(degrees)
    rows, columns = np.mgrid[:9, :9] - 4.0
    where = [np.cos(angle) * rows + np.sin(angle) * columns + 4, -np.sin(angle) * rows + np.cos(angle) * columns + 4]
    planes = [scipy.ndimage.map_coordinates(PHOTO[..., c].astype(float), where, order=1, mode=mode) for c in range(3)]
    assert rotate(PHOTO, degrees, border) == pytest.approx(np.stack(planes, -1), abs=1e-3)


def test_a_place_goes_where_the_turn_says() -> None:
    dot = np.zeros((9, 9, 1))
    dot[4, 8] = 1  # right of the middle
    (yy, yx), (xy, xx) = turn(90).matrix
    assert (yy * 0 + yx * 4, xy * 0 + xx * 4) == (-4, 0)  # above it
    assert rotate(dot, 90)[0, 4] == 1
    turned = rotate(dot, 30)
    (yy, yx), (xy, xx) = turn(30).matrix
    assert (yx * 4, xx * 4) == pytest.approx((-2.0, 3.4641016))
    row, column = np.unravel_index(int(turned.argmax()), (9, 9))
    assert (row, column) == (2, 7)


def test_what_a_turn_brings_in_is_black_where_that_is_asked() -> None:
    white = np.full((9, 9, 3), 255)
    assert rotate(white, 45, Border.ZERO)[0, 0].tolist() == [0, 0, 0]
    assert rotate(white, 45, Border.REFLECT) == pytest.approx(255)


def test_a_mirror_image_swaps_left_and_right() -> None:
    assert mirror(row(1, 2, 3)).ravel().tolist() == [3, 2, 1]
    assert np.array_equal(mirror(mirror(PHOTO)), PHOTO)


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.5, 8.0])
def test_the_blur_is_scipys(sigma: float) -> None:
    theirs = scipy.ndimage.gaussian_filter(PHOTO.astype(float), (sigma, sigma, 0), mode="mirror")
    assert blur(PHOTO, sigma) == pytest.approx(theirs, abs=1e-4)


def test_no_blur_changes_nothing() -> None:
    assert np.array_equal(blur(PHOTO, 0), PHOTO)


def test_noise_has_the_strength_it_says_and_comes_from_a_seed() -> None:
    grey = np.full((200, 200, 3), 128)
    assert (noise(grey, 10, seed=3) - 128).std() == pytest.approx(10, rel=0.02)
    assert np.array_equal(noise(grey, 10, seed=3), noise(grey, 10, seed=3))
    assert not np.array_equal(noise(grey, 10, seed=3), noise(grey, 10, seed=4))
    assert noise(grey, 20, 3) - 128 == pytest.approx(2 * (noise(grey, 10, 3) - 128), abs=1e-3)  # the same pattern
    loud = noise(grey, 500)
    assert (loud.min(), loud.max()) == (0, 255)


def test_a_change_does_what_its_kind_says_and_knows_where_places_go() -> None:
    assert np.array_equal(Change(Kind.SHIFT, 2, -1).apply(PHOTO), shift(PHOTO, 2, -1))
    assert np.array_equal(Change(Kind.TURN, degrees=20, down=5).apply(PHOTO), rotate(PHOTO, 20))
    assert np.array_equal(Change(Kind.MIRROR).apply(PHOTO), mirror(PHOTO))
    assert np.array_equal(Change(Kind.BLUR, sigma=1).apply(PHOTO), blur(PHOTO, 1))
    assert np.array_equal(Change(Kind.NOISE, strength=5, seed=1).apply(PHOTO), noise(PHOTO, 5, 1))
    assert Change(Kind.SHIFT, 2, -1).placement == Placement(shift=(2.0, -1.0))
    assert Change(Kind.SHIFT).placement.still
    assert Change(Kind.BLUR, down=3).placement.still
    assert not Change(Kind.MIRROR).placement.still


def test_all_return_float32_and_leave_the_picture_alone() -> None:
    before = PHOTO.copy()
    for kind in Kind:
        changed = Change(kind, 1, 1, 30.0, 1.0, 5.0).apply(PHOTO)
        assert changed.dtype == np.float32
        assert changed.shape == PHOTO.shape
    assert np.array_equal(PHOTO, before)
