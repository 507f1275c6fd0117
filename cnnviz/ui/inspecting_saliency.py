"""The inspector's saliency: which pixels speak for a class, by two methods over the photo."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnnviz.ui import choice, components, computing, figures, inspecting, inspector_controls, links
from cnnviz.ui.inspector_views import Seen
from cnnviz.ui.paths import PAGES


def draw(seen: Seen) -> None:
    """Draw the choice of the class and each method's map."""
    target = inspector_controls.class_control(seen.model, seen.top)
    st.page_link(PAGES / "saliency.py", label="Twelve methods side by side, for this class", icon=":material/blur_on:")
    st.caption("Two ways to ask. Neither is the truth about the network; where they agree, look closer.")
    question = inspecting.saliency_question(seen.model, seen.photo, target, seen.theme)
    maps = partial(inspecting.saliency_maps, seen.model, seen.photo, target, seen.theme)
    answer = computing.ask(question, maps, "saliency")
    if answer is not None:
        about = f"{seen.model.title}, photo: {choice.photo_title(seen.photo_name)}"
        components.mount("pictures", figures.named(answer.value, about), key="saliency")
        computing.show_cost(answer, "saliency cost")
    links.publish("saliency")
