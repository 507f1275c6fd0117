"""From what a network says to what it looked at: one click from a mistake to the saliency wall."""

from __future__ import annotations

import streamlit as st

from cnnviz.models import Prediction
from cnnviz.ui import links
from cnnviz.ui.inspector_controls import LIKELIEST


def link(top: tuple[Prediction, ...]) -> None:
    """Draw the way to the wall for the likeliest class, with the next one to compare with."""
    first, second = top[:2]
    if st.button(f"Why {links.plain(first.name)}? See what it looked at", icon=":material/blur_on:", key="looked at"):
        links.follow("saliency", {"cls": LIKELIEST, "versus": str(second.index), "side": "first"})
