"""Many feature maps or filters on one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.render import colouring, encode
from cnnviz.render.cells import Cells, arrange
from cnnviz.render.colouring import NOTHING, Bytes, Values
from cnnviz.render.palette import MODES, Mode, rgb

REACH = 3  # values a byte that maps full of zeros reach: what has more is not even tried
MAX_SIDE = 1200  # the measure of a page; Streamlit resamples what is wider than 1460


@dataclass(frozen=True)
class Sheet:
    """`png` as a file, `cells` to find units and pixels on it, `limits` `(C,)` the value at the end of each scale.

    A unit's scale runs from 0, or from minus its limit if `signed`, to its limit.
    """

    png: bytes
    cells: Cells
    limits: NDArray[np.float64]
    signed: bool


def contact_sheet(
    maps: Values,
    *,
    columns: int | None = None,
    mode: Mode = "light",
    signed: bool = True,
    scale: Literal["unit", "layer"] = "layer",
    limit: float | NDArray[np.float64] | None = None,
    gap: int | None = None,
    order: Sequence[int] | None = None,
    max_side: int = MAX_SIDE,
    most_bytes: int | None = None,
) -> Sheet:
    """Draw maps `(C, H, W)` as one picture; a vector `(C,)` becomes a strip of squares.

    `scale` "layer" gives all units one scale, so that they can be compared; "unit" each its own, so that weak ones can
    be seen (a vector's units are single numbers: always "layer"). `limit` sets the scale's end instead of the largest
    magnitude, for all or `(C,)` for each. `order` names the units to show and their sequence. `max_side` is in pixels.
    `most_bytes` is what the file may take: larger ones are drawn in 64 shades instead of 255, then smaller; nothing is
    enlarged, which whoever shows it can do as well.
    Raises `ValueError` for arrays of other ranks.
    """
    if maps.ndim == 1:
        maps, scale = maps[:, None, None], "layer"
    if maps.ndim != 3:
        raise ValueError(f"A contact sheet takes maps (C, H, W) or a vector (C,), not {maps.ndim} axes.")
    gap = (2 if max(maps.shape[1:]) >= 8 else 1) if gap is None else gap
    names = None if order is None else tuple(order)
    most = 1 if most_bytes else 16
    cells = arrange(maps.shape, columns, gap, names, max_side, most)
    limits = _limits(maps, scale, limit)
    if order is not None:
        maps = maps[list(cells.order)]
    shown = limits[list(cells.order), None, None]
    table = colouring.signed_table(mode) if signed else colouring.magnitude_table(mode)

    def drawn(cells: Cells, coarse: bool) -> bytes:
        values = _averaged(maps, cells.shrink) if cells.shrink > 1 else maps
        index = (colouring.signed_index if signed else colouring.magnitude_index)(values, shown)
        return encode.palette_png(_mosaic(_coarse(index) if coarse else index, cells), table)

    if most_bytes is None:
        return Sheet(drawn(cells, False), cells, limits, signed)
    while True:
        values = len(cells.order) * -(-cells.map_height // cells.shrink) * -(-cells.map_width // cells.shrink)
        for coarse in (False, True):
            png = drawn(cells, coarse) if values <= REACH * most_bytes else b""
            if 0 < len(png) <= most_bytes:
                return Sheet(png, cells, limits, signed)
        smaller = arrange((len(limits), *maps.shape[1:]), columns, gap, names, _less(cells), most)
        if smaller == cells:  # a value a cell, and still too many
            return Sheet(drawn(cells, True), cells, limits, signed)
        cells = smaller


def filter_sheet(
    weights: Values,
    *,
    unit: int | None = None,
    columns: int | None = None,
    mode: Mode = "light",
    gap: int | None = None,
    max_side: int = MAX_SIDE,
) -> Sheet:
    """Draw a convolution's weights `(N, C, h, w)`, all on one scale symmetric about 0.

    Filters on RGB (C = 3) become colour pictures: grey 128 is weight 0, and the largest magnitude reaches 1 or 255.
    Deeper filters have no colours: `unit` chooses one filter, and each of its C input channels is drawn on the signed
    scale; with C = 1 (grey or depthwise) all N are drawn. Raises `ValueError` where `unit` is needed and missing.
    """
    channels = weights.shape[1]
    if unit is not None or channels == 1:
        single = weights[:, 0] if unit is None else weights[unit]
        common = float(colouring.largest(weights))
        return contact_sheet(single, columns=columns, mode=mode, limit=common, gap=gap, max_side=max_side)
    if channels != 3:
        raise ValueError(f"Filters on {channels} channels are drawn one at a time: choose a unit.")
    limit = float(colouring.largest(weights))
    cells = arrange((len(weights), *weights.shape[2:]), columns, 2 if gap is None else gap, None, max_side)
    coloured = colouring.photo(128 + weights * (127 / limit if limit > 0 else 0))
    pictures = coloured.transpose(0, 2, 3, 1)  # (N, 3, h, w) -> (N, h, w, 3)
    line = np.array(rgb(MODES[mode].line), np.uint8)
    return Sheet(encode.png(_mosaic(pictures, cells, line)), cells, np.full(len(weights), limit), signed=True)


def _coarse(index: Bytes) -> Bytes:
    """Keep every fourth shade, 0 of both scales and their ends among them."""
    coarse = (index + np.uint8(1)) & np.uint8(252)  # 0, 4, ... 128 (which was 127 and is 0 of the signed scale), ...
    np.subtract(coarse, 1, out=coarse, where=(coarse > 0) & (index != NOTHING))
    coarse[index == NOTHING] = NOTHING
    coarse[index == colouring.TOP] = colouring.TOP
    return coarse


def _less(cells: Cells) -> int:
    """Return the longest side of a sheet whose cells are one step smaller than these."""
    if cells.enlarge > 1:
        step = (cells.map_height * (cells.enlarge - 1), cells.map_width * (cells.enlarge - 1))
    else:
        shrink = cells.shrink + 1
        step = (math.ceil(cells.map_height / shrink), math.ceil(cells.map_width / shrink))
    return max(cells.rows * (step[0] + cells.gap), cells.columns * (step[1] + cells.gap)) + cells.gap


def _limits(maps: Values, scale: str, limit: float | NDArray[np.float64] | None) -> NDArray[np.float64]:
    if limit is not None:
        limits: Values = np.array(np.broadcast_to(np.asarray(limit, float), len(maps)))
        return limits
    each = colouring.largest(maps, axis=(1, 2))
    return each if scale == "unit" else np.full(len(maps), each.max(initial=0))


def _averaged(maps: Values, factor: int) -> Values:
    """Average blocks of `factor` x `factor` values; blocks at the end are smaller: (C, H, W) -> (C, ceil, ceil)."""
    sums = _added(_added(maps, factor, 1), factor, 2)
    heights, widths = (np.minimum(factor, side - np.arange(0, side, factor)) for side in maps.shape[1:])
    averages: Values = sums / (heights[:, None] * widths[None, :]).astype(np.float32)
    return averages


def _added(maps: Values, factor: int, axis: int) -> Values:
    """Add every `factor` neighbours along an axis; several times as quick as `np.add.reduceat`."""
    along = maps.swapaxes(axis, 0)
    sums = along[::factor].copy()
    for start in range(1, factor):
        part = along[start::factor]
        sums[: len(part)] += part
    found: Values = sums.swapaxes(axis, 0)
    return found


def _mosaic(pictures: Bytes, cells: Cells, filling: Bytes | int = NOTHING) -> Bytes:
    """Lay pictures `(N, h, w, ...)` out on the grid: one copy into a strided view instead of N pastes."""
    gap, depth = cells.gap, pictures.shape[3:]
    count, height, width = pictures.shape[:3]
    sheet = np.full((cells.height, cells.width, *depth), filling, np.uint8)
    grid = np.full((cells.rows * cells.columns, height, width, *depth), filling, np.uint8)
    grid[:count] = pictures
    grid = grid.reshape(cells.rows, cells.columns, height, width, *depth)
    if cells.enlarge > 1:
        grid = grid.repeat(cells.enlarge, 2).repeat(cells.enlarge, 3)
    inner = sheet[gap:, gap:].reshape(
        cells.rows, cells.cell_height + gap, cells.columns, cells.cell_width + gap, *depth, copy=False
    )
    inner[:, : cells.cell_height, :, : cells.cell_width] = grid.swapaxes(1, 2)
    return sheet
