"""The sheet of a layer in the address: what a link asks for, and where the browser has come to rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.activations import Order
from cnnviz.models import Model
from cnnviz.ui import inspector_layers, links, sheets
from cnnviz.ui.sheet_settings import PAGE, Scale, SheetSettings, SheetState, Signs, from_browser

KEY = "units"
PLACES = "_sheet_places"  # the unit and page of each layer, where the visitor has chosen them
FOLLOWED = "_sheet_followed"  # a component has told where it is: it need not be told
SERIAL = "_sheet_told_times"
UNIT_OF = "_unit_of"  # the layer of the unit that the address names
CHOICES = (
    ("order", "the order", tuple(Order), Order.MEAN),
    ("scale", "the colour scale", tuple(Scale), Scale.UNIT),
    ("signs", "the colours", tuple(Signs), Signs.AUTO),
)

Place = tuple[int | None, int | None]


def current(model: Model, layer: str) -> SheetState:
    """Return which sheet of `layer` is looked at: as a link asks, else as the browser told, else as before."""
    for key, noun, options, default in CHOICES:
        links.option(key, noun, [each.value for each in options], default.value)
        links.write(key, st.session_state[key], default.value)
    order, scale, signs = (st.session_state[key] for key, *_ in CHOICES)
    settings = SheetSettings(Order(order), Scale(scale), Signs(signs))
    unit, page = _place(model, layer)
    links.write("unit", "" if unit is None else str(unit + 1), "")
    links.write("page", "" if page is None else str(page + 1), "")
    return SheetState(layer, settings, unit, page)


def _place(model: Model, layer: str) -> Place:
    """Return the unit and the page of `layer` to show, from 0; None where the sheet chooses."""
    count = next(row.output_shape[0] for row in inspector_layers.rows(model) if row.name == layer)
    places: dict[tuple[str, str], Place] = st.session_state.setdefault(PLACES, {})
    about = (model.name, layer)
    unit, page = places.get(about, (None, None))
    kept = links.kept("unit", "")  # the page of one unit may have moved it
    if st.session_state.get(UNIT_OF) == about and kept.isascii() and kept.isdecimal() and len(kept) <= links.NUMBER:
        unit = min(max(int(kept), 1), count) - 1
    asked = _asked("unit", "unit", count)
    if asked is not None:
        unit, page = (None if asked == 0 else asked - 1), None
    turned = _asked("page", "page", (count - 1) // PAGE + 1)
    if turned is not None:
        page = None if turned == 0 else turned - 1
    places[about] = (unit, page)
    st.session_state[UNIT_OF] = about
    return unit, page


def _asked(key: str, noun: str, count: int) -> int | None:
    """Return the number, from 1, that a link asks for; 0 where it asks for none any more, None where it is silent."""
    if not st.query_params.get(key):
        return 0 if links.asked(key) is not None else None
    return links.integer(key, noun, 1, count, 1)


def remember(model: Model) -> None:
    """Callback of the sheet: keep where it has come to rest, as far as there is such a thing."""
    told = (st.session_state.get(KEY) or {}).get("state")
    if not isinstance(told, Mapping) or told.get("net") != model.name:
        return
    layer = told.get("layer")
    if layer not in {row.name for row in inspector_layers.rows(model)}:
        return
    state = from_browser(told, layer)
    for key, value in zip(("order", "scale", "signs"), _values(state.settings), strict=True):
        links.choose(key, value)
    st.session_state.setdefault(PLACES, {})[model.name, layer] = (state.unit, state.page)
    if st.session_state.get(UNIT_OF) == (model.name, layer):
        links.choose("unit", "" if state.unit is None else str(state.unit + 1))
    followed()


def _values(settings: SheetSettings) -> tuple[str, str, str]:
    return settings.order.value, settings.scale.value, settings.signs.value


def followed() -> None:
    """Note that this run follows a component, which shows already what it has told."""
    st.session_state[FOLLOWED] = True


def start(about: tuple[Any, ...], now: SheetState) -> tuple[SheetState, int]:
    """Return what the sheet is told to start with, and a number that changes when it is told anew.

    `about` is all else that the sheet depends on.
    """
    starts: dict[str, Any] = st.session_state.setdefault(sheets.STARTS, {})
    before = starts.get(KEY)
    if not (st.session_state.pop(FOLLOWED, False) and before is not None and before[0] == about):
        serial = st.session_state[SERIAL] = st.session_state.get(SERIAL, 0) + 1
        starts[KEY] = (about, now, serial)
    told: tuple[SheetState, int] = starts[KEY][1:]
    return told
