"""Receptive field: which pixels of the photo one unit of a layer can see, and which of them really move it."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links

st.title("What can one unit see?", anchor=False)
computing.wait_until_ready()

from cnnviz.ui import field_address, field_controls, field_view  # noqa: E402 (torch comes with them)

notes = st.container()
middle, right = st.columns([14, 4], gap="medium")  # the picture first on a phone
with right:
    entry = field_controls.network_control()
    photo = choice.photo_line()
found = computing.ask(field_view.layers_question(entry.name), lambda: field_view.layers(entry.name), "layers")
shown = computing.ask(field_view.photo_question(photo), lambda: field_view.photo(photo), "photo")
other = field_view.sibling(entry)


@st.fragment  # the component moves by itself; here the address takes over where it rests
def bench() -> None:
    if st.session_state["arch"] != entry.name:
        st.rerun()  # the component has asked for the other variant
    place = field_address.current(entry.name, found.value, entry.input_shape[1])
    name = choice.photo_name()
    ask = {"ticket": choice.visitor().ticket, "network": entry.name, "photo": name}
    components.mount(
        "field",
        field_view.packed(
            entry, found.value, photo, choice.photo_title(name), shown.value, place, field_address.was_asked(), ask
        ),
        key=field_address.KEY,
        on_place_change=partial(field_address.remember, found.value, entry.name),
        on_network_change=partial(field_controls.follow_sibling, other and other.name),
    )
    links.publish("bench")


field_address.start_over()
if found is not None and shown is not None:
    with middle:
        bench()
with notes:
    links.show_notes()
