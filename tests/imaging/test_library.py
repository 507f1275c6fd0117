"""The library's kernels, by what their formulas demand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.imaging import kernels, library
from cnnviz.imaging.correlate import factored
from cnnviz.imaging.library import KNOBS, Knobs


def made(name: str, **knobs: float) -> np.ndarray:
    return library.recipe(name).weights(Knobs(**knobs))


def test_the_fixed_kernels_are_the_classical_ones() -> None:
    for name in ("sobel_x", "sobel_y", "prewitt_x", "laplacian", "sharpen", "emboss", "identity"):
        np.testing.assert_array_equal(made(name), kernels.get(name).weights)


def test_gaussian_is_scipys() -> None:
    dot = np.zeros((15, 15))
    dot[7, 7] = 1
    theirs = scipy.ndimage.gaussian_filter(dot, 1.7, radius=7)
    np.testing.assert_allclose(made("gaussian", size=15, sigma=1.7), theirs, atol=1e-12)


def test_laplacian_of_gaussian_has_scipys_shape() -> None:
    dot = np.zeros((15, 15))
    dot[7, 7] = 1
    theirs = scipy.ndimage.gaussian_laplace(dot, 1.2, radius=7)
    ours = made("log", size=15, sigma=1.2)
    assert ours.sum() == pytest.approx(0, abs=1e-12)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.98


def test_level_motion_is_the_mean_of_a_row_and_upright_motion_of_a_column() -> None:
    level = np.zeros((5, 5))
    level[2] = 1 / 5
    np.testing.assert_allclose(made("motion", length=5, angle=0), level, atol=1e-12)
    np.testing.assert_allclose(made("motion", length=5, angle=90), level.T, atol=1e-12)


def test_motion_at_45_degrees_rises_to_the_right() -> None:
    weights = made("motion", length=5, angle=45)
    assert weights[1, 3] > 0
    assert weights[3, 3] == 0


def test_gabor_at_0_has_upright_bars_and_90_degrees_of_phase_make_it_odd() -> None:
    even, odd = made("gabor", size=11, angle=0, phase=0), made("gabor", size=11, angle=0, phase=90)
    np.testing.assert_allclose(even, even[:, ::-1], atol=1e-12)
    np.testing.assert_allclose(odd, -odd[:, ::-1], atol=1e-12)
    np.testing.assert_allclose(made("gabor", size=11, angle=90, phase=0), even.T, atol=1e-12)
    assert even[5, 5] == even.max()
    assert even.sum() == pytest.approx(0, abs=1e-12)


def test_gabors_wave_is_as_long_as_asked() -> None:
    row = made("gabor", size=15, sigma=6, angle=0, wave=6, phase=0)[7]
    assert row[7] > row[6] > row[5] > row[4]  # from the crest down to half a wave beside it
    assert row[4] < 0 < row[1]


def test_unsharp_mask_keeps_brightness_and_adds_what_the_blur_took() -> None:
    blur, identity = made("gaussian", size=5, sigma=1), np.zeros((5, 5))
    identity[2, 2] = 1
    np.testing.assert_allclose(made("unsharp", size=5, sigma=1, amount=2), 3 * identity - 2 * blur)


def test_shift_moves_the_picture_right_and_down() -> None:
    from cnnviz import imaging

    dot = np.zeros((9, 9), np.uint8)
    dot[4, 4] = 1
    moved = imaging.respond(dot, made("shift", dx=2, dy=1))
    assert np.argwhere(moved).tolist() == [[5, 6]]


def test_normalized_keeps_brightness_or_bounds_the_response() -> None:
    np.testing.assert_allclose(library.normalized(np.ones((3, 3))), 1 / 9)
    sobel = library.normalized(kernels.get("sobel_x").weights)
    assert sobel[sobel > 0].sum() == 1
    assert not library.normalized(np.zeros((2, 2))).any()


def test_flipped_sobel_has_the_other_sign() -> None:
    weights = kernels.get("sobel_x").weights
    np.testing.assert_array_equal(library.flipped(weights), -weights)


@pytest.mark.parametrize(
    ("name", "column", "row"),
    [
        ("sobel_x", [1, 2, 1], [-1, 0, 1]),
        ("sobel_y", [1, 0, -1], [1, 2, 1]),
        ("scharr_x", [3, 10, 3], [-1, 0, 1]),
        ("scharr_y", [1, 0, -1], [3, 10, 3]),
    ],
)
def test_separable_kernels_are_written_in_whole_numbers(name: str, column: list[int], row: list[int]) -> None:
    found = factored(made(name))
    assert found is not None
    assert found[0][:, 0].tolist() == column
    assert found[1][0].tolist() == row


@given(st.sampled_from(library.names()), st.data())
def test_every_kernel_is_small_and_finite_wherever_its_knobs_stand(name: str, data: st.DataObject) -> None:
    knobs = {
        knob: data.draw(st.integers(0, round((KNOBS[knob].high - KNOBS[knob].low) / KNOBS[knob].step)))
        for knob in library.recipe(name).known()
    }
    weights = made(name, **{knob: KNOBS[knob].low + turn * KNOBS[knob].step for knob, turn in knobs.items()})
    assert weights.ndim == 2
    assert 1 <= min(weights.shape) <= max(weights.shape) <= kernels.LARGEST
    assert np.isfinite(weights).all()
