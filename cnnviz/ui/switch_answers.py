"""The switchboard's answers: a layer's units as a board, what later layers and classes make of the switches, losses."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.activations.switching import Switched, losses, slice_length, switched, units
from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import Sheet, contact_sheet, short
from cnnviz.render.cells import squarest
from cnnviz.render.colouring import largest
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import inspecting_asked, switches_text
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked
from cnnviz.ui.switches_text import Scales

LEAST, LARGEST = 240, 720  # pixels a side of the sheets
LIKELIEST, NEWCOMERS = 5, 3  # classes shown: of before, and of after that were not among them
SHOWN = ("after", "before", "change")
MOVED = 3  # later units that the words name
PATIENCE = 30.0  # seconds a component waits


@dataclass(frozen=True)
class Switchboard:
    """What a switchboard is about: a layer of a network that sees a photo, the layer watched ("" for none), a class."""

    model: Model
    picture: Picture
    layer: str
    later: str
    target: int
    theme: Mode

    def question(self, kind: str, *options: str | int) -> Question:
        """What the engine is asked for an answer about this layer."""
        return Question(kind, self.model.name, self.picture.digest, (self.layer, *options))


@dataclass(frozen=True)
class Board:
    """The units of a layer on one sheet, strongest first, and what is said of each, in that order."""

    sheet: Sheet
    labels: tuple[str, ...]


def board(about: Switchboard) -> tuple[Question, partial[Board]]:
    """What the engine is asked for the board, and what computes it."""
    return about.question("board", about.theme), partial(_board, about)


def _board(about: Switchboard) -> Board:
    maps = activations.maps(about.model, about.picture, about.layer)
    order = tuple(int(unit) for unit in activations.strongest(maps))
    signed, mean = bool((maps < 0).any()), activations.statistics(maps).mean
    sheet = contact_sheet(maps, mode=about.theme, signed=signed, scale="unit", gap=0, order=order, max_side=_side(maps))
    return Board(sheet, tuple(f"mean {short(float(mean[unit]))}" for unit in order))


def _side(maps: NDArray[np.float32]) -> int:
    """Return how long a side of the sheet may be: that of the maps as they are, which the browser enlarges, not we."""
    tallest = max(maps.shape[1:], default=1) + 2
    return min(LARGEST, max(LEAST, squarest(len(maps)) * tallest + 2))


def effect(about: Switchboard, scales: Scales, shown: str) -> tuple[Question, partial[bytes]]:
    """What the engine is asked for what the switches do, and what computes it; `shown` is one of `SHOWN`."""
    written = switches_text.text(scales)
    question = about.question("effect", about.later, about.target, written, shown, about.theme)
    return question, partial(_effect, about, scales, shown)


def _effect(about: Switchboard, scales: Scales, shown: str) -> bytes:
    on = (1.0,) * len(scales)
    intact = about.question("switched", about.later)
    before = engine().ask(intact, partial(_switched, about, on), "switchboard").value
    after = before if scales == on else _switched(about, scales)
    meta: dict[str, Any] = {"classes": _classes(about, before, after), "later": None}
    if before.maps is None or after.maps is None:
        return pack(meta, [])
    sheet = _later(before.maps, after.maps, shown, about.theme)
    meta["later"] = {
        "rows": sheet.cells.rows,
        "columns": sheet.cells.columns,
        "count": len(before.maps),
        "signed": sheet.signed,
        "moved": _moved(before.maps, after.maps),
    }
    return pack(meta, [sheet.png])


def _switched(about: Switchboard, scales: Scales) -> Switched:
    return switched(about.model, about.picture, about.layer, scales, about.later or None)


def _classes(about: Switchboard, before: Switched, after: Switched) -> list[dict[str, Any]]:
    """Return the classes to show with logit and probability, before and after; those of before keep their places."""
    first = [int(i) for i in np.argsort(-before.logits, kind="stable")[:LIKELIEST]]
    first += [] if about.target in first else [about.target]
    new = [int(i) for i in np.argsort(-after.logits, kind="stable")[:NEWCOMERS] if int(i) not in first]
    was, now = _softmax(before.logits), _softmax(after.logits)
    return [
        {
            "index": i,
            "name": about.model.class_names[i],
            "logits": [float(before.logits[i]), float(after.logits[i])],
            "shares": [float(was[i]), float(now[i])],
        }
        for i in first + new
    ]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    odds = np.exp(logits.astype(np.float64) - float(logits.max()))
    shares: NDArray[np.float64] = odds / odds.sum()
    return shares


def _later(before: NDArray[np.float32], after: NDArray[np.float32], shown: str, theme: Mode) -> Sheet:
    """Draw a later layer before or after, or the change; each unit on the scale that it had before."""
    was, now = (maps.reshape(len(maps), *(maps.shape[1:] or (1, 1))) for maps in (before, after))
    limits = largest(was, axis=(1, 2)) if before.ndim == 3 else np.zeros(len(was))
    ends = np.where(limits > 0, limits, float(largest(was)) or 1.0)[:, None, None]
    order = tuple(int(unit) for unit in activations.strongest(before))
    values = {"after": now, "before": was, "change": now - was}[shown]
    signed = shown == "change" or bool((was < 0).any())
    scaled = (values / ends).astype(np.float32)
    gap = 2 if max(was.shape[1:]) >= 16 else 1
    return contact_sheet(scaled, mode=theme, signed=signed, limit=1.0, gap=gap, order=order, max_side=_side(was))


def _moved(before: NDArray[np.float32], after: NDArray[np.float32]) -> list[list[float]]:
    """Return the units that moved most as [unit, mean before, mean after]; none where nothing moved."""
    change = np.abs(after - before).reshape(len(before), -1).mean(1)
    was, now = (maps.reshape(len(maps), -1).mean(1) for maps in (before, after))
    found = [int(unit) for unit in np.argsort(-change, kind="stable")[:MOVED] if change[unit] > 0]
    return [[unit, float(was[unit]), float(now[unit])] for unit in found]


def _about(visitor: Visitor, asked: Asked) -> Switchboard:
    """Read `{net, photo, theme, layer, later, cls}`. Raises `UnknownName`."""
    subject = inspecting_asked.subject(visitor, asked)
    model, trace = subject.model, subject.model.trace
    later = inspecting_asked.text(asked, "later")
    target = inspecting_asked.number(asked, "cls", 0, len(model.class_names) - 1)
    layer = trace.layer(inspecting_asked.text(asked, "layer"))
    return Switchboard(model, subject.picture, layer, trace.layer(later) if later else "", target, subject.theme)


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer also `{sw, shown}` to what the switches do, packed. Raises `UnknownName`, `DoesNotFit`, the engine's."""
    about, shown = _about(visitor, asked), inspecting_asked.text(asked, "shown")
    if shown not in SHOWN:
        raise UnknownName("Maps can be shown after, before, or as the change.")
    scales = switches_text.parse(inspecting_asked.text(asked, "sw"), units(about.model, about.layer))
    return engine().ask(*effect(about, scales, shown), visitor.id, "switchboard", PATIENCE).value


def search(visitor: Visitor, asked: Asked) -> bytes:
    """Answer also `{start}` to one slice of the search for the units that matter to a class, as JSON.

    The browser asks for slice after slice and stops asking when it is told to: nothing runs on here.
    """
    about = replace(_about(visitor, asked), later="")
    count = units(about.model, about.layer)
    start = inspecting_asked.number(asked, "start", 0, count - 1)
    question = about.question("losses", about.target, start)
    return engine().ask(question, partial(_slice, about, start, count), visitor.id, "search", PATIENCE).value


def _slice(about: Switchboard, start: int, count: int) -> bytes:
    stop = min(count, start + slice_length(about.model))
    found = losses(about.model, about.picture, about.layer, about.target, range(start, stop))
    rows = [[each.unit, each.logit, each.probability, each.log_odds] for each in found]
    return json.dumps({"rows": rows, "stop": stop, "of": count}).encode()
