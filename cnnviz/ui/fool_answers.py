"""The attacks' answers: one frame for each epsilon, small enough for the browser to keep them all under the hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.serve import Question, Visitor, engine
from cnnviz.synthesis.attack import Attack, softmax
from cnnviz.synthesis.curve import Points, curve
from cnnviz.synthesis.linear import linear
from cnnviz.synthesis.norms import Norm
from cnnviz.synthesis.start import Start, start
from cnnviz.synthesis.survival import rounded, seen
from cnnviz.ui import fool_settings, inspecting_asked
from cnnviz.ui.components import pack
from cnnviz.ui.fool_settings import LEVELS, Look
from cnnviz.ui.quick import Asked
from cnnviz.ui.running import Plan, answerer

NAMED = 3  # classes that the bars name, of those before and of those after
SMALL = 64  # of an input: there one step at every epsilon is one short job
PATIENCE = 60.0  # seconds a component waits


@dataclass(frozen=True)
class Wanted:
    """A photo, the class to make of it (None: any other), and how."""

    model: Model
    picture: Picture
    target: int | None
    look: Look

    @classmethod
    def of(cls, model: Model, picture: Picture, target: int, look: Look) -> Wanted:
        """Return what is wanted; `target` -1 is any other class. A single step starts at the photo."""
        look = replace(look, start="photo") if look.steps == 1 else look
        return cls(model, picture, None if target < 0 else target, look)

    def question(self) -> Question:
        """What the engine is asked: all epsilons, whichever the hand is at."""
        options = (self.target, self.look.steps, self.look.norm, self.look.start)
        return Question("fool", self.model.name, self.picture.digest, options)

    def begin(self) -> Start:
        """Look at the photo."""
        return start(self.model, self.picture, self.target)

    def epsilon(self, level: float) -> float:
        """Return a level's epsilon."""
        return fool_settings.epsilon(self.model, level, self.look.norm)

    def attacks(self, begun: Start, epsilons: list[float]) -> Points:
        """Attack at each of `epsilons`, see `curve`."""
        look = self.look
        return curve(self.model, self.picture, begun, epsilons, look.steps, look.norm, seed=look.seed)


def read(visitor: Visitor, asked: Asked) -> Wanted:
    """Read `{net, photo, theme, cls, level, steps, norm, start}`, `cls` -1 for any other. Raises `UnknownName`."""
    subject = inspecting_asked.subject(visitor, asked)
    target = inspecting_asked.number(asked, "cls", -1, len(subject.model.class_names) - 1)
    look = fool_settings.checked(*(asked.get(name) for name in ("level", "steps", "norm", "start")))
    if look is None:
        raise UnknownName("The question names an attack that is not offered. Reload the page.")
    return Wanted.of(subject.model, subject.picture, target, look)


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer with the frames of all epsilons as blobs; `{run: true}` where they take a run to compute."""
    wanted = read(visitor, asked)
    finished = engine().peek(wanted.question())
    if finished is not None:
        found: bytes = finished.value
        return found
    if wanted.look.steps > 1 or max(wanted.model.input_size) > SMALL:
        return pack({"run": True}, [])
    return engine().ask(wanted.question(), lambda: whole(wanted), visitor.id, "fool", PATIENCE).value


def whole(wanted: Wanted) -> bytes:
    """Pack the frames of all epsilons."""
    return joined([each for each in frames(wanted) if each is not None])


def joined(found: list[bytes]) -> bytes:
    """Pack frames into one answer."""
    return pack({"run": False}, found)


def in_order(level: float) -> list[float]:
    """Return the levels as they are computed: the photo itself, the hand's, then its neighbours outwards."""
    return sorted(LEVELS, key=lambda each: (each > 0, abs(LEVELS.index(each) - LEVELS.index(level))))


