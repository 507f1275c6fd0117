"""Architectures: networks drawn as volumes, where their cost is, and every layer with its numbers."""

import streamlit as st

from cnnviz.ui import architectures, links

st.title("Architectures", anchor=False)
notes = st.container()


@st.fragment  # another network, layer or order runs this alone
def networks() -> None:
    architectures.draw()
    links.publish("networks")


networks()
with notes:
    links.show_notes()
