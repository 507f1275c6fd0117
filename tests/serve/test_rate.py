from __future__ import annotations

from contextlib import ExitStack

import pytest

from cnnviz.serve import Rate, TooMany, Visitor
from cnnviz.serve.rate import A_SECOND, AT_ONCE


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(rate: Rate, visitor: Visitor, times: int) -> int:
    """Return how many questions pass."""
    passed = 0
    for _ in range(times):
        try:
            with rate.question(visitor):
                passed += 1
        except TooMany:
            pass
    return passed


def test_a_flood_is_cut_to_the_burst_and_then_to_the_rate() -> None:
    clock, ann = Clock(), Visitor()
    rate = Rate(a_second=10, burst=30, clock=clock)
    assert asked(rate, ann, 1000) == 30
    clock.now += 2
    assert asked(rate, ann, 1000) == 20


def test_a_flood_costs_others_nothing() -> None:
    rate = Rate(a_second=10, burst=30, clock=Clock())
    asked(rate, Visitor(), 1000)
    assert asked(rate, Visitor(), 30) == 30


def test_three_components_may_ask_for_an_hour_while_a_finger_moves() -> None:
    clock, ann = Clock(), Visitor()
    rate, every = Rate(clock=clock), 0.040  # the pause of quick.js
    assert 3 / every <= A_SECOND
    for _ in range(int(3600 / every)):
        clock.now += every
        assert asked(rate, ann, 3) == 3


def test_who_waits_for_many_answers_gets_a_sentence() -> None:
    rate, ann = Rate(), Visitor()
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            stack.enter_context(rate.question(ann))
        with pytest.raises(TooMany, match="faster than the server answers"), rate.question(ann):
            pass
    assert asked(rate, ann, 1) == 1
