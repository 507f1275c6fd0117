from __future__ import annotations

import numpy as np
import pytest

from cnnviz.activations import stripes


def grating(
    period: float, degrees: float, colours: tuple[float, float, float] = (1, 1, 1), size: int = 11
) -> np.ndarray:
    """Stripes under a bell: `degrees` 0 lie, 90 stand."""
    rows, cols = np.indices((size, size)) - size // 2
    angle = np.radians(degrees)
    along = rows * np.cos(angle) + cols * np.sin(angle)
    wave = np.cos(2 * np.pi * along / period) * np.exp(-(rows**2 + cols**2) / (2 * 3.0**2))
    return (np.array(colours)[:, None, None] * wave).astype(np.float32)


@pytest.mark.parametrize("period", [3.0, 4.0, 5.5])
@pytest.mark.parametrize("degrees", [0, 30, 45, 90, 135])
def test_period_and_direction_of_a_grating_are_found(period: float, degrees: float) -> None:
    found = stripes(grating(period, degrees))
    assert found.period == pytest.approx(period, rel=0.1)
    assert found.angle is not None
    assert abs((found.angle - degrees + 90) % 180 - 90) < 5


def test_stripes_along_row_plus_column_rise_to_the_right() -> None:
    rows, cols = np.indices((9, 9))
    wave = np.cos(2 * np.pi * (rows + cols) / 5).astype(np.float32)
    angle = stripes(np.stack([wave] * 3)).angle
    assert angle == pytest.approx(45, abs=3)


def test_grey_has_no_colour_and_opponents_have_nothing_else() -> None:
    assert stripes(grating(4, 0)).colour == pytest.approx(0, abs=1e-6)
    assert stripes(grating(4, 0, (1, -1, 0))).colour == pytest.approx(1, abs=1e-6)
    assert stripes(grating(4, 0, (1, 0, 0))).colour == pytest.approx(2 / 3, abs=1e-6)  # 1 - 3 (1/3)^2


def test_a_blob_has_no_stripes() -> None:
    found = stripes(np.ones((3, 7, 7), np.float32))
    assert (found.period, found.angle) == (None, None)


def test_a_filter_without_weights_is_nothing() -> None:
    assert stripes(np.zeros((3, 5, 5), np.float32)).colour == 0
