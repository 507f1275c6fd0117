"""Saliency wall: which pixels matter for a class, by every method at once, and whether to believe it."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links

st.title("Saliency wall", anchor=False)
if not links.presenting():
    st.markdown("Which pixels speak for a class? Each method asks the network in its own way; none is the truth.")
computing.wait_until_ready()

from cnnviz.ui import inspecting, inspector_controls, network, wall, wall_controls  # noqa: E402 (torch comes with them)

notes = st.container()
middle, right = st.columns([14, 4], gap="medium")  # the pictures first on a phone
with right:
    photo = choice.photo_control()
    model = network.control()
    top = computing.ask(inspecting.ranked_question(model, photo), partial(inspecting.ranked, model, photo), "top")
    if top is not None:
        target = inspector_controls.class_control(model, top.value)
        versus = wall_controls.versus_control(model, target)
        layer = wall_controls.layer_control(model)
        components.mount("ranking", inspecting.ranking(top.value), key="ranking")
seen = computing.ask(wall.photo_question(model, photo), partial(wall.photo, model, photo), "seen")
wall_controls.start_over()


@st.fragment  # the component moves by itself; here the address takes over where it rests
def bench(shown: wall.Shown, data: bytes) -> None:
    look = wall_controls.current()
    ask = {"ticket": choice.visitor().ticket, "net": model.name, "photo": shown.photo, "theme": choice.theme()}
    title = choice.photo_title(shown.photo)
    components.mount(
        "wall",
        wall.packed(shown, data, title, look, ask),
        key=wall_controls.NAME,
        on_look_change=lambda: None,
    )
    links.publish("bench")


if top is not None and seen is not None:
    with middle:
        bench(wall.Shown(model, photo, choice.photo_name(), target, versus, layer), seen.value)
with notes:
    links.show_notes()
