"""Fool the network: a change that nobody sees, and the network is sure of something else."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links

st.title("Fool the network", anchor=False)
if not links.presenting():
    st.markdown("A change too small to see, and the network is sure of something else. Move epsilon and watch.")
computing.wait_until_ready()

from cnnviz.ui import fool, fool_settings, inspecting, inspector_controls, network, sheets  # noqa: E402 (torch)

notes = st.container()
middle, right = st.columns([14, 4], gap="medium")  # the pictures first on a phone
with right:
    photo = choice.photo_line()
    model = network.control()
    top = computing.ask(inspecting.ranked_question(model, photo), partial(inspecting.ranked, model, photo), "top")
    if top is not None:
        label = top.value[0].index
        chosen = inspector_controls.class_control(
            model, top.value, "What it should see instead", "Anything else (untargeted)"
        )
sheets.start_over()


@st.fragment  # the component moves by itself; here the address takes over where it rests
def bench(shown: fool.Shown) -> None:
    look = fool_settings.current()
    ask = {"ticket": choice.visitor().ticket, "net": model.name, "photo": choice.photo_name(), "theme": choice.theme()}
    components.mount("fool", fool.packed(shown, look, ask), key=fool_settings.NAME, on_look_change=lambda: None)
    links.publish("bench")


if top is not None:
    with middle:
        bench(
            fool.Shown(model, photo, choice.photo_title(choice.photo_name()), label, -1 if chosen == label else chosen)
        )
with notes:
    links.show_notes()
