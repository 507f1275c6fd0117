"""What the inspector's comparison computes: two answers of a network, layer by layer, and a sweep over one change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.activations import comparing
from cnnviz.activations.comparing_places import Grid, carried_back, grid_of
from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.imaging.transforms import Kind, Placement
from cnnviz.models import Model
from cnnviz.render import colouring, encode
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import choice, inspecting_compare_words
from cnnviz.ui.components import pack
from cnnviz.ui.inspecting_asked import subject
from cnnviz.ui.inspecting_compare_settings import Mode, Reading, Settings, from_browser
from cnnviz.ui.inspector_layers import rows
from cnnviz.ui.quick import Asked

PATIENCE = 60.0  # seconds a component waits
HELD = 64_000_000  # bytes of a photo's answers that are kept; of larger networks they are computed with the second
SMALL = 128  # pixels a side up to which a picture is sent as it is
SLICE = 4  # places of a sweep that one question may ask for
SWEEPS: Mapping[Kind, tuple[float, ...]] = {
    Kind.SHIFT: tuple(range(33)),
    Kind.TURN: tuple(range(-180, 181, 10)),
    Kind.BLUR: tuple(step / 4 for step in range(33)),
    Kind.NOISE: tuple(range(0, 129, 4)),
}
SWEPT = {Kind.SHIFT: "right", Kind.TURN: "degrees", Kind.BLUR: "sigma", Kind.NOISE: "strength"}


@dataclass(frozen=True)
class Told:
    """All that a network answers to one picture: each layer's output, `(C, H, W)` or `(C,)`, on the CPU."""

    outputs: dict[str, Tensor]
    chances: Tensor  # the probability of each class


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer the component's quick question `{net, photo, settings}`, with `{from, count}` a part of a sweep.

    Raises `UnknownName` for what is not here, and what the engine raises.
    """
    about, wished = subject(visitor, asked), asked.get("settings")
    if not isinstance(wished, Mapping):
        raise UnknownName("The question names nothing to compare. Reload the page.")
    model, picture, settings = about.model, about.picture, from_browser(wished, about.model)
    if asked.get("from") is not None:
        start, count = asked.get("from"), asked.get("count")
        whole = SWEEPS.get(settings.kind, ())
        if type(start) is not int or type(count) is not int or not (0 <= start < len(whole) and 0 < count <= SLICE):
            raise UnknownName("There is no such part of a sweep. Reload the page.")
        part = Question("compare sweep", model.name, picture.digest, (settings, start, count))
        swept = partial(sweep, model, picture, settings, start, count)
        return engine().ask(part, swept, visitor.id, "compare sweep", PATIENCE).value
    other = choice.find(visitor, settings.photo) if settings.mode is Mode.PHOTO else None
    compute = partial(comparison, model, picture, other, settings)
    return engine().ask(question(model, picture, other, settings), compute, visitor.id, "compare", PATIENCE).value


def question(model: Model, picture: Picture, other: Picture | None, settings: Settings) -> Question:
    """What the engine is asked for `comparison`; the second photo by its pixels, not by a visitor's name for it."""
    second = "" if other is None else other.digest
    return Question("compare", model.name, picture.digest, (replace(settings, photo=second),))


def pixels_of(model: Model, picture: Picture) -> NDArray[np.float32]:
    """Return what the network sees of a photo, 0..255, `(H, W, 3)`."""
    return model.pixels(picture)[0].permute(1, 2, 0).cpu().numpy()


def told(model: Model, picture: Picture) -> Told:
    """Return all that the network answers to a photo, from the cache where that is small enough to be kept."""
    compute = partial(_all_layers, model, picture)
    if sum(4 * math.prod(row.output_shape) for row in rows(model)) > HELD:
        return compute()
    return engine().ask(Question("all layers", model.name, picture.digest), compute, "", "").value


def _all_layers(model: Model, picture: Picture) -> Told:
    names = [row.name for row in rows(model)]
    return hear(model, pixels_of(model, picture), names)


def hear(model: Model, pixels: NDArray[np.float32], names: Sequence[str]) -> Told:
    """Return what layers answer to pixels 0..255, `(H, W, 3)`, and the prediction: one forward pass."""
    found = comparing.outputs(model, pixels, [*names, model.trace.last])
    return Told({name: found[name] for name in names if name in found}, found[model.trace.last].softmax(0))


def grids_of(model: Model) -> dict[str, Grid | None]:
    """Return where each layer's units look."""
    return {row.name: grid_of(row, row.output_shape, model.input_size) for row in rows(model)}


