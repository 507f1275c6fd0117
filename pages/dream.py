"""Dream a class: pictures that a network makes when asked what it wants to see."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links, sheets

st.title("Dream a class", anchor=False)
if not links.presenting():
    st.markdown("Noise becomes what a network looks for: every step changes the pixels so that one answer grows.")
computing.wait_until_ready()

from cnnviz.ui import dream, dream_address, network, wall  # noqa: E402 (torch comes with them)

notes = st.container()
middle, right = st.columns([14, 4], gap="medium")  # the pictures first on a phone
with right:
    photo = choice.photo_line()
    model = network.control()
seen = computing.ask(wall.photo_question(model, photo), partial(wall.photo, model, photo), "seen")
sheets.start_over()


@st.fragment  # the component moves by itself; here the address takes over where it rests
def bench(data: bytes) -> None:
    look = dream_address.current(model)
    ask = {"ticket": choice.visitor().ticket, "net": model.name, "photo": choice.photo_name(), "theme": choice.theme()}
    title = choice.photo_title(choice.photo_name())
    packed = dream.packed(model, data, choice.photo_name(), title, look, ask)
    components.mount("dream", packed, key=dream_address.NAME, on_look_change=lambda: None)
    computing.show_place("place", "a dream tells how long it takes while it grows")
    links.publish("bench")


if seen is not None:
    with middle:
        bench(seen.value)
with notes:
    links.show_notes()
