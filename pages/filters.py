"""Image filters: a photo before, the photo after, the kernel between them, and the products under the pointer."""

import streamlit as st

from cnnviz.ui import choice, filter_address, filter_page, links

if links.presenting():  # before, kernel and after fill the screen; what only the teacher needs folds away below them
    heading, notes, stage = st.container(), st.container(), st.container()
    with st.expander("Photo and network", icon=":material/tune:"):
        photo_place, network_place = st.container(), st.container()
else:
    heading, network_column, photo_place = st.columns([5, 4, 6])  # from the top: the title stays where it is
    notes, network_place, stage = st.container(), network_column.container(), st.container()
heading.title("Image filters", anchor=False)
with photo_place:
    choice.photo_line()


@st.fragment  # when the hand rests, this runs alone, not the router and the page's head
def bench() -> None:
    settings, net = filter_address.current(), links.kept("net", "embedded")
    for place in (notes, network_place):
        place.empty()  # a fragment may fill later only what it has written to in every whole run
    with notes:
        links.show_notes()
    if settings.source == "learned":
        with network_place:
            net = filter_page.network()
    filter_page.mount(settings, choice.photo_name(), net)
    links.publish("bench")


with stage:
    bench()
