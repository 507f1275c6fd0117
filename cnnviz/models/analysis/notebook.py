"""The fields met in one analysis, each with a number, and the operations on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import prod

import numpy as np

from cnnviz.arithmetic import Unknown
from cnnviz.models.analysis.axis import Axis, hull, united
from cnnviz.models.analysis.sight import NOTHING, WHOLE, Box, Ids, Seen, Sight

Size = tuple[int, int]
DIFFERENT_STRIDES = (
    "The branches are misaligned: their strides differ; the field is the smallest that covers both everywhere."
)


class Notebook:
    """Numbers for what is seen, so that channels that see alike have one number; and remarks on the way."""

    def __init__(self, picture: Size) -> None:
        self.picture = picture
        self.seen: list[Seen | None] = [None]  # of NOTHING
        self._ids: dict[Seen, int] = {}
        self._unions: dict[tuple[frozenset[int], Size], tuple[int, tuple[str, ...]]] = {}
        self.remarks: dict[str, None] = {}  # in order, each once

    def id(self, seen: Seen) -> int:
        """Return the number of what is seen."""
        if seen not in self._ids:
            self._ids[seen] = len(self.seen)
            self.seen.append(seen)
        return self._ids[seen]

    def each(self, sight: Sight, change: Callable[[Box], Seen]) -> Ids:
        """Return the ids after every box was changed; what sees nothing or is not known stays so."""
        if (one := sight.uniform()) is not None:
            return np.full(sight.ids.shape, self._changed(one, change), np.int32)
        old, where = np.unique(sight.ids, return_inverse=True)
        new = np.array([self._changed(number, change) for number in old.tolist()], np.int32)
        return new[where].reshape(sight.ids.shape)

    def _changed(self, number: int, change: Callable[[Box], Seen]) -> int:
        seen = self.seen[number]
        return self.id(change(seen)) if isinstance(seen, Box) else number

    def union(self, numbers: Iterable[int], size: Size) -> int:
        """Return the number of what several channels of a map of `size` units see together."""
        together = frozenset(numbers) - {NOTHING}
        if len(together) < 2:
            return next(iter(together), NOTHING)
        key = (together, size)
        if key not in self._unions:
            seen, remarks = _united([s for n in sorted(together) if (s := self.seen[n]) is not None], size)
            self._unions[key] = self.id(seen), remarks
        number, remarks = self._unions[key]
        self.remarks.update(dict.fromkeys(remarks))
        return number

    def along(self, ids: Ids, axes: Iterable[int], size: Size) -> Ids:
        """Return the union along some axes of `ids`, which stay with size 1."""
        axes = tuple(axes)
        shape = [1 if n in axes else length for n, length in enumerate(ids.shape)]
        rest = [n for n in range(ids.ndim) if n not in axes]
        table = ids.transpose([*rest, *axes]).reshape(-1, prod(ids.shape[n] for n in axes))
        if not len(table) or (table == table[0]).all():
            return np.full(shape, self.union(table[0].tolist() if len(table) else (), size), np.int32)
        rows, where = np.unique(table, axis=0, return_inverse=True)
        return np.array([self.union(row, size) for row in rows.tolist()], np.int32)[where].reshape(shape)

    def whole(self, axis: Axis | None, units: int, side: int) -> None:
        """Note which pixels even all units together do not see, where all are read together."""
        around = axis and hull(axis.at(i) for i in range(units))
        if not around:
            return
        length, noun = self.picture[side], ("rows", "columns")[side]
        lost = max(0, around[0]) + max(0, length - around[1])
        if lost:
            self.remarks[f"Of the picture's {length} {noun}, {lost} at the border reach no unit of this map."] = None


def _united(several: list[Seen], size: Size) -> tuple[Seen, tuple[str, ...]]:
    """Return what several see together, and what to remark."""
    if WHOLE in several:
        return WHOLE, ()
    boxes = [seen for seen in several if isinstance(seen, Box)]
    if len(boxes) < len(several):
        return next(seen for seen in several if isinstance(seen, Unknown)), ()
    found: list[Axis | None] = []
    apart, paces = [Fraction(0), Fraction(0)], False
    for side in (0, 1):
        axes = [box.axes()[side] for box in boxes]
        result = axes[0]
        for axis in axes[1:]:
            if result is None or axis is None:
                result = None
                continue
            paces |= result.pace != axis.pace
            result, distance = united(result, axis, size[side])
            apart[side] = max(apart[side], distance)
        found.append(result)
    remarks = []
    if paces:
        remarks.append(DIFFERENT_STRIDES)
    elif any(apart):
        down, across = (f"{float(distance):g} pixel{'' if distance == 1 else 's'}" for distance in apart)
        remarks.append(
            f"The branches are misaligned: their fields are centred up to {down} apart down and {across} across."
        )
    return Box(*found), tuple(remarks)
