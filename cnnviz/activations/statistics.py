"""Numbers that describe a layer's feature maps, and the sentence that says what a picture of a map shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.errors import DoesNotFit


class Order(StrEnum):
    """By what the units of a layer are sorted."""

    MEAN = "mean"  # the largest first
    MAXIMUM = "maximum"  # the largest first
    SPARSITY = "sparsity"  # the largest share of zeros first
    CHANNEL = "channel"


@dataclass(frozen=True)
class Statistics:
    """Read-only arrays `(C,)`: each unit's mean, extremes, the share of its values that are exactly 0, its best place.

    `place`, integers `(C, 2)`, is the row and column of each unit's maximum, from 0 (the first one where there are
    several); `size` the maps' `(height, width)`, empty where units have no place.

    How it can mislead: after a ReLU a mean of 0.2 can be a weak answer everywhere or a strong one in a corner; the
    share of zeros tells the two apart. A unit that is zero on one photo is not dead, it has only not been asked.
    """

    mean: NDArray[np.float32]
    max: NDArray[np.float32]
    zeros: NDArray[np.float32]
    min: NDArray[np.float32]
    place: NDArray[np.intp]
    size: tuple[int, ...]

    def __len__(self) -> int:
        """Count the units."""
        return len(self.mean)


def statistics(maps: NDArray[np.float32]) -> Statistics:
    """Return the numbers of each unit of `maps`, `(C, H, W)` or `(C,)`."""
    values = maps.reshape(len(maps), -1)  # (C, H, W) -> (C, H * W)
    at = values.argmax(1)
    largest = np.take_along_axis(values, at[:, None], 1)[:, 0]
    zeros = 1 - np.count_nonzero(values, axis=1).astype(np.float32) / values.shape[1]
    size = maps.shape[1:]
    place = np.stack(np.unravel_index(at, size), 1) if size else np.zeros((len(maps), 2), np.intp)
    found = Statistics(values.mean(1), largest, zeros, values.min(1), place, size)
    for numbers in (found.mean, found.max, found.zeros, found.min, found.place):
        numbers.flags.writeable = False
    return found


def ordered(found: Statistics, by: Order = Order.MEAN) -> NDArray[np.intp]:
    """Return the units' indices in this order; equal ones stay in theirs."""
    if by is Order.CHANNEL:
        return np.arange(len(found))
    numbers = {Order.MEAN: found.mean, Order.MAXIMUM: found.max, Order.SPARSITY: found.zeros}[by]
    return np.argsort(-numbers, kind="stable")


def strongest(maps: NDArray[np.float32], by: Literal["mean", "max"] = "mean") -> NDArray[np.intp]:
    """Return the units' indices, the one with the largest mean (or maximum) first; equal ones stay in order."""
    return ordered(statistics(maps), Order.MAXIMUM if by == "max" else Order.MEAN)


def describe(maps: NDArray[np.float32], unit: int, layer: str) -> str:
    """Say in words what the map of `unit` (from 0) shows; the words count from 1.

    "unit 12 of conv1 answers most at row 40, column 88: 3.1; 71 % of the map is zero"

    Raises `DoesNotFit` where there is no such unit.
    """
    if not 0 <= unit < len(maps):
        raise DoesNotFit(f"'{layer}' has units 1 to {len(maps)}; there is no unit {unit + 1}.")
    return f"unit {unit + 1} of {layer} {said(statistics(maps[unit : unit + 1]), 0)}"


def said(found: Statistics, unit: int) -> str:
    """Say what `unit` (from 0) does, as the end of a sentence that begins with its name."""
    largest, zeros = float(found.max[unit]), float(found.zeros[unit])
    if not found.size:
        return f"answers {_number(largest)}"
    if zeros == 1:
        return "does not answer: the whole map is zero"
    row, column = found.place[unit]
    return f"answers most at row {row + 1}, column {column + 1}: {_number(largest)}; {_share(zeros)} of the map is zero"


def _number(value: float) -> str:
    """Write two significant digits (more of a large number), never as a power of ten."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    rounded = float(f"{value:.1e}")  # 9.99 is 10, with one decimal less
    decimals = max(0, 1 - math.floor(math.log10(abs(rounded))))
    return f"{value:.{decimals}f}"


def _share(part: float) -> str:
    """Write a percentage; "0 %" means none and "100 %" means all."""
    if 0 < part < 0.01:
        return "less than 1 %"
    return "more than 99 %" if 0.99 < part < 1 else f"{part:.0%}".replace("%", " %")
