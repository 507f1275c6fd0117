"""What the units of a tensor see: where rows, columns and channels lie in it, and the field of each channel.

A dimension is a list of factors, the slowest first, as `reshape` multiplies and splits them: a flattened map is one
dimension of (channels, rows, columns). So a map that is permuted, cut into windows and put together is still known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.arithmetic import Unknown
from cnnviz.models.analysis.axis import Axis

Ids = NDArray[np.int32]
NOTHING = 0  # id of a channel that no pixel reaches: a constant
PLACES: tuple[Literal["row", "col"], ...] = ("row", "col")


class LostError(Exception):
    """Where a rule gives up: why the field behind this operation is not known."""


@dataclass(frozen=True)
class Box:
    """What the units of one channel see: `rows` and `cols` of the picture; None is the whole height or width."""

    rows: Axis | None
    cols: Axis | None

    def axes(self) -> tuple[Axis | None, Axis | None]:
        """Return `(rows, cols)`."""
        return self.rows, self.cols


WHOLE = Box(None, None)
Seen = Box | Unknown


@dataclass(frozen=True)
class Factor:
    """A part of a dimension: channels, or steps along the rows or columns of the map ("place": nobody knows which)."""

    kind: Literal["channel", "row", "col", "place"]
    size: int
    step: int = 1  # how many rows or columns of the map one step is

    def split(self, outer: int) -> tuple[Factor, Factor]:
        """Return the outer factor of the given size and the inner one."""
        inner = self.size // outer
        return Factor(self.kind, outer, self.step * inner), Factor(self.kind, inner, self.step)


Dim = tuple[Factor, ...]


def _joined(dim: Iterable[Factor]) -> Dim:
    """Join neighbours that are one factor split: channels with channels, a coarse step with the fine one in it."""
    out: list[Factor] = []
    for factor in dim:
        last = out[-1] if out else None
        if (
            last
            and last.kind == factor.kind
            and (factor.kind in {"channel", "place"} or last.step == factor.size * factor.step)
        ):
            out[-1] = replace(factor, size=last.size * factor.size, step=factor.step)
        else:
            out.append(factor)
    return tuple(out)


@dataclass(frozen=True)
class Sight:
    """`dims` say what lies in each dimension; `ids` has an axis for each factor, of size 1 but for channels.

    Each id stands for a `Seen` in the notebook of the analysis. Dimensions of size 1 have no factors. An axis of the
    map that has no factor has one row (or column), the first.
    """

    dims: tuple[Dim, ...]
    ids: Ids

    @staticmethod
    def of(dims: Iterable[Iterable[Factor]], ids: Ids) -> Sight:
        """Build one in the shortest form: no factors of size 1, neighbours joined."""
        listed = [[factor for factor in dim if factor.size > 1] for dim in dims]
        joined = tuple(_joined(dim) for dim in listed)
        return Sight(joined, ids.reshape([f.size if f.kind == "channel" else 1 for dim in joined for f in dim]))

    @property
    def factors(self) -> list[Factor]:
        """All factors, in the order of the axes of `ids`."""
        return [factor for dim in self.dims for factor in dim]

    def cut(self, dim: int) -> tuple[int, int]:
        """Return which axes of `ids` belong to a dimension, half-open."""
        start = sum(len(each) for each in self.dims[:dim])
        return start, start + len(self.dims[dim])

    def uniform(self) -> int | None:
        """Return the id that all channels have, or None."""
        if self.ids.size == 0:
            return NOTHING
        first = int(self.ids.flat[0])
        return first if self.ids.size == 1 or bool((self.ids == first).all()) else None

    def with_ids(self, ids: Ids) -> Sight:
        """Return the same layout that sees something else."""
        return Sight(self.dims, ids)

    def count(self, kind: str) -> int:
        """Return how many rows or columns of the map there are."""
        return prod(factor.size for factor in self.factors if factor.kind == kind)


def filled(shape: Sequence[int], seen: int) -> Sight:
    """Return a tensor of which it is no longer known where the places are; as in `(N, C, H, W)` or `(N, tokens, C)`."""
    places = {4: {2, 3}, 3: {1}}.get(len(shape), set())
    dims = [[Factor("place" if n in places else "channel", size)] for n, size in enumerate(shape)]
    ids = np.full([f.size if f.kind == "channel" else 1 for dim in dims for f in dim], seen, np.int32)
    return Sight.of(dims, ids)


def permuted(sight: Sight, order: Sequence[int]) -> Sight:
    """Return the sight of a tensor whose dimensions were permuted."""
    axes = [axis for dim in order for axis in range(*sight.cut(dim))]
    return Sight(tuple(sight.dims[dim] for dim in order), sight.ids.transpose(axes))


def reshaped(sight: Sight, shape: Sequence[int]) -> Sight:
    """Return the sight of a tensor that was reshaped, factors split and joined as the sizes ask.

    Raises `LostError` where a new dimension cuts through a factor that it does not divide.
    """
    waiting = sight.factors[::-1]
    dims: list[list[Factor]] = []
    for size in shape:
        dim: list[Factor] = []
        while (have := prod(f.size for f in dim)) < size:
            need, factor = size // have, waiting.pop()
            if need % factor.size == 0:
                dim.append(factor)
                continue
            # The dimension ends within this factor: it takes the outer part of it.
            if factor.size % need or size % have:
                raise LostError("The map was reshaped across its rows, columns and channels.")
            outer, inner = factor.split(need)
            dim.append(outer)
            waiting.append(inner)
        dims.append(dim)
    flat = [factor for dim in dims for factor in dim]
    return Sight.of(dims, sight.ids.reshape([f.size if f.kind == "channel" else 1 for f in flat]))


def place_dim(sight: Sight, kind: Literal["row", "col"], dim: int) -> None:
    """Check that dimension `dim` is the rows (or columns) of the map, and nothing else is; raise `LostError`."""
    own = sight.dims[dim]
    if any(f.kind in {kind, "place"} for n, each in enumerate(sight.dims) if n != dim for f in each) or (
        own and own != (Factor(kind, own[0].size),)
    ):
        raise LostError("The places of the map were rearranged before this layer.")
