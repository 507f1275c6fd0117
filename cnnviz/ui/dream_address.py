"""The address of a dream: read from links, checked, and written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.imaging import samples
from cnnviz.models import Model
from cnnviz.synthesis.render import GRID
from cnnviz.ui import inspector_controls, links
from cnnviz.ui.dream_settings import (
    AIMS,
    BASES,
    MODES,
    NUMBERS,
    STARTS,
    Dream,
    channel_counts,
    first,
    fitted,
    from_browser,
)
from cnnviz.ui.inspector_controls import LIKELIEST
from cnnviz.ui.settled import Settled, earlier, settle

NAME = "dream"
WORDS = {  # key of the address: field, what it is called, what there is
    "dream": ("mode", "the kind of dream", MODES),
    "start": ("start", "the start", STARTS),
    "basis": ("basis", "the parameterization", BASES),
    "aim": ("aim", "what of a channel to raise", AIMS),
    "style": ("other", "the style", samples.names()),
}


def current(model: Model) -> Settled[Dream]:
    """Return the page's setting: what a link asks for, else what the component has sent, else as before."""
    start = first(model)
    before: Dream | None = earlier(NAME, None)
    now = _taken_along(fitted(before or start, model), model)
    if st.session_state.get(inspector_controls.CLASS_OF, model.name) != model.name:
        now = replace(now, cls=start.cls)  # the same number means another class
    st.session_state[inspector_controls.CLASS_OF] = model.name
    asked = _asked(now, start, model)
    wish = asked if asked != before else None
    settled: Settled[Dream] = settle(NAME, "look", wish, start, lambda sent: from_browser(sent, model))
    _write(settled.now, start)
    return settled


def _taken_along(now: Dream, model: Model) -> Dream:
    """Return the setting with the class and layer that were chosen last, be it on another page."""
    cls, layer = links.kept("cls", LIKELIEST), links.kept("layer", now.layer)
    if cls.isdecimal() and int(cls) < len(model.class_names):
        now = replace(now, cls=int(cls))
    return replace(now, layer=layer) if layer in channel_counts(model) else now


def _asked(now: Dream, start: Dream, model: Model) -> Dream:
    """Return the setting with what a link asks for."""
    for key, (name, noun, known) in WORDS.items():
        word: Any = _word(key, noun, known, getattr(now, name), getattr(start, name))
        now = replace(now, **{name: word})
    for key, (noun, low, high) in NUMBERS.items():
        wish: Any = links.integer(key, noun, low, high, getattr(start, key))
        now = now if wish is None else replace(now, **{key: wish})
    if now.side % GRID or 0 < now.side < 4 * GRID:
        near = max(4 * GRID, GRID * round(now.side / GRID))
        links.tell(f"The link asked for a picture of {now.side} pixels a side; showing {near}.")
        now = replace(now, side=near)
    return _asked_network(now, start, model)


def _asked_network(now: Dream, start: Dream, model: Model) -> Dream:
    """Return the setting with the class, layer and channel that a link asks for."""
    cls = links.asked("cls")
    if cls is not None:
        known = cls.isdecimal() and len(cls) <= links.NUMBER and int(cls) < len(model.class_names)
        if not known and cls not in (links.ABSENT, LIKELIEST):
            shown = f"which is not here. Showing {model.class_names[start.cls]}."
            links.tell(f"The link asked for class number \u201c{links.quoted(cls)}\u201d, {shown}")
        now = replace(now, cls=int(cls) if known else start.cls)
    counts = channel_counts(model)
    layer = _word("layer", "the layer", tuple(counts), now.layer, start.layer)
    now = replace(now, layer=layer, unit=now.unit if layer == now.layer else 0)
    unit = links.integer("unit", "channel", 0, counts[layer] - 1, 0)
    return now if unit is None else replace(now, unit=unit)


def _word(key: str, noun: str, known: tuple[str, ...], now: str, default: str) -> str:
    """Return the word that a link asks for, the default where it is none, `now` where no link asks."""
    wish = links.asked(key)
    if wish is None:
        return now
    if wish in known or wish == links.ABSENT:
        return wish or default
    links.tell(f"The link asked for {noun} \u201c{links.quoted(wish)}\u201d, which is not here. Showing {default}.")
    return default


def _write(now: Dream, start: Dream) -> None:
    """Keep the setting and put what is not as at first into the address."""
    for key, name in [*((key, name) for key, (name, *_) in WORDS.items()), *((key, key) for key in NUMBERS)]:
        links.write(key, str(getattr(now, name)), str(getattr(start, name)))
    links.write("cls", LIKELIEST if now.cls == start.cls else str(now.cls), LIKELIEST)
    links.write("layer", now.layer, start.layer)
    links.write("unit", str(now.unit), "0")
