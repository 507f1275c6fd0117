"""The way back to the builder from a page that one of its layers has led to."""

from __future__ import annotations

import streamlit as st

from cnnviz.arithmetic.building import decode, encode
from cnnviz.ui import builder_settings, links
from cnnviz.ui.paths import PAGES

CAME = "_came_from_builder"


def back() -> None:
    """Draw a link back, where the address holds the network that the visitor comes from; it is kept until then."""
    wish = links.asked(builder_settings.ADDRESS)
    found = decode(wish) if wish else None
    if found and found.network and not found.unread:
        st.session_state[builder_settings.KEPT] = encode(found.network)
        st.session_state[CAME] = True
    if st.session_state.get(CAME):
        st.page_link(PAGES / "builder.py", label="Back to your network", icon=":material/arrow_back:")
