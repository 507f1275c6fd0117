"""The convolution lab's settings in the address: what a link asks for, what it cannot have, what is written back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.ui import lab_values, links
from cnnviz.ui.lab_ranges import CHOICES, EXTRA, EXTRA_VALUE, PADDINGS, RANGES, TYPED
from cnnviz.ui.lab_settings import LabSettings, fitted, from_browser

KEY = "lab"
KEPT = "_lab_settings"


def with_link(before: LabSettings) -> LabSettings:
    """Follow the address where it asks for something new; what it cannot have is told in a sentence."""
    asked = _asked_numbers() | _asked_choices()
    for name, typed in TYPED.items():
        text = _asked_rows(name)
        if text is None:
            continue
        asked[name] = text
        if text:
            asked.setdefault(typed.kind, "typed")
        elif name in st.query_params:
            asked[typed.kind] = CHOICES[typed.kind].values[0]  # it was told why
    if asked.keys() & {"nw", "kw"} & st.query_params.keys() and "link" not in st.query_params:
        asked["link"] = 0  # who asks for a width means a rectangle
    settings = fitted(before.as_dict() | asked | {"extra": _with_extra(before.extra)})
    _tell_clashes(settings, asked, before)
    return settings


def _asked_numbers() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, allowed in RANGES.items():
        if name == "p" and st.query_params.get(name) in PADDINGS:
            asked[name] = links.asked(name)
        else:
            asked[name] = links.integer(name, allowed.noun, allowed.low, allowed.high, allowed.default)
    return {name: wish for name, wish in asked.items() if wish is not None}


def _asked_choices() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, choice in CHOICES.items():
        wish = links.asked(name)
        if wish is None:
            continue
        asked[name] = wish if wish in choice.values else choice.values[0]
        if wish not in ("", asked[name]):
            links.tell(
                f"The link asked for {choice.noun} \u201c{links.quoted(wish)}\u201d, which is not here. "
                f"Showing {asked[name] or 'none'}."
            )
    return asked


def _asked_rows(name: str) -> str | None:
    """Return the typed values that a new link holds, "" where it takes them away or they do not read."""
    wish, typed = links.asked(name), TYPED[name]
    if not wish or lab_values.parse_rows(wish, RANGES[typed.tall].high) is not None:
        return wish
    links.tell(
        f"The link asked for {typed.noun} \u201c{links.quoted(wish)}\u201d; they are at most {RANGES[typed.tall].high} "
        f"rows of as many numbers each, from -999 to 999. Showing {CHOICES[typed.kind].values[0]}."
    )
    return ""


def _with_extra(before: Mapping[str, str]) -> dict[str, str]:
    extra = dict(before)
    for name in links.concerned(EXTRA):
        wish, default = links.asked(name), EXTRA[name]
        if wish is None:
            continue
        if not EXTRA_VALUE.fullmatch(wish):
            links.tell(f"The link asked for {name} \u201c{links.quoted(wish)}\u201d, which is not here.")
            wish = ""
        extra |= {name: wish or default}
        if extra[name] == default:
            del extra[name]
    return extra


def _tell_clashes(settings: LabSettings, asked: Mapping[str, Any], before: LabSettings) -> None:
    """Tell what a link asked for that does not go together."""
    groups = asked.get("groups", before.groups)
    if settings.groups != groups:
        links.tell(
            f"{groups} groups do not divide {settings.cin} input and {settings.cout} output channels; "
            f"showing {settings.groups}."
        )
    for name, typed in TYPED.items():
        if asked.get(typed.kind) == "typed" and not getattr(settings, name):
            links.tell(
                f"The link asked for typed {typed.noun} and brings none. Showing {getattr(settings, typed.kind)}."
            )
        for side in (typed.tall, typed.wide):
            shown = getattr(settings, side)
            if side in st.query_params and asked.get(side, shown) != shown:
                links.tell(
                    f"The link asked for {RANGES[side].noun} {asked[side]}, which does not go with the rest of it. "
                    f"Showing {shown}."
                )


def write(settings: LabSettings) -> None:
    """Put the settings into the address; what follows from others, and what is as at first, stays out of it."""
    values = settings.as_dict()
    for name, allowed in RANGES.items():
        if name in ("nw", "kw"):
            links.write(name, links.ABSENT if settings.link else str(values[name]), links.ABSENT)
        else:
            links.write(name, str(values[name]), str(allowed.default))
    for name, choice in CHOICES.items():
        links.write(name, values[name], choice.values[0])
    for name in TYPED:
        links.write(name, values[name], links.ABSENT)
    for name in {*settings.extra, *links.concerned(EXTRA)}:
        links.write(name, settings.extra.get(name, EXTRA[name]), EXTRA[name])


def current() -> LabSettings:
    """Return the settings of this visit: what a new link asks for, else as left, else the defaults."""
    settings = with_link(st.session_state.get(KEPT, LabSettings()))
    st.session_state[KEPT] = settings
    write(settings)
    return settings


def remember() -> None:
    """Callback of the component: keep what it has come to rest at."""
    state = st.session_state.get(KEY) or {}
    values = state.get("settings")
    if isinstance(values, Mapping):
        st.session_state[KEPT] = from_browser(values)
