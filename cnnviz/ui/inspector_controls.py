"""The choices on the network inspector: layer, unit and class, kept in the address like everything else."""

from __future__ import annotations

import streamlit as st

from cnnviz.models import Model, Prediction
from cnnviz.ui import inspector_layers, links

SHOWN = {"convolution", "norm", "activation", "pool", "add", "concatenation", "linear"}
LIKELIEST = "top"
CLASS_OF = "_class_of"  # the network whose class is chosen: the same number means another class elsewhere


def default_layer(model: Model) -> str:
    """Name of the layer to open with: the first activation, whose maps still look like the photo."""
    rows = inspector_layers.rows(model)
    return next((row.name for row in rows if row.kind == "activation"), rows[0].name)


def chosen_layer(model: Model) -> str:
    """Return the node name of the chosen layer, or what a link asks for; draws nothing."""
    names = [row.name for row in inspector_layers.rows(model)]
    default = default_layer(model)
    links.option("layer", "the layer", names, default)
    layer: str = st.session_state["layer"]
    links.write("layer", layer, default)
    return layer


def class_control(
    model: Model, top: tuple[Prediction, ...], noun: str = "Class to explain", likeliest: str | None = None
) -> int:
    """Draw the choice of the class that a page is about; returns its index, that of the likeliest one at first.

    `likeliest` says what that first choice is called, where not by the class's name.
    """
    if st.session_state.get(CLASS_OF, model.name) != model.name:
        links.choose("cls", LIKELIEST)
    st.session_state[CLASS_OF] = model.name
    first = [str(guess.index) for guess in top]
    others = sorted(
        (str(i) for i in range(len(model.class_names)) if str(i) not in first), key=lambda i: model.class_names[int(i)]
    )
    options = [LIKELIEST, *first, *others]
    links.option("cls", "class number", options, LIKELIEST, lambda _: likeliest or top[0].name)

    def named(option: str) -> str:
        first_one = likeliest or f"{top[0].name} (the likeliest)"
        return first_one if option == LIKELIEST else model.class_names[int(option)]

    chosen = st.selectbox(noun, options, format_func=named, key="cls")
    links.write("cls", chosen, LIKELIEST)
    return top[0].index if chosen == LIKELIEST else int(chosen)
