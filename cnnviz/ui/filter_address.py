"""The image filters' settings in the address: what a link asks for, what it cannot have, what is written back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from cnnviz.errors import DoesNotFit
from cnnviz.imaging.library import KNOBS
from cnnviz.ui import links
from cnnviz.ui.filter_settings import (
    AT,
    CHOICES,
    MOST,
    WHOLE,
    FilterSettings,
    from_browser,
    knob,
    typed_kernel,
    typed_picture,
)

KEY = "filters"
KEPT = "_filter_settings"


def with_link(before: FilterSettings) -> FilterSettings:
    """Follow the address where it asks for something new; what it cannot have is told in a sentence."""
    asked = _asked_choices() | _asked_numbers() | _asked_texts()
    if asked.get("kernel") and "typed" not in asked and asked.get("from") != "typed" and before.source == "typed":
        asked |= {"typed": "", "from": asked.get("from", "classic")}
    if asked.get("typed") and "from" not in asked:
        asked["from"] = "typed"
    return from_browser(before.as_dict() | asked)


def _asked_choices() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, choice in CHOICES.items():
        wish = links.asked(name)
        if wish is None:
            continue
        asked[name] = wish if wish in choice.titles else choice.default
        if wish not in ("", asked[name]):
            links.tell(
                f"The link asked for {choice.noun} \u201c{links.quoted(wish)}\u201d, which is not here. "
                f"Showing {choice.titles[choice.default]}."
            )
    return asked


def _asked_numbers() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, allowed in WHOLE.items():
        value = links.integer(name, allowed.noun, allowed.low, allowed.high, allowed.default)
        if value is not None:
            asked[name] = value
    for name in links.concerned(KNOBS):
        wish = links.asked(name)
        if wish is not None:
            asked[name] = _knob(name, wish)
    return asked


def _knob(name: str, wish: str) -> float | None:
    """Return a knob that a link asks for, brought into its range and told where that changes it."""
    if wish == links.ABSENT:
        return None
    try:
        asked = float(wish) if len(wish) <= links.NUMBER else math.nan
    except ValueError:
        asked = math.nan
    found, allowed = knob(name, asked), KNOBS[name]
    if found is None or abs(found - asked) > allowed.step:
        shown = "the kernel's own" if found is None else f"{found:g}"
        links.tell(
            f"The link asked for {allowed.label.lower()} {links.quoted(wish)}; it can be {allowed.low:g} to "
            f"{allowed.high:g}. Showing {shown}."
        )
    return found


def _asked_texts() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, read in (("typed", typed_kernel), ("px", typed_picture)):
        wish = links.asked(name)
        if wish is None:
            continue
        asked[name] = wish[: MOST + 1]
        try:
            if wish:
                read(wish)
        except DoesNotFit as problem:
            links.tell(f"The link's {'kernel' if name == 'typed' else 'picture'} cannot be read. {problem}")
            asked[name] = ""
    wish = links.asked("at")
    if wish is not None:
        asked["at"] = wish if AT.fullmatch(wish) else ""
        if wish and not asked["at"]:
            links.tell(f"The link asked for the pixel \u201c{links.quoted(wish)}\u201d; write it as row,column.")
    return asked


def write(settings: FilterSettings) -> None:
    """Put the settings into the address; what is as at first stays out of it."""
    values = settings.as_dict()
    for name, choice in CHOICES.items():
        links.write(name, values[name], choice.default)
    for name, allowed in WHOLE.items():
        links.write(name, str(values[name]), str(allowed.default))
    for name in ("typed", "px", "at"):
        links.write(name, values[name], links.ABSENT)
    for name, value in asdict(settings.knobs).items():
        if value is not None or name in links.concerned(KNOBS):
            links.write(name, links.ABSENT if value is None else f"{value:g}", links.ABSENT)


def current() -> FilterSettings:
    """Return the settings of this visit: what a new link asks for, else as left, else the defaults."""
    settings = with_link(st.session_state.get(KEPT, FilterSettings()))
    if settings.typed:
        try:
            typed_kernel(settings.typed)
        except DoesNotFit as problem:
            links.tell(str(problem))
            source = "classic" if settings.source == "typed" else settings.source
            settings = replace(settings, typed="", source=source)
    st.session_state[KEPT] = settings
    write(settings)
    return settings


def remember() -> None:
    """Callback of the component: keep what it has come to rest at."""
    state = st.session_state.get(KEY) or {}
    values = state.get("settings")
    if isinstance(values, Mapping):
        st.session_state[KEPT] = from_browser(values)
