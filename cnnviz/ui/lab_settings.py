"""The convolution lab's settings on their way between the browser, the address and Python; all are untrusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import gcd
from typing import Any

import streamlit as st

from cnnviz.ui import links

KEY = "lab"
KEPT = "_lab_settings"


@dataclass(frozen=True)
class Range:
    """What a setting may be; the names are those of the address and of `assets/components/lab/`."""

    noun: str
    low: int
    high: int
    default: int


RANGES = {
    "n": Range("an input size of", 1, 64, 7),
    "k": Range("kernel", 1, 15, 3),
    "s": Range("stride", 1, 8, 2),
    "p": Range("padding", 0, 15, 1),
    "d": Range("dilation", 1, 6, 1),
    "cin": Range("input channels:", 1, 16, 3),
    "cout": Range("output channels:", 1, 32, 8),
    "groups": Range("groups:", 1, 16, 1),
}


@dataclass(frozen=True)
class LabSettings:
    """One square convolution: input `n x n`, kernel `k x k`, stride, padding, dilation, channels and groups."""

    n: int = RANGES["n"].default
    k: int = RANGES["k"].default
    s: int = RANGES["s"].default
    p: int = RANGES["p"].default
    d: int = RANGES["d"].default
    cin: int = RANGES["cin"].default
    cout: int = RANGES["cout"].default
    groups: int = RANGES["groups"].default

    def as_dict(self) -> dict[str, int]:
        """Return the settings by name, as the component takes them."""
        return asdict(self)


def from_browser(values: Mapping[str, Any]) -> LabSettings:
    """Bring what the component sent into range; anything strange becomes the default."""
    checked = {}
    for name, allowed in RANGES.items():
        value = values.get(name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        checked[name] = min(max(value, allowed.low), allowed.high) if whole else allowed.default  # type: ignore[type-var]
    return with_divisor(checked)


def with_link(before: LabSettings) -> LabSettings:
    """Follow the address where it asks for something new; what it cannot have is told in a sentence."""
    values = before.as_dict()
    for name, allowed in RANGES.items():
        wish = links.integer(name, allowed.noun, allowed.low, allowed.high, allowed.default)
        if wish is not None:
            values[name] = wish
    settings = with_divisor(values)
    if settings.groups != values["groups"]:
        links.tell(
            f"{values['groups']} groups do not divide {values['cin']} input and {values['cout']} output channels; "
            f"showing {settings.groups}."
        )
    return settings


def with_divisor(values: Mapping[str, Any]) -> LabSettings:
    """Replace a number of groups that does not divide both channel counts by the largest smaller one that does."""
    common = gcd(values["cin"], values["cout"])
    groups = next(count for count in range(values["groups"], 0, -1) if common % count == 0)
    return LabSettings(**{**values, "groups": groups})


def current() -> LabSettings:
    """Return the settings of this visit: what a new link asks for, else as left, else the defaults."""
    settings = with_link(st.session_state.get(KEPT, LabSettings()))
    st.session_state[KEPT] = settings
    for name, value in settings.as_dict().items():
        links.write(name, str(value), str(RANGES[name].default))
    return settings


def remember() -> None:
    """Callback of the component: keep what it has come to rest at."""
    state = st.session_state.get(KEY) or {}
    values = state.get("settings")
    if isinstance(values, Mapping):
        st.session_state[KEPT] = from_browser(values)
