"""Network inspector: what a trained network takes the photo for, its feature maps, its filters, and saliency."""

import streamlit as st

from cnnviz.ui import choice, components, computing, links

st.title("Network inspector", anchor=False)
st.markdown("A trained network looks at your photo. Choose a layer and a map: bright is where that unit answers.")
computing.wait_until_ready()

from cnnviz.ui import inspecting, inspector_controls, network  # noqa: E402 (torch comes with them)

theme, notes = choice.theme(), st.container()
left, middle, right = st.columns([5, 8, 5], gap="medium")
with left:
    seen, guesses = st.container(), st.container()
    photo = choice.photo_control()
    model = network.control()
    with seen:
        view = computing.ask(
            inspecting.seen_question(model, photo, theme), lambda: inspecting.seen(model, photo, theme), "seen"
        )
        if view is not None:
            components.mount("pictures", view.value, key="seen")
    top = computing.ask(inspecting.ranked_question(model, photo), lambda: inspecting.ranked(model, photo), "top")
    if top is not None:
        with guesses:
            components.mount("ranking", inspecting.ranking(top.value), key="ranking")
with middle:
    layer = inspector_controls.layer_control(model)
    maps = computing.ask(
        inspecting.layer_question(model, photo, layer, theme),
        lambda: inspecting.layer_sheet(model, photo, layer, theme),
        "sheet",
    )
    unit = inspector_controls.unit_control(maps.value, model, layer) if maps is not None else None
with right:
    if maps is not None and unit is not None:
        figure = inspecting.unit_figure(maps.value, model, photo, layer, unit, theme)
        components.mount("pictures", figure, key="unit")
        weights = inspecting.filter_figure(model, layer, unit, theme)
        if weights is not None:
            components.mount("pictures", weights, key="weights")
saliency = None
if top is not None:
    st.header("Which pixels speak for the class?", anchor=False)
    choose, shown = st.columns([5, 13], gap="medium")
    with choose:
        target = inspector_controls.class_control(model, top.value)
        st.caption("Two ways to ask. Neither is the truth about the network; where they agree, look closer.")
    with shown:
        saliency = computing.ask(
            inspecting.saliency_question(model, photo, target, theme),
            lambda: inspecting.saliency_maps(model, photo, target, theme),
            "saliency",
        )
        if saliency is not None:
            components.mount("pictures", saliency.value, key="saliency")
computing.show_cost(view, top, maps, saliency)
with notes:
    links.show_notes()
