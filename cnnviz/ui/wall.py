"""What the saliency wall's component is given: the photo as the network sees it, the methods, and how to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
from PIL import Image

from cnnviz import saliency
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import encode
from cnnviz.saliency import Method
from cnnviz.serve import Question
from cnnviz.ui import wall_answers
from cnnviz.ui.components import pack
from cnnviz.ui.settled import Settled
from cnnviz.ui.wall_controls import Look

SIDE = 448  # pixels of the photo in the browser
QUICK_SIDE = 64  # of an input: networks for small pictures take a second for what others take many
MANY = ("score_cam", "occlusion", "rise")  # hundreds of passes: computed where asked for
FIRST = ("grad_cam", "guided_backprop", "gradient")  # quick and unlike each other


@dataclass(frozen=True)
class Shown:
    """What the wall is about; `versus` is the class to compare with, -1 for none, `layer` that of the CAM family."""

    model: Model
    picture: Picture
    photo: str
    target: int
    versus: int
    layer: str


def photo_question(model: Model, picture: Picture) -> Question:
    """What the engine is asked for `photo`."""
    return Question("wall photo", model.name, picture.digest)


def photo(model: Model, picture: Picture) -> bytes:
    """Return the part of the photo that the network sees as a JPEG, as fine as it came, to `SIDE` pixels."""
    top, left, bottom, right = model.view(picture).pixels
    seen = picture.rgb[top:bottom, left:right]
    if max(seen.shape[:2]) > SIDE:
        seen = np.asarray(Image.fromarray(seen).resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    return encode.jpeg(seen)


def packed(shown: Shown, seen: bytes, title: str, look: Settled[Look], ask: dict[str, str]) -> bytes:
    """Pack what the component takes; blob 0 is the photo."""
    names = shown.model.class_names
    quick = max(shown.model.input_size) <= QUICK_SIDE
    meta = {
        "ask": {**ask, "cls": shown.target, "layer": shown.layer},
        "versus": shown.versus,
        "names": [names[shown.target], names[shown.versus] if shown.versus >= 0 else None],
        "network": shown.model.card.title if shown.model.card else shown.model.name,
        "photo": title,
        "mean": [round(255 * share) for share in shown.model.preset.mean],
        "look": asdict(look.told),
        "serial": look.serial,
        "methods": [_told(method, quick) for method in in_order()],
    }
    return pack(meta, [seen])


def first(model: Model, picture: Picture, target: int) -> list[tuple[Question, Callable[[], bytes]]]:
    """Return the questions of the wall's quick maps, with what computes them: what a warm-up can have ready."""
    layer = wall_answers.spatial_layers(model)[0]
    wanted = [wall_answers.Wanted.of(model, picture, method, target, layer) for method in in_order() if not method.long]
    maps = [(each.question(), partial(wall_answers.map_shown, each)) for each in wanted]
    return [(photo_question(model, picture), partial(photo, model, picture)), *maps]


def in_order() -> list[Method]:
    """Return the methods as the wall shows and asks them: the quick ones first."""
    known = saliency.methods()
    return sorted(known, key=lambda each: (each.name in MANY, each.long, each.name not in FIRST))


def _told(method: Method, quick: bool) -> dict[str, object]:
    return {
        "name": method.name,
        "title": method.title,
        "family": method.family.value,
        "idea": method.idea,
        "misleads": method.misleads,
        "paper": method.paper,
        "address": method.address,
        "long": method.long,
        "waits": method.name in MANY or (method.long and not quick),
        "seeds": "seed" in method.options,
        "layer": "layer" in method.options,
    }
