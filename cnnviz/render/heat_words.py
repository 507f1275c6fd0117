"""Where a heat map is strong, in words with numbers: its text twin."""

from __future__ import annotations

import numpy as np

from cnnviz.render.colouring import Values
from cnnviz.render.numbers import percent

_TENTH = 0.1


def strongest_tenth(heat: Values, name: str) -> str:
    """Say where the strongest tenth of a map `(H, W)` lies: in which ninth of the picture, which rows and columns.

    Rows and columns count from 1 and span nine tenths of those pixels, so that single ones far off do not widen them.
    Signed maps count by magnitude. What is not a number counts as 0.
    """
    clean = np.abs(np.nan_to_num(heat, nan=0.0))
    if not clean.size or clean.max() <= 0:
        return f"{name}: no part of the picture stands out."
    count = max(1, round(_TENTH * clean.size))
    limit = np.partition(clean, clean.size - count, axis=None)[clean.size - count]
    rows, columns = np.nonzero((clean >= limit) & (clean > 0))
    if len(rows) > 2 * count:
        return f"{name}: {percent(len(rows) / clean.size)} of the picture share the highest values."
    top, bottom = _span(rows)
    left, right = _span(columns)
    return (
        f"{name}: the strongest tenth of the map lies in the {_ninth(rows, columns, clean.shape)}, "
        f"rows {top} to {bottom} of {clean.shape[0]}, columns {left} to {right} of {clean.shape[1]}."
    )


def _span(places: np.ndarray) -> tuple[int, int]:
    """Return the first and last of the middle nine tenths of `places`, from 1."""
    low, high = np.quantile(places, (0.05, 0.95))
    return int(low) + 1, int(np.ceil(high)) + 1


def _ninth(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...]) -> str:
    """Name the part of the picture that holds the middle of these pixels."""
    down = ("upper", "middle", "lower")[int(np.median(rows)) * 3 // shape[0]]
    across = ("left", "centre", "right")[int(np.median(columns)) * 3 // shape[1]]
    if down == "middle" and across == "centre":
        return "centre"
    return f"{down} {across}"
