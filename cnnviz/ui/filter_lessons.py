"""The filters' two lessons: Sobel from two responses to a line drawing, and a bank of Gabors as the first cells see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from cnnviz import imaging
from cnnviz.imaging import library, magnitude, respond
from cnnviz.imaging.filter import grey
from cnnviz.render import colouring, percent, short
from cnnviz.serve import Question
from cnnviz.ui import figures
from cnnviz.ui.components import pack
from cnnviz.ui.filter_settings import FilterSettings
from cnnviz.ui.filtering import Plane, Subject, reach, strongest

ANGLES = 8
SIDE = 256  # pixels a side on which the bank looks: eight maps of a class's photos have to fit


def brightness(subject: Subject) -> Plane:
    """Return the picture's grey, float32 `(H, W)`."""
    return subject.values.astype(np.float32) if subject.values.ndim == 2 else grey(subject.values)


def edges_question(subject: Subject, settings: FilterSettings) -> Question:
    """What the engine is asked for `edges`."""
    return Question("edges", "", subject.digest, (settings.border,))


def edges(subject: Subject, settings: FilterSettings) -> bytes:
    """Pack Gx, Gy, the gradient's length and direction, and where an edge is at its strongest: five planes of bytes.

    A direction is 256 steps round; the last plane is 1 where thinning keeps a pixel.
    """
    values = brightness(subject)
    kernels = [library.recipe(name).weights() for name in ("sobel_x", "sobel_y")]
    gx, gy = (respond(values, kernel, border=settings.border) for kernel in kernels)
    length = magnitude(gx, gy)
    signed, top = max(reach(gx), reach(gy)), reach(length)
    turns = np.rint(imaging.orientation(gx, gy) * (256 / 360)).astype(np.int16) % 256
    kept = imaging.thinned(length, gx, gy)
    row, column = strongest(length)
    meta = {
        "height": values.shape[0],
        "width": values.shape[1],
        "kernels": [kernel[None].tolist() for kernel in kernels],
        "limits": [signed, top],
        "scales": [figures.signed_scale(signed, cut=True), figures.magnitude_scale(top, cut=True)],
        "strongest": [row, column],
        "said": f"The gradient reaches {short(float(length.max()))}; thinning keeps {percent(float(kept.mean()))} "
        "of the pixels.",
    }
    planes = (
        colouring.signed_index(gx, signed),
        colouring.signed_index(gy, signed),
        colouring.magnitude_index(length, top),
        turns.astype(np.uint8),
        kept.astype(np.uint8),
    )
    return pack(meta, [plane.tobytes() for plane in planes])


def gabor_question(subject: Subject, settings: FilterSettings) -> Question:
    """What the engine is asked for `gabor`."""
    return Question("gabor bank", "", subject.digest, (settings.border, settings.knobs))


def gabor(subject: Subject, settings: FilterSettings) -> bytes:
    """Pack what eight Gabors answer, from upright bars on by 22.5 degrees each: simple cells, which never go below 0.

    The photo is at most 256 pixels a side for it. One scale for all.
    """
    recipe = library.recipe("gabor")
    knobs = recipe.settled(settings.knobs)
    turned = [recipe.weights(replace(knobs, angle=180 * turn / ANGLES)) for turn in range(ANGLES)]
    values = _small(brightness(subject))
    maps = [np.maximum(respond(values, kernel, border=settings.border), 0) for kernel in turned]
    limit = max(reach(each) for each in maps)
    meta = {
        "height": values.shape[0],
        "width": values.shape[1],
        "kernels": [kernel.tolist() for kernel in turned],
        "knobs": {name: getattr(knobs, name) for name in recipe.known() if name != "angle"},
        "limit": limit,
        "scale": figures.magnitude_scale(limit, cut=True),
    }
    return pack(meta, [colouring.magnitude_index(each, limit).tobytes() for each in maps])


def _small(values: Plane) -> Plane:
    height, width = values.shape
    if max(height, width) <= SIDE:
        return values
    factor = SIDE / max(height, width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BOX), np.float32)
