"""What a long run has shown so far, bounded in number and bytes: pictures on the way are thinned out, results stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cnnviz.errors import NotComputed
from cnnviz.serve.size import seal

COUNT = 2_000  # frames of a run
BYTES = 8_000_000  # of a run's frames together
AT_ONCE = 2_000_000  # bytes that one look brings; the rest comes with the next


@dataclass(frozen=True)
class Passing:
    """A frame that may be missing later: one of many pictures on the way. What is not wrapped stays."""

    value: Any


class TooMuch(NotComputed):
    """A run has more to keep than the server keeps for one."""


class Frames:
    """Frames by their number, which never changes; the caller's lock guards them."""

    def __init__(self, count: int = COUNT, limit: int = BYTES) -> None:
        self._count, self._limit = count, limit
        self._held: dict[int, tuple[Any, int]] = {}  # number: frame, bytes
        self._passing: list[int] = []  # numbers of those that may go
        self.next = 0
        self.nbytes = 0

    def add(self, frame: Any) -> None:
        """Hold a frame, letting every second of the passing ones go beyond the bounds. Raises `TooMuch`."""
        value = frame.value if isinstance(frame, Passing) else frame
        nbytes = seal(value)
        self._held[self.next] = (value, nbytes)
        self.nbytes += nbytes
        while (self.nbytes > self._limit or len(self._held) > self._count) and self._passing:
            gone = set(self._passing[1::2] or self._passing)
            self._passing = [each for each in self._passing if each not in gone]
            for each in gone:
                self.nbytes -= self._held.pop(each)[1]
        if isinstance(frame, Passing):
            self._passing.append(self.next)
        self.next += 1
        if self.nbytes > self._limit or len(self._held) > self._count:
            raise TooMuch("This has become more than the server keeps for one computation, and ends here.")

    def since(self, number: int, limit: int = AT_ONCE) -> tuple[dict[int, Any], int]:
        """Return the frames from `number` on, at least one, within `limit` bytes, and the number to go on with."""
        found: dict[int, Any] = {}
        nbytes = 0
        for each, (value, size) in self._held.items():
            if each < number:
                continue
            if found and nbytes + size > limit:
                return found, each
            found[each] = value
            nbytes += size
        return found, self.next
