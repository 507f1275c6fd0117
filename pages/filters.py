"""Image filters: a photo before, the photo after, and the kernel between them."""

import streamlit as st

from cnnviz.ui import choice, components, computing, filter_controls, filtering, links, sheets

st.title("Image filters", anchor=False)
st.markdown(
    "A small kernel slides over the photo; at each place, products and a sum make one pixel of the new picture."
)
notes = st.container()
left, rest = st.columns([4, 7], gap="medium")
with left:
    before = st.container()
    photo = choice.photo_control()
    with before:
        original = computing.ask(filtering.before_question(photo), lambda: filtering.before(photo), slot="before")
        if original is not None:
            components.mount("pictures", original.value, key="before")


@st.fragment  # a step of the kernel's controls runs this alone
def bench() -> None:
    draw()
    links.publish("bench")


def draw() -> None:
    middle, right = st.columns([4, 3], gap="medium")
    with right:
        setting = filter_controls.draw()
        if setting is not None:
            components.mount("pictures", filtering.kernel_figures(setting), key="kernel figure")
    if setting is None:
        return
    answer = computing.ask(setting.question(photo), lambda: filtering.after(photo, setting), slot="filter")
    if answer is not None:
        with middle:
            components.mount("pictures", answer.value, key="after")
            computing.show_cost(answer, "cost", device="the CPU")


sheets.start_over()
with rest:
    bench()
with notes:
    links.show_notes()
