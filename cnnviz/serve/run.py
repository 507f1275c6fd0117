"""One long computation: a generator, of which each step is one turn in the engine's queue."""

from __future__ import annotations

import logging
import secrets
import threading
import weakref
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cnnviz.errors import CnnvizError
from cnnviz.serve.frames import Frames, TooMuch
from cnnviz.serve.memory import told
from cnnviz.serve.question import Engine
from cnnviz.serve.visitor import Visitor

Steps = Callable[[], Iterator[Any]]
log = logging.getLogger(__name__)
END = object()
FAILED = "This could not be computed to its end. What is shown so far stays; the server's log has the details."


class State(StrEnum):
    """How a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Look:
    """How a run stands, and its frames by number since the last look; `next` is what to ask from next time, and
    there is `more` already where all frames were too much at once.

    `place` says how many come before while it waits; `done` of `of` steps are done (`of` 0: nobody knows how many);
    `left` are the seconds that the rest should take, None where nobody can tell. `sentence` says why it has ended, if
    not because it was done.
    """

    run: str
    question: Hashable
    state: State
    frames: dict[int, Any]
    next: int
    more: bool
    place: int
    done: int
    of: int
    left: float | None
    sentence: str


class Run:
    """A run's state. Its thread holds the visitor only weakly and ends when nobody looks any more."""

    def __init__(
        self,
        visitor: Visitor,
        kind: str,
        question: Hashable,
        steps: Steps,
        of: int,
        silence: float,
        clock: Callable[[], float],
    ) -> None:
        self.id = secrets.token_urlsafe(9)
        # A slot of its own: an older run of the kind that still lines up must not push a newer one out.
        self.visitor, self.owner, self.slot = weakref.ref(visitor), visitor.id, f"run {self.id}"
        self.kind = kind
        self.question, self.of = question, of
        self.state, self.sentence = State.WAITING, ""
        self.frames, self.done = Frames(), 0
        self._steps: Steps | None = steps
        self._lock, self._clock = threading.Lock(), clock
        self._began = 0.0
        self.ended = 0.0
        self._heard, self._silence = self._clock(), silence

    @property
    def over(self) -> bool:
        """Whether it has ended, or ends with the step that it is at."""
        return self.state not in (State.WAITING, State.RUNNING)

    def look(self, since: int, place: int, silence: float) -> Look:
        """Return how it stands; who looks will look again within `silence` seconds."""
        with self._lock:
            self._heard, self._silence = self._clock(), silence
            frames, following = self.frames.since(since)
            left = None
            if self.state is State.RUNNING and 0 < self.done <= self.of:
                left = (self._clock() - self._began) / self.done * (self.of - self.done)
            waits = place if self.state is State.WAITING else 0
            more = following < self.frames.next
            told = (self.id, self.question, self.state, frames, following, more)
            return Look(*told, waits, self.done, self.of, left, self.sentence)

    def end(self, state: State, sentence: str = "") -> None:
        """End after the present step; the first to end it says why."""
        with self._lock:
            if not self.over:
                self.state, self.sentence, self.ended = state, sentence, self._clock()
            self._steps = None  # a run that never began must not keep its photo either

    def go(self, engine: Engine) -> None:
        """Run step after step in the present thread, each in a turn of its own, to the end or until nobody looks."""
        steps: Iterator[Any] | None = None
        try:
            while self._wanted():
                with engine.turn(self.owner, self.slot):
                    if not self._wanted():
                        break
                    steps = steps or self._begin()
                    frame = next(steps, END)
                if frame is END:
                    self.end(State.DONE)
                else:
                    self._keep(frame)
        except CnnvizError as problem:
            self.end(State.STOPPED if isinstance(problem, TooMuch) else State.REFUSED, str(problem))
        except Exception as problem:
            log.exception("A long computation failed: %s", self.kind)
            self.end(State.REFUSED, FAILED if told(problem) is problem else str(told(problem)))
        finally:
            self.end(State.STOPPED)
            _close(steps)

    def _begin(self) -> Iterator[Any]:
        with self._lock:
            make = self._steps
            if self.state is State.WAITING:
                self.state = State.RUNNING
            self._began = self._clock()
        return iter(()) if make is None else iter(make())

    def _keep(self, frame: Any) -> None:
        with self._lock:
            self.done += 1
            if frame is not None and not self.over:
                self.frames.add(frame)

    def _wanted(self) -> bool:
        if self.visitor() is None:
            self.end(State.STOPPED)
        elif self._clock() - self._heard > self._silence:
            self.end(State.STOPPED, "Stopped, because the page was not looking any more. Start it again.")
        return not self.over


def _close(steps: Iterator[Any] | None) -> None:
    """Let a generator clean up."""
    if isinstance(steps, Generator):
        with suppress(RuntimeError):  # it goes on in spite of being closed
            try:
                steps.close()
            except Exception:
                log.exception("A long computation failed while it was cleaned up")
