"""From a page's question to its answer: waits for the warm-up, asks the engine, says what could not be done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import streamlit as st

from cnnviz.errors import CnnvizError, Superseded
from cnnviz.serve import Answer, Question, engine
from cnnviz.ui import components, links, warmup
from cnnviz.ui.choice import visitor

Value = TypeVar("Value")
NEEDED = 2  # steps of the warm-up that pages wait for: torch and the embedded network
PATIENCE = 120.0  # seconds a page waits for an answer before it says so


def wait_until_ready() -> None:
    """Show what is being done until torch and the embedded network are there; at once when they are.

    Where nobody has started the warm-up (a test, another way of serving), the page starts it.
    """
    running = warmup.current()
    if running.done or all(running.wait(0, step.name) for step in running.steps[:NEEDED]):
        return
    running.start()
    with st.status("Starting PyTorch: a few seconds, once after the server's start", expanded=False) as status:
        for step in running.steps[:NEEDED]:
            status.update(label=f"{step.name.capitalize()}: a few seconds, once after the server's start")
            running.wait(step=step.name)
        status.update(label="Ready", state="complete")
    st.rerun()


def ask(question: Question, compute: Callable[[], Value], slot: str) -> Answer[Value] | None:
    """Return the answer, or None after a sentence on the page that says why there is none.

    `slot` names the place on the page: a newer question for it replaces an older one still in the queue.
    """
    try:
        return engine().ask(question, compute, visitor().id, slot, PATIENCE)
    except Superseded:
        st.stop()
    except CnnvizError as problem:
        st.info(links.plain(str(problem)), icon=":material/info:")
        return None


def device_name() -> str:
    """Name of the processor that computes, as people say it; torch is not imported for it."""
    return _picked() if "torch" in sys.modules else "the CPU"


@cache  # asking CUDA whether it is there takes milliseconds, and it does not come and go
def _picked() -> str:
    from cnnviz.models import pick

    return {"cuda": "the GPU (CUDA)", "mps": "the GPU (MPS)", "cpu": "the CPU"}[pick().type]


def show_cost(answer: Answer[Any], key: str, device: str | None = None) -> None:
    """Draw the small line that says where and in how many milliseconds an answer was computed.

    It is a component, for Streamlit takes some 5 ms in the browser to set a changed line of Markdown.
    """
    again = ", kept from an earlier question" if answer.cached else ""
    text = f"Computed on {device or device_name()} in {answer.milliseconds:,.0f} ms{again}"
    components.mount("cost", {"text": text}, key=key)


def show_place(key: str, times: str) -> None:
    """Draw the small line of a page whose component asks by itself: where it is computed, and where `times` stand."""
    components.mount("cost", {"text": f"Computed on {device_name()}; {times}."}, key=key)
