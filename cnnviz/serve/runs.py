"""Long computations that stream what they find: started, looked at and stopped, by visitor and kind.

A run is a generator. Each of its steps, some 50 ms at most, waits for a turn in the engine's fair queue, so that small
questions of others come in between. What it yields is a frame (None where a step has nothing to show): bytes or a small
frozen object, held until the run is replaced or its visitor has left; of those wrapped in `Passing` every second one
goes when they become too many.

At most `SEATS` runs go at a time, `CNNVIZ_RUNS` says otherwise; others wait in line for a seat. A run ends when it is
done, stopped or replaced by a newer one of its kind, when its page has not looked for `SILENCE` seconds (hidden pages:
`HIDDEN`, for browsers let them ask once a minute), when its visitor has left, and with the server. The generator is
then closed: cleaning up belongs into its `finally`.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable, Hashable
from weakref import WeakKeyDictionary

from cnnviz.errors import TooBusy, UnknownName
from cnnviz.serve.counts import Counts
from cnnviz.serve.frames import Passing
from cnnviz.serve.process import engine
from cnnviz.serve.question import Engine
from cnnviz.serve.run import Look, Run, State, Steps
from cnnviz.serve.visitor import Visitor

__all__ = ["Look", "Passing", "Runs", "State", "Steps", "close", "here", "latest", "look", "start", "stop"]

SEATS = 32  # runs at a time: each has a thread, and a network's gradients in memory
LINE = 256  # runs that wait for a seat
GOING = 2  # runs of one visitor at a time
HELD = 4  # runs of one visitor whose frames are kept
KEPT = 256_000_000  # bytes of frames of all runs together; those that ended first are let go
SILENCE, HIDDEN = 15.0, 90.0  # seconds


def default_seats() -> int:
    """Return what `CNNVIZ_RUNS` says, else `SEATS`."""
    wanted = os.environ.get("CNNVIZ_RUNS", "")
    return int(wanted) if wanted.isdecimal() and int(wanted) > 0 else SEATS


class Runs:
    """All runs of this process."""

    def __init__(
        self,
        engine: Callable[[], Engine],
        seats: int | None = None,
        line: int = LINE,
        kept: int = KEPT,
        silence: float = SILENCE,
        hidden: float = HIDDEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._seats, self._limit, self._kept = engine, seats or default_seats(), line, kept
        self._silence, self._hidden, self._clock = silence, hidden, clock
        self._lock = threading.Lock()  # guards all below
        self._of: WeakKeyDictionary[Visitor, dict[str, Run]] = WeakKeyDictionary()  # by kind, the oldest first
        self._line: list[Run] = []  # waiting for a seat
        self._going: dict[Run, threading.Thread] = {}
        self._closed = False
        self.counts = Counts()  # runs by how they ended

    def start(self, visitor: Visitor, kind: str, question: Hashable, steps: Steps, of: int = 0) -> str:
        """Start a run of `of` steps (0: nobody knows how many), stopping the visitor's last of this kind; its id.

        `steps` makes the generator, in the run's first turn. It must not hold the visitor, only what it needs of
        theirs. Raises `TooBusy`.
        """
        with self._lock:
            runs = self._of.setdefault(visitor, {})
            self._check(kind, runs)
            older = runs.pop(kind, None)
            if older is not None:
                self._stop(older)
            run = Run(visitor, kind, question, steps, of, self._silence, self._clock)
            runs[kind] = run
            for ended in [each for each, held in runs.items() if held.over][: max(0, len(runs) - HELD)]:
                del runs[ended]
            self._line.append(run)
            self._fill_seats()
            return run.id

    def look(self, visitor: Visitor, kind: str, run: str, since: int = 0, hidden: bool = False) -> Look:
        """Return how a run stands, with its frames from number `since` on. Raises `UnknownName`.

        Who looks, looks again: soon, or where the page is `hidden` at least once a minute.
        """
        with self._lock:
            found = self._find(visitor, kind, run)
            before = self._line.index(found) if found in self._line else None
        place = self._engine().place(found.owner, found.slot) if before is None else before
        return found.look(since, place, self._hidden if hidden else self._silence)

    def stop(self, visitor: Visitor, kind: str, run: str) -> None:
        """End a run with the step that it is at; its frames stay. Raises `UnknownName`."""
        with self._lock:
            self._stop(self._find(visitor, kind, run))

    def latest(self, visitor: Visitor, kind: str) -> str | None:
        """Return the id of the visitor's last run of this kind, for a page that comes back, or None."""
        with self._lock:
            run = self._of.get(visitor, {}).get(kind)
            return None if run is None else run.id

    def close(self, patience: float = 2.0) -> None:
        """End all runs and let none begin; waits until the generators are closed, but not longer than `patience`."""
        with self._lock:
            self._closed = True
            threads = list(self._going.values())
            for run in [*self._line, *self._going]:
                run.end(State.STOPPED, "The server is stopping. Open the page again in a moment.")
            self._line.clear()
        for thread in threads:
            thread.join(patience / len(threads))

    @property
    def nbytes(self) -> int:
        """Bytes of all frames that are held."""
        with self._lock:
            return sum(run.frames.nbytes for runs in self._of.values() for run in runs.values())

    @property
    def going(self) -> int:
        """Runs that have a seat."""
        return len(self._going)

    @property
    def waiting(self) -> int:
        """Runs that wait for one."""
        return len(self._line)

    def _find(self, visitor: Visitor, kind: str, run: str) -> Run:
        found = self._of.get(visitor, {}).get(kind)
        if found is None or found.id != run:
            raise UnknownName("This computation is no longer here. Start it again.")
        return found

    def _check(self, kind: str, runs: dict[str, Run]) -> None:
        if self._closed:
            raise TooBusy("The server is stopping. Open the page again in a moment.")
        if sum(not run.over for each, run in runs.items() if each != kind) >= GOING:
            raise TooBusy("Two long computations of yours are going already. Stop one of them, or wait for its end.")
        if len(self._line) >= self._limit:
            raise TooBusy("Many people are computing at once. Wait a little, then start it again.")

    def _stop(self, run: Run) -> None:
        run.end(State.STOPPED)
        if run in self._line:
            self._line.remove(run)

    def _fill_seats(self) -> None:
        while self._line and len(self._going) < self._seats:
            run = self._line.pop(0)
            thread = threading.Thread(target=self._go, args=(run,), name="cnnviz-run", daemon=True)
            self._going[run] = thread
            thread.start()

    def _go(self, run: Run) -> None:
        try:
            run.go(self._engine())
        finally:
            with self._lock:
                del self._going[run]
                self.counts.add(run.state)
                self._let_go()
                self._fill_seats()

    def _let_go(self) -> None:
        """Let the frames of ended runs go, until all together are within the bound."""
        held = [(runs, kind, run) for runs in self._of.values() for kind, run in runs.items()]
        nbytes = sum(run.frames.nbytes for _, _, run in held)
        for runs, kind, run in sorted((each for each in held if each[2].over), key=lambda each: each[2].ended):
            if nbytes <= self._kept:
                return
            nbytes -= run.frames.nbytes
            del runs[kind]


here = Runs(engine)
atexit.register(here.close)  # Python must not end under a step that is inside torch: the process aborts
start, look, stop, latest, close = here.start, here.look, here.stop, here.latest, here.close
