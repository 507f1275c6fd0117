"""Network inspector: what a trained network takes the photo for, its feature maps, its filters, and saliency."""

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, links, sheets

presenting = links.presenting()
st.title("Network inspector", anchor=False)
if not presenting:
    st.markdown("A trained network looks at your photo. Choose a layer and a map: it shows where that unit answers.")
computing.wait_until_ready()

from cnnviz.ui import figures, inspecting, inspector_views, looked_at, network, network_map  # noqa: E402 (torch comes with them)

notes, theme = st.container(), choice.theme()
if presenting:  # a class sees the network; what only the teacher needs folds away below it
    right = st.container()
    left = st.expander("Photo, network and what it says", icon=":material/tune:")
else:
    left, right = st.columns([5, 13], gap="medium")
with left:
    seen, guesses = st.container(), st.container()
    photo = choice.photo_line()
    model = network.control()
    with seen:
        question = inspecting.seen_question(model, photo, theme)
        whole = computing.ask(question, partial(inspecting.seen, model, photo, theme), "seen")
        if whole is not None:
            about = f"{model.title}, photo: {choice.photo_title(choice.photo_name())}"
            components.mount("pictures", figures.named(whole.value, about), key="seen")
    top = computing.ask(inspecting.ranked_question(model, photo), partial(inspecting.ranked, model, photo), "top")
    if top is not None:
        with guesses:
            components.mount("ranking", inspecting.ranking(top.value), key="ranking")
            looked_at.link(top.value)
sheets.start_over()


@st.fragment  # another layer or view leaves photo and ranking alone
def views(shown: inspector_views.Seen) -> None:
    network_map.draw(shown.model)
    view = inspector_views.view_control()
    sheets.turn_to(view.name)
    view.draw(shown)
    links.publish("views")


if top is not None:
    with right:
        views(inspector_views.Seen(model, photo, choice.photo_name(), top.value, theme))
with notes:
    links.show_notes()
