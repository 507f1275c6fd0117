"""Which unit of which layer the receptive field page shows: asked for by a link, moved by the browser, kept.

The component moves by itself and tells where it has come to rest. As long as it is told the same start, its message
stays the same, and Streamlit sends neither photo nor layers again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from cnnviz.arithmetic import Global, Kind, LayerRow, ReceptiveField
from cnnviz.ui import links

KEY = "field"
PLACES = "_field_places"  # where the visitor is on each network
LATEST = "_field_latest"  # the last network looked at, and its layers
ASKED = "_field_asked"
STARTS = "_field_starts"  # what the component was told, by network
LOOKING = {Kind.CONVOLUTION, Kind.POOL, Kind.ADD, Kind.CONCATENATION}
LARGE_SHARE = 0.55  # of the picture's side: the first layer shown sees less than that, so that its box is seen whole


@dataclass(frozen=True)
class Place:
    """One unit, its place counted from 0; `group` is one of the layer's channel groups, the widest last."""

    layer: str
    row: int
    col: int
    group: int
    heat: bool


def map_size(row: LayerRow) -> tuple[int, int]:
    """Return height and width of a layer's map; behind flattening there is one place."""
    shape = row.output_shape
    if len(shape) != 3:
        return 1, 1
    channels_last = sum(row.group_channels) == shape[2] != shape[0]  # between a transformer's attentions
    return (shape[0], shape[1]) if channels_last else (shape[1], shape[2])


def with_places(rows: Sequence[LayerRow]) -> tuple[LayerRow, ...]:
    """Return the layers whose units have a place on a map, or see the whole picture: no lists of places."""
    return tuple(row for row in rows if len(row.output_shape) != 2 or all(isinstance(f, Global) for f in row.fields))


def default_layer(rows: Sequence[LayerRow], side: int) -> LayerRow:
    """Return the last layer before the field of every channel fills half of the picture, whose box is seen whole."""
    seen, largest = rows[0], 0
    for row in rows:
        field = row.fields[-1] if row.fields else None
        if not isinstance(field, ReceptiveField) or row.kind not in LOOKING or map_size(row) == (1, 1):
            continue
        if largest <= max(field.size) <= LARGE_SHARE * side:
            seen, largest = row, max(field.size)
    return seen


def centre(row: LayerRow, heat: bool = True) -> Place:
    """Return the middle unit of a layer, of the group that sees most."""
    height, width = map_size(row)
    return Place(row.name, height // 2, width // 2, max(0, len(row.fields) - 1), heat)


def start_over() -> None:
    """On a whole run of the page: the component is told anew where it stands."""
    st.session_state[STARTS] = {}


def current(network: str, rows: Sequence[LayerRow], side: int) -> Place:
    """Return what the component is told: what a new link asks for, else where this visit is, else the default.

    `side` is that of the network's input. What a link cannot have is told in a sentence.
    """
    places: dict[str, Place] = st.session_state.setdefault(PLACES, {})
    starts: dict[str, Place] = st.session_state.setdefault(STARTS, {})
    by_name = {row.name: row for row in rows}
    first = default_layer(rows, side)
    before = _arriving(network, places, by_name, first)
    wanted = _asked(before, by_name, first)
    now = before if wanted is None else wanted
    places[network] = now
    st.session_state[LATEST] = network, by_name[now.layer]
    if wanted is not None or network not in starts:
        starts[network] = now
        st.session_state[ASKED] = wanted is not None
    _write(now, by_name[now.layer], first)
    return starts[network]


def was_asked() -> bool:
    """Whether a link has asked for what the component was told last."""
    return bool(st.session_state.get(ASKED))


def _arriving(network: str, places: Mapping[str, Place], by_name: Mapping[str, LayerRow], first: LayerRow) -> Place:
    """Return where a network opens: as it was left, or on the same unit as the last network, where it is there too."""
    latest, layer = st.session_state.get(LATEST, (network, None))
    same = None if layer is None or latest == network else by_name.get(layer.name)
    if same is not None and map_size(same) == map_size(layer) and len(same.fields) == len(layer.fields):
        return places[latest]
    return places.get(network) or centre(by_name.get(links.kept("layer", ""), first))


def _asked(before: Place, by_name: Mapping[str, LayerRow], first: LayerRow) -> Place | None:
    """Return what a new link asks for; None where it asks nothing new."""
    layer, heat = links.asked("layer"), links.asked("heat")
    place = before
    if layer is not None:
        if layer not in (links.ABSENT, *by_name):
            links.tell(
                f"The link asked for the layer \u201c{links.quoted(layer)}\u201d, which this network has not. "
                f"Showing {first.name}."
            )
        place = replace(centre(by_name.get(layer, first)), heat=before.heat)
    row = by_name[place.layer]
    (height, width), middle = map_size(row), centre(row)
    down = links.integer("row", "row", 0, height - 1, middle.row)
    across = links.integer("col", "column", 0, width - 1, middle.col)
    group = links.integer("group", "channel group", 0, middle.group, middle.group)
    if heat is not None:
        if heat not in (links.ABSENT, "0", "1"):
            links.tell(f"The link asked for heat {links.quoted(heat)}; it can be 0 or 1. Showing 1.")
        place = replace(place, heat=heat != "0")
    numbers = {"row": down, "col": across, "group": group}
    place = replace(place, **{name: number for name, number in numbers.items() if number is not None})  # type: ignore[arg-type]
    return None if place == before and layer is None else place


def _write(place: Place, row: LayerRow, first: LayerRow) -> None:
    middle = centre(row)
    links.write("layer", place.layer, first.name)
    links.write("row", str(place.row), str(middle.row))
    links.write("col", str(place.col), str(middle.col))
    links.write("group", str(place.group), str(middle.group))
    links.write("heat", "1" if place.heat else "0", "1")


def remember(rows: Sequence[LayerRow], network: str) -> None:
    """Callback of the component: keep where it has come to rest, as far as there is such a unit."""
    told = (st.session_state.get(KEY) or {}).get("place")
    if isinstance(told, Mapping) and told.get("network") == network:
        place = from_browser(told, rows)
        if place is not None:
            st.session_state.setdefault(PLACES, {})[network] = place


def from_browser(told: Mapping[str, Any], rows: Sequence[LayerRow]) -> Place | None:
    """Return the unit that the component names; None where there is none like it."""
    row = next((each for each in rows if each.name == told.get("layer")), None)
    numbers = [told.get(name) for name in ("row", "col", "group")]
    if row is None or not all(type(number) is int for number in numbers):
        return None
    down, across, group = numbers
    height, width = map_size(row)
    limits = ((down, height), (across, width), (group, max(1, len(row.fields))))
    if not all(0 <= number < limit for number, limit in limits):  # type: ignore[operator]
        return None
    return Place(row.name, down, across, group, told.get("heat") is True)  # type: ignore[arg-type]