def frames(wanted: Wanted) -> Iterator[bytes | None]:
    """Yield a frame for each level as it is done, and None after each step on the way; the first is the photo's."""
    begun, levels = wanted.begin(), in_order(wanted.look.level)
    yield _frame(wanted, begun, _still(wanted, begun), 0)
    epsilons = [wanted.epsilon(level) for level in levels[1:]]
    done = 0
    for found in wanted.attacks(begun, epsilons):
        if found is None:
            yield None
            continue
        done += 1
        yield _frame(wanted, begun, found, levels[done])


def _still(wanted: Wanted, begun: Start) -> Attack:
    """The attack with epsilon 0, which needs no pass."""
    photo = begun.pixels[0].permute(1, 2, 0).contiguous().cpu().numpy()
    logits = np.repeat(begun.logits[None], wanted.look.steps + 1, 0)
    norm = Norm.of(wanted.look.norm)
    return Attack(photo, np.zeros_like(photo), logits, begun.label, begun.target, 0.0, wanted.look.steps, norm)


def _frame(wanted: Wanted, begun: Start, found: Attack, level: float) -> bytes:
    """Pack one attack: blob 0 is the 8-bit picture, RGB row by row, blob 1 the noise as int8 of `scale` / 127."""
    file = rounded(found.image)
    saved = seen(wanted.model, file)
    scale = float(np.abs(found.noise).max()) or 1.0
    steps = np.rint(found.noise * (127 / scale)).astype(np.int8)
    told = linear(begun, found)
    shares, names = found.probabilities, wanted.model.class_names
    meta: dict[str, Any] = {
        "level": level,
        "epsilon": found.epsilon,
        "size": list(file.shape[:2]),
        "label": {"index": found.label, "name": names[found.label]},
        "target": None if found.target is None else {"index": found.target, "name": names[found.target]},
        "top": {"index": found.index, "name": names[found.index], "share": float(shares[-1, found.index])},
        "won": found.succeeded,
        "file": {"index": saved.index, "name": saved.name, "share": saved.probability, "won": found.wins(saved.index)},
        "classes": _classes(wanted.model, begun, found),
        "margin": float(found.margins[-1]),
        "loss": float(found.losses[-1]),
        "line": {"perLevel": told.per_level, "predicted": told.predicted, "clipped": told.clipped, "real": told.real},
        "trace": {
            "margin": [float(each) for each in found.margins],
            "label": [float(each) for each in shares[:, found.label]],
            "top": [float(each) for each in shares[:, found.index if found.target is None else found.target]],
        },
        "most": float(np.abs(found.noise).max()),
        "length": float(np.linalg.norm(found.noise.astype(np.float64))),
        "scale": scale,
    }
    return pack(meta, [file.tobytes(), steps.tobytes()])


def _classes(model: Model, begun: Start, found: Attack) -> list[dict[str, Any]]:
    """Return the likeliest classes before and after with both shares, the likeliest of either first."""
    before, after = softmax(begun.logits), found.probabilities[-1]
    listed = {*(-before).argsort()[:NAMED].tolist(), *(-after).argsort()[:NAMED].tolist(), begun.sought}
    ordered = sorted(listed, key=lambda each: -max(before[each], after[each]))
    return [
        {
            "name": model.class_names[each],
            "target": each == begun.target,
            "shares": [float(before[each]), float(after[each])],
        }
        for each in ordered
    ]


def plan(visitor: Visitor, asked: Asked) -> Plan[bytes]:
    """Read a question into the run that computes its frames; what is whole at its end is kept for everybody."""
    wanted = read(visitor, asked)

    def steps() -> Iterator[bytes | None]:
        found = []
        for frame in frames(wanted):
            found += [] if frame is None else [frame]
            yield frame
        engine().ask(wanted.question(), lambda: joined(found), "run")  # within the run's own step: at once

    return Plan(wanted.question(), steps, of=1 + (len(LEVELS) - 1) * (wanted.look.steps + 1))


run = answerer("fool", plan, bytes)
