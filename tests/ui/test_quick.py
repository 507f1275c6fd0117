"""Quick answers: only a page that the server knows is answered, whatever is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from cnnviz.errors import UnknownName
from cnnviz.imaging import samples
from cnnviz.serve import Visitor
from cnnviz.ui import quick
from cnnviz.ui.quick_answers import ANSWERERS, PLACES

from .asgi import Reply, request


def _refuse(_visitor: Visitor, _asked: Mapping[str, Any]) -> bytes:
    raise UnknownName("There is no such thing here.")


def _fail(_visitor: Visitor, _asked: Mapping[str, Any]) -> bytes:
    raise ZeroDivisionError


APP = Starlette(routes=[quick.route({**ANSWERERS, "refuse": _refuse, "fail": _fail})])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def ask(name: str, ticket: str, **asked: Any) -> Reply:
    return request(APP, "POST", f"/answers/{name}", json.dumps({"ticket": ticket, "asked": asked}).encode())


def test_labs_lines_are_those_of_the_settings() -> None:
    visitor = Visitor()
    answer = ask("lab", visitor.ticket, settings={"n": 28, "k": 5, "s": 2, "p": 0, "cin": 1, "cout": 20})
    text = "".join(part for _, part in json.loads(answer.body)["pieces"])
    assert "nn.Conv2d(1, 20, kernel_size=5, stride=2)" in text
    assert "(1, 20, 12, 12)" in text  # floor((28 - 5) / 2) + 1


def test_a_layer_that_does_not_fit_has_no_lines() -> None:
    visitor = Visitor()
    assert ask("lab", visitor.ticket, settings={"n": 3, "k": 5, "p": 0}).text == "null"


@pytest.mark.parametrize("name", ["lab", "unit"])
def test_without_a_known_ticket_nothing_is_answered(name: str) -> None:
    answer = ask(name, "guessed", settings={})
    assert answer.status == 403
    assert "Reload" in answer.text


def test_the_ticket_goes_with_its_visitor() -> None:
    ticket = Visitor().ticket
    assert ask("lab", ticket, settings={}).status == 403


def test_a_visitor_cannot_see_anothers_photo() -> None:
    owner, stranger = Visitor(), Visitor()
    reference = owner.add(samples.load("cat"))
    asked = {"net": "embedded", "photo": f"mine-{reference}", "layer": "stem.conv", "unit": 0, "theme": "light"}
    assert ask("unit", stranger.ticket, **asked).status == 422
    settings = {"settings": {"inp": "photo"}, "photo": f"mine-{reference}"}
    assert ask("lab", stranger.ticket, **settings).status == 422
    assert ask("lab", owner.ticket, **settings).status == 200


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"net": "embedded", "photo": "cat", "layer": "nowhere", "unit": 0},
        {"net": "embedded", "photo": "cat", "layer": "stem.conv", "unit": 10**9},
        {"net": "../../etc/passwd", "photo": "cat", "layer": "stem.conv", "unit": 0},
        {"net": "embedded", "photo": "../cat", "layer": "stem.conv", "unit": 0},
        {"net": "embedded", "photo": "cat", "layer": "stem.conv", "unit": True},
    ],
)
def test_a_unit_that_is_not_there_gets_a_sentence(asked: dict[str, Any]) -> None:
    visitor = Visitor()
    answer = ask("unit", visitor.ticket, **asked)
    assert answer.status == 422
    assert answer.text[-1] in ".?"


def test_refusals_are_sentences_and_failures_tell_nothing_of_the_inside() -> None:
    visitor = Visitor()
    refused, failed = ask("refuse", visitor.ticket), ask("fail", visitor.ticket)
    assert (refused.status, refused.text) == (422, "There is no such thing here.")
    assert failed.status == 500
    assert "ZeroDivision" not in failed.text


def test_half_a_character_that_no_encoding_has_gets_a_sentence() -> None:
    visitor = Visitor()
    answer = ask("filters", visitor.ticket, photo="\ud800", settings={})
    assert answer.status == 422
    assert answer.text.startswith("There is no sample named \u201c?\u201d.")


def test_unknown_questions_and_long_ones_are_refused() -> None:
    visitor = Visitor()
    assert ask("nothing", visitor.ticket).status == 404
    assert ask("lab", visitor.ticket, settings="x" * quick.LONGEST).status == 413


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(body: bytes) -> None:
    assert request(APP, "POST", "/answers/lab", body).status == 403


@given(ANYTHING)
def test_whatever_a_known_page_asks_is_answered_or_refused_in_a_sentence(asked: object) -> None:
    visitor = Visitor()
    for name in ("lab", "unit"):
        answer = ask(name, visitor.ticket, settings=asked, photo=asked, net=asked)
        assert answer.status in (200, 422)


@pytest.mark.parametrize("place", sorted(set(PLACES.values())))
def test_each_question_has_somebody_who_answers(place: tuple[str, str]) -> None:
    module, function = place
    assert callable(getattr(import_module(f"cnnviz.ui.{module}"), function))
