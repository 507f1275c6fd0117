"""What each page shows before anything is touched, computed during the warm-up so that the first click finds it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from cnnviz import activations, models
from cnnviz.errors import NotComputed
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, engine
from cnnviz.ui import (
    classes,
    field_address,
    field_answers,
    field_view,
    filter_answer,
    fool,
    inspecting,
    inspecting_sheet,
    inspecting_unit,
    inspector_controls,
    wall,
)
from cnnviz.ui.choice import DEFAULT_PHOTO
from cnnviz.ui.filter_settings import FilterSettings
from cnnviz.ui.filtering import Subject
from cnnviz.ui.sheet_settings import SheetSettings

MODES: tuple[Mode, ...] = ("light", "dark")
FILTERS = ("photo", "classic", "edges", "gabor")  # what the filter page asks first, and the first of its parts


def defaults() -> list[tuple[Question, Callable[[], Any]]]:
    """Return the questions of all pages' first views, with what computes them."""
    picture, model = samples.load(DEFAULT_PHOTO), models.load("embedded")
    layer, target = inspector_controls.default_layer(model), inspecting.ranked(model, picture)[0].index
    found: list[tuple[Question, Callable[[], Any]]] = [
        (inspecting.ranked_question(model, picture), partial(inspecting.ranked, model, picture)),
        *_first_field(model, picture),
        *(filter_answer.plan(what, Subject.of(picture), FilterSettings()) for what in FILTERS),
    ]
    for mode in MODES:
        seen, saliency = (model, picture, mode), (model, picture, target, mode)
        found += [
            (inspecting.seen_question(*seen), partial(inspecting.seen, *seen)),
            *_first_sheet(model, picture, layer, mode),
            (inspecting.saliency_question(*saliency), partial(inspecting.saliency_maps, *saliency)),
        ]
    return [*found, *wall.first(model, picture, target), fool.first(model, picture), *classes.first(model)]


def _first_field(model: Model, picture: Picture) -> list[tuple[Question, Callable[[], Any]]]:
    """Return the questions of the receptive field page's first view."""
    rows = field_view.layers(model.name)
    row = field_address.default_layer(rows, model.input_size[0])
    place = field_address.centre(row)
    return [
        (field_view.layers_question(model.name), partial(field_view.layers, model.name)),
        (field_view.photo_question(picture), partial(field_view.photo, picture)),
        (field_answers.heat_question(model, picture, place), partial(field_answers.heat, model, picture, row, place)),
    ]


def _first_sheet(model: Model, picture: Picture, layer: str, mode: Mode) -> list[tuple[Question, Callable[[], Any]]]:
    """Return the questions for the sheet of a layer that the inspector opens with, and for its first unit."""
    settings, who = SheetSettings(), "warm-up"
    sheet = (model, picture, layer, settings, 0, mode)
    numbers = inspecting_sheet.ask_maps(model, picture, layer, who).value.statistics
    unit = (model, picture, layer, int(activations.ordered(numbers)[0]), mode)
    return [
        (inspecting_sheet.sheet_question(*sheet), partial(inspecting_sheet.sheet, *sheet, who)),
        (inspecting_unit.question(*unit), partial(inspecting_unit.unit_shown, *unit, who)),
    ]


def fill_defaults() -> None:
    """Ask them all, through the same engine and cache as the visitors."""
    with suppress(NotComputed):  # the server is stopping already
        for question, compute in defaults():
            engine().ask(question, compute, visitor="warm-up")
