from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import wait
from types import SimpleNamespace

import numpy as np
import pytest

from cnnviz.errors import DoesNotFit, NotComputed, Superseded, TooBusy
from cnnviz.serve import Cache, LocalEngine, Question, engine, limit_torch_threads
from cnnviz.serve.local import default_workers
from tests.serve.conftest import PATIENCE, Bench, Gate


def test_the_answer_comes_back_with_time_and_size(bench: Bench) -> None:
    answer = bench.engine.ask(Question("a"), lambda: np.zeros(100), "ann")
    assert answer.value.shape == (100,)
    assert answer.nbytes == 800
    assert answer.milliseconds >= 0
    assert not answer.cached


def test_a_second_question_is_answered_from_the_cache(bench: Bench) -> None:
    first = bench.engine.ask(Question("a"), lambda: [1], "ann")
    second = bench.engine.ask(Question("a"), lambda: [2], "bob")
    assert second.value is first.value
    assert second.cached
    assert second.milliseconds == first.milliseconds


def test_nobody_can_change_a_cached_answer(bench: Bench) -> None:
    answer = bench.engine.ask(Question("a"), lambda: np.zeros(3), "ann")
    with pytest.raises(ValueError, match="read-only"):
        answer.value[0] = 1


def test_an_answer_too_large_to_keep_is_returned_all_the_same() -> None:
    small = LocalEngine(workers=1, cache=Cache(limit=5000))
    assert small.ask(Question("a"), lambda: b"x" * 9000, "ann").nbytes == 9000
    assert small.peek(Question("a")) is None
    small.close()


def test_peek_neither_computes_nor_waits(bench: Bench) -> None:
    assert bench.engine.peek(Question("a")) is None
    bench.engine.ask(Question("a"), lambda: 7, "ann")
    found = bench.engine.peek(Question("a"))
    assert found is not None
    assert (found.value, found.cached) == (7, True)


def test_questions_differ_by_each_of_their_parts() -> None:
    questions = {Question("k", "m", "p", (1,)), Question("k", "m", "p", (2,)), Question("k", "m", "q", (1,))}
    assert len(questions | {Question("k", "n", "p", (1,)), Question("l", "m", "p", (1,))}) == 5
    assert Question("k", "m", "p", (1,)) in questions


def test_a_running_answer_is_shared_by_all_who_ask(bench: Bench) -> None:
    gate = Gate("shared")
    asked = [bench.ask("a", gate, visitor) for visitor in ("ann", "bob", "cid")]
    gate.end.set()
    assert [future.result(PATIENCE).value for future in asked] == ["shared"] * 3
    assert gate.runs == 1


def test_a_queued_answer_is_shared_by_all_who_ask(bench: Bench) -> None:
    busy, gate = bench.occupy(), Gate("shared")
    asked = [bench.ask("a", gate, visitor) for visitor in ("ann", "bob", "cid")]
    assert bench.engine.waiting == 1
    busy.end.set()
    gate.end.set()
    assert [future.result(PATIENCE).value for future in asked] == ["shared"] * 3
    assert gate.runs == 1


def test_a_newer_question_for_the_same_place_replaces_the_queued_one(bench: Bench) -> None:
    busy, old, new = bench.occupy(), Gate(), Gate("new")
    first, second = bench.ask("old", old), bench.ask("new", new)
    with pytest.raises(Superseded, match="newer"):
        first.result(PATIENCE)
    busy.end.set()
    new.end.set()
    assert second.result(PATIENCE).value == "new"
    assert old.runs == 0


def test_a_newer_question_for_another_place_replaces_nothing(bench: Bench) -> None:
    busy = bench.occupy()
    first, second = bench.ask("a", lambda: 1, slot="left"), bench.ask("b", lambda: 2, slot="right")
    busy.end.set()
    assert (first.result(PATIENCE).value, second.result(PATIENCE).value) == (1, 2)


def test_a_question_that_another_visitor_waits_for_survives_being_replaced(bench: Bench) -> None:
    busy = bench.occupy()
    anns, bobs = bench.ask("old", lambda: "old", "ann"), bench.ask("old", lambda: "old", "bob")
    newer = bench.ask("new", lambda: "new", "ann")
    busy.end.set()
    assert bobs.result(PATIENCE).value == "old"
    assert newer.result(PATIENCE).value == "new"
    with pytest.raises(Superseded):
        anns.result(PATIENCE)


