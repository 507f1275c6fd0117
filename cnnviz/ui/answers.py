"""What each page shows before anything is touched, computed during the warm-up so that the first click finds it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cnnviz import models
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.render.palette import Mode
from cnnviz.serve import Question, engine
from cnnviz.ui import (
    field_address,
    field_answers,
    field_view,
    filter_answer,
    inspecting,
    inspecting_unit,
    inspector_controls,
)
from cnnviz.ui.choice import DEFAULT_PHOTO
from cnnviz.ui.filter_settings import FilterSettings
from cnnviz.ui.filtering import Subject

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
        seen, sheet, saliency = (model, picture, mode), (model, picture, layer, mode), (model, picture, target, mode)
        found += [
            (inspecting.seen_question(*seen), partial(inspecting.seen, *seen)),
            (inspecting.layer_question(*sheet), partial(inspecting.layer_sheet, *sheet)),
            _first_unit(model, picture, layer, mode),
            (inspecting.saliency_question(*saliency), partial(inspecting.saliency_maps, *saliency)),
        ]
    return found


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


def _first_unit(model: Model, picture: Picture, layer: str, mode: Mode) -> tuple[Question, Callable[[], Any]]:
    """Return the question for the unit that a layer's sheet opens with."""
    asked = model, picture, layer, mode
    about, sheet = inspecting.layer_question(*asked), partial(inspecting.layer_sheet, *asked)
    found = engine().ask(about, sheet, visitor="warm-up").value
    shown = model, picture, layer, found.sheet.cells.order[0], mode
    return inspecting_unit.question(*shown), partial(inspecting_unit.unit_figures, found, *shown)


def fill_defaults() -> None:
    """Ask them all, through the same engine and cache as the visitors."""
    for question, compute in defaults():
        engine().ask(question, compute, visitor="warm-up")
