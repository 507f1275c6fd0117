"""Smaller questions about own classes: a new picture, a step opened, the file to take along, what transfer is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.learn import class_pictures, export, opened_step, worth
from cnnviz.learn.transfer import Learned
from cnnviz.learn.trunk import cuts, find
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import choice, classes_own, classes_shown, inspecting_asked, running
from cnnviz.ui.classes_examples import BY_NAME, FURTHER
from cnnviz.ui.classes_settings import Settings
from cnnviz.ui.classes_training import network, settings, trained
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked

Value = TypeVar("Value")
MOST = 10_000  # drawings that can be asked for
ROWS = 16  # pictures of a batch that are listed


def compute(visitor: Visitor, kind: str, work: Callable[[], Value]) -> Value:
    """Do a piece of work that is this visitor's alone in a turn of the engine, without keeping the answer."""
    with engine().turn(visitor.id, f"classes {kind}"):
        return work()


def look(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, trained, photo}` or `{net, trained, drawing, number}` with what the classifier says, packed."""
    learned, picture = trained(visitor, asked), _picture(visitor, asked)
    return compute(visitor, "look", lambda: said_of(learned, picture))


def said_of(learned: Learned, picture: Picture) -> bytes:
    """Pack what a classifier says of a picture: `{names, said, shares, alt}`, the picture, and Grad-CAM over it."""
    meta, blobs = classes_shown.looked(learned, picture)
    return pack({"names": learned.plan.them.names, **meta}, blobs)


def _picture(visitor: Visitor, asked: Asked) -> Picture:
    if "drawing" not in asked:
        return choice.find(visitor, inspecting_asked.text(asked, "photo"))
    example = BY_NAME.get(inspecting_asked.text(asked, "set"))
    if example is None:
        raise UnknownName("This set makes no new pictures. Choose a photo, or use the camera.")
    number = inspecting_asked.number(asked, "drawing", 0, MOST)
    _, kind = example.kinds[number % len(example.kinds)]
    return example.picture(kind, FURTHER + number)


def step(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, trained, step, at}` with one step of the head's training opened, packed; `at` is a weight
    `[class, channel]`, or null for the one with the largest gradient. See `opened_step.OpenedStep`."""
    learned = trained(visitor, asked)
    number = inspecting_asked.number(asked, "step", 1, 1_000_000)
    at = asked.get("at")
    k = c = None
    if at is not None:
        places = {"k": at[0], "c": at[1]} if isinstance(at, list) and len(at) == 2 else {}
        k = inspecting_asked.number(places, "k", 0, learned.head.out_features - 1)
        c = inspecting_asked.number(places, "c", 0, learned.head.in_features - 1)
    found = compute(visitor, "step", partial(opened_step.opened, learned, number, k, c))
    return pack(_told(learned, found), [])


def _told(learned: Learned, found: opened_step.OpenedStep) -> dict[str, Any]:
    names, (k, c) = learned.plan.them.names, (found.k, found.c)
    rows = [
        {
            "is": names[int(found.y[i])],
            "p": float(found.probabilities[i, k]),
            "y": int(found.y[i] == k),
            "x": float(found.x[i, c]),
            "logits": found.logits[i].tolist(),
            "loss": -float(found.probabilities[i, found.y[i]].log()),
        }
        for i in range(min(len(found.y), ROWS))
    ]
    one = {
        name: float(values[k, c])
        for name, values in (
            ("weight", found.weight),
            ("gradient", found.gradient),
            ("pull", found.pull),
            ("velocity", found.velocity),
            ("moved", found.moved),
            ("after", found.after),
        )
    }
    return {
        "step": found.number, "of": found.of, "batch": len(found.y), "names": names, "k": k, "c": c,
        "channels": found.x.shape[1], "loss": found.loss, "rows": rows, "one": one, "momentum": found.momentum,
        "rate": found.rate, "decay": found.decay, "lines": opened_step.LINES.splitlines(),
    }  # fmt: skip


def file(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, trained}` with the classifier as safetensors."""
    return export.safetensors(trained(visitor, asked))


def _read(visitor: Visitor, asked: Asked) -> running.Plan[bytes]:
    model = network(asked)
    wanted = settings(asked, model)
    them = classes_own.pictures(visitor, wanted.set)
    class_pictures.check(them)
    cut = find(model, wanted.keep or cuts(model)[-1].depth)
    return running.Plan(None, partial(_steps, worth.measure(model, them, cut, wanted.draw)))


def _steps(steps: Any) -> Iterator[bytes]:
    while True:
        try:
            done, of = next(steps)
        except StopIteration as end:
            yield pack({"kind": "result", **asdict(end.value)}, [])
            return
        yield pack({"kind": "frame", "done": done, "of": of}, [])


worth_answer = running.answerer("classes worth", _read, bytes)


def first_worth_question(net: str) -> Question:
    """What the engine is asked for `first_worth`."""
    return Question("classes worth", net)


def first_worth(net: str) -> dict[str, Any]:
    """Return what transfer is worth for the set that the page opens with."""
    from cnnviz import models

    model = models.load(net)
    them = classes_own.pictures(Visitor(), Settings().set)
    steps = worth.measure(model, them, cuts(model)[-1], 0)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return asdict(end.value)
