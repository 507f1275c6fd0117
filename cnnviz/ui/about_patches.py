"""The patches that a unit likes best: over the sample pictures and the visitor's own photos, found photo by photo."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from cnnviz import activations
from cnnviz.activations import Peaks
from cnnviz.arithmetic import Field, Global, ReceptiveField
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import about_unit, choice, unit_field
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked

NINE = 9
EACH = 3  # patches of one photo at most
BUDGET = 0.5  # seconds after which an answer says how far it has come, and is asked again


@dataclass(frozen=True)
class Found:
    """One patch: its photo's place in the list, its value and the unit's place on the map."""

    photo: int
    value: float
    place: tuple[int, int]


def photos(visitor: Visitor) -> list[tuple[str, str]]:
    """Return name and title of all photos to look through: the visitor's own, then the samples."""
    own = [choice.UPLOAD + reference for reference in visitor.references()]
    titles = ["Your photo"] if len(own) == 1 else [f"Your photo {n + 1}" for n in range(len(own))]
    return [*zip(own, titles, strict=True), *((name, samples.get(name).title) for name in samples.names())]


def peaks_question(model: Model, picture: Picture, layer: str) -> Question:
    """What the engine is asked for `found_on`."""
    return Question("unit peaks", model.name, picture.digest, (layer,))


def found_on(model: Model, picture: Picture, layer: str, field: Field) -> Peaks:
    """Return where every unit of a layer answers most on a photo; no two places share half of their fields."""
    return activations.peaks(activations.maps(model, picture, layer), _apart(field), EACH)


def _apart(field: Field) -> tuple[int, int]:
    """Return how many places lie between two fields that overlap by half."""
    if not isinstance(field, ReceptiveField):
        return (1 << 20, 1 << 20) if isinstance(field, Global) else (2, 2)
    down, across = (math.ceil(field.size[axis] / 2 / max(1, field.stride[axis])) for axis in (0, 1))
    return max(2, down), max(2, across)


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, layer, unit, theme}` to the unit's strongest patches of the photos looked at so far.

    The answer has `done` of `total` photos; where it is not complete, it is asked again. Raises what `about_unit.read`
    and the engine raise.
    """
    model, _, layer, unit, theme = about_unit.read(visitor, asked)
    field, widest = (unit_field.field_of(model, layer, each) for each in (unit, None))
    listed, until = photos(visitor), time.monotonic() + BUDGET
    looked: list[Peaks] = []
    for name, _title in listed:
        picture = choice.find(visitor, name)
        question = peaks_question(model, picture, layer)
        if looked and time.monotonic() > until and engine().peek(question) is None:
            break
        compute = partial(found_on, model, picture, layer, widest)  # for all units at once
        looked.append(engine().ask(question, compute, visitor.id, "peaks", about_unit.PATIENCE).value)
    chosen, blobs, patches = strongest(looked, unit), [], []
    for each in chosen:
        name, title = listed[each.photo]
        cut = unit_field.patch(model, choice.find(visitor, name), field, each.place, theme, visitor.id)
        data = {"title": title, "photo": name, "value": each.value, "at": list(each.place)}
        patches.append(data | {"patch": cut and {"mime": cut.mime, "size": list(cut.size), "over": cut.over}})
        if cut:
            blobs.append(cut.file)
    meta = {
        "done": len(looked),
        "total": len(listed),
        "own": len(visitor.references()),
        "patches": patches,
        "numbers": over_photos(looked, unit),
    }
    return pack(meta, blobs)


def strongest(looked: list[Peaks], unit: int) -> list[Found]:
    """Return a unit's nine strongest places over photos that are above 0, the strongest first."""
    found = [
        Found(photo, float(peaks.values[n, unit]), (int(peaks.rows[n, unit]), int(peaks.cols[n, unit])))
        for photo, peaks in enumerate(looked)
        for n in range(len(peaks.values))
        if peaks.values[n, unit] > 0  # also drops what is not a number
    ]
    return sorted(found, key=lambda each: -each.value)[:NINE]


def over_photos(looked: list[Peaks], unit: int) -> dict[str, Any]:
    """Sum up a unit over photos: the share of zeros, the mean, on how many it is silent, the layer's dead units."""
    zeros = [float(peaks.zeros[unit]) for peaks in looked]
    silent = np.all([peaks.zeros == 1 for peaks in looked], axis=0)
    return {
        "zeros": math.fsum(zeros) / len(zeros),
        "mean": math.fsum(float(peaks.means[unit]) for peaks in looked) / len(looked),
        "silent": sum(share == 1 for share in zeros),
        "dead": int(silent.sum()),
        "units": len(silent),
    }
