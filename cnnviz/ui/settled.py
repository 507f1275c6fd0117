"""The state of a component that answers the visitor's hand by itself, and that links can ask for.

As long as the component is told the same, its message stays the same and Streamlit does not send its pictures again. So
it is told anew only when a link asks for something else, or when the whole page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from cnnviz.ui import sheets

Value = TypeVar("Value")
NOW = "_settled"  # each component's state
HEARD = "_heard"  # what each component has sent last
SERIAL = "_told_times"


@dataclass(frozen=True)
class Settled(Generic[Value]):
    """`now` is the state; `told` is what the component is told to start with, `serial` changes when it is told anew."""

    now: Value
    told: Value
    serial: int


def earlier(name: str, first: Value) -> Value:
    """Return the state that component `name` had when the page was drawn last, else `first`."""
    found: Value = st.session_state.get(NOW, {}).get(name, first)
    return found


def settle(
    name: str, state: str, asked: Value | None, first: Value, read: Callable[[Any], Value | None]
) -> Settled[Value]:
    """Return the state of component `name`: what a new link asks for, else what it has newly sent, else as it was.

    `state` is the name under which the component sends it; `read` turns that into a value, None where it cannot.
    """
    now, heard, told = (st.session_state.setdefault(store, {}) for store in (NOW, HEARD, sheets.STARTS))
    sent = (st.session_state.get(name) or {}).get(state)
    value = earlier(name, first)
    if asked is not None:
        value = asked
    elif sent is not None and sent != heard.get(name):
        taken = read(sent)
        value = value if taken is None else taken
    heard[name], now[name] = sent, value
    if asked is not None or name not in told:
        st.session_state[SERIAL] = serial = st.session_state.get(SERIAL, 0) + 1
        told[name] = (value, serial)
    start, serial = told[name]
    return Settled(value, start, serial)
