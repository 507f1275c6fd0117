"""Convolution lab: sizes, parameters, MACs and the receptive field follow the finger, in the browser."""

import streamlit as st

from cnnviz.ui import components, lab_photo, lab_settings, lab_text, links

st.title("Convolution lab", anchor=False)


@st.fragment  # when the finger rests, this runs alone, not the router and the page's head
def bench() -> None:
    settings = lab_settings.current()
    links.show_notes()
    photo = lab_photo.greys() if settings.inp == "photo" else None
    present = links.kept("present", "0") == "1"
    components.mount(
        "lab",
        data={"settings": settings.as_dict(), "notes": [], "present": present, "photo": photo},
        key=lab_settings.KEY,
        on_settings_change=lab_settings.remember,
    )
    lab_text.draw(settings)
    links.publish("bench")


bench()
