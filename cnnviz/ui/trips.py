"""From a layer to another page, in the same visit: what a component's link asks for when it is clicked plainly."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from cnnviz.ui import lab_address, links

LEADING = ("lab", "field")  # pages that layers lead to
LONGEST = 2000  # characters of an address


def follow(wish: Any) -> None:
    """Open the page that a component's trigger names: `lab?n=27&k=5`. It is as untrusted as any address."""
    if not isinstance(wish, str) or len(wish) > LONGEST:
        return
    page, _, query = wish.partition("?")
    if page not in LEADING:
        return
    if page == "lab":
        st.session_state.pop(lab_address.KEPT, None)  # the layer's setting alone, not mixed with the one before
    links.follow(page, dict(parse_qsl(query)))
