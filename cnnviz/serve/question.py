"""What is asked and what comes back: the border between the pages and whoever computes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Question:
    """All that an answer depends on, and nothing else: equal questions have the same answer for every visitor.

    `kind` names the computation ("maps", "explain"), `model` the network ("" for none), `picture` the digest of the
    photo ("" for none), `options` everything else, hashable and in a fixed order.
    """

    kind: str
    model: str = ""
    picture: str = ""
    options: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Answer(Generic[Value]):
    """A computed `value`; arrays inside it are read-only, because everyone who asks gets the same ones.

    `milliseconds` is what the computation took when it ran, `cached` says that it did not run this time, `nbytes` is
    the size of the value.
    """

    value: Value
    milliseconds: float
    cached: bool
    nbytes: int


class Engine(Protocol):
    """Whoever computes. Pages know only this."""

    def ask(
        self,
        question: Question,
        compute: Callable[[], Value],
        visitor: str,
        slot: str = "main",
        timeout: float | None = None,
    ) -> Answer[Value]:
        """Return the answer, computed at most once for all who ask.

        `slot` is the place on the visitor's page that the answer fills: a newer question for a place makes a queued
        older one pointless. `timeout` is in seconds.

        Raises `Superseded` (a newer question took the place), `TooBusy` (the queue is full), `NotComputed` (not
        there in time), and whatever `compute` raises.
        """
        ...

    def peek(self, question: Question) -> Answer[Any] | None:
        """Return the answer if it is there already; never computes, never waits."""
        ...

    def turn(self, visitor: str, slot: str) -> AbstractContextManager[None]:
        """Wait in the same queue, then hold a worker's place while the block runs: for one slice of a long run.

        The block runs in the caller's own thread, so that what belongs to a thread (torch's gradient mode) may reach
        over several turns. Nothing is kept. Raises `NotComputed` when the server stops.
        """
        ...

    def place(self, visitor: str, slot: str) -> int:
        """Return how many jobs come before the one that this visitor awaits for `slot`; 0 where none waits."""
        ...

    def leave(self, visitor: str) -> None:
        """End the visitor's waits, because nobody is looking any more; what nobody else awaits leaves the queue."""
        ...
