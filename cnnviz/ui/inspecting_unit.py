"""What the network inspector shows of one unit: its values, its map over the photo, and its weights."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import encode, filter_sheet, overlay, shape
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import figures, inspecting_sheet
from cnnviz.ui.components import pack
from cnnviz.ui.figures import Figure
from cnnviz.ui.quick import Asked

PATIENCE = 30.0  # seconds a component waits for a unit's pictures


def question(model: Model, picture: Picture, layer: str, unit: int, theme: Mode) -> Question:
    """What the engine is asked for `unit_shown`."""
    return Question("unit", model.name, picture.digest, (layer, unit, theme))


def unit_shown(model: Model, picture: Picture, layer: str, unit: int, theme: Mode, visitor: str) -> bytes:
    """Pack all that is shown of `unit`, from 0: `{said}`, its values (see `pack_values`) and its figures.

    Raises `UnknownName` where the layer has no such unit.
    """
    maps = inspecting_sheet.ask_maps(model, picture, layer, visitor).value.maps
    if not 0 <= unit < len(maps):
        raise UnknownName(f"Layer {layer} has units 1 to {len(maps)}.")
    said = activations.describe(maps, unit, layer)
    drawn = [*_on_photo(maps, model, picture, layer, unit, theme), *_filters(model, layer, unit, theme)]
    values = inspecting_sheet.pack_values(maps, unit)
    return pack({"said": f"{said[0].upper()}{said[1:]}."}, [values, figures.row(*drawn, stacked=True)])


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer the sheet's quick question, `{net, photo, layer, unit, theme}`, with `unit_shown`.

    Raises `UnknownName` for what is not here, and what the engine raises.
    """
    found, layer = inspecting_sheet.read(visitor, asked)
    unit = asked.get("unit")
    if type(unit) is not int:
        raise UnknownName("The question names no unit of a layer. Reload the page.")
    shown = (found.model, found.picture, layer, unit, found.theme)
    return engine().ask(question(*shown), partial(unit_shown, *shown, visitor.id), visitor.id, "unit", PATIENCE).value


def _on_photo(
    maps: NDArray[np.float32], model: Model, picture: Picture, layer: str, unit: int, theme: Mode
) -> list[Figure]:
    """Draw one unit's map over the photo; nothing where it has no places."""
    if maps.ndim != 3:
        return []
    values = maps[unit]
    limit = float(np.abs(values).max()) or 1.0
    data = encode.jpeg(overlay(picture.rgb, np.clip(values / limit, 0, 1), model.view(picture).box, 0.75, theme))
    alt = f"The map of unit {unit + 1} of {layer} laid over the photo; what the network does not see is faded"
    note = "Only what is above 0 is laid over." if (values < 0).any() else None
    size, name = (picture.height, picture.width), f"{model.name}-{layer}-unit-{unit + 1}-photo"
    return [figures.picture(data, "The same on the photo", alt, size, "image/jpeg", name, note=note)]


def _filters(model: Model, layer: str, unit: int, theme: Mode) -> list[Figure]:
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
