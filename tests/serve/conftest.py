from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from cnnviz.serve import Answer, LocalEngine, Question

PATIENCE = 10  # seconds until a test that hangs fails


class Gate:
    """A computation that says when it has begun and ends when it is told to."""

    def __init__(self, value: object = None) -> None:
        self.value, self.runs = value, 0
        self.begun, self.end = Event(), Event()

    def __call__(self) -> Any:
        self.runs += 1
        self.begun.set()
        assert self.end.wait(PATIENCE)
        if isinstance(self.value, BaseException):
            raise self.value
        return self.value


class Bench:
    """An engine, and askers in threads of their own."""

    def __init__(self, engine: LocalEngine) -> None:
        self.engine = engine
        self.pool = ThreadPoolExecutor(40)

    def ask(
        self, name: str, compute: Callable[[], Any], visitor: str = "ann", slot: str = "main"
    ) -> Future[Answer[Any]]:
        """Ask in another thread; returns once the question stands in the queue, runs or is answered."""
        entered = Event()
        question = Question(name)
        line_up = self.engine._line_up

        def noticed(*arguments: Any) -> Any:
            try:
                return line_up(*arguments)
            finally:
                entered.set()

        self.engine._line_up = noticed  # type: ignore[method-assign]
        future = self.pool.submit(self.engine.ask, question, compute, visitor, slot)
        future.add_done_callback(lambda _: entered.set())
        assert entered.wait(PATIENCE)
        self.engine._line_up = line_up  # type: ignore[method-assign]
        return future

    def occupy(self, visitor: str = "zoe") -> Gate:
        """Keep one worker busy until the gate is told to end."""
        gate = Gate()
        self.ask(f"busy {id(gate)}", gate, visitor, "busy")
        assert gate.begun.wait(PATIENCE)
        return gate


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench(LocalEngine(workers=1, queue_limit=4))
    yield bench
    bench.pool.submit(bench.engine.close).result(PATIENCE)
    bench.pool.shutdown()


@pytest.fixture
def pair() -> Iterator[Bench]:
    bench = Bench(LocalEngine(workers=2))
    yield bench
    bench.pool.submit(bench.engine.close).result(PATIENCE)
    bench.pool.shutdown()
