"""Long computations that can be watched and stopped: how far each is, and who still looks."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cnnviz.errors import NotComputed, Superseded
from cnnviz.saliency import Progress
from cnnviz.serve import Question, engine

Value = TypeVar("Value")
SILENCE = 90.0  # seconds after which a watcher who asks no more has left; browsers let hidden pages ask once a minute
SEATS = 24  # who may wait at a time: the server's threads, 40, also answer all other questions
PATIENCE = 600.0  # seconds a component waits


class Stopped(NotComputed):
    """Nobody waits for this any more."""


@dataclass
class Far:
    """How far a computation is: `done` of `of` batches or counts, 0 of 0 where that is not known yet."""

    done: int = 0
    of: int = 0
    watchers: dict[str, float] = field(default_factory=dict)  # visitor: when last heard


class NoSeat(Superseded):
    """Too many wait already; the component asks again by itself."""


_seats = threading.BoundedSemaphore(SEATS)
_running: dict[Question, Far] = {}
_lock = threading.Lock()


def watched(question: Question, compute: Callable[[Progress], Value], visitor: str) -> Value:
    """Ask the engine; `compute` gets the `Progress` that says how far it is, and that stops it once nobody looks.

    Raises `Stopped` where all who waited have called `stop` or fallen silent, `NoSeat`, and what the engine raises.
    """
    finished = engine().peek(question)
    if finished is not None:
        value: Value = finished.value
        return value
    if not _seats.acquire(blocking=False):
        raise NoSeat("Many people are waiting for long answers. Yours is asked for again in a moment.")
    try:
        return _seated(question, compute, visitor)
    finally:
        _seats.release()


def _seated(question: Question, compute: Callable[[Progress], Value], visitor: str) -> Value:
    with _lock:
        far = _running.setdefault(question, Far())
        far.watchers[visitor] = time.monotonic()

    def progress(done: int, of: int) -> None:
        with _lock:
            far.done, far.of = done, of
            heard = max(far.watchers.values(), default=-math.inf)
        if time.monotonic() - heard > SILENCE:
            raise Stopped("Stopped. What was done so far is not shown: a part of it would be another map.")

    def run() -> Value:
        progress(0, 0)  # it may have been stopped while it waited in the queue
        return compute(progress)

    try:
        return engine().ask(question, run, visitor, _slot(question), PATIENCE).value
    finally:
        with _lock:
            far.watchers.pop(visitor, None)
            if not far.watchers and _running.get(question) is far:
                del _running[question]


def _slot(question: Question) -> str:
    return f"{question.kind} {question.options}"


def look(question: Question, visitor: str) -> tuple[int, int]:
    """Return `(done, of)`; (0, 0) where it has not begun. Who looks is still there."""
    with _lock:
        far = _running.get(question)
        if far is None:
            return 0, 0
        if visitor in far.watchers:
            far.watchers[visitor] = time.monotonic()
        return far.done, far.of


def before(question: Question, visitor: str) -> int:
    """Return how many other jobs come first while the question waits in the queue."""
    return engine().place(visitor, _slot(question))


def stop(question: Question, visitor: str) -> None:
    """Let a visitor wait no more; the computation ends with its last watcher, after the batch that it is at."""
    with _lock:
        far = _running.get(question)
        if far is not None:
            far.watchers.pop(visitor, None)
