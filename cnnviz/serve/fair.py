"""Whose turn it is: a queue that is fair between visitors. Pure bookkeeping; the engine's lock guards it.

Each visitor stands in the line once, however many questions they bring. Next comes the visitor with the fewest running
jobs, among equals whoever has stood longest; having been served, they go to the end if they have more. So one question
each is first come, first served; a visitor with a hundred questions delays each other visitor by at most one job a
worker; and where nobody else waits, one visitor may use all workers.

For each slot of a visitor one ticket at most is waiting: a newer one takes over the place of the older, so that whoever
drags a slider does not fall back to the end with every step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar


class Standing(Protocol):
    """What the line needs to know of a ticket."""

    @property
    def visitor(self) -> str:
        """Who waits."""
        ...

    @property
    def slot(self) -> str:
        """For which place on their page."""
        ...


Ticket = TypeVar("Ticket", bound=Standing)


class FairQueue(Generic[Ticket]):
    """The waiting tickets, by visitor and slot."""

    def __init__(self) -> None:
        self._line: dict[str, dict[str, Ticket]] = {}  # visitor -> slot -> ticket; both in order of turn
        self._running: Counter[str] = Counter()

    def put(self, ticket: Ticket) -> Ticket | None:
        """Line up; returns the older ticket of the same visitor and slot whose place it took, if there was one."""
        slots = self._line.setdefault(ticket.visitor, {})
        older = slots.get(ticket.slot)
        slots[ticket.slot] = ticket
        return older

    def take(self, may: Callable[[Ticket], bool] = lambda _: True) -> Ticket | None:
        """Return the ticket whose turn it is, and count its visitor as running one more; None where nobody waits.

        Those that `may` not be taken yet are passed over and keep their place.
        """
        ready = [visitor for visitor, slots in self._line.items() if any(map(may, slots.values()))]
        if not ready:
            return None
        visitor = min(ready, key=self._running.__getitem__)  # min keeps the first of equals: the longest waiting
        slots = self._line.pop(visitor)
        ticket = slots.pop(next(slot for slot, waiting in slots.items() if may(waiting)))
        if slots:
            self._line[visitor] = slots
        self._running[visitor] += 1
        return ticket

    def before(self, ticket: Ticket) -> int:
        """Return how many tickets come before this one, if nobody joins or ends meanwhile; 0 where it is not here."""
        order = sorted(self._line, key=self._running.__getitem__)  # stable: among equals the longest waiting
        if self._line.get(ticket.visitor, {}).get(ticket.slot) is not ticket:
            return 0
        mine, place = list(self._line[ticket.visitor]).index(ticket.slot), order.index(ticket.visitor)
        others = (min(len(self._line[each]), mine + (at < place)) for at, each in enumerate(order) if at != place)
        return mine + sum(others)

    def finished(self, visitor: str) -> None:
        """Count the visitor as running one less."""
        self._running[visitor] -= 1
        if self._running[visitor] <= 0:
            del self._running[visitor]

    def remove(self, ticket: Ticket) -> bool:
        """Take this very ticket out of the line; False where it does not stand there."""
        slots = self._line.get(ticket.visitor, {})
        if slots.get(ticket.slot) is not ticket:
            return False
        del slots[ticket.slot]
        if not slots:
            del self._line[ticket.visitor]
        return True

    def of(self, visitor: str) -> list[Ticket]:
        """Return the tickets with which this visitor waits."""
        return list(self._line.get(visitor, {}).values())

    def __iter__(self) -> Iterator[Ticket]:
        for slots in self._line.values():
            yield from slots.values()

    def __len__(self) -> int:
        return sum(map(len, self._line.values()))
