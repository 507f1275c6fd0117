"""Many feature maps or filters on one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.render import colouring, encode
from cnnviz.render.cells import Cells, arrange
from cnnviz.render.colouring import NOTHING, Bytes, Values
from cnnviz.render.palette import MODES, Mode, rgb

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
    limit: float | None = None,
    gap: int | None = None,
    order: Sequence[int] | None = None,
    max_side: int = MAX_SIDE,
) -> Sheet:
    """Draw maps `(C, H, W)` as one picture; a vector `(C,)` becomes a strip of squares.

    `scale` "layer" gives all units one scale, so that they can be compared; "unit" each its own, so that weak ones can
    be seen (a vector's units are single numbers: always "layer"). `limit` sets the scale's end instead of the largest
    magnitude. `order` names the units to show and their sequence. `max_side` is in pixels.
    Raises `ValueError` for arrays of other ranks.
    """
    if maps.ndim == 1:
        maps, scale = maps[:, None, None], "layer"
    if maps.ndim != 3:
        raise ValueError(f"A contact sheet takes maps (C, H, W) or a vector (C,), not {maps.ndim} axes.")
    gap = (2 if max(maps.shape[1:]) >= 8 else 1) if gap is None else gap
    cells = arrange(maps.shape, columns, gap, None if order is None else tuple(order), max_side)
    limits = _limits(maps, scale, limit)
    if order is not None:
        maps = maps[list(cells.order)]
    shown = limits[list(cells.order), None, None]
    if cells.shrink > 1:
        maps = _averaged(maps, cells.shrink)
    index = (colouring.signed_index if signed else colouring.magnitude_index)(maps, shown)
    table = colouring.signed_table(mode) if signed else colouring.magnitude_table(mode)
    return Sheet(encode.palette_png(_mosaic(index, cells), table), cells, limits, signed)


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


def _limits(maps: Values, scale: str, limit: float | None) -> NDArray[np.float64]:
    if limit is not None:
        return np.full(len(maps), float(limit))
    each = colouring.largest(maps, axis=(1, 2))
    return each if scale == "unit" else np.full(len(maps), each.max(initial=0))


def _averaged(maps: Values, factor: int) -> Values:
    """Average blocks of `factor` x `factor` values; blocks at the end are smaller: (C, H, W) -> (C, ceil, ceil)."""
    rows, columns = (np.arange(0, side, factor) for side in maps.shape[1:])
    sums = np.add.reduceat(np.add.reduceat(maps, rows, axis=1), columns, axis=2)
    heights = np.diff(rows, append=maps.shape[1])[:, None]
    widths = np.diff(columns, append=maps.shape[2])[None, :]
    return sums / (heights * widths).astype(np.float32)


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
