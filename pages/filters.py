"""Image filters: a photo before, the photo after, the kernel between them, and the products under the pointer."""

import streamlit as st

from cnnviz.ui import choice, filter_address, filter_page, links

heading, photo_place = st.columns([2, 1], vertical_alignment="bottom")
heading.title("Image filters", anchor=False)
notes = st.container()
with photo_place:
    choice.photo_line()
    network_place = st.container()


@st.fragment  # when the hand rests, this runs alone, not the router and the page's head
def bench() -> None:
    settings, net = filter_address.current(), links.kept("net", "embedded")
    with notes:
        links.show_notes()
    if settings.source == "learned":
        with network_place:
            net = filter_page.network()
    filter_page.mount(settings, choice.photo_name(), net)
    links.publish("bench")


bench()
