"""The questions that components ask beside the page's run, and who answers; torch comes with the first to need it."""

from __future__ import annotations

from collections.abc import Mapping

from cnnviz.serve import Visitor
from cnnviz.ui import filter_answer, lab_text
from cnnviz.ui.quick import Answerer, Asked


def _unit(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import inspecting_unit

    return inspecting_unit.answer(visitor, asked)


def _sheet(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import inspecting_sheet

    return inspecting_sheet.answer(visitor, asked)


def _values(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import inspecting_sheet

    return inspecting_sheet.values(visitor, asked)


def _units(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import inspecting_sheet

    return inspecting_sheet.table(visitor, asked)


def _field(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import field_answers

    return field_answers.answer(visitor, asked)


def _compare(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import inspecting_compare_answer

    return inspecting_compare_answer.answer(visitor, asked)


def _votes(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import votes

    return votes.answer(visitor, asked)


def _switch(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import switch_answers

    return switch_answers.answer(visitor, asked)


def _losses(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import switch_answers

    return switch_answers.search(visitor, asked)


def _about(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import about_unit

    return about_unit.answer(visitor, asked)


def _patches(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import about_patches

    return about_patches.answer(visitor, asked)


def _weights(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import filter_bank

    return filter_bank.answer(visitor, asked)


def _wall(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import wall_answers

    return wall_answers.answer(visitor, asked)


def _wall_progress(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import wall_answers

    return wall_answers.progress(visitor, asked)


def _wall_check(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import wall_checks

    return wall_checks.answer(visitor, asked)


def _wall_hand(visitor: Visitor, asked: Asked) -> bytes:
    from cnnviz.ui import wall_hand

    return wall_hand.answer(visitor, asked)


ANSWERERS: Mapping[str, Answerer] = {
    "lab": lab_text.answer,
    "filters": filter_answer.answer,
    "unit": _unit,
    "sheet": _sheet,
    "values": _values,
    "units": _units,
    "votes": _votes,
    "switch": _switch,
    "losses": _losses,
    "field": _field,
    "compare": _compare,
    "about": _about,
    "patches": _patches,
    "weights": _weights,
    "wall": _wall,
    "wall_progress": _wall_progress,
    "wall_check": _wall_check,
    "wall_hand": _wall_hand,
}
