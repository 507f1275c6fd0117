"""The runs of the page of dreams: each mode's steps, in slices short enough for others to come in between.

A frame holds what has come since the last one: scores, and where the picture is due, the picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.imaging import samples
from cnnviz.serve import Passing, Visitor
from cnnviz.synthesis import deep_dream, inversion, style, visualize
from cnnviz.synthesis.deep_dream import DreamOptions
from cnnviz.synthesis.render import Ascent
from cnnviz.ui import dream_settings, inspecting_asked
from cnnviz.ui.dream_frames import SIDE, Frame, Subject, packed
from cnnviz.ui.quick import Asked
from cnnviz.ui.running import Plan, answerer

SLICE = 0.035  # seconds after which others may come in between; a step more than this is a slice by itself
SHOWN, APART = 16, 4  # pictures of a run, about, and the fewest steps between two
ASKED, LIKELIEST = 4, 3  # of how many pictures one is classified, which costs half a step; and the classes told


@dataclass
class _Gathering:
    """Scores of one slice."""

    until: float = field(default_factory=lambda: time.monotonic() + SLICE)
    scores: list[float] = field(default_factory=list)

    def over(self) -> bool:
        return time.monotonic() >= self.until


def read(visitor: Visitor, asked: Asked) -> Plan[Frame]:
    """Read `{net, photo, theme, look}`. Raises `UnknownName`."""
    about = inspecting_asked.subject(visitor, asked)
    dream = dream_settings.from_browser(asked.get("look"), about.model)
    if dream is None:
        raise UnknownName("The question names something that is not here. Reload the page.")
    subject = Subject(about.model, about.picture, dream, inspecting_asked.text(asked, "photo"))
    if dream.mode != "photo":
        dream.options.side(about.model)
    return Plan((about.model.name, about.picture.digest, dream), partial(steps, subject), 0)


def steps(subject: Subject) -> Iterator[Frame | Passing | None]:
    """Yield a run's frames, one slice of work before each; None where a slice has nothing to show."""
    made: dict[str, Callable[[Subject], Iterator[Frame | Passing | None]]] = {
        "class": _visualized,
        "channel": _visualized,
        "photo": _dreamt,
        "layers": _inverted,
        "style": _styled,
    }
    return made[subject.dream.mode](subject)


def _visualized(subject: Subject) -> Iterator[Frame | Passing | None]:
    photo = subject.picture if subject.dream.start == "photo" else None
    ascent = visualize.ascent(subject.model, subject.objective, subject.dream.options, subject.dream.seed, photo)
    return _climbed(subject, ascent)


def _styled(subject: Subject) -> Iterator[Frame | Passing | None]:
    dream = subject.dream
    other = samples.load(dream.other)
    model = models.load(style.painter())
    ascent = style.transfer(model, subject.picture, other, float(dream.weight), dream.seed, dream.side)
    return _climbed(subject, ascent)


def _climbed(subject: Subject, ascent: Ascent) -> Iterator[Frame | Passing | None]:
    """Yield an ascent's frames; the first shows where it starts."""
    dream, count = subject.dream, subject.dream.count
    every = max(APART, round(count / SHOWN))
    yield Passing(Frame(subject, 0, count, (), ascent.image()))
    gathered = _Gathering()
    for step, score in enumerate(ascent.climb(count), start=1):
        gathered.scores.append(score)
        if step % every == 0 or step == count:
            image = ascent.image()
            asked = dream.mode == "class" and (step == count or step % (ASKED * every) == 0)
            guesses = _guesses(subject, image) if asked else ()
            frame = Frame(subject, step, count, tuple(gathered.scores), image, guesses=guesses)
            yield frame if frame.last else Passing(frame)
            gathered = _Gathering()
        elif gathered.over():
            yield Frame(subject, step, count, tuple(gathered.scores))
            gathered = _Gathering()


def _guesses(subject: Subject, image: NDArray[np.uint8]) -> tuple[tuple[int, float], ...]:
    chances = visualize.chances(subject.model, image)
    return tuple((int(i), float(chances[i])) for i in np.argsort(-chances, kind="stable")[:LIKELIEST])


def _dreamt(subject: Subject) -> Iterator[Frame | Passing | None]:
    dream = subject.dream
    options = DreamOptions(SIDE, dream.octaves, steps=dream.count, rate=dream.strength / 1000)
    of, step = subject.total, 0
    until = time.monotonic() + SLICE
    every = max(1, round(of / SHOWN))
    for part in deep_dream.dream(subject.model, subject.picture, subject.objective, dream.seed, options):
        if part.score is not None:
            step += 1
            due = step % every == 0 or step == of
            frame = Frame(subject, step, of, (part.score,), part.image if due else None)
            yield Passing(frame) if due and not frame.last else frame
        elif time.monotonic() >= until:
            yield None
        else:
            continue
        until = time.monotonic() + SLICE


def _inverted(subject: Subject) -> Iterator[Frame | Passing | None]:
    dream = subject.dream
    names = inversion.row(subject.model)
    gathered, every = _Gathering(), max(1, round(dream.count / 8))
    for step in inversion.invert(subject.model, subject.picture, names, dream.seed, dream.count, every):
        gathered.scores.append(step.error)
        if step.image is None and not gathered.over():
            continue
        whole = step.step == dream.count
        number = step.index * dream.count + step.step
        scores = tuple(gathered.scores)
        frame = Frame(subject, number, subject.total, scores, step.image, step.index, step.layer)
        yield Passing(frame) if step.image is not None and not whole else frame
        gathered = _Gathering()


answer = answerer("dream", read, packed)
