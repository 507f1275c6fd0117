"""What the inspector's components were told to start with.

Each moves on by itself. As long as it is told the same its message stays the same, and Streamlit does not send its
pictures again with each step; it is told anew when a link asks for something else, or when its place is drawn anew.
"""

from __future__ import annotations

import streamlit as st

STARTS = "_starts"  # what each component was told to start with
VIEW = "_view_drawn"  # the view that was drawn last


def start_over() -> None:
    """On a whole run of a page, and where a view comes in place of another: components are told anew."""
    st.session_state[STARTS] = {}


def turn_to(view: str) -> None:
    """Note which view is drawn; one that comes in place of another starts over."""
    if st.session_state.get(VIEW) != view:
        start_over()
    st.session_state[VIEW] = view
