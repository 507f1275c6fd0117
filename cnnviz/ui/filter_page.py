"""What the image filters' page hands to its component, and its Streamlit parts beside it."""

from __future__ import annotations

from functools import cache
from typing import Any

from cnnviz.imaging import library
from cnnviz.ui import choice, components, computing, filter_address
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


def network() -> str:
    """Draw the choice of networks, which only the learned filters need; returns the chosen one's name."""
    computing.wait_until_ready()
    from cnnviz.ui import network as networks  # torch comes with it

    return networks.control().name
