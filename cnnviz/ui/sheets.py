"""Hands a contact sheet to its browser component, and reads back which unit was chosen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnnviz.render import Sheet
from cnnviz.ui import components
from cnnviz.ui.components import pack


def mount(sheet: Sheet, key: str, *, title: str, alt: str, labels: Sequence[str], unit: int, file: str) -> int:
    """Draw a sheet in which `unit` is pinned; returns the unit that is pinned now.

    `labels[i]` is said of the unit in cell i.
    """
    cells = sheet.cells
    meta = {
        "title": title,
        "alt": alt,
        "columns": cells.columns,
        "rows": cells.rows,
        "cell": [cells.cell_height, cells.cell_width],
        "gap": cells.gap,
        "order": list(cells.order),
        "unit": unit,
        "labels": list(labels),
        "file": file,
    }
    result = components.mount("sheet", pack(meta, [sheet.png]), key=key, on_unit_change=lambda: None)
    return unit if result.unit is None else int(result.unit)


def pinned(key: str) -> int | None:
    """Return the unit that the visitor has pinned on the sheet `key`, before it is drawn again."""
    unit = (st.session_state.get(key) or {}).get("unit")
    return unit if isinstance(unit, int) and not isinstance(unit, bool) and unit >= 0 else None
