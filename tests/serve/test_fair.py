from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from cnnviz.serve.fair import FairQueue


@dataclass(frozen=True)
class Ticket:
    visitor: str
    slot: str
    number: int = 0


def drain(queue: FairQueue[Ticket], *, finish: bool = True) -> list[str]:
    order = []
    while (ticket := queue.take()) is not None:
        order.append(ticket.visitor + ticket.slot)
        if finish:
            queue.finished(ticket.visitor)
    return order


def filled(*tickets: str) -> FairQueue[Ticket]:
    queue: FairQueue[Ticket] = FairQueue()
    for ticket in tickets:
        queue.put(Ticket(ticket[0], ticket[1:]))
    return queue


def test_one_question_each_is_first_come_first_served() -> None:
    assert drain(filled("c1", "a1", "b1")) == ["c1", "a1", "b1"]


def test_a_visitor_with_many_questions_lets_others_pass() -> None:
    assert drain(filled("a1", "a2", "a3", "a4", "b1", "c1", "b2")) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


def test_one_visitor_alone_may_use_all_workers() -> None:
    assert drain(filled("a1", "a2", "a3"), finish=False) == ["a1", "a2", "a3"]


def test_who_has_nothing_running_comes_before_who_has() -> None:
    queue = filled("a1", "a2")
    queue.take()
    queue.put(Ticket("b", "1"))
    taken = queue.take()
    assert taken is not None
    assert taken.visitor == "b"


def test_a_newer_question_keeps_the_place_of_the_older() -> None:
    queue = filled("a1", "b1")
    newer = Ticket("a", "1", number=2)
    older = queue.put(newer)
    assert older == Ticket("a", "1")
    assert queue.take() is newer


def test_removing_takes_only_that_very_ticket() -> None:
    queue = filled("a1")
    (standing,) = queue.of("a")
    assert not queue.remove(Ticket("a", "1", number=7))
    assert queue.remove(standing)
    assert not queue.remove(standing)
    assert len(queue) == 0


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=40))
def test_nobody_is_served_twice_while_another_waits_unserved(tickets: list[tuple[str, int]]) -> None:
    queue: FairQueue[Ticket] = FairQueue()
    for visitor, slot in tickets:
        queue.put(Ticket(visitor, str(slot)))
    order = [name[0] for name in drain(queue)]
    assert len(order) == len(set(tickets))
    for place, visitor in enumerate(order):
        since = order[:place]
        if visitor in since:
            last = place - 1 - since[::-1].index(visitor)
            still_waiting = set(order[place:]) - {visitor}
            assert still_waiting <= set(order[last + 1 : place])


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("123")), max_size=12), st.integers(0, 4))
def test_the_place_in_line_is_the_number_of_those_served_before(asked: list[tuple[str, str]], served: int) -> None:
    queue: FairQueue[Ticket] = FairQueue()
    for number, (visitor, slot) in enumerate(asked):
        queue.put(Ticket(visitor, slot, number))
    for _ in range(served):
        if (ticket := queue.take()) is not None:
            queue.finished(ticket.visitor)
    told = {ticket: queue.before(ticket) for ticket in queue}
    for place in range(len(queue)):
        ticket = queue.take()
        assert ticket is not None
        assert told[ticket] == place
        queue.finished(ticket.visitor)


def test_what_may_not_be_taken_yet_keeps_its_place() -> None:
    queue = filled("a1", "b1", "b2")
    taken = queue.take(lambda ticket: ticket.visitor == "b")
    assert taken == Ticket("b", "1")
    assert drain(queue) == ["a1", "b2"]
