"""What the image filters' page hands to its component, and its Streamlit parts beside it."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from cnnviz.errors import CnnvizError
from cnnviz.imaging import library
from cnnviz.ui import choice, components, computing, filter_address, links
from cnnviz.ui.filter_settings import CHOICES, WHOLE, FilterSettings


@cache
def shelf() -> dict[str, Any]:
    """Return what the component's controls offer: the library by groups, the knobs, the choices."""
    return {
        "kernels": [
            {"name": name, "title": found.title, "group": found.group.value, "knobs": list(found.known())}
            for name in library.names()
            for found in [library.recipe(name)]
        ],
        "knobs": {
            name: [knob.label, knob.unit, knob.low, knob.high, knob.step] for name, knob in library.KNOBS.items()
        },
        "choices": {name: dict(choice.titles) for name, choice in CHOICES.items()},
        "whole": {name: [allowed.low, allowed.high, allowed.default] for name, allowed in WHOLE.items()},
    }


def mount(settings: FilterSettings, photo: str, net: str) -> None:
    """Draw the component."""
    components.mount(
        "filters",
        data={
            "settings": settings.as_dict(),
            "shelf": shelf(),
            "ask": {"ticket": choice.visitor().ticket, "photo": photo, "net": net},
            "photo": choice.photo_title(photo),
        },
        key=filter_address.KEY,
        on_settings_change=filter_address.remember,
    )


def camera() -> None:
    """Draw the camera, folded away: what it takes is the visitor's photo like an upload."""
    with st.expander("Use the camera", icon=":material/photo_camera:"):
        st.caption("Browsers give the camera only to pages from this machine or over HTTPS.")
        if st.toggle("Switch it on", key="camera on"):
            st.camera_input("Your camera", key="camera", label_visibility="collapsed", on_change=_taken)


def _taken() -> None:
    shot = st.session_state.get("camera")
    if shot is None:
        return
    try:
        choice.take_upload(shot.getvalue())
    except CnnvizError as problem:
        links.tell(str(problem))


def network() -> str:
    """Draw the choice of networks, which only the learned filters need; returns the chosen one's name."""
    computing.wait_until_ready()
    from cnnviz.ui import network as networks  # torch comes with it

    return networks.control().name