def test_a_cached_answer_also_replaces_the_queued_question(bench: Bench) -> None:
    bench.engine.ask(Question("known"), lambda: 1, "ann")
    busy = bench.occupy()
    old = bench.ask("old", lambda: 2)
    assert bench.ask("known", lambda: 1).result(PATIENCE).cached
    with pytest.raises(Superseded):
        old.result(PATIENCE)
    busy.end.set()


def test_a_running_question_is_not_replaced(bench: Bench) -> None:
    gate = Gate("first")
    first = bench.ask("first", gate)
    assert gate.begun.wait(PATIENCE)
    second = bench.ask("second", lambda: "second")
    gate.end.set()
    assert first.result(PATIENCE).value == "first"
    assert second.result(PATIENCE).value == "second"


def test_a_queued_job_goes_with_its_last_waiter(bench: Bench) -> None:
    busy, gate = bench.occupy(), Gate()
    anns, bobs = bench.ask("a", gate, "ann"), bench.ask("a", gate, "bob")
    bench.engine.leave("ann")
    assert bench.engine.waiting == 1
    bench.engine.leave("bob")
    assert bench.engine.waiting == 0
    busy.end.set()
    for future in (anns, bobs):
        with pytest.raises(NotComputed, match="closed"):
            future.result(PATIENCE)
    assert gate.runs == 0


def test_who_waits_too_long_leaves_the_queue(bench: Bench) -> None:
    busy = bench.occupy()
    with pytest.raises(NotComputed, match="longer"):
        bench.engine.ask(Question("a"), lambda: 1, "ann", timeout=0.01)
    assert bench.engine.waiting == 0
    busy.end.set()


def test_a_running_job_that_everyone_left_still_fills_the_cache(bench: Bench) -> None:
    gate = Gate("kept")
    with pytest.raises(NotComputed):
        bench.engine.ask(Question("a"), gate, "ann", timeout=0.05)
    gate.end.set()
    assert bench.ask("a", gate).result(PATIENCE).value == "kept"
    assert gate.runs == 1


def test_a_full_queue_says_so_and_still_lets_visitors_join_and_replace(bench: Bench) -> None:
    busy = bench.occupy()
    asked = [bench.ask(f"q{n}", lambda n=n: n, f"visitor {n}") for n in range(4)]
    with pytest.raises(TooBusy, match="Wait a few seconds"):
        bench.ask("one more", lambda: 9, "ann").result(PATIENCE)
    joined = bench.ask("q1", lambda: 1, "bob")
    replaced = bench.ask("other", lambda: 5, "visitor 0")
    busy.end.set()
    assert [f.result(PATIENCE).value for f in (*asked[1:], joined, replaced)] == [1, 2, 3, 1, 5]


def test_an_exception_reaches_every_waiter_and_is_not_kept(bench: Bench) -> None:
    gate = Gate(DoesNotFit("The kernel is larger than its input."))
    asked = [bench.ask("a", gate, visitor) for visitor in ("ann", "bob")]
    gate.end.set()
    for future in asked:
        with pytest.raises(DoesNotFit, match="larger"):
            future.result(PATIENCE)
    assert bench.engine.ask(Question("a"), lambda: "well", "ann").value == "well"


def test_a_worker_survives_even_a_system_exit(bench: Bench) -> None:
    gate = Gate(SystemExit())
    future = bench.ask("a", gate)
    gate.end.set()
    with pytest.raises(SystemExit):
        future.result(PATIENCE)
    assert bench.engine.ask(Question("b"), lambda: 1, "ann").value == 1


def test_a_visitor_with_many_questions_does_not_starve_another(bench: Bench) -> None:
    busy = bench.occupy()
    order: list[str] = []
    asked = [bench.ask(f"a{n}", lambda n=n: order.append(f"a{n}"), "ann", f"slot {n}") for n in range(3)]
    asked.append(bench.ask("b", lambda: order.append("b"), "bob"))
    busy.end.set()
    wait(asked, PATIENCE)
    assert order == ["a0", "b", "a1", "a2"]


def test_as_many_jobs_run_at_once_as_there_are_workers(pair: Bench) -> None:
    barrier = threading.Barrier(2, timeout=PATIENCE)
    asked = [pair.ask(f"q{n}", barrier.wait, "ann", f"slot {n}") for n in range(2)]
    assert sorted(future.result(PATIENCE).value for future in asked) == [0, 1]


