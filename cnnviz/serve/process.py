"""What there is once in each process: the engine."""

from __future__ import annotations

import atexit
import threading

from cnnviz.serve.local import LocalEngine
from cnnviz.serve.question import Engine

_lock = threading.Lock()
_engine: Engine | None = None


def engine() -> Engine:
    """Return the one engine of this process, made at the first call."""
    global _engine
    with _lock:
        if _engine is None:
            _engine = local = LocalEngine()
            atexit.register(local.close)  # Python must not end under a worker that is inside torch: the process aborts
        return _engine
