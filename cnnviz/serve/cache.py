"""Finished answers, bounded in bytes: the least recently used ones go first."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MEGABYTE = 1_000_000
OVERHEAD = 1_000  # bytes that the key and the bookkeeping cost, so that a million empty answers are not free


def default_limit() -> int:
    """Bytes that `CNNVIZ_CACHE_MB` allows (256 MB without it)."""
    try:
        megabytes = float(os.environ.get("CNNVIZ_CACHE_MB", ""))
    except ValueError:
        megabytes = 256.0
    return int(max(0.0, megabytes) * MEGABYTE)


class Cache(Generic[Key, Value]):
    """A thread-safe mapping that never holds more than `limit` bytes.

    Whoever puts a value in says how large it is (see `serve.size.seal`).
    """

    def __init__(self, limit: int | None = None) -> None:
        self.limit = default_limit() if limit is None else limit
        self._lock = threading.Lock()
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()  # oldest use first
        self._nbytes = 0

    def get(self, key: Key) -> Value | None:
        """Return the value and count it as used now, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Key, value: Value, nbytes: int) -> bool:
        """Keep `value` of `nbytes` bytes, letting go of the least recently used; False where it is too large to keep.

        A value that alone is over the limit pushes nothing out.
        """
        cost = nbytes + OVERHEAD
        with self._lock:
            self._drop(key)
            if cost > self.limit:
                return False
            while self._nbytes + cost > self.limit:
                self._drop(next(iter(self._entries)))
            self._entries[key] = (value, cost)
            self._nbytes += cost
            return True

    def clear(self) -> None:
        """Let everything go."""
        with self._lock:
            self._entries.clear()
            self._nbytes = 0

    @property
    def nbytes(self) -> int:
        """Bytes held now, the bookkeeping included."""
        return self._nbytes

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Key) -> bool:
        return key in self._entries

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._nbytes -= entry[1]
