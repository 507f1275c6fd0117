"""What the receptive field page's component is given: the photo, what of it the network sees, and the layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from cnnviz import models
from cnnviz.arithmetic import Architecture, LayerRow
from cnnviz.imaging import Picture
from cnnviz.models import View, blueprints
from cnnviz.models.card import available
from cnnviz.render import encode
from cnnviz.serve import Question
from cnnviz.ui.components import pack
from cnnviz.ui.field_address import Place, map_size, with_places
from cnnviz.ui.layer_data import Data, as_data

TAKEN = ("name", "kind", "groups", "why", "remarks")
PHOTO_SIDE = 224  # from so many pixels on, networks are trained on the middle of a photo
CROP = (8, 7)  # the usual recipe: shorter side to 256, of which the middle 224 are seen


def layers_question(network: str) -> Question:
    """What the engine is asked for `layers`."""
    return Question("field layers", network)


def layers(network: str) -> tuple[LayerRow, ...]:
    """Return a network's layers, as far as their units have places."""
    return with_places(blueprints.rows(network))


def is_here(network: str) -> bool:
    """Whether a network's weights are on this machine, so that its gradients can be had."""
    return any(card.name == network and card.here for card in available())


def view(entry: Architecture, picture: Picture) -> View:
    """Return the part of the photo that a network sees; by the usual recipe where its own is not at hand."""
    if is_here(entry.name):
        return models.load(entry.name).view(picture)
    side = entry.input_shape[1]
    resize = side * CROP[0] // CROP[1] if side >= PHOTO_SIDE else side
    height, width = picture.rgb.shape[:2]
    return View((height, width), resize, side)


def sibling(entry: Architecture) -> Architecture | None:
    """Return the other variant of a bottleneck ResNet: with its stride on the 3x3 or on the 1x1 convolution."""
    other = entry.beside
    if other is None or other.removesuffix(blueprints.V1) != entry.name.removesuffix(blueprints.V1):
        return None
    return blueprints.architecture(other)


def photo_question(picture: Picture) -> Question:
    """What the engine is asked for `photo`."""
    return Question("field photo", "", picture.digest)


def photo(picture: Picture) -> bytes:
    """Return the photo as a file for the browser."""
    return encode.jpeg(picture.rgb)


def layer_data(row: LayerRow) -> Data:
    """Return a layer for the browser: as `as_data` has it, with the `map`'s height and width, and its `channels`."""
    data = as_data(row)
    return {key: data[key] for key in TAKEN} | {"map": list(map_size(row)), "channels": sum(row.group_channels)}


def packed(
    entry: Architecture,
    rows: Sequence[LayerRow],
    picture: Picture,
    title: str,
    file: bytes,
    place: Place,
    asked: bool,
    ask: dict[str, str],
) -> bytes:
    """Pack all that the component draws; `file` is the photo's, `asked` says that a link asked for this place.

    `ask` is what the component sends along with a question.
    """
    seen, other = view(entry, picture), sibling(entry)
    fields = {} if other is None else {row.name: as_data(row)["field"] for row in layers(other.name)}
    height, width = picture.rgb.shape[:2]
    meta = {
        "network": entry.name,
        "title": entry.title,
        "photo": {"title": title, "size": [height, width], "key": picture.digest},
        "view": {"box": list(seen.box), "input": list(seen.size)},
        "layers": [layer_data(row) for row in rows],
        "sibling": other and {"network": other.name, "title": other.title, "fields": fields},
        "here": is_here(entry.name),
        "measurable": blueprints.traceable(entry.name),
        "start": asdict(place),
        "asked": asked,
        "ask": ask,
    }
    return pack(meta, [file])
