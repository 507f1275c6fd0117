"""Sobel as a lesson: the gradient's direction, and edges thinned to a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]


def orientation(gx: Plane, gy: Plane) -> Plane:
    """Return where the picture gets brighter, in degrees from 0 to below 360, counted from the right and upwards.

    `gx` is positive where it is brighter to the right, `gy` where it is brighter above. Where both are 0 it gives 0.
    """
    degrees = np.rad2deg(np.arctan2(gy + np.float32(0), gx + np.float32(0)))  # the sum takes the sign from -0
    degrees[degrees < 0] += 360
    degrees[degrees >= 360] = 0  # a tiny negative angle rounds up to 360
    return np.asarray(degrees, np.float32)


def thinned(strength: Plane, gx: Plane, gy: Plane) -> NDArray[np.bool_]:
    """Return where an edge is at its strongest across its direction: non-maximum suppression (Canny 1986, section III).

    The direction is rounded to one of four (level, upright, both diagonals) and the two neighbours that lie in it are
    compared; of equal neighbours the one that comes first (above or to the left) stays. Beyond the border nothing is.
    """
    wide = np.pad(strength, 1)
    height, width = strength.shape
    sector = np.rint(orientation(gx, gy) / 45).astype(np.uint8) % 4
    kept = np.zeros(strength.shape, np.bool_)
    # for each direction the neighbour before, in reading order, and the one opposite; (row, column)
    for number, (down, right) in enumerate(((0, -1), (-1, 1), (-1, 0), (-1, -1))):
        before = wide[1 + down : 1 + down + height, 1 + right : 1 + right + width]
        behind = wide[1 - down : 1 - down + height, 1 - right : 1 - right + width]
        kept |= (sector == number) & (strength > before) & (strength >= behind)
    return kept
