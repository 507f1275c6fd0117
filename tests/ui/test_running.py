"""Long runs asked for by quick answers: whatever is asked, frames or a sentence come back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.errors import CnnvizError, UnknownName
from cnnviz.serve import Passing, Visitor
from cnnviz.ui import running

from .packed import unpack

CLOSED: list[str] = []
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=2)


def count(to: int) -> Iterator[int | Passing | None]:
    try:
        yield None
        yield Passing(0)
        yield from range(1, to)
    finally:
        CLOSED.append("closed")


def read(_visitor: Visitor, asked: Mapping[str, Any]) -> running.Plan[int]:
    to = asked.get("to")
    if type(to) is not int:
        raise UnknownName("How far shall it count?")
    return running.Plan(to, lambda: count(to), of=to + 1)


ANSWER = running.answerer("count", read, lambda number: bytes([number]))


def ask(visitor: Visitor, **asked: Any) -> tuple[dict[str, Any], list[bytes]]:
    return unpack(ANSWER(visitor, asked))


def test_to_stop_what_a_newer_run_has_ended_is_no_mistake() -> None:
    ann = Visitor()
    older = ask(ann, act="start", to=200)[0]["run"]
    newer = ask(ann, act="start", to=200)[0]["run"]
    assert ask(ann, act="stop", run=older)[0]["state"] == "none"
    assert ask(ann, act="look", run=newer)[0]["run"] == newer


def test_a_run_is_started_and_looked_at_to_its_end() -> None:
    ann, end = Visitor(), time.monotonic() + 10
    look, blobs = ask(ann, act="start", to=3)
    run, frames = look["run"], dict(zip(look["frames"], blobs, strict=True))
    while look["state"] in ("waiting", "running") or look["more"]:
        assert time.monotonic() < end
        time.sleep(0.005)
        look, blobs = ask(ann, act="look", run=run, since=look["next"])
        frames |= dict(zip(look["frames"], blobs, strict=True))
    assert frames == {0: b"\0", 1: b"\1", 2: b"\2"}
    assert (look["state"], look["done"], look["of"], look["sentence"]) == ("done", 4, 4, "")
    assert CLOSED
    assert ask(ann, act="look", run=None)[0]["run"] == run  # a page that comes back


def test_a_page_that_comes_back_to_nothing_is_told_so() -> None:
    look, blobs = ask(Visitor(), act="look", run=None)
    assert (look["state"], look["run"], blobs) == ("none", None, [])


@pytest.mark.parametrize(
    "asked",
    [{}, {"act": "start"}, {"act": "look", "run": "guessed"}, {"act": "dance"}],
)
def test_what_cannot_be_done_is_said_in_a_sentence(asked: dict[str, Any]) -> None:
    ann = Visitor()
    ask(ann, act="start", to=2)
    with pytest.raises(CnnvizError, match=r"\w.*[.?]$"):
        ask(ann, **asked)


@settings(max_examples=30)
@given(
    asked=st.fixed_dictionaries(
        {"act": st.sampled_from(["look", "stop"])}, optional={"run": ANYTHING, "since": ANYTHING}
    )
)
def test_any_question_gets_an_answer_or_a_sentence(asked: dict[str, Any]) -> None:
    try:
        assert ask(Visitor(), **asked)[0]["state"] == "none"
    except UnknownName as problem:
        assert "no longer here" in str(problem)  # noqa: PT017
