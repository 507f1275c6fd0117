"""Numbers that describe a layer's feature maps, and the sentence that says what a picture of a map shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.errors import DoesNotFit


@dataclass(frozen=True)
class Statistics:
    """Read-only float32 arrays `(C,)`: each unit's mean, its maximum, and the share of its values that are exactly 0.

    How it can mislead: after a ReLU a mean of 0.2 can be a weak answer everywhere or a strong one in a corner; the
    share of zeros tells the two apart. A unit that is zero on one photo is not dead, it has only not been asked.
    """

    mean: NDArray[np.float32]
    max: NDArray[np.float32]
    zeros: NDArray[np.float32]


def statistics(maps: NDArray[np.float32]) -> Statistics:
    """Return the numbers of each unit of `maps`, `(C, H, W)` or `(C,)`."""
    values = maps.reshape(len(maps), -1)  # (C, H, W) -> (C, H * W)
    mean, largest, zeros = values.mean(1), values.max(1), (values == 0).mean(1, dtype=np.float32)
    for numbers in (mean, largest, zeros):
        numbers.flags.writeable = False
    return Statistics(mean, largest, zeros)


def strongest(maps: NDArray[np.float32], by: Literal["mean", "max"] = "mean") -> NDArray[np.intp]:
    """Return the units' indices, the one with the largest mean (or maximum) first; equal ones stay in order."""
    numbers = statistics(maps)
    return np.argsort(-(numbers.max if by == "max" else numbers.mean), kind="stable")


def describe(maps: NDArray[np.float32], unit: int, layer: str) -> str:
    """Say in words what the map of `unit` (from 0) shows; the words count from 1.

    "unit 12 of conv1 answers most at row 40, column 88: 3.1; 71 % of the map is zero"

    Raises `DoesNotFit` where there is no such unit.
    """
    if not 0 <= unit < len(maps):
        raise DoesNotFit(f"'{layer}' has units 1 to {len(maps)}; there is no unit {unit + 1}.")
    who, values = f"unit {unit + 1} of {layer}", maps[unit]
    if values.ndim == 0:
        return f"{who} answers {_number(float(values))}"
    zeros = float((values == 0).mean())
    if zeros == 1:
        return f"{who} does not answer: the whole map is zero"
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    where = f"row {row + 1}, column {column + 1}"
    return f"{who} answers most at {where}: {_number(float(values.max()))}; {_share(zeros)} of the map is zero"


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
