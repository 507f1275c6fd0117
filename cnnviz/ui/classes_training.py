"""Training one's own classes as a run that a page can watch and stop, and its result as the component shows it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from functools import partial
from typing import Any

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.learn import class_pictures, transfer
from cnnviz.learn.head import Recipe
from cnnviz.learn.transfer import Frame, Learned, Plan
from cnnviz.learn.trunk import cuts, find
from cnnviz.models import Model
from cnnviz.models.card import card
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import classes_own, classes_shown, inspecting_asked, running
from cnnviz.ui.classes_settings import Settings, read
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked

READY = "ready"  # the name under which everybody finds the example that the page opens with
Shown = tuple[dict[str, Any], list[bytes]]


def network(asked: Asked) -> Model:
    """Return the network that a question names. Raises `UnknownName` where it is not here."""
    name = inspecting_asked.text(asked, "net")
    if not card(name).here:
        raise UnknownName("This network is not on this machine. Choose another.")
    return models.load(name)


def settings(asked: Asked, model: Model) -> Settings:
    """Return a question's settings, as `model` can have them. Raises `UnknownName`."""
    found = read(asked.get("settings"))
    if found is None:
        raise UnknownName("The settings could not be read. Reload the page.")
    return found.fitted(model)


def plan_of(model: Model, them: class_pictures.ClassPictures, wanted: Settings) -> Plan:
    """Return what settings mean for a network and pictures."""
    known = cuts(model)
    cut = find(model, wanted.keep or known[-1].depth)
    recipe = Recipe(momentum=wanted.momentum, dropout=wanted.dropout, seed=wanted.draw)
    return Plan(model, them, cut, recipe, wanted.augment, wanted.tune)


def _read(visitor: Visitor, asked: Asked) -> running.Plan[bytes]:
    model = network(asked)
    wanted = settings(asked, model)
    them = classes_own.pictures(visitor, wanted.set)
    class_pictures.check(them)
    plan, name = plan_of(model, them, wanted), secrets.token_urlsafe(6)
    return running.Plan(name, partial(_steps, plan, wanted, name, classes_own.keeper(visitor)))


def _steps(plan: Plan, wanted: Settings, name: str, keep: Callable[[str, Learned], None]) -> Iterator[bytes]:
    curve: list[dict[str, Any]] = []
    learned = yield from _watched(transfer.learn(plan), curve)
    keep(name, learned)
    meta, blobs = classes_shown.result(learned)
    yield pack({"kind": "result", "trained": name, "told": asdict(wanted), "curve": curve, **meta}, blobs)


def _watched(steps: Generator[Frame, None, Learned], curve: list[dict[str, Any]]) -> Generator[bytes, None, Learned]:
    """Yield each frame as bytes and note those with numbers; the value is what was learned."""
    while True:
        try:
            frame = next(steps)
        except StopIteration as end:
            learned: Learned = end.value
            return learned
        if frame.loss is not None:
            curve.append(asdict(frame))
        yield pack({"kind": "frame", **asdict(frame)}, [])


answer = running.answerer("classes", _read, bytes)


def ready_question(model: Model) -> Question:
    """What the engine is asked for `ready`."""
    return Question("classes ready", model.name)


def ready(model: Model) -> tuple[Learned, Shown]:
    """Return the example that the page opens with, trained, and how it is shown."""
    wanted, curve = Settings(), list[dict[str, Any]]()
    steps = _watched(transfer.learn(plan_of(model, classes_own.pictures(Visitor(), wanted.set), wanted)), curve)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            learned: Learned = end.value
            break
    meta, blobs = classes_shown.result(learned)
    return learned, ({"kind": "result", "trained": READY, "told": asdict(wanted), "curve": curve, **meta}, blobs)


def trained(visitor: Visitor, asked: Asked) -> Learned:
    """Return the classifier that a question means by `trained`. Raises `UnknownName` where it is gone."""
    name = inspecting_asked.text(asked, "trained")
    if name == READY:
        model = network(asked)
        found, _ = engine().ask(ready_question(model), partial(ready, model), visitor.id, "classes ready", 60.0).value
        return found
    own = classes_own.trained(visitor, name)
    if own is None:
        raise UnknownName("What was trained is no longer here. Train it again.")
    return own
