"""Network inspector: what a trained network takes the photo for, its feature maps, its filters, and saliency."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links, sheets

st.title("Network inspector", anchor=False)
st.markdown("A trained network looks at your photo. Choose a layer and a map: it shows where that unit answers.")
computing.wait_until_ready()

from cnnviz.ui import inspecting, inspecting_unit, inspector_controls, network  # noqa: E402 (torch comes with them)

notes, theme = st.container(), choice.theme()
left, maps_place = st.columns([5, 13], gap="medium")
with left:
    seen, guesses = st.container(), st.container()
    photo = choice.photo_control()
    model = network.control()
    with seen:
        question = inspecting.seen_question(model, photo, theme)
        view = computing.ask(question, lambda: inspecting.seen(model, photo, theme), "seen")
        if view is not None:
            components.mount("pictures", view.value, key="seen")
    top = computing.ask(inspecting.ranked_question(model, photo), lambda: inspecting.ranked(model, photo), "top")
    if top is not None:
        with guesses:
            components.mount("ranking", inspecting.ranking(top.value), key="ranking")


@st.fragment  # another unit is drawn by the sheet itself; here the address takes it over
def units(found: inspecting.LayerSheet, layer: str) -> None:
    unit = inspector_controls.pinned_unit(found, model, layer)
    question = inspecting_unit.question(model, photo, layer, unit, theme)
    drawn = partial(inspecting_unit.unit_figures, found, model, photo, layer, unit, theme)
    figures = computing.ask(question, drawn, "unit")
    if figures is not None:
        inspector_controls.draw_units(found, model, layer, figures.value, theme)
    links.publish("units")


@st.fragment  # another layer changes nothing beside it
def maps() -> None:
    layer = inspector_controls.layer_control(model)
    question = inspecting.layer_question(model, photo, layer, theme)
    answer = computing.ask(question, lambda: inspecting.layer_sheet(model, photo, layer, theme), "sheet")
    if answer is not None:
        units(answer.value, layer)
        computing.show_cost(answer, "sheet cost")
    links.publish("maps")


@st.fragment
def saliency() -> None:
    choose, shown = st.columns([5, 13], gap="medium")
    with choose:
        target = inspector_controls.class_control(model, top.value)
        st.caption("Two ways to ask. Neither is the truth about the network; where they agree, look closer.")
    with shown:
        question = inspecting.saliency_question(model, photo, target, theme)
        answer = computing.ask(question, lambda: inspecting.saliency_maps(model, photo, target, theme), "saliency")
        if answer is not None:
            components.mount("pictures", answer.value, key="saliency")
            computing.show_cost(answer, "saliency cost")
    links.publish("saliency")


sheets.start_over()
with maps_place:
    maps()
if top is not None:
    st.header("Which pixels speak for the class?", anchor=False)
    saliency()
with notes:
    links.show_notes()
