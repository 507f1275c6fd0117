"""What has happened since the start, as numbers: nothing in them says who asked what."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping


class Counts:
    """Named counters that any thread may add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: dict[str, float] = defaultdict(float)

    def add(self, name: str, number: float = 1) -> None:
        """Add to one."""
        with self._lock:
            self._numbers[name] += number

    def now(self) -> Mapping[str, float]:
        """Return a copy of all."""
        with self._lock:
            return dict(self._numbers)
