"""The comparison in the address: what a link asks for, what it cannot have, where the browser has come to rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.errors import CnnvizError
from cnnviz.models import Model
from cnnviz.ui import choice, links, sheets
from cnnviz.ui.inspecting_compare_settings import ENUMS, RANGES, TITLES, Settings, from_browser, next_layer
from cnnviz.ui.inspector_layers import rows
from cnnviz.ui.sheet_address import UNIT_OF

KEY = "compare"
KEPT = "_compare"  # what is compared, on whichever network
TURNED = "_compare_turned"
KEYS = {  # in the address
    "mode": "cmp",
    "photo": "cmp_photo",
    "other_layer": "cmp_layer",
    "other_unit": "cmp_unit",
    "kind": "cmp_change",
    "right": "cmp_x",
    "down": "cmp_y",
    "degrees": "cmp_turn",
    "sigma": "cmp_blur",
    "strength": "cmp_noise",
    "seed": "cmp_seed",
    "border": "cmp_fill",
    "reading": "cmp_read",
}
NOUNS = {"mode": "the comparison", "kind": "the change", "border": "the border", "reading": "the reading"}


def current(model: Model, layer: str, photo: str) -> Settings:
    """Return what the component is told of a network, its chosen layer and photo: it has moved on since by itself.

    It is told anew where a link asks for something, and where layer, photo or network were chosen elsewhere.
    """
    first = _first(model, layer, photo)
    before = _arriving(first, model, photo)
    now = _asked(before, first, model)
    st.session_state[KEPT] = now
    starts: dict[str, Any] = st.session_state.setdefault(sheets.STARTS, {})
    about, told = (model.name, photo, layer), starts.get(KEY)
    if told is None or told[0] != about or now != before:
        starts[KEY] = told = (about, now)
    _write(now, first)
    st.session_state[UNIT_OF] = (model.name, now.layer)
    found: Settings = told[1]
    return found


def remember(model: Model) -> None:
    """Callback of the component: keep where it has come to rest, as far as there is such a thing."""
    told = (st.session_state.get(KEY) or {}).get("settings")
    if not isinstance(told, Mapping):
        return
    try:
        now = from_browser(told, model)
    except CnnvizError:
        return
    if now.photo not in choice.photo_names():
        return
    st.session_state[KEPT] = now
    if now.layer != links.kept("layer", now.layer):
        links.choose("layer", now.layer)
        st.session_state[TURNED] = True
    links.choose("unit", _unit_text(now.unit))
    st.session_state[UNIT_OF] = (model.name, now.layer)


def turned() -> bool:
    """Whether the component has chosen another layer, which the page around it has to hear of; says so once."""
    return bool(st.session_state.pop(TURNED, False))


def _first(model: Model, layer: str, photo: str) -> Settings:
    """Return what a visit opens with."""
    samples = [name for name in choice.photo_names() if not name.startswith(choice.UPLOAD)]
    second = next(name for name in samples if name != photo)  # a link's default is the same for everyone
    return Settings(layer=layer, other_layer=next_layer(model, layer), photo=second)


def _arriving(first: Settings, model: Model, photo: str) -> Settings:
    """Return what was compared last, as far as this network and layer have it."""
    before: Settings = st.session_state.get(KEPT, first)
    layers = {row.name: row.output_shape[0] for row in rows(model)}
    kept, same = links.kept("unit", ""), st.session_state.get(UNIT_OF) == (model.name, first.layer)
    number = same and kept.isascii() and kept.isdecimal() and len(kept) <= links.NUMBER  # other views may have moved it
    before = replace(before, layer=first.layer, unit=int(kept) if number else 0)
    if before.other_layer not in layers:
        before = replace(before, other_layer=first.other_layer, other_unit=0)
    if before.photo == photo or before.photo not in choice.photo_names():
        before = replace(before, photo=first.photo)
    units = min(before.unit, layers.get(before.layer, 0)), min(before.other_unit, layers[before.other_layer])
    return replace(before, unit=units[0], other_unit=units[1])


def _asked(before: Settings, first: Settings, model: Model) -> Settings:
    """Follow the address where it asks for something new; what it cannot have is told in a sentence."""
    found: dict[str, Any] = {}
    for name, kind in ENUMS.items():
        wish = _choice(name, list(kind), getattr(first, name).value, TITLES[kind].__getitem__)
        if wish is not None:
            found[name] = kind(wish)
    for name in RANGES:
        number = _number(name)
        if number is not None:
            found[name] = number if name == "sigma" else int(number)
    shapes = {row.name: row.output_shape for row in rows(model)}
    layer = _choice("other_layer", list(shapes), first.other_layer, str)
    if layer is not None:
        found |= {"other_layer": layer, "other_unit": 0}
    now = replace(before, **found)
    unit, other = _unit("unit", shapes[now.layer][0]), _unit(KEYS["other_unit"], shapes[now.other_layer][0])
    now = replace(now, unit=now.unit if unit is None else unit)
    now = replace(now, other_unit=now.other_unit if other is None else other)
    return _with_photo(now, first)


def _unit(key: str, count: int) -> int | None:
    """Return the unit that a link asks for, from 1; 0, the strongest, where it holds none any more."""
    if st.query_params.get(key, links.ABSENT) != links.ABSENT:
        return links.integer(key, "unit", 1, count, 1)
    return None if links.asked(key) is None else 0


def _with_photo(now: Settings, first: Settings) -> Settings:
    wish = links.asked(KEYS["photo"])
    if wish is None:
        return now
    if wish in choice.photo_names():
        return replace(now, photo=wish)
    if wish.startswith(choice.UPLOAD):
        links.tell(choice.GONE)
    elif wish != links.ABSENT:
        shown = choice.photo_title(first.photo)
        links.tell(
            f"The link asked for the photo \u201c{links.quoted(wish)}\u201d, which is not here. Showing {shown}."
        )
    return replace(now, photo=first.photo)


def _choice(name: str, options: list[str], default: str, title: Any) -> str | None:
    wish = links.asked(KEYS[name])
    if wish is None or wish in options:
        return wish
    if wish != links.ABSENT:
        noun = NOUNS.get(name, "the layer")
        said = f"The link asked for {noun} \u201c{links.quoted(wish)}\u201d, which is not here."
        links.tell(f"{said} Showing {title(default)}.")
    return default


def _number(name: str) -> float | None:
    wish, allowed = links.asked(KEYS[name]), RANGES[name]
    if wish is None or wish == links.ABSENT:
        return None if wish is None else allowed.default
    try:
        asked = float(wish) if len(wish) <= links.NUMBER else math.nan
    except ValueError:
        asked = math.nan
    found = allowed.nearest(asked)
    if not abs(found - asked) < allowed.step:
        low, high = f"{allowed.low:g}", f"{allowed.high:g}"
        said = f"The link asked for {allowed.noun} {links.quoted(wish)}; it can be {low} to {high}."
        links.tell(f"{said} Showing {found:g}.")
    return found


def _write(now: Settings, first: Settings) -> None:
    usual = replace(first, layer=now.layer).as_dict()
    for name, value in now.as_dict().items():
        if name in KEYS:
            default = "" if name == "other_unit" else _text(usual[name])
            links.write(KEYS[name], "" if name == "other_unit" and not value else _text(value), default)
    links.write("unit", _unit_text(now.unit), "")


def _unit_text(unit: int) -> str:
    return str(unit) if unit else ""


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
