from __future__ import annotations

import cv2
import numpy as np
import pytest

from cnnviz import imaging
from cnnviz.imaging import kernels, likeness


@pytest.mark.parametrize(
    ("gx", "gy", "degrees"), [(1, 0, 0), (1, 1, 45), (0, 2, 90), (-3, 0, 180), (0, -1, 270), (1, -1, 315), (0, 0, 0)]
)
def test_orientation_counts_from_the_right_and_upwards(gx: float, gy: float, degrees: float) -> None:
    assert imaging.orientation(np.float32([[gx]]), np.float32([[gy]]))[0, 0] == pytest.approx(degrees)


def test_orientation_stays_below_360() -> None:
    assert imaging.orientation(np.float32([[1]]), np.float32([[-1e-12]]))[0, 0] < 360


def sobel(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    gx, gy = (imaging.respond(picture, kernels.get(name), border="replicate") for name in ("sobel_x", "sobel_y"))
    return imaging.magnitude(gx, gy), gx, gy


@pytest.mark.parametrize("turned", [False, True])
def test_a_straight_edge_is_thinned_to_one_pixel(turned: bool) -> None:
    picture = np.zeros((20, 20), np.uint8)
    picture[:, 10:] = 200
    kept = imaging.thinned(*sobel(picture.T if turned else picture))
    counts = kept.sum(0 if turned else 1)
    assert (counts == 1).all()


def test_thinning_keeps_what_opencvs_canny_keeps() -> None:
    rng = np.random.default_rng(3)
    picture = cv2.GaussianBlur(rng.integers(0, 256, (80, 80), np.uint8), (0, 0), 2)
    strength, gx, gy = sobel(picture)
    ours = imaging.thinned(strength, gx, gy) & (strength > 60)
    theirs = cv2.Canny(picture, 60, 60, L2gradient=True) > 0
    inside = np.s_[2:-2, 2:-2]
    # Canny rounds directions at tan(22.5) in integers and treats ties otherwise; nearly all pixels agree
    assert (ours[inside] == theirs[inside]).mean() > 0.97


def test_a_kernel_is_like_itself_wherever_it_lies() -> None:
    weights = kernels.get("sobel_x").weights
    wide = np.pad(weights, ((0, 2), (2, 0)))
    assert likeness(wide, weights).cosine == pytest.approx(1)
    assert likeness(wide, weights).moved == (-1, 1)
    assert likeness(np.pad(weights, 1), weights).moved == (0, 0)


def test_the_other_sign_is_minus_one_and_an_upright_edge_is_unlike_a_level_one() -> None:
    weights = kernels.get("sobel_x").weights
    assert likeness(weights, -weights).cosine == pytest.approx(-1)
    assert abs(likeness(np.ones((3, 3)), weights).cosine) < 0.8
    assert likeness(np.zeros((3, 3)), weights).cosine == 0
