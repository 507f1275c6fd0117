"""The image filters' quick questions: the photo's pixels, and the pictures of whichever part of the page is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from cnnviz.errors import UnknownName
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import choice, filter_lessons, filtering
from cnnviz.ui.filter_settings import FilterSettings, from_browser
from cnnviz.ui.filtering import Subject
from cnnviz.ui.quick import Asked

PATIENCE = 30.0  # seconds a component waits


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{what, photo, net, settings}`, packed: `what` is "photo" for its pixels, else what the settings show.

    Raises `UnknownName` for what is not here, `DoesNotFit` for what cannot be read, and what the engine raises.
    """
    values, photo = asked.get("settings"), asked.get("photo")
    settings = from_browser(values if isinstance(values, Mapping) else {})
    if settings.px:
        subject = Subject.typed(settings.px)
    elif isinstance(photo, str):
        subject = Subject.of(choice.find(visitor, photo))
    else:
        raise UnknownName("The question names no photo. Reload the page.")
    what = "photo" if asked.get("what") == "photo" else settings.source
    if what == "learned":
        question, compute = _learned(visitor, subject, settings, asked.get("net"))
    else:
        question, compute = plan(what, subject, settings)
    return engine().ask(question, compute, visitor.id, f"filters {what == 'photo'}", PATIENCE).value


def plan(what: str, subject: Subject, settings: FilterSettings) -> tuple[Question, Callable[[], bytes]]:
    """Return what the engine is asked for a part of the page that needs no network, with what computes it."""
    if what == "photo":
        return filtering.photo_question(subject), partial(filtering.photo, subject)
    if what == "edges":
        return filter_lessons.edges_question(subject, settings), partial(filter_lessons.edges, subject, settings)
    if what == "gabor":
        return filter_lessons.gabor_question(subject, settings), partial(filter_lessons.gabor, subject, settings)
    return filtering.question(subject, settings), partial(filtering.bench, subject, settings)


def _learned(
    visitor: Visitor, subject: Subject, settings: FilterSettings, net: object
) -> tuple[Question, Callable[[], bytes]]:
    from cnnviz import models  # torch comes with it, and only this part of the page needs it
    from cnnviz.models.card import card
    from cnnviz.ui import learned

    if not isinstance(net, str) or not card(net).here:
        raise UnknownName("This network is not on this machine. Choose another.")
    settings.kernel_weights()  # a typed kernel that cannot be read is told before a network is loaded
    model = models.load(net)
    read = partial(learned.first_filters, model)
    filters = engine().ask(learned.filters_question(model), read, visitor.id, "first filters", PATIENCE).value
    return learned.question(model, subject, settings), partial(learned.beside, filters, model, subject, settings)
