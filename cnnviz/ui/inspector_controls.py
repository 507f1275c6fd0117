"""The choices on the network inspector: layer, unit and class, kept in the address like everything else."""

from __future__ import annotations

import streamlit as st

from cnnviz.models import LayerInfo, Model, Prediction, layers
from cnnviz.render import shape
from cnnviz.render.palette import Mode
from cnnviz.ui import choice, links, sheets
from cnnviz.ui.inspecting import LayerSheet

SHOWN = {"convolution", "norm", "activation", "pool", "add", "concatenation", "linear"}
LIKELIEST = "top"
CLASS_OF = "_class_of"  # the network whose class is chosen: the same number means another class elsewhere


def default_layer(model: Model) -> str:
    """Name of the layer to open with: the first activation, whose maps still look like the photo."""
    shown = [layer for layer in layers(model) if layer.kind in SHOWN]
    return next((layer.name for layer in shown if layer.kind == "activation"), shown[0].name)


def layer_control(model: Model) -> str:
    """Draw the choice of layers with kind and shape; returns the node name of the chosen one."""
    rows: dict[str, LayerInfo] = {layer.name: layer for layer in layers(model) if layer.kind in SHOWN}
    default = default_layer(model)
    names = list(rows)
    links.option("layer", "the layer", names, default)

    def described(name: str) -> str:
        return f"{name}  \u00b7  {rows[name].kind}, {shape(rows[name].output_shape)}"

    help_text = "Shapes are channels \u00d7 height \u00d7 width."
    layer = st.selectbox("Layer", names, format_func=described, key="layer", help=help_text)
    links.write("layer", layer, default)
    return layer


def pinned_unit(found: LayerSheet, model: Model, layer: str) -> int:
    """Return the unit that the sheet of a layer is told to pin, counted from 0; it moves its pin by itself."""
    return sheets.told(_sheet_name(model, layer), "unit", "unit", len(found.maps), found.sheet.cells.order[0])


def draw_units(found: LayerSheet, model: Model, layer: str, figures: bytes, theme: Mode) -> None:
    """Draw the sheet of a layer's maps, and beside it `figures`, those of the unit that it is told to pin."""
    what = "maps" if found.maps.ndim == 3 else "answers"
    asked = {"net": model.name, "photo": choice.photo_name(), "layer": layer, "theme": theme}
    sheets.mount(
        found.sheet,
        _sheet_name(model, layer),
        title=f"{layer}: {len(found.maps)} {what}, the highest mean first",
        alt=f"Feature maps of {layer}; arrow keys choose a unit",
        labels=found.labels,
        file=f"{model.name}-{layer}.png",
        beside=sheets.Beside(figures, {"ticket": choice.visitor().ticket, **asked}),
    )


def _sheet_name(model: Model, layer: str) -> str:
    return f"sheet {model.name} {layer}"


def class_control(model: Model, top: tuple[Prediction, ...]) -> int:
    """Draw the choice of the class to explain; returns its index."""
    if st.session_state.get(CLASS_OF, model.name) != model.name:
        links.choose("cls", LIKELIEST)
    st.session_state[CLASS_OF] = model.name
    first = [str(guess.index) for guess in top]
    others = sorted(
        (str(i) for i in range(len(model.class_names)) if str(i) not in first), key=lambda i: model.class_names[int(i)]
    )
    options = [LIKELIEST, *first, *others]
    links.option("cls", "class number", options, LIKELIEST, lambda _: top[0].name)

    def named(option: str) -> str:
        return f"{top[0].name} (the likeliest)" if option == LIKELIEST else model.class_names[int(option)]

    chosen = st.selectbox("Class to explain", options, format_func=named, key="cls")
    links.write("cls", chosen, LIKELIEST)
    return top[0].index if chosen == LIKELIEST else int(chosen)
