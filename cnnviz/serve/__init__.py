"""Who computes, when and where: one cache, one fair queue, engines, long runs. Plain Python, no Streamlit, no torch of
its own."""

from __future__ import annotations

from cnnviz.serve.cache import Cache
from cnnviz.serve.counts import Counts
from cnnviz.serve.frames import Passing
from cnnviz.serve.local import LocalEngine, limit_torch_threads
from cnnviz.serve.process import engine
from cnnviz.serve.question import Answer, Engine, Question
from cnnviz.serve.rate import Rate, TooMany
from cnnviz.serve.visitor import Visitor
from cnnviz.serve.warm import Step, StepReport, WarmUp

__all__ = [
    "Answer",
    "Cache",
    "Counts",
    "Engine",
    "LocalEngine",
    "Passing",
    "Question",
    "Rate",
    "Step",
    "StepReport",
    "TooMany",
    "Visitor",
    "WarmUp",
    "engine",
    "limit_torch_threads",
]
