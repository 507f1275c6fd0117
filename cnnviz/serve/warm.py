"""Everything slow that can be done before the first visitor needs it, in the background."""

from __future__ import annotations

import atexit
import gc
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One thing to do; the name is shown to whoever waits ("loading the network")."""

    name: str
    run: Callable[[], object]


@dataclass(frozen=True)
class StepReport:
    """How a step went; `exception` is None where it went well."""

    name: str
    milliseconds: float
    exception: Exception | None


class WarmUp:
    """Runs the steps one after the other in a background thread, then freezes the garbage collector.

    A step that fails is recorded and logged; the next ones still run, because a page that needs the failed one says
    so itself. `gc.freeze()` at the end takes torch's million objects out of every later collection (200 ms to a few).
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self._finished = {step.name: threading.Event() for step in self.steps}
        self._reports: list[StepReport] = []
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ending = False

    def start(self) -> None:
        """Start the thread; a second call changes nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="cnnviz-warm-up", daemon=True)
                self._thread.start()
                atexit.register(self._end)

    def _end(self) -> None:
        """Let no further step begin and wait for the present one: Python must not end under it (see `process`)."""
        self._ending = True
        if self._thread is not None:
            self._thread.join()

    def wait(self, timeout: float | None = None, step: str | None = None) -> bool:
        """Wait for one step, or for all and the freeze; False where `timeout` seconds were not enough."""
        return (self._done if step is None else self._finished[step]).wait(timeout)

    @property
    def done(self) -> bool:
        """Whether everything has run, well or not."""
        return self._done.is_set()

    @property
    def current(self) -> str | None:
        """Name of the step that is running or comes next; None when all have run."""
        finished = len(self._reports)
        return self.steps[finished].name if finished < len(self.steps) else None

    @property
    def reports(self) -> tuple[StepReport, ...]:
        """How the steps that have run went."""
        return tuple(self._reports)

    def _run(self) -> None:
        try:
            for step in self.steps:
                if self._ending:
                    return
                self._reports.append(_timed(step))
                self._finished[step.name].set()
            gc.collect()
            gc.freeze()
        finally:
            self._done.set()


def _timed(step: Step) -> StepReport:
    start = time.perf_counter()
    exception = None
    try:
        step.run()
    except Exception as caught:
        log.exception("Warm-up: %s", step.name)
        exception = caught
    return StepReport(step.name, (time.perf_counter() - start) * 1000, exception)
