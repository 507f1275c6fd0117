"""What the component of own classes is given: the pictures, the network's depths, the result to begin with."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from cnnviz.learn.trunk import cuts
from cnnviz.models import Model
from cnnviz.serve import Question, Visitor, class_set, engine
from cnnviz.ui import classes_answers, classes_own, classes_training
from cnnviz.ui.classes_examples import EXAMPLES
from cnnviz.ui.classes_settings import MINE, Settings
from cnnviz.ui.components import pack
from cnnviz.ui.settled import Settled


def depths(model: Model) -> list[dict[str, Any]]:
    """Return where the network can be cut, from shallow to deep."""
    return [{"layer": cut.layer, "depth": cut.depth, "shape": cut.shape} for cut in cuts(model)]


def packed(visitor: Visitor, model: Model, settled: Settled[Settings], ask: dict[str, str]) -> bytes:
    """Pack what the component takes: first the sheets of the set's classes, then the blobs of the result, if there is
    one that fits: the example that the page opens with."""
    told = settled.told.fitted(model)
    meta, sheets = classes_own.shown(visitor, told.set)
    result, blobs = _result(model, told)
    title = model.card.title if model.card else model.name
    return pack(
        {
            "ask": ask,
            "network": title,
            "settings": asdict(told),
            "serial": settled.serial,
            "depths": depths(model),
            "examples": [{"name": each.name, "title": each.title} for each in EXAMPLES],
            "mine": MINE,
            "limits": {"classes": class_set.CLASSES, "pictures": class_set.PICTURES},
            "pictures": {**meta, "sheets": len(sheets)},
            "result": result,
            "worth": _worth(model, told),
        },
        [*sheets, *blobs],
    )


def _result(model: Model, told: Settings) -> classes_training.Shown | tuple[None, list[bytes]]:
    ready = engine().peek(classes_training.ready_question(model))
    if told != Settings() or ready is None:
        return None, []
    _, shown = ready.value
    found: classes_training.Shown = shown
    return found


def _worth(model: Model, told: Settings) -> dict[str, Any] | None:
    """Return what transfer is worth for the set that the page opens with, once that is known."""
    ready = engine().peek(classes_answers.first_worth_question(model.name))
    if ready is None or told != Settings():
        return None
    found: dict[str, Any] = ready.value
    return found


def first(model: Model) -> list[tuple[Question, Any]]:
    """Return the questions of the page's first view, with what computes them."""
    return [
        (classes_training.ready_question(model), partial(classes_training.ready, model)),
        (classes_answers.first_worth_question(model.name), partial(classes_answers.first_worth, model.name)),
    ]
