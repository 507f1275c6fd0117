"""The network inspector's views, one a file: what each shows of the chosen network, photo and layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from cnnviz.imaging import Picture
from cnnviz.models import Model, Prediction
from cnnviz.render.palette import Mode
from cnnviz.ui import links


@dataclass(frozen=True)
class Seen:
    """What all views look at: a loaded network, the photo and its name in links, the likeliest classes, the theme."""

    model: Model
    photo: Picture
    photo_name: str
    top: tuple[Prediction, ...]
    theme: Mode


@dataclass(frozen=True)
class View:
    """A view: its name in links, its title, and the module of this package whose `draw(seen)` draws it."""

    name: str
    title: str
    module: str

    def draw(self, seen: Seen) -> None:
        """Draw the view, in a fragment of its own: its steps leave the rest of the page alone."""
        drawing: Callable[[Seen], None] = import_module(f"cnnviz.ui.{self.module}").draw
        st.fragment(drawing)(seen)


VIEWS = (
    View("maps", "Feature maps", "inspecting_maps"),
    View("unit", "One unit", "inspecting_about"),
    View("filters", "Learned filters", "inspecting_filters"),
    View("compare", "Compare", "inspecting_compare"),
    View("prediction", "Prediction", "inspecting_prediction"),
    View("switches", "Switchboard", "inspecting_switches"),
    View("saliency", "Saliency", "inspecting_saliency"),
)


def view_control() -> View:
    """Draw the choice of views; returns the chosen one."""
    titles = {view.name: view.title for view in VIEWS}
    default = VIEWS[0].name
    links.option("view", "the view", list(titles), default, titles.__getitem__)
    name = st.segmented_control(
        "View", list(titles), format_func=titles.__getitem__, key="view", required=True, label_visibility="collapsed"
    )
    links.write("view", name or default, default)
    return next(view for view in VIEWS if view.name == (name or default))
