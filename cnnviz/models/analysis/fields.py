"""What a row says of the fields of a layer: one for each group of channels that see alike, the widest last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod

import numpy as np

from cnnviz.arithmetic import GLOBAL, Field, ReceptiveField, Unknown
from cnnviz.models.analysis.notebook import Notebook
from cnnviz.models.analysis.sight import PLACES, WHOLE, Box, Seen, Sight

CONSTANT = Unknown("These channels are constants: they see no pixel.")
UNEVEN = "Neighbouring units see differently many pixels here; the field is the smallest that covers each of them."


@dataclass(frozen=True)
class Group:
    """Channels that see alike: the first of them, how many, their field, and what exactly each unit sees."""

    channel: int
    count: int
    field: Field
    box: Box | None


def groups_of(sight: Sight, notebook: Notebook) -> tuple[list[Group], list[str]]:
    """Return the groups of channels, the widest last, and remarks. Of a flattened map each unit is a channel."""
    units = prod(
        factor.size
        for dim in sight.dims
        if any(f.kind == "channel" for f in dim)
        for factor in dim
        if factor.kind != "channel"
    )
    if (one := sight.uniform()) is not None:
        groups = [(one, 0, sight.ids.size)]
    else:
        numbers, first, counts = np.unique(sight.ids, return_index=True, return_counts=True)
        groups = list(zip(numbers.tolist(), first.tolist(), counts.tolist(), strict=True))
    found: dict[Field, Group] = {}
    remarks: dict[str, None] = {}
    for number, channel, count in groups:
        seen = notebook.seen[number]
        field = field_of(seen)
        if isinstance(field, ReceptiveField) and isinstance(seen, Box) and not all(a and a.even for a in seen.axes()):
            remarks[UNEVEN] = None
        old = found.get(field)
        if old is None:
            found[field] = Group(channel, count * units, field, seen if isinstance(seen, Box) else None)
        else:  # constants and what is not known may have several numbers
            found[field] = replace(old, count=old.count + count * units)
    return sorted(found.values(), key=lambda group: _width(group.field)), list(remarks)


def members_of(sight: Sight, groups: list[Group], notebook: Notebook) -> tuple[int, ...]:
    """Return to which of `groups` each channel belongs, in the channels' order; empty where there is one group."""
    if len(groups) < 2:
        return ()
    place = {group.field: at for at, group in enumerate(groups)}
    known = {number: place[field_of(notebook.seen[number])] for number in np.unique(sight.ids).tolist()}
    return tuple(known[number] for number in sight.ids.ravel().tolist())


@lru_cache(maxsize=4096)
def field_of(seen: Seen | None) -> Field:
    """Return what a row says of a field: where neighbours see differently, the smallest that covers each."""
    if not isinstance(seen, Box):
        return seen if isinstance(seen, Unknown) else CONSTANT
    if seen == WHOLE:
        return GLOBAL
    rows, cols = seen.axes()
    if rows is None or cols is None:
        return Unknown(
            f"Units see the whole {'height' if rows is None else 'width'} of the picture and a part of the other."
        )
    vertical, horizontal = rows.straight(), cols.straight()
    if vertical is None or horizontal is None:
        if rows.pace.denominator > 1 or cols.pace.denominator > 1:
            paces = f"{rows.pace}" if rows.pace == cols.pace else f"{rows.pace} (down) and {cols.pace} (across)"
            return Unknown(f"Neighbouring units stand {paces} pixels apart, which no whole number says.")
        return CONSTANT
    (height, down, top), (width, across, left) = vertical, horizontal
    return ReceptiveField((height, width), (down, across), (top, left))


def _width(field: Field) -> tuple[int, int, int]:
    """Order fields by area, then what is not known, then the whole picture."""
    if isinstance(field, ReceptiveField):
        return (0, prod(field.size), field.size[0])
    return (1, 0, 0) if isinstance(field, Unknown) else (2, 0, 0)


def map_dims(sight: Sight) -> tuple[int, int] | None:
    """Return which dimensions of a tensor are the rows and the columns of its map; None if none are."""
    dims = sight.dims
    found = [[n for n, dim in enumerate(dims) if any(f.kind == kind for f in dim)] for kind in PLACES]
    alone = all(len(where) < 2 and all(len(dims[n]) == 1 for n in where) for where in found)
    if not alone or len(dims) == 3 or any(f.kind == "place" and f.size > 1 for dim in dims for f in dim):
        return None
    rows, cols = ((found[n] or [len(dims) - 2 + n])[0] for n in (0, 1))
    return (rows, cols) if rows != cols else None
