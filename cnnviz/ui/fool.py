"""What the page that fools a network gives its component: the photo, the choices, and what is computed already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import numpy as np

from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.serve import Question, engine
from cnnviz.ui import fool_answers, fool_survival
from cnnviz.ui.components import pack
from cnnviz.ui.fool_answers import Wanted
from cnnviz.ui.fool_settings import LEVELS, STEPS, Look
from cnnviz.ui.settled import Settled


@dataclass(frozen=True)
class Shown:
    """What the page is about; `target` is the class to reach, -1 for any but `label`, what the photo is taken for."""

    model: Model
    picture: Picture
    title: str
    label: int
    target: int
    told: dict[int, bytes] = field(default_factory=dict)  # by serial: what it was told last stays the same message


def packed(shown: Shown, look: Settled[Look], ask: dict[str, str]) -> bytes:
    """Pack what the component takes; blob 0 is the photo in the network, RGB row by row, blob 1 its frames or empty."""
    if look.serial not in shown.told:
        shown.told[look.serial] = _packed(shown, look, ask)
    return shown.told[look.serial]


def _packed(shown: Shown, look: Settled[Look], ask: dict[str, str]) -> bytes:
    model = shown.model
    pixels = model.pixels(shown.picture)[0].permute(1, 2, 0).cpu().numpy().astype(np.uint8)
    finished = engine().peek(Wanted.of(model, shown.picture, shown.target, look.told).question())
    meta = {
        "ask": {**ask, "cls": shown.target},
        "names": [model.class_names[shown.label], None if shown.target < 0 else model.class_names[shown.target]],
        "network": model.card.title if model.card else model.name,
        "photo": shown.title,
        "size": list(pixels.shape[:2]),
        "levels": LEVELS,
        "steps": STEPS,
        "others": fool_survival.others(model),
        "look": asdict(look.told),
        "serial": look.serial,
    }
    return pack(meta, [pixels.tobytes(), b"" if finished is None else finished.value])


def first(model: Model, picture: Picture) -> tuple[Question, Callable[[], bytes]]:
    """Return the question of the page's first view, with what computes it: what a warm-up can have ready."""
    wanted = Wanted.of(model, picture, -1, Look())
    return wanted.question(), lambda: fool_answers.whole(wanted)
