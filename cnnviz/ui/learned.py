"""The first filters of the chosen network beside the student's kernel: how alike they are, and what both answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.imaging import Likeness, likeness, respond
from cnnviz.imaging.filter import LUMA
from cnnviz.models import Model
from cnnviz.render import colouring
from cnnviz.serve import Question
from cnnviz.ui import figures
from cnnviz.ui.components import pack
from cnnviz.ui.filter_settings import FilterSettings
from cnnviz.ui.filtering import Subject, reach

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class FirstFilters:
    """Kernels float32 `(N, 3, h, w)` for pixels 0..255 with what is added to their answers; `pictures` in colour.

    `pictures` is uint8 `(N, h, w, 3)`, each on a scale of its own with grey for weight 0.
    """

    layer: str
    kernels: NDArray[np.float32]
    offsets: tuple[float, ...]
    pictures: NDArray[np.uint8]


def filters_question(model: Model) -> Question:
    """What the engine is asked for `first_filters`."""
    return Question("first filters", model.name)


def first_filters(model: Model) -> FirstFilters:
    """Read the filters of the first convolution."""
    layer, weights = activations.first_filters(model)
    found = activations.filters(model, layer)
    kernels = np.stack([found.pixel_kernel(index) for index in range(len(weights))])
    mean = np.array(model.preset.mean, np.float32)[:, None, None]
    offsets = -(kernels * 255 * mean).sum((1, 2, 3))
    largest = np.maximum(np.abs(weights).max((1, 2, 3), keepdims=True), 1e-12)
    pictures = np.rint(127.5 + 127.5 * weights / largest).astype(np.uint8).transpose(0, 2, 3, 1)
    return FirstFilters(layer, kernels, tuple(offsets.tolist()), np.ascontiguousarray(pictures))


def ranked(filters: FirstFilters, kernel: Weights) -> list[tuple[int, Likeness]]:
    """Return the filters with their likeness to a grey kernel `(h, w)`, the most alike first, whatever the sign."""
    grey = filters.kernels.astype(np.float64).sum(1)  # what a filter makes of a grey pattern
    found = [(index, likeness(kernel, each)) for index, each in enumerate(grey)]
    return sorted(found, key=lambda pair: -abs(pair[1].cosine))


def question(model: Model, subject: Subject, settings: FilterSettings) -> Question:
    """What the engine is asked for `beside`."""
    asked = (settings.kernel, settings.typed, settings.knobs, settings.norm, settings.flip, settings.border)
    return Question("learned", model.name, subject.digest, (*asked, settings.filter))


def beside(filters: FirstFilters, model: Model, subject: Subject, settings: FilterSettings) -> bytes:
    """Pack the student's response and a learned filter's, on one scale, with all filters sorted by likeness.

    The learned filter is scaled to the strength of the student's kernel: the same length of all weights together, the
    student's being laid on grey and so holding 0.299, 0.587 and 0.114 of itself for red, green and blue.
    """
    own = settings.kernel_weights()
    slices = own if own.ndim == 3 else own * np.array(LUMA)[:, None, None]
    order = ranked(filters, slices.sum(0))
    chosen = min(settings.filter, len(order)) - 1 if settings.filter else order[0][0]
    alike = dict(order)
    learned = filters.kernels[chosen].astype(np.float64)
    strength = float(np.linalg.norm(learned))
    factor = float(np.linalg.norm(slices)) / strength if strength else 1.0
    learned, offset = learned * factor, filters.offsets[chosen] * factor
    if own.ndim == 2 and subject.values.ndim == 3:
        mine = respond(subject.values, own, mode="grey", border=settings.border)
    elif own.ndim == 2:
        mine = respond(subject.values, own, border=settings.border)
    else:
        mine = respond(subject.rgb, own, mode="full", border=settings.border)
    theirs = respond(subject.rgb, learned, mode="full", border=settings.border) + np.float32(offset)
    limit = max(reach(mine), reach(theirs))
    meta = {
        "network": model.title,
        "net": model.name,
        "layer": filters.layer,
        "size": list(filters.kernels.shape[2:]),
        "count": len(order),
        "order": [index for index, _ in order],
        "cosines": [round(found.cosine, 4) for _, found in order],
        "moved": list(alike[chosen].moved),
        "chosen": chosen,
        "cosine": round(alike[chosen].cosine, 4),
        "title": "Sobel x" if settings.length else settings.title(),
        "own": (own if own.ndim == 3 else own[None]).tolist(),
        "learned": learned.tolist(),
        "offset": offset,
        "height": mine.shape[0],
        "width": mine.shape[1],
        "limit": limit,
        "scale": figures.signed_scale(limit, cut=True),
    }
    planes = [colouring.signed_index(each, limit).tobytes() for each in (mine, theirs)]
    return pack(meta, [*planes, filters.pictures.tobytes()])
