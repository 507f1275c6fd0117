"""What every quick question about a photo in a network says first: which network, which photo, light or dark."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.models.card import card
from cnnviz.render.palette import Mode
from cnnviz.serve import Visitor
from cnnviz.ui import choice
from cnnviz.ui.quick import Asked


@dataclass(frozen=True)
class Subject:
    """A loaded network, a photo, and the colours in which answers are drawn."""

    model: Model
    picture: Picture
    theme: Mode


def subject(visitor: Visitor, asked: Asked) -> Subject:
    """Read `{net, photo, theme}`. Raises `UnknownName` for what is not here."""
    net, photo = text(asked, "net"), text(asked, "photo")
    if not card(net).here:
        raise UnknownName("This network is not on this machine. Choose another.")
    return Subject(models.load(net), choice.find(visitor, photo), "dark" if asked.get("theme") == "dark" else "light")


def text(asked: Asked, name: str) -> str:
    """Return a text of the question. Raises `UnknownName` where there is none."""
    value = asked.get(name)
    if not isinstance(value, str):
        raise UnknownName("The question is not complete. Reload the page.")
    return value


def number(asked: Asked, name: str, low: int, high: int) -> int:
    """Return a whole number of the question, `low` to `high`. Raises `UnknownName` where there is none."""
    value = asked.get(name)
    if type(value) is not int or not low <= value <= high:
        raise UnknownName("The question names something that is not here. Reload the page.")
    return value
