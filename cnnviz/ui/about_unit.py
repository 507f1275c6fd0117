"""All that the page of one unit shows of it on one photo, computed and packed for the browser."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations, models
from cnnviz.activations import Stages
from cnnviz.arithmetic import Kind
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import about_parts, inspecting_asked, unit_field, unit_words
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked

PATIENCE = 30.0  # seconds a component waits
Maps = NDArray[np.float32]
Data = dict[str, Any]


def question(model: Model, picture: Picture, layer: str, unit: int, theme: Mode) -> Question:
    """What the engine is asked for `about`."""
    return Question("about unit", model.name, picture.digest, (layer, unit, theme))


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, layer, unit, theme}` to all about that unit, packed.

    Raises `UnknownName` for what is not here, and what the engine raises.
    """
    model, picture, layer, unit, theme = read(visitor, asked)
    compute = partial(about, model, picture, layer, unit, theme, visitor.id)
    return engine().ask(question(model, picture, layer, unit, theme), compute, visitor.id, "about", PATIENCE).value


def read(visitor: Visitor, asked: Asked) -> tuple[Model, Picture, str, int, Mode]:
    """Check what a component asks for: network, photo, layer, unit from 0, theme. Raises `UnknownName`."""
    found = inspecting_asked.subject(visitor, asked)
    layer = found.model.trace.layer(inspecting_asked.text(asked, "layer"))
    unit = inspecting_asked.number(asked, "unit", 0, units(found.model, layer) - 1)
    return found.model, found.picture, layer, unit, found.theme


def units(model: Model, layer: str) -> int:
    """Return how many units a layer has."""
    shape = next(each.output_shape for each in models.layers(model) if each.name == layer)
    return shape[0] if shape else 0


def maps_of(model: Model, picture: Picture, layers: tuple[str, ...], visitor: str) -> tuple[Maps, ...]:
    """Return what layers put out for a photo, once for all who ask for the same."""
    asked = Question("unit read", model.name, picture.digest, layers)
    compute = partial(activations.read, model, picture, layers)
    return engine().ask(asked, compute, visitor, "read", PATIENCE).value


def strongest_unit(model: Model, picture: Picture, layer: str, visitor: str) -> int:
    """Return the unit with the highest mean, with which the page of a layer opens."""
    maps = _with_source(model, picture, layer, visitor)[-1]
    return int(activations.strongest(maps)[0])


def _with_source(model: Model, picture: Picture, layer: str, visitor: str) -> tuple[Maps, ...]:
    """Return the maps that the weights on the way to `layer` read, where there are any, and last its own."""
    stages = activations.stages(model, layer)
    weighed = stages is not None or about_parts.kind_of(model, layer) is Kind.LINEAR
    names = activations.sources(model, stages.convolution if stages else layer)[:1] if weighed else ()
    return maps_of(model, picture, (*names, layer), visitor)


def about(model: Model, picture: Picture, layer: str, unit: int, theme: Mode, visitor: str) -> bytes:
    """Pack a unit: its map, its strongest place, what it sees there, its parts and its formula with numbers."""
    kind = about_parts.kind_of(model, layer)
    stages = activations.stages(model, layer)
    *inputs, maps = _with_source(model, picture, layer, visitor)
    values = np.atleast_2d(maps[unit])
    place = _place(model, picture, stages, values, unit, visitor)
    row, col = place
    field = unit_field.field_of(model, layer, unit)
    patch = unit_field.patch(model, picture, field, place, theme, visitor)
    blobs = [values.astype("<f4").tobytes()]
    meta: Data = {
        "layer": layer,
        "kind": kind.value,
        "unit": unit,
        "count": len(maps),
        "name": _class_name(model, maps, unit),
        "said": activations.describe(maps, unit, layer),
        "at": [row, col],
        "value": float(values[row, col]),
        "peak": float(values.max()),
        "mean": float(values.mean(dtype=np.float64)),
        "zeros": float((values == 0).mean()),
        "silent": not values.any(),
        "map": [*values.shape],
        "vector": maps.ndim == 1,
        "field": unit_field.field_words(field),
        "box": list(model.view(picture).to_photo(patch.box)) if patch else None,
        "patch": patch and {"mime": patch.mime, "size": list(patch.size), "over": patch.over},
        "words": [],
    }
    if patch:
        blobs.append(patch.file)
    convolution = stages.convolution if stages else layer
    if stages or kind is Kind.LINEAR:
        parts = activations.contributions(model, convolution, unit, place, inputs[0])
        meta["parts"] = about_parts.weighed(parts, convolution, kind, inputs[0], theme, blobs)
        if stages:
            meta["written"] = about_parts.written(model, stages, layer, unit, parts, float(values[row, col]))
    else:
        meta["words"].append(unit_words.layer_words(model, layer, kind, unit))
        summed = about_parts.addition(model, layer)
        if summed:
            read = maps_of(model, picture, activations.sources(model, summed), visitor)
            if len(read) > 1 and all(each.shape == maps.shape for each in read):
                meta["parts"] = about_parts.added(model, summed, read, unit, place, theme, blobs)
        norm = activations.unit_norm(model, layer, unit)
        if norm is not None:
            meta["norm"] = about_parts.norm_data(norm, layer, learned=kind is not Kind.BIAS)
    return pack(meta, blobs)


def _place(
    model: Model, picture: Picture, stages: Stages | None, values: Maps, unit: int, visitor: str
) -> tuple[int, int]:
    """Return where a unit answers most; where it is silent, where it comes nearest to answering."""
    if not values.any() and stages is not None:
        (before,) = maps_of(model, picture, (stages.norm or stages.convolution,), visitor)
        values = before[unit]
    row, col = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(col)


def _class_name(model: Model, maps: Maps, unit: int) -> str:
    return model.class_names[unit] if maps.shape == (len(model.class_names),) else ""
