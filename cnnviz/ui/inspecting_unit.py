"""What the network inspector shows of one unit: its map, the same over the photo, and its weights."""

from __future__ import annotations

from functools import partial

import numpy as np

from cnnviz import activations, models
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.models.card import card
from cnnviz.render import colouring, encode, filter_sheet, overlay, shape
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import choice, figures, inspecting
from cnnviz.ui.figures import Figure
from cnnviz.ui.inspecting import LayerSheet
from cnnviz.ui.quick import Asked

PATIENCE = 30.0  # seconds a component waits for a unit's pictures


def question(model: Model, picture: Picture, layer: str, unit: int, theme: Mode) -> Question:
    """What the engine is asked for `unit_figures`."""
    return Question("unit", model.name, picture.digest, (layer, unit, theme))


def unit_figures(found: LayerSheet, model: Model, picture: Picture, layer: str, unit: int, theme: Mode) -> bytes:
    """Pack all that is shown of unit `unit`, from 0, of `layer`."""
    drawn = _map_figures(found, model, picture, layer, unit, theme)
    return figures.row(*drawn, *_filter_figures(model, layer, unit, theme), stacked=True)


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer the sheet's quick question: `{net, photo, layer, unit, theme}` to the unit's figures, packed.

    Raises `UnknownName` for what is not here, and what the engine raises.
    """
    net, photo, layer, unit = (asked.get(name) for name in ("net", "photo", "layer", "unit"))
    if not (isinstance(net, str) and isinstance(photo, str) and isinstance(layer, str) and type(unit) is int):
        raise UnknownName("The question names no unit of a layer. Reload the page.")
    if not card(net).here:
        raise UnknownName("This network is not on this machine. Choose another.")
    model, picture = models.load(net), choice.find(visitor, photo)
    layer = model.trace.layer(layer)
    theme: Mode = "dark" if asked.get("theme") == "dark" else "light"

    about = inspecting.layer_question(model, picture, layer, theme)
    sheet = partial(inspecting.layer_sheet, model, picture, layer, theme)
    found = engine().ask(about, sheet, visitor.id, "sheet", PATIENCE).value
    if not 0 <= unit < len(found.maps):
        raise UnknownName(f"Layer {layer} has units 1 to {len(found.maps)}.")
    drawn = partial(unit_figures, found, model, picture, layer, unit, theme)
    return engine().ask(question(model, picture, layer, unit, theme), drawn, visitor.id, "unit", PATIENCE).value


def _map_figures(found: LayerSheet, model: Model, picture: Picture, layer: str, unit: int, theme: Mode) -> list[Figure]:
    """Draw one unit's map, enlarged, and the same over the photo."""
    values = np.atleast_2d(found.maps[unit])
    limit = float(np.abs(values).max()) or 1.0
    if found.sheet.signed:
        data = encode.palette_png(colouring.signed_index(values, limit), colouring.signed_table(theme))
        scale = figures.signed_scale(limit)
    else:
        data = encode.palette_png(colouring.magnitude_index(values, limit), colouring.magnitude_table(theme))
        scale = figures.magnitude_scale(limit)
    said = activations.describe(found.maps, unit, layer)
    size, name = (values.shape[0], values.shape[1]), f"{model.name}-{layer}-unit-{unit + 1}"
    note = f"{said[0].upper()}{said[1:]}."
    title = f"Unit {unit + 1}: {shape(size)}"
    drawn = [figures.picture(data, title, said, size, "image/png", name, scale=scale, note=note)]
    if found.maps.ndim == 3:
        heat = np.clip(values / limit, 0, 1)
        over = encode.jpeg(overlay(picture.rgb, heat, model.view(picture).box, 0.75, theme))
        alt = f"The map of unit {unit + 1} laid over the photo; what the network does not see is faded"
        only = "Only what is above 0 is laid over." if found.sheet.signed else None
        size, title = (picture.height, picture.width), "The same on the photo"
        drawn.append(figures.picture(over, title, alt, size, "image/jpeg", f"{name}-photo", note=only))
    return drawn


def _filter_figures(model: Model, layer: str, unit: int, theme: Mode) -> list[Figure]:
    """Draw the weights of a convolution's unit; nothing where the layer has no filters."""
    try:
        found = activations.filters(model, layer)
    except DoesNotFit:
        return []
    count, channels, height, width = found.weights.shape
    if found.colour:
        sheet = filter_sheet(found.weights[unit : unit + 1], mode=theme, max_side=160)
        note = "The filter as a colour picture: grey is weight 0."
    else:
        sheet = filter_sheet(found.weights, unit=unit, mode=theme, max_side=480)
        note = f"Its weights on each of the {channels} channels it reads: violet subtracts, orange adds."
    title = f"Filter {unit + 1} of {count}: {shape((channels, height, width))}"
    size, name = (sheet.cells.height, sheet.cells.width), f"{model.name}-{layer}-filter-{unit + 1}"
    alt = f"The weights of filter {unit + 1} of {layer}"
    return [figures.picture(sheet.png, title, alt, size, "image/png", name, note=note)]
