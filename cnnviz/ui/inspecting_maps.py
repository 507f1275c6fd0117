"""The inspector's feature maps: the sheet of a layer, and beside it the unit that is pinned."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnnviz.ui import computing, inspecting, inspecting_unit, inspector_controls, links
from cnnviz.ui.inspector_views import Seen


def draw(seen: Seen) -> None:
    """Draw the choice of layers and the sheet of the chosen one."""
    layer = inspector_controls.layer_control(seen.model)
    question = inspecting.layer_question(seen.model, seen.photo, layer, seen.theme)
    sheet = partial(inspecting.layer_sheet, seen.model, seen.photo, layer, seen.theme)
    answer = computing.ask(question, sheet, "sheet")
    if answer is not None:
        units(seen, answer.value, layer)
        computing.show_cost(answer, "sheet cost")
    links.publish("maps")


@st.fragment  # another unit is drawn by the sheet itself; here the address takes it over
def units(seen: Seen, found: inspecting.LayerSheet, layer: str) -> None:
    """Draw the sheet, and the figures of the unit that it is told to pin."""
    unit = inspector_controls.pinned_unit(found, seen.model, layer)
    question = inspecting_unit.question(seen.model, seen.photo, layer, unit, seen.theme)
    drawn = partial(inspecting_unit.unit_figures, found, seen.model, seen.photo, layer, unit, seen.theme)
    figures = computing.ask(question, drawn, "unit")
    if figures is not None:
        inspector_controls.draw_units(found, seen.model, layer, figures.value, seen.theme)
    links.publish("units")