def test_a_question_inside_a_question_does_not_wait_for_a_worker(bench: Bench) -> None:
    def outer() -> int:
        return bench.engine.ask(Question("inner"), lambda: 20, "ann").value + 1

    assert bench.engine.ask(Question("outer"), outer, "ann", timeout=PATIENCE).value == 21
    assert bench.engine.peek(Question("inner")) is not None


def test_many_visitors_at_once_compute_each_question_once(pair: Bench) -> None:
    runs: list[int] = []

    def compute(n: int) -> int:
        runs.append(n)
        return n * n

    def visit(visitor: int) -> list[int]:
        return [
            pair.engine.ask(Question("square", options=(n,)), lambda n=n: compute(n), str(visitor)).value
            for n in range(20)
        ]

    assert list(pair.pool.map(visit, range(30), timeout=PATIENCE)) == [[n * n for n in range(20)]] * 30
    assert sorted(runs) == list(range(20))
    assert (pair.engine.waiting, pair.engine.running) == (0, 0)


def test_closing_sends_the_queue_away() -> None:
    stopping = Bench(LocalEngine(workers=1))
    busy = stopping.occupy()
    queued = stopping.ask("a", lambda: 1)
    closing = stopping.pool.submit(stopping.engine.close)
    with pytest.raises(NotComputed, match="stopping"):
        queued.result(PATIENCE)
    busy.end.set()
    closing.result(PATIENCE)
    with pytest.raises(NotComputed, match="stopping"):
        stopping.engine.ask(Question("b"), lambda: 1, "ann")
    stopping.pool.shutdown()


def test_the_hook_runs_in_the_worker_before_the_job() -> None:
    seen: list[str] = []
    hooked = LocalEngine(workers=1, before_job=lambda: seen.append(threading.current_thread().name))
    hooked.ask(Question("a"), lambda: seen.append("job"), "ann")
    hooked.close()
    assert seen == ["cnnviz-worker-0", "job"]


def test_torch_is_limited_to_one_thread_where_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(set_num_threads=asked.append))
    limit_torch_threads()
    assert asked == [1]


def test_serving_imports_neither_torch_nor_streamlit() -> None:
    script = (
        "import sys; from cnnviz.serve import engine, Question; engine().ask(Question('a'), int, 'ann');"
        "sys.exit(any(name in sys.modules for name in ('torch', 'streamlit')))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode == 0


@pytest.mark.parametrize(("text", "workers"), [("3", 3), ("0", None), ("two", None)])
def test_the_environment_sets_the_number_of_workers(
    text: str, workers: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_WORKERS", text)
    found = default_workers()
    assert found == workers if workers else found >= 1


def test_there_is_one_engine_for_the_process() -> None:
    assert engine() is engine()


def test_who_leaves_waits_no_more_for_what_is_running(bench: Bench) -> None:
    gate = Gate("late")
    anns, bobs = bench.ask("a", gate, "ann"), bench.ask("a", gate, "bob")
    assert gate.begun.wait(PATIENCE)
    bench.engine.leave("ann")
    with pytest.raises(NotComputed, match="closed"):
        anns.result(PATIENCE)
    gate.end.set()
    assert bobs.result(PATIENCE).value == "late"


def test_place_in_line_counts_the_jobs_that_come_before(bench: Bench) -> None:
    busy = bench.occupy()
    for name, visitor in (("a", "ann"), ("b", "bob"), ("c", "cid")):
        bench.ask(name, lambda: 1, visitor)
    assert [bench.engine.place(visitor, "main") for visitor in ("ann", "bob", "cid", "dan")] == [0, 1, 2, 0]
    busy.end.set()


def test_what_became_of_questions_is_counted(bench: Bench) -> None:
    bench.engine.ask(Question("a"), lambda: 1, "ann")
    bench.engine.ask(Question("a"), lambda: 1, "bob")
    with pytest.raises(ZeroDivisionError):
        bench.engine.ask(Question("b"), lambda: 1 // 0, "ann")
    counts = dict(bench.engine.counts.now())
    assert counts.pop("seconds") >= 0
    assert counts == {"computed": 1, "cached": 1, "failed": 1}


class OutOfMemoryError(RuntimeError):
    """As torch's, which serve does not import."""


@pytest.mark.parametrize("problem", [OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), MemoryError()])
def test_where_memory_does_not_suffice_a_sentence_says_what_to_do(problem: Exception, bench: Bench) -> None:
    def compute() -> None:
        raise problem

    with pytest.raises(NotComputed, match="smaller network"):
        bench.engine.ask(Question("large"), compute, "ann")
    assert bench.engine.ask(Question("small"), lambda: 7, "ann").value == 7
