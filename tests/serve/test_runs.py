"""Long runs: streamed in turns, looked at, and ended whatever happens."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cnnviz.errors import DoesNotFit, TooBusy, UnknownName
from cnnviz.serve import LocalEngine, Passing, Question, Visitor
from cnnviz.serve.runs import Look, Runs, State
from tests.serve.conftest import PATIENCE

Steps = Callable[[], Iterator[Any]]


class Paced:
    """A generator of numbers, each of whose steps waits until it is let go; says when and on which threads it ran."""

    def __init__(self, of: int = 1_000_000) -> None:
        self.of = of
        self.go = threading.Semaphore(0)
        self.begun, self.closed = threading.Event(), threading.Event()
        self.threads: set[int] = set()

    def __call__(self) -> Iterator[int]:
        self.begun.set()
        try:
            for number in range(self.of):
                assert self.go.acquire(timeout=PATIENCE)
                self.threads.add(threading.get_ident())
                yield number
        finally:
            self.threads.add(threading.get_ident())
            self.closed.set()


class Stage:
    """An engine with runs, and a visitor."""

    def __init__(self, workers: int = 1, **options: Any) -> None:
        self.engine = LocalEngine(workers=workers)
        self.later = 0.0  # seconds by which the clock has been put forward
        self.runs = Runs(lambda: self.engine, clock=lambda: time.monotonic() + self.later, **options)
        self.ann = Visitor()

    def start(self, steps: Steps, kind: str = "dream", visitor: Visitor | None = None, of: int = 0) -> str:
        return self.runs.start(visitor or self.ann, kind, kind, steps, of)

    def look(self, run: str, kind: str = "dream", since: int = 0) -> Look:
        return self.runs.look(self.ann, kind, run, since)

    def wait(self, run: str, until: Callable[[Look], bool], kind: str = "dream") -> Look:
        """Look again and again as a page does, until what it shows is as wished."""
        end = time.monotonic() + PATIENCE
        while not until(look := self.look(run, kind)):
            assert time.monotonic() < end, look
            time.sleep(0.002)
        return look

    def over(self, run: str, kind: str = "dream") -> Look:
        return self.wait(run, lambda look: look.state not in (State.WAITING, State.RUNNING), kind)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.runs.close()
    stage.engine.close()


def test_frames_come_in_order_and_the_run_is_done(stage: Stage) -> None:
    look = stage.over(stage.start(lambda: iter([b"a", None, b"b"]), of=3))
    assert (look.state, look.frames, look.next, look.more) == (State.DONE, {0: b"a", 1: b"b"}, 2, False)
    assert (look.done, look.of, look.sentence) == (3, 3, "")


def test_a_look_brings_only_what_is_new(stage: Stage) -> None:
    run = stage.start(lambda: iter("abc"))
    stage.over(run)
    assert stage.look(run, since=2).frames == {2: "c"}
    assert stage.look(run, since=3).frames == {}


def test_stop_ends_with_the_present_step_and_closes_the_generator(stage: Stage) -> None:
    paced = Paced()
    run = stage.start(paced)
    paced.go.release(2)
    stage.wait(run, lambda look: len(look.frames) == 2)
    stage.runs.stop(stage.ann, "dream", run)
    paced.go.release()
    assert paced.closed.wait(PATIENCE)
    assert (stage.look(run).state, list(stage.look(run).frames)) == (State.STOPPED, [0, 1])


def test_all_steps_run_on_one_thread_whoever_works(stage: Stage) -> None:
    paced = Paced(3)
    run = stage.start(paced)
    paced.go.release(3)
    stage.over(run)
    assert len(paced.threads) == 1


def test_a_newer_run_of_the_same_kind_replaces_the_older(stage: Stage) -> None:
    old, new = Paced(), Paced(1)
    first = stage.start(old)
    old.go.release()
    stage.wait(first, lambda look: look.done == 1)
    second = stage.start(new)
    old.go.release()
    new.go.release()
    assert stage.over(second).state is State.DONE
    assert old.closed.wait(PATIENCE)
    assert stage.runs.latest(stage.ann, "dream") == second
    with pytest.raises(UnknownName, match="no longer here"):
        stage.look(first)


def test_another_visitor_cannot_look_at_it_or_stop_it(stage: Stage) -> None:
    run, bob = stage.start(lambda: iter("a")), Visitor()
    for act in (stage.runs.look, stage.runs.stop):
        with pytest.raises(UnknownName):
            act(bob, "dream", run)
    assert stage.runs.latest(bob, "dream") is None


def test_small_questions_of_others_come_in_between(stage: Stage) -> None:
    def steps() -> Iterator[int]:
        for number in range(1000):
            time.sleep(0.002)
            yield number

    run = stage.start(steps)
    stage.wait(run, lambda look: look.done > 0)
    for number in range(5):
        assert stage.engine.ask(Question("small", options=(number,)), lambda: 7, "bob").value == 7
    look = stage.look(run)
    assert look.state is State.RUNNING
    assert look.done < 500


def test_with_several_workers_runs_leave_one_to_small_questions() -> None:
    stage = Stage(workers=2)
    held = [Paced(), Paced()]
    first, second = (stage.start(paced, kind) for paced, kind in zip(held, "ab", strict=True))
    stage.wait(first, lambda look: look.state is State.RUNNING, "a")
    assert stage.engine.ask(Question("small"), lambda: 7, "bob", timeout=PATIENCE).value == 7
    assert stage.look(second, "b").state is State.WAITING
    for paced in held:
        paced.go.release(3)
    stage.wait(second, lambda look: look.state is State.RUNNING, "b")
    stage.runs.close(0)
    for paced in held:
        paced.go.release(9)
        assert paced.closed.wait(PATIENCE)
    stage.engine.close()


def test_a_question_within_a_step_is_computed_at_once(stage: Stage) -> None:
    def steps() -> Iterator[int]:
        yield stage.engine.ask(Question("inner"), lambda: 7, "ann").value

    assert stage.over(stage.start(steps)).frames == {0: 7}


def test_a_refusal_is_told_as_it_is(stage: Stage) -> None:
    def steps() -> Iterator[int]:
        yield 1
        raise DoesNotFit("The kernel is larger than the photo.")

    look = stage.over(stage.start(steps))
    assert (look.state, look.sentence, look.frames) == (State.REFUSED, "The kernel is larger than the photo.", {0: 1})


def test_a_failure_is_told_kindly_and_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    def steps() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    look = stage.over(stage.start(steps))
    assert look.state is State.REFUSED
    assert "log" in look.sentence
    assert "ZeroDivisionError" in caplog.text
    assert stage.over(stage.start(lambda: iter("a"))).state is State.DONE  # the worker lives


def test_a_run_that_nobody_looks_at_ends(stage: Stage) -> None:
    paced = Paced()
    run = stage.start(paced)
    assert paced.begun.wait(PATIENCE)
    stage.later += 16
    paced.go.release()
    assert paced.closed.wait(PATIENCE)
    assert "not looking" in stage.look(run).sentence


def test_a_hidden_page_may_look_more_rarely(stage: Stage) -> None:
    paced = Paced()
    run = stage.start(paced)
    assert paced.begun.wait(PATIENCE)
    stage.runs.look(stage.ann, "dream", run, hidden=True)
    stage.later += 61
    paced.go.release()
    stage.wait(run, lambda look: look.done == 1)
    paced.go.release()
    stage.wait(run, lambda look: look.done == 2)
    stage.runs.stop(stage.ann, "dream", run)
    paced.go.release()


def test_a_run_ends_when_its_visitor_leaves(stage: Stage) -> None:
    paced, bob = Paced(), Visitor()
    stage.start(paced, visitor=bob)
    assert paced.begun.wait(PATIENCE)
    del bob
    gc.collect()
    paced.go.release(2)
    assert paced.closed.wait(PATIENCE)


def test_closing_ends_all_and_lets_none_begin(stage: Stage) -> None:
    paced = Paced()
    run = stage.start(paced)
    paced.go.release(1)
    stage.wait(run, lambda look: look.done == 1)
    paced.go.release(1)
    stage.runs.close()
    assert paced.closed.is_set()
    assert "stopping" in stage.look(run).sentence
    with pytest.raises(TooBusy, match="stopping"):
        stage.start(lambda: iter("a"))


def test_a_visitor_has_two_runs_at_a_time(stage: Stage) -> None:
    held = [Paced(), Paced()]
    for paced, kind in zip(held, "ab", strict=True):
        stage.start(paced, kind)
    with pytest.raises(TooBusy, match="Stop one"):
        stage.start(lambda: iter("a"), "c")
    for paced in held:
        paced.go.release(9)


def test_who_finds_no_seat_waits_in_line_and_is_told_the_place() -> None:
    stage = Stage(seats=1, line=2)
    paced, others = Paced(), [Visitor() for _ in range(3)]
    stage.start(paced, visitor=others[0])
    second = stage.start(lambda: iter("b"), visitor=others[1])
    last = stage.start(lambda: iter("c"))
    assert (stage.look(last).state, stage.look(last).place) == (State.WAITING, 1)
    with pytest.raises(TooBusy, match="Many people"):
        stage.start(lambda: iter("d"), visitor=others[2])
    stage.runs.stop(others[1], "dream", second)
    assert stage.look(last).place == 0
    stage.runs.stop(others[0], "dream", stage.runs.latest(others[0], "dream") or "")
    paced.go.release()
    assert stage.over(last).frames == {0: "c"}
    stage.engine.close()


def test_frames_of_four_kinds_stay_of_more_the_oldest_go(stage: Stage) -> None:
    runs = {kind: stage.start(lambda: iter("a"), kind) for kind in "abcde" if stage_free(stage)}
    assert stage.runs.latest(stage.ann, "a") is None
    assert stage.over(runs["b"], "b").frames == {0: "a"}


def stage_free(stage: Stage) -> bool:
    end = time.monotonic() + PATIENCE
    while stage.runs.going:
        assert time.monotonic() < end
        time.sleep(0.002)
    return True


def test_frames_of_all_together_are_bounded() -> None:
    stage = Stage(kept=1500)
    first = stage.start(lambda: iter([b"x" * 1000]), "a")
    stage.over(first, "a")
    stage.over(stage.start(lambda: iter([b"x" * 1000]), "b"), "b")
    assert stage_free(stage)
    assert stage.runs.latest(stage.ann, "a") is None
    assert stage.runs.latest(stage.ann, "b") is not None
    stage.engine.close()


def test_passing_frames_give_way_and_the_run_goes_on(stage: Stage) -> None:
    pictures = [Passing(b"x" * 1_000_000) for _ in range(20)]
    look = stage.over(stage.start(lambda: iter([*pictures, b"result"])))
    assert look.state is State.DONE
    run = look.run
    held = {**look.frames}
    while look.more:
        look = stage.look(run, since=look.next)
        held |= look.frames
    assert held[20] == b"result"
    assert held[0] == pictures[0].value
    assert sum(map(len, held.values())) <= 8_000_000


def test_what_does_not_give_way_ends_the_run_with_a_sentence(stage: Stage) -> None:
    look = stage.over(stage.start(lambda: iter([b"x" * 5_000_000, b"y" * 5_000_000, b"z"])))
    assert (look.state, list(look.frames)) == (State.STOPPED, [0])
    assert "more than the server keeps" in look.sentence


def test_thirty_visitors_run_side_by_side_and_all_end() -> None:
    stage = Stage(workers=2)
    visitors = [Visitor() for _ in range(30)]

    def visit(visitor: Visitor) -> list[int]:
        run = stage.start(lambda: iter(range(10)), visitor=visitor)
        while (look := stage.runs.look(visitor, "dream", run)).state in (State.WAITING, State.RUNNING):
            time.sleep(0.002)
        return list(look.frames.values())

    with ThreadPoolExecutor(30) as pool:
        assert list(pool.map(visit, visitors, timeout=PATIENCE)) == [list(range(10))] * 30
    assert stage_free(stage)
    assert (stage.runs.waiting, stage.engine.waiting, stage.engine.running) == (0, 0, 0)
    stage.engine.close()
