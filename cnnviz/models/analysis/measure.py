"""Measures what a unit sees: the pixels of which its gradient is not 0, in a network whose every weight is positive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from cnnviz.arithmetic import Field, Global, Kind, LayerRow, ReceptiveField
from cnnviz.errors import CnnvizError
from cnnviz.models.analysis.axis import Span
from cnnviz.models.analysis.blank import blank
from cnnviz.models.analysis.fields import Group
from cnnviz.models.analysis.linear import Linearized, equal_weights
from cnnviz.models.analysis.notebook import DIFFERENT_STRIDES, Size
from cnnviz.models.analysis.record import traced
from cnnviz.models.analysis.run import Analysis
from cnnviz.models.trace import Trace

PixelBox = tuple[int, int, int, int]

LIMIT_BYTES = 1 << 30  # of activations in one measurement
NARROW = (32, 64, 96, 128, 192, 256)  # the other side of a strip: the first that the network takes
ROUND = 32  # sides are multiples of it, so that maps that are halved and doubled again fit one another


@dataclass(frozen=True)
class MeasuredField:
    """What one unit in the middle of the map was found to see, of the first channel of a group."""

    channel: int
    field: Field
    """What `analyze` says."""
    unit: tuple[int, int]
    """Row and column of the unit; they are measured in two pictures, each large only in its own direction."""
    picture: tuple[int, int]
    """Height of the one picture, width of the other."""
    expected: PixelBox | None
    """What just this unit should see, half-open `(top, left, bottom, right)`."""
    box: PixelBox | None
    """What it was found to see; None where that could not be measured."""


class _UnmeasuredError(CnnvizError):
    """Why there is nothing measured."""


class Meter:
    """A copy of a network that shows what its units see."""

    def __init__(self, module: nn.Module, analysis: Analysis, row: LayerRow, layout: tuple[int, int]) -> None:
        self.trace: Trace = traced(blank(module, equal_weights))
        self.shapes: Trace = analysis.trace
        self.row, self.layout = row, layout
        before = analysis.rows[: analysis.rows.index(row) + 1]
        self.covers = any(remark == DIFFERENT_STRIDES for each in before for remark in each.remarks)
        self.channels, self.height, self.width = analysis.input_shape
        self.bytes = sum(4 * prod(each.output_shape) for each in before)
        strides = [f.stride for each in before for f in each.fields if isinstance(f, ReceptiveField)]
        self.coarsest = max((s[0] for s in strides), default=1), max((s[1] for s in strides), default=1)
        adaptive = [each for each in before if each.kind is Kind.POOL and each.window is None]
        self._own: tuple[Tensor, Tensor] | None = None  # a picture of the network's own size and its maps
        self.fitted = [each.input_shapes[0] == each.output_shape for each in adaptive]

    def measure(self, groups: list[Group]) -> Iterator[MeasuredField]:
        """Measure one unit of each group; the pictures are as large as the largest field asks."""
        finite = [group for group in groups if isinstance(group.field, ReceptiveField)]
        seen: dict[tuple[int, int], tuple[int, int]] = {}  # of (channel, axis): half-open
        sides = [max((self._place(group.field, axis)[1] for group in finite), default=0) for axis in (0, 1)]
        for axis in (0, 1) if finite else ():
            x, maps = self._run(self._strip(axis, sides[axis]), self.fitted)
            for group in finite:
                unit, _ = self._place(group.field, axis)
                row, col = (unit, maps.shape[3] // 2) if axis == 0 else (maps.shape[2] // 2, unit)
                seen[group.channel, axis] = _extent(_support(x, maps[0, group.channel, row, col]), axis)
        for group in groups:
            if isinstance(group.field, ReceptiveField):
                yield self._compared(group, (sides[0], sides[1]), seen[group.channel, 0], seen[group.channel, 1])
            elif isinstance(group.field, Global):
                yield self._whole(group)
            else:
                yield MeasuredField(group.channel, group.field, (0, 0), (0, 0), None, None)

    def _compared(self, group: Group, picture: Size, rows: Span, cols: Span) -> MeasuredField:
        """Put what was measured beside what the unit should see."""
        units = self._place(group.field, 0)[0], self._place(group.field, 1)[0]
        spans = [
            (axis.at(unit) if axis else None) or (0, 0)
            for axis, unit in zip(group.box.axes() if group.box else (), units, strict=True)
        ]
        top, bottom, left, right = (min(max(place, 0), picture[n]) for n, span in enumerate(spans) for place in span)
        return MeasuredField(
            group.channel, group.field, units, picture, (top, left, bottom, right), (rows[0], cols[0], rows[1], cols[1])
        )

    def _whole(self, group: Group) -> MeasuredField:
        """Measure a unit that should see the whole picture, in one of the network's own size."""
        size = self.height, self.width
        self._own = self._own or self._run(size, [])
        x, maps = self._own
        row, col = maps.shape[2] // 2, maps.shape[3] // 2
        seen = _support(x, maps[0, group.channel, row, col])
        (top, bottom), (left, right) = _extent(seen, 0), _extent(seen, 1)
        return MeasuredField(group.channel, group.field, (row, col), size, (0, 0, *size), (top, left, bottom, right))

    @staticmethod
    def _place(field: Field, axis: int) -> tuple[int, int]:
        """Return a unit whose field lies inside a picture with room on both sides, and that picture's side."""
        if not isinstance(field, ReceptiveField):
            return 0, 0
        size, stride, padding = field.size[axis], max(1, field.stride[axis]), field.padding[axis]
        unit = max(0, -(-(padding + stride) // stride))
        end = unit * stride - padding + size + 2 * stride
        return unit, -(-end // ROUND) * ROUND

    def _strip(self, axis: int, side: int) -> tuple[int, int]:
        """Return a picture of the given side that is as narrow as the network takes."""
        for narrow in (*NARROW, self.width if axis == 0 else self.height):
            size = (side, narrow) if axis == 0 else (narrow, side)
            blank_picture = torch.empty(1, self.channels, *size, device="meta")
            try:
                with torch.no_grad():
                    self.shapes.run(blank_picture, [self.row.name])
            except (RuntimeError, ValueError, AssertionError, IndexError):
                continue
            return size
        raise _UnmeasuredError("the network takes pictures of its own size only.")

    def _run(self, size: Size, fitted: list[bool]) -> tuple[Tensor, Tensor]:
        """Return a picture and the layer's maps of it, `(1, C, H, W)`."""
        needed = self.bytes * prod(size) // (self.height * self.width)
        if needed > LIMIT_BYTES:
            raise _UnmeasuredError(
                f"a picture of {size[0]} x {size[1]} takes {needed >> 20} MiB, and {LIMIT_BYTES >> 20} are allowed."
            )
        x = torch.ones(1, self.channels, *size, requires_grad=True)
        with Linearized(iter(fitted)):
            out: Any = self.trace.run(x, [self.row.name])[self.row.name]
        out = out[0] if isinstance(out, tuple) else out  # attention gives its weights, too
        if out.ndim == 2:
            return x, out[:, :, None, None]
        if out.shape[0] != 1:
            raise _UnmeasuredError("the network takes pictures of its own size only.")
        others = [n for n in range(out.ndim) if n not in self.layout]
        return x, out.permute(*others, *self.layout).flatten(0, -3)[None]


def _support(x: Tensor, unit: Tensor) -> Tensor:
    """Return of each pixel whether it reaches the unit, `(H, W)`."""
    (gradient,) = torch.autograd.grad(unit, x, retain_graph=True)
    return (gradient[0] != 0).any(0)


def _extent(seen: Tensor, axis: int) -> tuple[int, int]:
    """Return the first and the one behind the last row (or column) in which a pixel is seen; (0, 0) where none is."""
    places = seen.any(1 - axis).nonzero().flatten().tolist()
    return (places[0], places[-1] + 1) if places else (0, 0)
