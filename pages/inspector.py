"""Network inspector: what a trained network takes the photo for, its feature maps, its filters, and saliency."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links, sheets

st.title("Network inspector", anchor=False)
st.markdown("A trained network looks at your photo. Choose a layer and a map: it shows where that unit answers.")
computing.wait_until_ready()

from cnnviz.ui import inspecting, inspector_views, network  # noqa: E402 (torch comes with them)

notes, theme = st.container(), choice.theme()
left, right = st.columns([5, 13], gap="medium")
with left:
    seen, guesses = st.container(), st.container()
    photo = choice.photo_control()
    model = network.control()
    with seen:
        question = inspecting.seen_question(model, photo, theme)
        view = computing.ask(question, partial(inspecting.seen, model, photo, theme), "seen")
        if view is not None:
            components.mount("pictures", view.value, key="seen")
    top = computing.ask(inspecting.ranked_question(model, photo), partial(inspecting.ranked, model, photo), "top")
    if top is not None:
        with guesses:
            components.mount("ranking", inspecting.ranking(top.value), key="ranking")
sheets.start_over()
if top is not None:
    with right:
        shown = inspector_views.Seen(model, photo, choice.photo_name(), top.value, theme)
        inspector_views.view_control().draw(shown)
with notes:
    links.show_notes()
