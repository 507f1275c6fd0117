from __future__ import annotations

import numpy as np
import pytest

from cnnviz.render import palette
from cnnviz.render.overlay import DIMMED, dimmed, overlay

TALL = ((300, 100), (100, 0, 200, 100))  # photo (H, W) and the central square that a network sees
WIDE = ((100, 300), (0, 100, 100, 200))
HOT = np.array(palette.rgb(palette.SEQUENTIAL[-1]))


def grey(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), 120, np.uint8)


@pytest.mark.parametrize(("size", "box"), [TALL, WIDE])
def test_a_marker_lands_where_the_network_saw_it(size: tuple[int, int], box: tuple[int, int, int, int]) -> None:
    heat = np.zeros((10, 10), np.float32)
    heat[2, 7] = 1.0  # centre at 25 % down, 75 % across the box
    laid = overlay(grey(*size), heat, box, strength=1.0)
    distance = np.abs(laid.astype(int) - HOT).sum(-1)
    row, column = np.unravel_index(distance.argmin(), distance.shape)
    assert abs(row - (box[0] + 25)) <= 1
    assert abs(column - (box[1] + 75)) <= 1


@pytest.mark.parametrize(("size", "box"), [TALL, WIDE])
def test_only_the_part_not_seen_is_dimmed(size: tuple[int, int], box: tuple[int, int, int, int]) -> None:
    top, left, bottom, right = box
    laid = overlay(grey(*size), np.zeros((4, 4)), box)
    seen = np.zeros(size, bool)
    seen[top:bottom, left:right] = True
    assert (laid[seen] == 120).all()
    assert (laid[~seen] == round(120 * (1 - DIMMED) + 255 * DIMMED)).all()


def test_in_dark_mode_it_dims_towards_the_dark_page() -> None:
    # 35 parts of 120 and 65 of #0f141b = (15, 20, 27): 51.75, 55, 59.55
    assert dimmed(grey(4, 4), (0, 0, 2, 4), "dark")[3, 0].tolist() == [52, 55, 60]


def test_full_heat_mixes_colour_and_photo_by_strength() -> None:
    laid = overlay(grey(8, 8), np.ones((2, 2)), (0, 0, 8, 8), strength=0.5)
    assert np.abs(laid[4, 4] - (HOT + 120) / 2).max() <= 1


def test_heat_is_interpolated_between_its_cells() -> None:
    laid = overlay(grey(1, 100), np.array([[0.0, 1.0]]), (0, 0, 1, 100), strength=1.0)
    away = np.abs(laid[0].astype(int) - 120).sum(-1)
    assert away[10] == 0
    assert away[90] == np.abs(HOT - 120).sum()
    assert 0 < away[50] < away[90]


def test_a_box_is_rounded_and_kept_inside_the_photo() -> None:
    laid = overlay(grey(10, 10), np.ones((2, 2)), (-3.2, 0.4, 10.6, 12.0))
    assert laid.shape == (10, 10, 3)
    assert (laid != 120).any(-1).all()


def test_an_empty_box_leaves_only_the_dimmed_photo() -> None:
    assert (overlay(grey(4, 4), np.ones((2, 2)), (2, 2, 2, 4)) == dimmed(grey(4, 4), (2, 2, 2, 4))).all()


def test_heat_beyond_its_range_or_not_a_number_does_no_harm() -> None:
    heat = np.array([[np.nan, 5.0], [-3.0, np.inf]])
    laid = overlay(grey(4, 4), heat, (0, 0, 4, 4), strength=1.0)
    assert tuple(laid[0, 0]) == (120, 120, 120)
    assert tuple(laid[0, 3]) == tuple(HOT)


def test_the_photo_itself_is_not_changed() -> None:
    photo = grey(6, 6)
    photo.setflags(write=False)
    overlay(photo, np.ones((2, 2)), (0, 0, 3, 6))
    assert (photo == 120).all()
