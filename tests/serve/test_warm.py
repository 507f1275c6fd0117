from __future__ import annotations

import gc
import logging
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from cnnviz.serve import Step, WarmUp

PATIENCE = 10
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(gc, "collect", lambda: calls.append("collect"))
    monkeypatch.setattr(gc, "freeze", lambda: calls.append("freeze"))
    return calls


def test_steps_run_in_order_and_the_collector_is_frozen_after_them(calls: list[str]) -> None:
    warm = WarmUp([Step("one", lambda: calls.append("one")), Step("two", lambda: calls.append("two"))])
    assert (warm.done, warm.current) == (False, "one")
    warm.start()
    assert warm.wait(PATIENCE)
    assert calls == ["one", "two", "collect", "freeze"]
    assert (warm.done, warm.current) == (True, None)
    assert [(report.name, report.exception) for report in warm.reports] == [("one", None), ("two", None)]
    assert all(report.milliseconds >= 0 for report in warm.reports)


def test_starting_does_not_wait_and_one_step_can_be_waited_for() -> None:
    gate = Event()
    warm = WarmUp([Step("quick", int), Step("slow", lambda: gate.wait(PATIENCE))])
    warm.start()
    assert warm.wait(PATIENCE, step="quick")
    assert not warm.wait(0.01)
    assert warm.current == "slow"
    gate.set()
    assert warm.wait(PATIENCE)


def test_a_failing_step_is_recorded_and_the_next_ones_run(calls: list[str], caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise OSError("no such file")

    with caplog.at_level(logging.ERROR):
        warm = WarmUp([Step("weights", fail), Step("next", lambda: calls.append("next"))])
        warm.start()
        assert warm.wait(PATIENCE)
    assert isinstance(warm.reports[0].exception, OSError)
    assert "next" in calls
    assert "weights" in caplog.text


def test_starting_twice_runs_the_steps_once(calls: list[str]) -> None:
    warm = WarmUp([Step("one", lambda: calls.append("one"))])
    warm.start()
    warm.start()
    assert warm.wait(PATIENCE)
    assert calls.count("one") == 1


def test_no_steps_is_soon_done() -> None:
    warm = WarmUp([])
    warm.start()
    assert warm.wait(PATIENCE)


def test_python_ends_after_the_step_that_is_running_and_begins_no_other() -> None:
    code = """
import time
from cnnviz.serve import Step, WarmUp
WarmUp([Step("slow", lambda: (time.sleep(0.4), print("whole"))), Step("next", lambda: print("never"))]).start()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["whole"]
