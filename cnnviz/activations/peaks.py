"""Where each unit of a layer answers most on a photo, for the gallery of patches that a unit likes.

The strongest patches over many pictures: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks"
(2014), section 2.1 and figure 2, https://arxiv.org/abs/1311.2901.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Peaks:
    """The strongest places of `C` units on one photo, `P` a unit, the strongest first.

    `values`, `rows` and `cols` are `(P, C)`, places from 0; a value that is not a number says that there are no more
    places that far apart. `zeros` and `means`, `(C,)`, are the share of exact zeros and the mean of each whole map.
    """

    values: NDArray[np.float32]
    rows: NDArray[np.int32]
    cols: NDArray[np.int32]
    zeros: NDArray[np.float32]
    means: NDArray[np.float32]


def peaks(maps: NDArray[np.float32], apart: tuple[int, int], count: int = 3) -> Peaks:
    """Find `count` places of each map, `(C, H, W)` or `(C,)`, of which no two are nearer than `apart`.

    `apart` is `(rows, cols)`: two places are too near where both distances are smaller. Equal values: the first in
    reading order.
    """
    whole = maps if maps.ndim == 3 else maps[:, None, None]
    channels, height, width = whole.shape
    left = whole.astype(np.float32, copy=True).reshape(channels, -1)  # what has not been taken yet
    zeros, means = (left == 0).mean(1, dtype=np.float32), left.mean(1)
    values = np.full((count, channels), np.nan, np.float32)
    rows, cols = np.zeros((count, channels), np.int32), np.zeros((count, channels), np.int32)
    down, across = np.arange(height), np.arange(width)
    for n in range(count):
        at = left.argmax(1)
        best = left[np.arange(channels), at]
        values[n] = np.where(np.isneginf(best), np.nan, best)
        rows[n], cols[n] = np.divmod(at, width)
        if n + 1 == count:
            break
        near = np.abs(down - rows[n][:, None]) < apart[0], np.abs(across - cols[n][:, None]) < apart[1]
        taken = near[0][:, :, None] & near[1][:, None, :]  # (C, H), (C, W) -> (C, H, W)
        left[taken.reshape(channels, -1)] = -np.inf
    return Peaks(values, rows, cols, zeros, means)
