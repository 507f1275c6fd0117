"""What lies outside the picture, where a kernel hangs over its border."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Border(StrEnum):
    """How the picture goes on beyond its border, shown for the row `a b c d`."""

    ZERO = "zero"  #           0 0 0 | a b c d | 0 0 0
    REFLECT = "reflect"  #     d c b | a b c d | c b a     the border pixel is the mirror and is not repeated
    REPLICATE = "replicate"  # a a a | a b c d | d d d
    CIRCULAR = "circular"  #   b c d | a b c d | a b c


def padding_for(kernel: int) -> tuple[int, int]:
    """Return `(before, after)` that keeps the size; an even kernel takes one more after, as `padding="same"` does."""
    return (kernel - 1) // 2, kernel // 2


def source_of(size: int, before: int, after: int, border: Border) -> NDArray[np.intp]:
    """Return, for each cell of a padded axis, the pixel that it repeats (for `zero`: the nearest).

    Defined for any padding, also beyond what PyTorch takes: a reflection that reaches the far border is reflected
    again, and an axis of one pixel repeats it (as `numpy.pad`).
    """
    cell = np.arange(-before, size + after)
    if border is Border.CIRCULAR:
        return cell % size
    if border is Border.REFLECT and size > 1:
        period = 2 * (size - 1)
        folded = cell % period
        return np.minimum(folded, period - folded)
    return np.clip(cell, 0, size - 1)


def pad(planes: NDArray[np.generic], kernel: tuple[int, int], border: Border) -> NDArray[np.float32]:
    """Surround planes `(C, H, W)` of any number type with what a kernel `(h, w)` needs to keep their size.

    Returns float32 `(C, H + h - 1, W + w - 1)`, contiguous.
    """
    channels, height, width = planes.shape
    (top, bottom), (left, right) = padding_for(kernel[0]), padding_for(kernel[1])
    padded = np.zeros((channels, height + top + bottom, width + left + right), dtype=np.float32)
    padded[:, top : top + height, left : left + width] = planes
    if border is not Border.ZERO:
        rows, columns = source_of(height, top, bottom, border), source_of(width, left, right, border)
        inside = slice(left, left + width)
        padded[:, :top, inside] = padded[:, top + rows[:top], inside]
        padded[:, top + height :, inside] = padded[:, top + rows[top + height :], inside]
        padded[:, :, :left] = padded[:, :, left + columns[:left]]  # whole columns: the corners come with them
        padded[:, :, left + width :] = padded[:, :, left + columns[left + width :]]
    return padded
