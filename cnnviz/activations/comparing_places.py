"""Where a layer's units look, and feature maps carried back along with a picture that was shifted, turned or mirrored.

A layer is equivariant where the maps of the changed picture, carried back, are those of the picture itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from cnnviz.arithmetic import LayerRow, ReceptiveField
from cnnviz.imaging.transforms import Placement

Places = NDArray[np.float64]
WHOLE = 1e-6  # cells: nearer than this to a cell is on it


@dataclass(frozen=True)
class Grid:
    """The centres of a layer's units, `start + stride * index` on each axis, in pixels of the network's input.

    `field` is what one unit sees, None where it sees the whole picture or that cannot be known: then the units are
    taken to stand evenly on the input.
    """

    start: tuple[float, float]
    stride: tuple[float, float]
    field: ReceptiveField | None = None


def grid_of(row: LayerRow | None, output_shape: tuple[int, ...], input_size: tuple[int, int]) -> Grid | None:
    """Return the grid of a layer's units; None where the layer has no places, or their order is not (C, H, W)."""
    if len(output_shape) != 3 or output_shape[1:] == (1, 1):
        return None
    if row is not None and sum(row.group_channels) == output_shape[2] != output_shape[0]:
        return None  # channels last, as between a transformer's attentions
    field = row.fields[-1] if row is not None and row.fields else None
    if isinstance(field, ReceptiveField):
        start = [(side - 1) / 2 - padding for side, padding in zip(field.size, field.padding, strict=True)]
        return Grid((start[0], start[1]), (float(field.stride[0]), float(field.stride[1])), field)
    down, across = (whole / part for whole, part in zip(input_size, output_shape[1:], strict=True))
    return Grid(((down - 1) / 2, (across - 1) / 2), (down, across))


@dataclass(frozen=True)
class Carried:
    """Maps carried back: `values` stand where `inside` points to in maps `(C, H, W)`; elsewhere nothing is known."""

    values: Tensor
    inside: tuple[slice | Tensor, ...]

    def of(self, maps: Tensor) -> Tensor:
        """Return the part of other maps that `values` can be compared with."""
        return maps[self.inside]

    def full(self, shape: torch.Size) -> Tensor:
        """Return maps of a full size with not-a-number where nothing is known."""
        found = torch.full(shape, torch.nan)
        found[self.inside] = self.values
        return found


def carried_back(maps: Tensor, grid: Grid, placement: Placement, input_size: tuple[int, int]) -> Carried:
    """Carry maps `(C, H, W)` of a changed picture back to where their places were before.

    A shift of a whole number of cells, a mirror image and quarter turns only move values. Between cells the nearest
    ones are mixed in proportion to their nearness (bilinear). What has left the map is left out.
    """
    height, width = maps.shape[1:]
    (yy, yx), (xy, xx) = placement.matrix
    rows: NDArray[Any] = np.arange(height) * grid.stride[0] + grid.start[0] - (input_size[0] - 1) / 2
    columns: NDArray[Any] = np.arange(width) * grid.stride[1] + grid.start[1] - (input_size[1] - 1) / 2
    here = [(input_size[axis] - 1) / 2 + placement.shift[axis] - grid.start[axis] for axis in (0, 1)]
    if yx == 0 and xy == 0:
        down, up = _whole((yy * rows + here[0]) / grid.stride[0]), _whole((xx * columns + here[1]) / grid.stride[1])
        return _apart(maps, down, up)
    if yy == 0 and xx == 0:
        down, up = _whole((yx * columns + here[0]) / grid.stride[0]), _whole((xy * rows + here[1]) / grid.stride[1])
        return _apart(maps.transpose(1, 2), up, down)
    down = (yy * rows[:, None] + yx * columns[None, :] + here[0]) / grid.stride[0]
    up = (xy * rows[:, None] + xx * columns[None, :] + here[1]) / grid.stride[1]
    return _between(maps, down, up)


def _whole(index: NDArray[Any]) -> Places:
    """Put what is as good as on a cell onto it."""
    nearest = np.rint(index)
    return np.where(np.abs(index - nearest) < WHOLE, nearest, index)


def _apart(maps: Tensor, rows: Places, columns: Places) -> Carried:
    """Read maps at places whose rows and columns do not depend on each other."""
    window: list[slice] = []
    for axis, index in ((1, rows), (2, columns)):
        known = np.flatnonzero((index >= 0) & (index <= maps.shape[axis] - 1))
        window.append(slice(int(known[0]), int(known[-1]) + 1) if known.size else slice(0, 0))
        at = index[window[-1]]
        low = np.floor(at).astype(np.int64)
        share = at - low
        near = maps.index_select(axis, torch.from_numpy(low))
        if share.any():
            far = maps.index_select(axis, torch.from_numpy(np.minimum(low + 1, maps.shape[axis] - 1)))
            mix = torch.from_numpy(share).to(maps.dtype)
            near = torch.lerp(near, far, mix[:, None] if axis == 1 else mix)
        maps = near
    return Carried(maps, (slice(None), *window))


def _between(maps: Tensor, rows: Places, columns: Places) -> Carried:
    """Read maps at any places."""
    height, width = maps.shape[1:]
    known = (rows >= 0) & (rows <= height - 1) & (columns >= 0) & (columns <= width - 1)
    share = np.stack([columns * 2 / max(1, width - 1) - 1, rows * 2 / max(1, height - 1) - 1], -1)  # (H, W, x and y)
    spots = torch.from_numpy(share[known]).to(maps.dtype)[None, None]  # (1, 1, n, 2)
    values = F.grid_sample(maps[None], spots, mode="bilinear", padding_mode="border", align_corners=True)
    return Carried(values[0, :, 0], (slice(None), torch.from_numpy(known)))
