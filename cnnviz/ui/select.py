"""A choice among many on a page, kept in the address: of photo and network.

Streamlit's selection box brings twenty modules and an eighth of the time to a page's first picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from cnnviz.ui import components, links


def chosen(key: str, noun: str, titles: Mapping[str, str], default: str) -> str:
    """Return what is chosen under `key`: what a link asks for, else what the visitor has chosen; draws nothing."""
    links.option(key, noun, list(titles), default, titles.__getitem__)
    value: str = st.session_state[key]
    links.write(key, value, default)
    return value


def draw(key: str, label: str, titles: Mapping[str, str], value: str, note: str = "", text: str = "") -> None:
    """Draw the choice; `note` stands below it, `text` behind its question mark; a new choice runs the page."""
    name = f"select {key}"
    data = {"label": label, "options": list(titles.items()), "value": value, "note": note, "help": text}
    components.mount("select", data, key=name, on_chosen_change=partial(_take, key, name, frozenset(titles)))


def _take(key: str, name: str, options: frozenset[str]) -> None:
    """Callback of the component: runs before the page, so that the new choice is there at once."""
    wish = (st.session_state.get(name) or {}).get("chosen")
    if isinstance(wish, str) and wish in options:
        links.choose(key, wish)
