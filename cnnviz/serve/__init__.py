"""Who computes, when and where: one cache, one fair queue, engines. Plain Python, no Streamlit, no torch of its own."""

from __future__ import annotations

import threading

from cnnviz.serve.cache import Cache
from cnnviz.serve.local import LocalEngine, limit_torch_threads
from cnnviz.serve.question import Answer, Engine, Question
from cnnviz.serve.visitor import Visitor
from cnnviz.serve.warm import Step, StepReport, WarmUp

__all__ = [
    "Answer",
    "Cache",
    "Engine",
    "LocalEngine",
    "Question",
    "Step",
    "StepReport",
    "Visitor",
    "WarmUp",
    "engine",
    "limit_torch_threads",
]

_lock = threading.Lock()
_engine: Engine | None = None


def engine() -> Engine:
    """Return the one engine of this process, made at the first call."""
    global _engine
    with _lock:
        if _engine is None:
            _engine = LocalEngine()
        return _engine
