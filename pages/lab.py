"""Convolution lab: sizes, parameters, MACs and the receptive field follow the finger, in the browser."""

from dataclasses import asdict, replace

import streamlit as st

from cnnviz.ui import architectures_link, builder_link, choice, components, lab_address, lab_photo, lab_text, links

st.title("Convolution lab", anchor=False)
architectures_link.back()
builder_link.back()


@st.fragment  # when the finger rests, this runs alone, not the router and the page's head
def bench() -> None:
    settings, photo = lab_address.current(), None
    links.show_notes()
    if settings.inp == "photo":
        photo = lab_photo.greys(choice.picture())
        settings = replace(settings, photo=photo.values)
    lines = lab_text.lines(settings)
    components.mount(
        "lab",
        data={
            "settings": settings.as_dict(),
            "notes": [],
            "present": links.kept("present", "0") == "1",
            "photo": photo and asdict(photo),
            "lines": lines and lines.as_data(),
            "ask": {"ticket": choice.visitor().ticket, "photo": choice.photo_name()},
        },
        key=lab_address.KEY,
        on_settings_change=lab_address.remember,
    )
    links.publish("bench")


bench()
