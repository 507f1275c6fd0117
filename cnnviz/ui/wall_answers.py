"""The saliency wall's answers: one method's map, as numbers, with what it says about itself; progress and the stop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cnnviz import saliency
from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model, layers
from cnnviz.render.heat_words import strongest_tenth
from cnnviz.saliency import Attribution, Check, Method, Progress
from cnnviz.serve import Question, Visitor
from cnnviz.ui import inspecting_asked, wall_running
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked


@dataclass(frozen=True)
class Wanted:
    """One method on one photo for one class; `layer` is "" for methods that look at none."""

    model: Model
    picture: Picture
    method: Method
    target: int
    layer: str

    @classmethod
    def of(cls, model: Model, picture: Picture, method: Method, target: int, layer: str) -> Wanted:
        """Return what is wanted of `method`, which may look at no layer."""
        return cls(model, picture, method, target, layer if "layer" in method.options else "")

    def question(self, kind: str = "wall", *more: str | int) -> Question:
        """What the engine is asked."""
        options = (self.method.name, self.target, self.layer, *more)
        return Question(kind, self.model.name, self.picture.digest, options)

    @property
    def options(self) -> dict[str, Any]:
        """Options of `explain` for the map without signs, as methods give it by default."""
        return {"layer": self.layer} if self.layer else {}

    def explain(self, progress: Progress | None = None, **more: bool) -> Attribution:
        """Return the method's answer."""
        options = {**self.options, **more}
        return saliency.explain(self.model, self.picture, self.target, self.method.name, progress=progress, **options)


def spatial_layers(model: Model) -> list[str]:
    """Return the layers whose maps have more than one cell, the last first: where the CAM family can look."""
    names = [row.name for row in layers(model) if len(row.output_shape) == 3 and row.output_shape[1:] != (1, 1)]
    return names[::-1]


def read(visitor: Visitor, asked: Asked) -> Wanted:
    """Read `{net, photo, theme, method, cls, layer}`. Raises `UnknownName`."""
    subject = inspecting_asked.subject(visitor, asked)
    method = saliency.find(inspecting_asked.text(asked, "method"))
    target = inspecting_asked.number(asked, "cls", 0, len(subject.model.class_names) - 1)
    layer = inspecting_asked.text(asked, "layer")
    if layer not in spatial_layers(subject.model):
        raise UnknownName("The question names a layer that has no rows and columns. Choose another.")
    return Wanted.of(subject.model, subject.picture, method, target, layer)


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer with a method's map, packed: see `map_shown`. Raises `UnknownName`, `DoesNotFit`, the engine's."""
    wanted = read(visitor, asked)
    return wall_running.watched(wanted.question(), lambda progress: map_shown(wanted, progress), visitor.id)


def map_shown(wanted: Wanted, progress: Progress | None = None) -> bytes:
    """Pack a map: blob 0 is little-endian float32, row by row, at the network's input size, with signs if it has any.

    Without them a map is its magnitudes; but CAM drops what is below 0 before it enlarges: blob 1 is its map without.
    """
    found = wanted.explain(progress, **({"signed": True} if "signed" in wanted.method.options else {}))
    maps = [found.map, wanted.explain().map] if wanted.method.name == "cam" else [found.map]
    doubt = saliency.doubt(wanted.model, wanted.picture, found)
    name = wanted.method.title
    meta = {
        "size": list(found.map.shape),
        "signed": found.signed,
        "milliseconds": found.milliseconds,
        "score": found.score,
        "check": _said(found.check),
        "doubt": _said(doubt),
        "said": strongest_tenth(found.map, name),
        "layer": found.layer,
        "cells": list(found.cells) if found.cells else None,
    }
    return pack(meta, [values.astype("<f4").tobytes() for values in maps])


def _said(check: Check | None) -> dict[str, Any] | None:
    return None if check is None else {"value": check.value, "passed": check.passed, "sentence": check.sentence}


def progress(visitor: Visitor, asked: Asked) -> bytes:
    """Answer a question about a question, `{..., kind, stop}`, with `{done, of}`; `stop` waits for it no more."""
    from cnnviz.ui import wall_checks

    wanted = read(visitor, asked)
    kind = asked.get("kind")
    question = (
        wanted.question() if kind == "map" else wall_checks.question(wanted, inspecting_asked.text(asked, "kind"))
    )
    if asked.get("stop") is True:
        wall_running.stop(question, visitor.id)
    done, of = wall_running.look(question, visitor.id)
    return json.dumps({"done": done, "of": of}).encode()
