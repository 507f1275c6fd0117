"""Saliency wall: which pixels matter for a class, by every method at once, and whether to believe it."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links

presenting = links.presenting()
st.title("Saliency wall", anchor=False)
if not presenting:
    st.markdown("Which pixels speak for a class? Each method asks the network in its own way; none is the truth.")
computing.wait_until_ready()

from cnnviz.ui import inspecting, inspector_controls, network, wall, wall_controls  # noqa: E402 (torch comes with them)

notes = st.container()
# One line of choices, so that the pictures have the width; a class sees the pictures alone.
choices = st.expander("Photo, network and classes", icon=":material/tune:") if presenting else st.container()
with choices, st.container(horizontal=True, vertical_alignment="bottom"):
    photo = choice.photo_alone()
    one, other = st.container(), st.container()  # the classes come of the network, which folds out behind them
    with st.popover("Own photo, network", icon=":material/tune:"):
        choice.own_photo()
        model = network.control()
        layer = wall_controls.layer_control(model)
    top = computing.ask(inspecting.ranked_question(model, photo), partial(inspecting.ranked, model, photo), "top")
    if top is not None:
        with one:
            target = inspector_controls.class_control(model, top.value)
        with other:
            versus = wall_controls.versus_control(model, target)
        wall_controls.two_things(model)
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
    computing.show_place("place", "the milliseconds stand under each map")
    links.publish("bench")


if top is not None and seen is not None:
    bench(wall.Shown(model, photo, choice.photo_name(), target, versus, layer), seen.value)
with notes:
    links.show_notes()
