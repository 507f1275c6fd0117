"""How receptive fields go through layers that several fields meet in, or that see the whole picture."""

from __future__ import annotations

from collections.abc import Iterable

from cnnviz.arithmetic.layer_row import Field, Global, Unknown, Window
from cnnviz.arithmetic.receptive_field import ReceptiveField


def behind(field: Field, window: Window) -> Field:
    """Return the field behind a convolution or pooling; what sees the whole picture goes on seeing it."""
    if not isinstance(field, ReceptiveField):
        return field
    return field.then(window.kernel, window.stride, window.padding, window.dilation)


def cover(fields: Iterable[Field]) -> Field:
    """Return the smallest field that has all of `fields` in it: that of a unit that reads a unit of each.

    Their strides are equal: only maps of one size are added or read together.
    """
    found = tuple(fields)
    first = found[0]
    for each in found:
        if isinstance(each, Global | Unknown):
            return each
    tiles = [each for each in found if isinstance(each, ReceptiveField)]
    if not isinstance(first, ReceptiveField) or any(each.stride != first.stride for each in tiles):
        return Unknown("Maps of different strides meet here.")
    size, padding = [], []
    for axis in (0, 1):
        before = max(each.padding[axis] for each in tiles)  # how far the first unit's field starts before the picture
        after = max(each.size[axis] - each.padding[axis] for each in tiles)
        size.append(before + after)
        padding.append(before)
    return ReceptiveField((size[0], size[1]), first.stride, (padding[0], padding[1]))


def gather(fields: Iterable[tuple[Field, int]]) -> tuple[tuple[Field, ...], tuple[int, ...]]:
    """Put the channels together whose fields are equal; return the fields, widest last, and their channels."""
    channels: dict[Field, int] = {}
    for field, count in fields:
        channels[field] = channels.get(field, 0) + count
    ordered = sorted(channels, key=_width)
    return tuple(ordered), tuple(channels[field] for field in ordered)


def _width(field: Field) -> float:
    return field.size[0] * field.size[1] if isinstance(field, ReceptiveField) else float("inf")
