"""The prediction's answers and what may be asked of them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import models
from cnnviz.activations import decision
from cnnviz.activations.decision import Ending, Head, Votes
from cnnviz.errors import CnnvizError
from cnnviz.imaging import samples
from cnnviz.serve import Visitor
from cnnviz.ui import votes
from cnnviz.ui.inspecting_prediction import Choice, read
from cnnviz.ui.votes_words import explained
from tests.pages.conftest import Open, open_page

__all__ = ["open_page"]
ASKED: dict[str, Any] = {"net": "embedded", "photo": "cat", "theme": "light", "cls": 3, "vs": votes.NOBODY}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def unpacked(answer: bytes) -> tuple[dict[str, Any], list[bytes]]:
    length = int.from_bytes(answer[:4], "little")
    meta, at, blobs = json.loads(answer[4 : 4 + length]), 4 + length, []
    for size in meta["blobs"]:
        blobs.append(answer[at : at + size])
        at += size
    return meta, blobs


def words(app: Any) -> str:
    return " ".join(element.value for kind in ("markdown", "info", "caption") for element in app.get(kind))


def test_the_parts_in_an_answer_add_up_to_the_logit() -> None:
    for asked in (ASKED, {**ASKED, "vs": 8}):
        meta, blobs = unpacked(votes.answer(Visitor(), asked))
        parts = np.frombuffer(blobs[2], "<f4").astype(float)
        assert parts.sum() + meta["bias"] == pytest.approx(meta["logit"], rel=1e-4, abs=1e-4)
        assert blobs[3].startswith(b"\x89PNG")


def test_the_units_shown_are_those_with_the_largest_votes_either_way() -> None:
    model, photo = models.load("embedded"), samples.load("cat")
    parts = decision.votes(model, decision.evidence(model, photo), 3).parts
    meta, _ = unpacked(votes.answer(Visitor(), ASKED))
    order = np.argsort(-parts)
    assert meta["shown"] == [*order[:8].tolist(), *order[-8:].tolist()]


@pytest.mark.parametrize(
    "strange", [{"cls": 100}, {"cls": -1}, {"vs": -2}, {"vs": 100}, {"cls": None}, {"net": "x"}, {"photo": 3}]
)
def test_what_cannot_be_had_is_refused_in_a_sentence(strange: dict[str, Any]) -> None:
    with pytest.raises(CnnvizError):
        votes.answer(Visitor(), {**ASKED, **strange})


@given(JSON | st.fixed_dictionaries({"target": JSON, "versus": JSON, "count": JSON, "temperature": JSON}))
def test_whatever_a_component_sends_is_a_choice_or_nothing(sent: object) -> None:
    found = read(sent, 100)
    if found is not None:
        assert found.target is None or 0 <= found.target < 100
        assert -1 <= found.versus < 100
        assert 3 <= found.count <= 20
        assert 0.1 <= found.temperature <= 10


def test_a_choice_is_read_as_it_was_sent() -> None:
    sent = {"target": 7, "versus": -1, "count": 10, "temperature": 2.5}
    assert read(sent, 100) == Choice(7, -1, 10, 2.5)
    assert read({**sent, "target": None}, 100) == Choice(None, -1, 10, 2.5)


def test_each_kind_of_ending_is_explained() -> None:
    found = Votes(1.0, 0.0, np.ones(5), np.ones(5), np.ones(5), None, 0.25)
    said = {
        ending: explained(Head(ending, "maps", "last", ending is Ending.CONVOLVED), found, alone=True)
        for ending in Ending
    }
    assert "Global average pooling turns each of the 5 maps" in said[Ending.POOLED]
    assert "25.0 % of the places stay" in said[Ending.CONVOLVED]
    assert "no class activation map" in said[Ending.PLAIN]


@pytest.mark.parametrize("view", ["prediction", "switches"])
def test_the_views_open_without_a_complaint(open_page: Open, view: str) -> None:
    app = open_page("inspector", view=view)
    assert not app.exception
    assert not app.warning


def test_hostile_links_open_and_say_what_they_could_not_have(open_page: Open) -> None:
    app = open_page("inspector", view="prediction", cls="<b>9e9", vs="1e9", tk="-4", temp="nan")
    assert not app.exception
    said = words(app)
    for part in ("class ?b?9e9", "compare with 1e9", "Showing 3", "temperature nan"):
        assert part in said
    assert "<b>" not in said


def test_hostile_switches_in_a_link_get_a_sentence(open_page: Open) -> None:
    app = open_page("inspector", view="switches", sw="1-99999*3_<script>")
    assert not app.exception
    assert "units 1 to 32" in words(app)
    assert "<script>" not in words(app)
