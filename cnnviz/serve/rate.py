"""How often one visitor may ask: far more than any hand moves, far less than a program can send."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cnnviz.errors import TooBusy
from cnnviz.serve.visitor import Visitor

A_SECOND = 80.0  # three components that ask while a finger moves, each 25 times a second at most
BURST = 400.0  # questions that may come at once after a rest
AT_ONCE = 16  # questions of one visitor that may wait for their answers: each holds a thread


class TooMany(TooBusy):
    """One visitor asks more than their share."""


@dataclass
class _Purse:
    left: float
    filled: float  # when
    open: int = 0


class Rate:
    """A purse for each visitor, filled with `a_second` questions a second up to `burst` (a token bucket)."""

    def __init__(
        self,
        a_second: float = A_SECOND,
        burst: float = BURST,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._a_second, self._burst, self._at_once, self._clock = a_second, burst, at_once, clock
        self._lock = threading.Lock()
        self._purses: WeakKeyDictionary[Visitor, _Purse] = WeakKeyDictionary()

    @contextmanager
    def question(self, visitor: Visitor) -> Iterator[None]:
        """Count one question while it is answered. Raises `TooMany`."""
        with self._lock:
            now = self._clock()
            purse = self._purses.setdefault(visitor, _Purse(self._burst, now))
            purse.left = min(self._burst, purse.left + (now - purse.filled) * self._a_second)
            purse.filled = now
            if purse.left < 1 or purse.open >= self._at_once:
                raise TooMany("This page asks faster than the server answers one visitor. It goes on in a moment.")
            purse.left -= 1
            purse.open += 1
        try:
            yield
        finally:
            with self._lock:
                purse.open -= 1
