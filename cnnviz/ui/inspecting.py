"""The network inspector's questions and answers: what is computed, and how it is handed to the browser."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz import models, saliency
from cnnviz.imaging import Picture
from cnnviz.models import Model, Prediction
from cnnviz.render import (
    dimmed,
    encode,
    heat_alt,
    overlay,
    percent,
    shape,
)
from cnnviz.render.palette import Mode
from cnnviz.serve import Question
from cnnviz.ui import figures

METHODS = ("gradient", "grad_cam")  # of the two that are shown here


def ranked(model: Model, picture: Picture) -> tuple[Prediction, ...]:
    """The five likeliest classes."""
    return models.predict(model, picture, 5)


def ranked_question(model: Model, picture: Picture) -> Question:
    """What the engine is asked for `ranked`."""
    return Question("predict", model.name, picture.digest)


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
    for method in map(saliency.find, METHODS):
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
