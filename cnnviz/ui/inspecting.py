"""The network inspector's questions and answers: what is computed, and how it is handed to the browser."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations, models, saliency
from cnnviz.imaging import Picture
from cnnviz.models import Model, Prediction
from cnnviz.render import (
    Sheet,
    contact_sheet,
    dimmed,
    encode,
    heat_alt,
    overlay,
    percent,
    shape,
    short,
)
from cnnviz.render.palette import Mode
from cnnviz.serve import Question
from cnnviz.ui import figures

GAP = 2
LEAST_SIDE, LARGEST_SIDE = 240, 960  # of a sheet, in pixels
LARGE = 64  # up to so many maps the sheet is as square as it can be; beyond, full rows read better


@dataclass(frozen=True)
class LayerSheet:
    """The feature maps of a layer, drawn and summed up."""

    sheet: Sheet
    maps: NDArray[np.float32]
    labels: tuple[str, ...]


def ranked(model: Model, picture: Picture) -> tuple[Prediction, ...]:
    """The five likeliest classes."""
    return models.predict(model, picture, 5)


def ranked_question(model: Model, picture: Picture) -> Question:
    """What the engine is asked for `ranked`."""
    return Question("predict", model.name, picture.digest)


def layer_sheet(model: Model, picture: Picture, layer: str, theme: Mode) -> LayerSheet:
    """Draw every unit of `layer` into one sheet, each on its own scale, strongest first."""
    maps = activations.maps(model, picture, layer)
    statistics = activations.statistics(maps)
    order = tuple(int(unit) for unit in activations.strongest(maps))
    signed = bool((maps < 0).any())
    columns = math.ceil(math.sqrt(len(maps))) if len(maps) <= LARGE else None
    side = max(maps.shape[1:], default=1) + GAP
    natural = max(LEAST_SIDE, (columns or math.isqrt(len(maps)) + 1) * side + GAP)  # the browser enlarges, not we
    sheet = contact_sheet(
        maps,
        mode=theme,
        signed=signed,
        scale="unit",
        order=order,
        columns=columns,
        gap=GAP,
        max_side=min(natural, LARGEST_SIDE),
    )
    names = model.class_names if maps.shape == (len(model.class_names),) else None
    labels = tuple(_label(unit, maps, statistics, names) for unit in order)
    return LayerSheet(sheet, maps, labels)


def _label(unit: int, maps: NDArray[np.float32], found: activations.Statistics, names: tuple[str, ...] | None) -> str:
    """Say in a line what a unit of a layer answers; `names` where the units are the classes."""
    who = f"Unit {unit + 1} of {len(maps)}" + (f", {names[unit]}" if names else "")
    if maps.ndim == 1:
        return f"{who}: {short(float(maps[unit]))}"
    mean, peak, zeros = (float(row[unit]) for row in (found.mean, found.max, found.zeros))
    return f"{who}: mean {short(mean)}, peak {short(peak)}, {percent(zeros)} of the map is zero"


def layer_question(model: Model, picture: Picture, layer: str, theme: Mode) -> Question:
    """What the engine is asked for `layer_sheet`."""
    return Question("sheet", model.name, picture.digest, (layer, theme))


def seen_question(model: Model, picture: Picture, theme: Mode) -> Question:
    """What the engine is asked for `seen`."""
    return Question("seen", model.name, picture.digest, (theme,))


def seen(model: Model, picture: Picture, theme: Mode) -> bytes:
    """Pack the photo with the part that the network does not see faded."""
    box = model.view(picture).box
    data = encode.jpeg(dimmed(picture.rgb, box, theme))
    alt = f"The photo; the network sees columns {box[1]:.0f} to {box[3]:.0f} and rows {box[0]:.0f} to {box[2]:.0f}"
    note = f"The network sees what is not faded, shrunk to {shape(model.input_size)} pixels."
    size = picture.height, picture.width
    return figures.row(figures.picture(data, "Your photo", alt, size, "image/jpeg", "seen", note=note))


def ranking(guesses: tuple[Prediction, ...]) -> dict[str, object]:
    """Return the guesses as the component `ranking` takes them."""
    rows = [{"name": each.name, "share": each.probability, "text": percent(each.probability)} for each in guesses]
    return {"title": "What the network says", "rows": rows}


def scale_end(magnitudes: NDArray[np.float32]) -> float:
    """Return the value that 99 % of the map stays below: single bright pixels do not darken the rest."""
    return float(np.quantile(magnitudes, 0.99)) or float(magnitudes.max()) or 1.0


def saliency_question(model: Model, picture: Picture, target: int, theme: Mode) -> Question:
    """What the engine is asked for `saliency_maps`."""
    return Question("saliency", model.name, picture.digest, (target, theme))


def saliency_maps(model: Model, picture: Picture, target: int, theme: Mode) -> bytes:
    """Pack every method's map for a class, each over the photo and on its own scale."""
    drawn, name = [], model.class_names[target]
    box, size = model.view(picture).box, (picture.height, picture.width)
    for method in saliency.methods():
        found = saliency.explain(model, picture, target, method.name)
        limit = scale_end(found.map)
        heat = np.minimum(found.map / limit, 1)
        data = encode.jpeg(overlay(picture.rgb, heat, box, 0.85, theme))
        remark = f" {found.check.sentence}" if found.check and not found.check.passed else ""
        note = f"{method.idea}{remark} {found.milliseconds:.0f} ms."
        title, alt = f"{method.title}: {name}", heat_alt(heat, f"{method.title} for {name}")
        file, scale = f"{model.name}-{method.name}-{name}", figures.magnitude_scale(limit, cut=True)
        drawn.append(figures.picture(data, title, alt, size, "image/jpeg", file, note=note, scale=scale))
    return figures.row(*drawn)
