"""The receptive field page's quick questions: how strongly pixels move a unit, and whether a measurement agrees."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from cnnviz import activations, models
from cnnviz.arithmetic import Global, LayerRow, ReceptiveField
from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model, blueprints
from cnnviz.models.analysis import VerifiedField, verify_field
from cnnviz.render import percent, shape, short
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import choice, field_view
from cnnviz.ui.components import pack
from cnnviz.ui.field_address import Place, from_browser
from cnnviz.ui.quick import Asked

PATIENCE = 60.0  # seconds
LISTED = 4  # sizes that a sentence names
TOP = 255  # of one byte
SHOWN = 0.99  # of the pixels that can be seen lie below the end of the scale: single bright ones do not darken the rest


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{what, network, photo, layer, row, col, group}`, packed; `what` is "heat" or "measure".

    Raises `UnknownName` for what is not here, and what the engine raises.
    """
    network, photo = asked.get("network"), asked.get("photo")
    if not (isinstance(network, str) and isinstance(photo, str)):
        raise UnknownName("The question names no unit of a layer. Reload the page.")
    rows = field_view.layers(network)
    place = from_browser(asked, rows)
    if place is None:
        raise UnknownName("The question names no unit of a layer. Reload the page.")
    row = next(each for each in rows if each.name == place.layer)
    if asked.get("what") == "measure":
        question = measure_question(network, row)
        return engine().ask(question, partial(measure, network, row), visitor.id, "measure", PATIENCE).value
    if not field_view.is_here(network):
        raise UnknownName("The weights of this network are not on this machine: only its theoretical field is known.")
    model, picture = models.load(network), choice.find(visitor, photo)
    question = heat_question(model, picture, place)
    return engine().ask(question, partial(heat, model, picture, row, place), visitor.id, "heat", PATIENCE).value


def heat_question(model: Model, picture: Picture, place: Place) -> Question:
    """What the engine is asked for `heat`."""
    return Question("field heat", model.name, picture.digest, (place.layer, place.row, place.col, place.group))


def heat(model: Model, picture: Picture, row: LayerRow, place: Place) -> bytes:
    """Pack the effective field of a channel group's unit: bytes 0..255 for the pixels of its box, and its shares."""
    channels = [channel for channel, group in enumerate(row.members) if group == place.group] or None
    energy = activations.effective_field(model, picture, place.layer, place.row, place.col, channels)
    size, chosen = (energy.shape[0], energy.shape[1]), _field(row, place.group)
    top, left, bottom, right = chosen.box(place.row, place.col, size) if chosen else (0, 0, *size)
    share = activations.central_share(energy, chosen, place.row, place.col)
    seen = energy[top:bottom, left:right]
    end = float(np.quantile(seen, SHOWN)) or float(seen.max()) if seen.size else 0.0
    levels = np.rint(np.clip(seen / end, 0, 1) * TOP) if end else np.zeros_like(seen)
    meta: dict[str, Any] = {
        "box": [top, left, bottom, right],
        "scale": ["0", f"\u2265 {short(end)}"],
        "blank": end == 0,
        "energy": share.energy,
        "even": share.even,
        "inside": share.inside,
        "texts": {"energy": percent(share.energy), "even": percent(share.even), "inside": percent(share.inside)},
    }
    return pack(meta, [levels.astype(np.uint8).tobytes()])


def _field(row: LayerRow, group: int) -> ReceptiveField | None:
    """Return the field of a channel group; None for the whole picture, and where it cannot be known."""
    field = row.fields[group] if row.fields else None
    return field if isinstance(field, ReceptiveField) else None


def measure_question(network: str, row: LayerRow) -> Question:
    """What the engine is asked for `measure`."""
    return Question("field measured", network, "", (row.name,))


def measure(network: str, row: LayerRow) -> bytes:
    """Measure the support of a gradient and pack what it says beside the arithmetic: `agrees`, `text`."""
    found = verify_field(blueprints.blueprint(network), row.name, blueprints.architecture(network).input_shape)
    return pack({"agrees": found.agrees, "text": measured(found)}, [])


def measured(found: VerifiedField) -> str:
    """Say in a sentence what a measurement has found."""
    if found.agrees is None:
        return found.reason
    whole = all(isinstance(group.field, Global) for group in found.groups)
    boxes = [group.box for group in found.groups if group.box is not None]
    sizes = list(dict.fromkeys(shape((bottom - top, right - left)) for top, left, bottom, right in boxes))
    listed = sizes if len(sizes) <= LISTED else [*sizes[:2], "\u2026", sizes[-1]]
    said = "the whole picture" if whole else f"{', '.join(listed)} pixels"
    if not found.agrees:
        return f"The measurement differs: the gradient's support is {said}. Trust neither before you know why."
    return f"Measured too: with all weights equal and everything linear, the gradient's support is {said}."
