"""The way back from the convolution lab to the network of which it shows a layer, and what it shows smaller."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnnviz import models
from cnnviz.arithmetic import Architecture
from cnnviz.ui import builder_link, builder_settings, links
from cnnviz.ui.architectures_lab import lab_link
from cnnviz.ui.paths import PAGES

CAME = "_came_from_architectures"
LONGEST = 200  # characters of a layer's name
SMALLER = "_architectures_smaller"  # what the lab cuts of the layers that the page has shown


@dataclass(frozen=True)
class Origin:
    """The layer that the lab shows."""

    arch: str
    title: str
    layer: str
    cut: str


def back() -> None:
    """Draw a link back, where the address names the layer that the visitor comes from; call it before the builder's."""
    name, layer = links.asked("arch"), links.asked("layer")
    entry = next((each for each in models.architectures() if each.name == name), None) if name else None
    if entry is not None:
        layer = (layer or "")[:LONGEST]
        st.session_state[CAME] = Origin(entry.name, entry.title, layer, _cut(entry, layer))
        st.session_state.pop(builder_link.CAME, None)
        links.choose("arch", entry.name)
        st.session_state["layer"] = layer
    elif builder_settings.ADDRESS in st.query_params:  # the visitor has come from the builder since
        st.session_state.pop(CAME, None)
    came: Origin | None = st.session_state.get(CAME)
    if came is None:
        return
    st.page_link(PAGES / "architectures.py", label=f"Back to {came.title}", icon=":material/arrow_back:")
    if came.cut:
        st.caption(links.plain(f"{came.layer} of {came.title}, as far as the lab goes: {came.cut}."))


def note(entry: Architecture, layer: str, cut: str) -> None:
    """Keep what the lab will cut of a layer: a traced network's layers cannot be had there without torch."""
    st.session_state[SMALLER] = entry.name, layer, cut


def _cut(entry: Architecture, layer: str) -> str:
    row = next((row for row in entry.rows if row.name == layer), None)
    link = lab_link(row) if row else None
    if link:
        return link.cut
    name, noted, cut = st.session_state.get(SMALLER, ("", "", ""))
    return str(cut) if (name, noted) == (entry.name, layer) else ""
