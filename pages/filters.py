"""Image filters: a photo before, the kernel, the photo after."""

import streamlit as st

from cnnviz.ui import choice, components, computing, filter_controls, filtering, links, sheets

st.title("Image filters", anchor=False)
st.markdown(
    "A small kernel slides over the photo; at each place, products and a sum make one pixel of the new picture."
)


@st.fragment  # a step of a control runs this alone, not the router and the page's head
def bench() -> None:
    notes = st.container()
    pictures, controls = st.columns([8, 3], gap="large")
    with controls:
        photo = choice.photo_control()
        setting = filter_controls.draw()
    with pictures:
        left, right = st.columns(2, gap="medium")
        with left:
            original = computing.ask(filtering.before_question(photo), lambda: filtering.before(photo), slot="before")
            if original is not None:
                components.mount("pictures", original.value, key="before")
        if setting is not None:
            with left:
                components.mount("pictures", filtering.kernel_figures(setting), key="kernel figure")
            answer = computing.ask(setting.question(photo), lambda: filtering.after(photo, setting), slot="filter")
            if answer is not None:
                with right:
                    components.mount("pictures", answer.value, key="after")
                computing.show_cost(answer, device="the CPU")
    with notes:
        links.show_notes()


sheets.start_over()
bench()
