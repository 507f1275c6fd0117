"""The questions that components ask beside the page's run, and who answers; torch comes with the first to need it."""

from __future__ import annotations

from collections.abc import Mapping

from cnnviz.serve import Visitor
from cnnviz.ui import lab_text
from cnnviz.ui.quick import Answerer, Asked


def _unit(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import inspecting_unit

    return inspecting_unit.answer(visitor, asked)


ANSWERERS: Mapping[str, Answerer] = {"lab": lab_text.answer, "unit": _unit}
