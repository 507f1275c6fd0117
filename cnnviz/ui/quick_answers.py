"""The questions that components ask beside the page's run, and who answers.

Whoever answers is imported with the first question: the server starts without torch and what no page needs yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module

from cnnviz.serve import Visitor
from cnnviz.ui.quick import Answerer, Asked

PLACES = {  # name of the question: module of this package, and its function
    "lab": ("lab_text", "answer"),
    "filters": ("filter_answer", "answer"),
    "sheet": ("inspecting_sheet", "answer"),
    "values": ("inspecting_sheet", "values"),
    "units": ("inspecting_sheet", "table"),
    "unit": ("inspecting_unit", "answer"),
    "about": ("about_unit", "answer"),
    "patches": ("about_patches", "answer"),
    "weights": ("filter_bank", "answer"),
    "compare": ("inspecting_compare_answer", "answer"),
    "votes": ("votes", "answer"),
    "switch": ("switch_answers", "answer"),
    "losses": ("switch_answers", "search"),
    "field": ("field_answers", "answer"),
    "wall": ("wall_answers", "answer"),
    "wall_progress": ("wall_answers", "progress"),
    "wall_check": ("wall_checks", "answer"),
    "wall_hand": ("wall_hand", "answer"),
    "wall_slide": ("wall_slide", "answer"),
    "fool": ("fool_answers", "answer"),
    "fool_run": ("fool_answers", "run"),
    "fool_survival": ("fool_survival", "run"),
    "fool_smallest": ("fool_smallest", "run"),
    "classes_set": ("classes_own", "answer"),
    "classes": ("classes_training", "answer"),
    "classes_look": ("classes_answers", "look"),
    "classes_step": ("classes_answers", "step"),
    "classes_file": ("classes_answers", "file"),
    "classes_worth": ("classes_answers", "worth_answer"),
    "dream": ("dream_running", "answer"),
    "dream_gif": ("dream_gif", "answer"),
}


def _answer(place: tuple[str, str], visitor: Visitor, asked: Asked) -> bytes:
    module, function = place
    answerer: Answerer = getattr(import_module(f"cnnviz.ui.{module}"), function)
    return answerer(visitor, asked)


ANSWERERS: Mapping[str, Answerer] = {name: partial(_answer, place) for name, place in PLACES.items()}
