"""Does it survive? The picture as a file, as a JPEG, in another size, in another network: a row each as it is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.models import Model, Prediction
from cnnviz.models.card import card
from cnnviz.serve import Visitor
from cnnviz.synthesis.attack import Attack
from cnnviz.synthesis.survival import TREATMENTS, elsewhere, survive
from cnnviz.ui import inspecting_asked
from cnnviz.ui.fool_answers import Wanted, read
from cnnviz.ui.quick import Asked
from cnnviz.ui.running import Plan, answerer

NOBODY = ""


def others(model: Model) -> list[dict[str, str]]:
    """Return the other networks that are on this machine, as the component offers them."""
    here = [each for each in models.available() if each.here and each.name != model.name]
    return [{"name": each.name, "title": each.title} for each in here]


def plan(visitor: Visitor, asked: Asked) -> Plan[bytes]:
    """Read also `{other}`, a network's name or "" for none, into the run that computes the rows."""
    wanted, other = read(visitor, asked), inspecting_asked.text(asked, "other")
    if not wanted.look.level:
        raise UnknownName("With an epsilon of 0 there is nothing to survive. Choose more.")
    if other != NOBODY and not card(other).here:
        raise UnknownName("This network is not on this machine. Choose another.")
    of = wanted.look.steps + len(TREATMENTS) + 1 + (other != NOBODY)
    return Plan((wanted.question(), wanted.look.level, other), lambda: rows(wanted, other), of)


def rows(wanted: Wanted, other: str) -> Iterator[bytes | None]:
    """Yield a row of JSON for each treatment, and None after each step of the attack before them."""
    found = None
    for point in wanted.attacks(wanted.begin(), [wanted.epsilon(wanted.look.level)]):
        found = point
        yield None
    assert found is not None  # noqa: S101 - the last of a curve's points is an attack
    for treatment in TREATMENTS:
        fate = survive(wanted.model, found, treatment)
        right = fate.photo.index == found.label
        yield _row(treatment.title, fate.photo, fate.attacked, fate.won, right or found.target is not None)
    if other != NOBODY:
        yield _transferred(found, wanted.model, models.load(other))


def _transferred(found: Attack, model: Model, other: Model) -> bytes:
    photo, attacked = elsewhere(other, found)
    target = None if found.target is None else model.class_names[found.target]
    won = attacked.name == target if target is not None else attacked.index != photo.index
    title = other.card.title if other.card else other.name
    return _row(f"Another network: {title}", photo, attacked, won, True)


def _row(title: str, photo: Prediction, attacked: Prediction, won: bool, right: bool) -> bytes:
    """Write one row; `right` says whether the treatment alone does not do it."""

    def told(each: Prediction) -> dict[str, Any]:
        return {"name": each.name, "share": each.probability}

    said = {"title": title, "photo": told(photo), "attacked": told(attacked), "won": won, "right": right}
    return json.dumps(said).encode()


run = answerer("fool_survival", plan, bytes)