def comparison(model: Model, picture: Picture, other: Picture | None, settings: Settings) -> bytes:
    """Pack two inputs, a unit's two maps, the likeness of every layer, both predictions, and sentences.

    Blobs: the inputs as PNG or JPEG, the maps as float32, row by row; not-a-number where nothing is known.
    """
    grids, placement = grids_of(model), Placement()
    before = pixels_of(model, picture)
    first = second = told(model, picture)
    after = before
    if settings.mode is Mode.CHANGE:
        change = settings.change
        after, placement = change.apply(before), change.placement
        second = hear(model, after, [row.name for row in rows(model)])
    elif other is not None:
        after, second = pixels_of(model, other), told(model, other)
    two_layers = settings.mode is Mode.LAYER
    layers = settings.layer, settings.other_layer if two_layers else settings.layer
    units = unit_of(first, layers[0], settings.unit), 0
    units = units[0], unit_of(second, layers[1], settings.other_unit) if two_layers else units[0]
    maps = _map(first.outputs[layers[0]], units[0]), _map(second.outputs[layers[1]], units[1])
    grid, along = grids[settings.layer], settings.reading is Reading.ALONG and not placement.still
    if along and grid is not None:
        maps = maps[0], carried_back(maps[1], grid, placement, model.input_size).full(maps[1].shape)
    place, moved = _depth(first, second, grids, placement, model, settings)
    chances = first.chances, second.chances
    names = [row.name for row in rows(model)]
    here = names.index(settings.layer)
    found = inspecting_compare_words.Found(
        settings=settings,
        row=rows(model)[here],
        grid=grid,
        unit=units[0],
        maps=(maps[0][0].numpy(), maps[1][0].numpy()),
        place=dict(zip(names, place, strict=True)),
        along=dict(zip(names, moved, strict=True)),
        equivariance=None
        if grid is None or settings.mode is not Mode.CHANGE or placement.still
        else comparing.equivariance(
            first.outputs[layers[0]], second.outputs[layers[0]], grid, placement, model.input_size
        ),
    )
    meta: dict[str, Any] = {
        "mimes": [_mime(model)] * 2,
        "sizes": [list(each.shape[1:]) for each in maps],
        "units": [units[0] + 1, units[1] + 1],
        "counts": [len(first.outputs[layers[0]]), len(second.outputs[layers[1]])],
        "carried": along and grid is not None,
        "place": [_rounded(each) for each in place],
        "along": [_rounded(each) for each in moved],
        "guesses": _guesses(model, *chances),
        "said": {**found.said(), "guess": "" if two_layers else _guess(model, *chances, settings.mode)},
    }
    blobs = [_picture(model, each) for each in (before, after)]
    return pack(meta, [*blobs, *(each[0].contiguous().numpy().astype("<f4").tobytes() for each in maps)])


def unit_of(found: Told, layer: str, asked: int) -> int:
    """Return a unit from 0: the one asked for, from 1, or for 0 the one whose map has the highest mean."""
    maps = found.outputs[layer]
    return asked - 1 if asked else int(maps.flatten(1).mean(1).argmax() if maps.ndim == 3 else maps.argmax())


def _map(maps: Tensor, unit: int) -> Tensor:
    """Return one unit's map `(1, H, W)`; a single number is a map of one cell."""
    return maps[unit : unit + 1] if maps.ndim == 3 else maps[unit].reshape(1, 1, 1)


def _depth(
    first: Told, second: Told, grids: Mapping[str, Grid | None], placement: Placement, model: Model, settings: Settings
) -> tuple[list[float | None], list[float | None]]:
    """Return the likeness at each layer in place, and along; of two layers, that of each with the chosen one."""
    if settings.mode is Mode.LAYER:
        chosen = first.outputs[settings.layer]
        found = [comparing.alikeness(chosen, maps) for maps in first.outputs.values()]
        return found, [None] * len(found)
    alike = comparing.by_depth(first.outputs, second.outputs, grids, placement, model.input_size)
    return [each.in_place for each in alike], [None if placement.still else each.along for each in alike]


def sweep(model: Model, picture: Picture, settings: Settings, start: int, count: int) -> bytes:
    """Pack a part of a sweep: the chosen layer's cosine in place and along, and the first guess's probability."""
    values = SWEEPS[settings.kind][start : start + count]
    before, first, grids = pixels_of(model, picture), told(model, picture), grids_of(model)
    target, layer = int(first.chances.argmax()), settings.layer
    found = []
    for value in values:
        change = replace(settings, **{SWEPT[settings.kind]: value}).change  # type: ignore[arg-type]
        second = hear(model, change.apply(before), [layer])
        chosen = {layer: first.outputs[layer]}
        (alike,) = comparing.by_depth(chosen, second.outputs, grids, change.placement, model.input_size)
        chance = float(second.chances[target])
        found.append([value, _rounded(alike.in_place), _rounded(alike.along), round(chance, 6)])
    return pack({"rows": found, "of": len(SWEEPS[settings.kind]), "class": model.class_names[target]}, [])


def _guesses(model: Model, before: Tensor, after: Tensor) -> list[dict[str, Any]]:
    """Return the five likeliest classes before, and what is likeliest after where it is not among them."""
    top = before.topk(min(5, len(before))).indices.tolist()
    winner = int(after.argmax())
    listed = top if winner in top else [*top, winner]
    return [{"name": model.class_names[i], "before": float(before[i]), "after": float(after[i])} for i in listed]


def _guess(model: Model, before: Tensor, after: Tensor, mode: Mode) -> str:
    one, two = int(before.argmax()), int(after.argmax())
    if mode is Mode.PHOTO:
        names = model.class_names[one], model.class_names[two]
        return inspecting_compare_words.two_guesses(*names, float(before[one]), float(after[two]))
    chances = float(before[one]), float(after[one]), float(after[two])
    return inspecting_compare_words.guess(model.class_names[one], model.class_names[two], *chances)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _mime(model: Model) -> str:
    return "image/png" if max(model.input_size) <= SMALL else "image/jpeg"


def _picture(model: Model, pixels: NDArray[np.float32]) -> bytes:
    rgb = colouring.photo(pixels)
    return encode.png(rgb) if _mime(model) == "image/png" else encode.jpeg(rgb)
