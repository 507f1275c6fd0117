"""Hands a contact sheet to its browser component, and remembers which unit is pinned on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.render import Sheet
from cnnviz.ui import components, links
from cnnviz.ui.components import pack

PINS = "_pins"  # the pinned unit of each sheet
CLICKS = "_clicks"  # the last click on each sheet that we have followed
STARTS = "_starts"  # the unit that each sheet's component was told to pin
DRAWN = "_drawn"  # the sheet that was drawn last under an address key


def _store(name: str) -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(name, {})
    return found


def start_over() -> None:
    """On a whole run of a page: its sheets may be drawn anew and are told their pins again."""
    st.session_state[STARTS] = {}


def pinned(name: str, address: str, noun: str, count: int, first: int) -> int:
    """Return the unit to pin, from 0: what a new link asks for, else a new click, else as it was, else `first`.

    `name` is the sheet's, `address` the key in links, which count from 1.
    """
    pins, clicks = _store(PINS), _store(CLICKS)
    click = (st.session_state.get(name) or {}).get("unit")
    asked = links.integer(address, noun, 1, count, first + 1)
    if asked is not None:
        pins[name] = asked - 1
    elif isinstance(click, int) and click >= 0 and click != clicks.get(name):
        pins[name] = click
    clicks[name] = click
    unit = pins[name] = min(int(pins.get(name, first)), count - 1)
    # The sheet moves its pin by itself. As long as it is told the same start its message stays the same, and Streamlit
    # does not send the picture again for each step. It is told anew when it was asked from elsewhere or is drawn anew.
    starts, drawn = _store(STARTS), _store(DRAWN)
    if asked is not None or name not in starts or drawn.get(address) != name:
        starts[name] = unit
    drawn[address] = name
    links.write(address, str(unit + 1), str(first + 1))
    return unit


def told(name: str, address: str, noun: str, count: int, first: int) -> int:
    """Like `pinned`, but return the unit that the sheet is told to start with: it has moved its pin since by itself."""
    pinned(name, address, noun, count, first)
    return int(_store(STARTS)[name])


@dataclass(frozen=True)
class Beside:
    """What stands beside a sheet: packed figures of the unit it starts with, and how those of others are asked for."""

    figures: bytes
    ask: Mapping[str, str]


def mount(
    sheet: Sheet, name: str, *, title: str, alt: str, labels: Sequence[str], file: str, beside: Beside | None = None
) -> None:
    """Draw a sheet; call `pinned` first. `labels[i]` is said of the unit in cell i."""
    cells = sheet.cells
    meta = {
        "title": title,
        "alt": alt,
        "columns": cells.columns,
        "rows": cells.rows,
        "cell": [cells.cell_height, cells.cell_width],
        "gap": cells.gap,
        "order": list(cells.order),
        "unit": _store(STARTS).get(name, 0),
        "labels": list(labels),
        "file": file,
    }
    if beside is None:
        components.mount("sheet", pack(meta, [sheet.png]), key=name, on_unit_change=lambda: None)
        return
    packed = pack({**meta, "ask": dict(beside.ask)}, [sheet.png, beside.figures])
    components.mount("units", packed, key=name, on_unit_change=lambda: None)
