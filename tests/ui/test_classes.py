"""Own classes on the server's side: sets, odd questions, pictures on their way in, training as a run."""

from __future__ import annotations

import io
import time
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette

from cnnviz import models
from cnnviz.errors import CnnvizError
from cnnviz.serve import Rate, Visitor, class_set
from cnnviz.ui import classes_answers, classes_intake, classes_own, classes_training
from cnnviz.ui.classes_examples import EXAMPLES
from cnnviz.ui.classes_settings import Settings, read
from tests.ui.asgi import Reply, request
from tests.ui.packed import unpack

APP = Starlette(routes=[classes_intake.route()])
SENT: dict[str, Any] = {
    "set": "mine", "keep": 3, "momentum": True, "dropout": False, "augment": False, "tune": 0, "draw": 0,
}  # fmt: skip


def png(value: int) -> bytes:
    rgb = np.random.default_rng(value).integers(0, 80, (24, 24, 3)).astype(np.uint8)
    rgb[..., value % 2] += 150
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return buffer.getvalue()


def post(act: str, ticket: str, about: str, body: bytes) -> Reply:
    return request(APP, "POST", f"/pictures/{act}", body, {"x-cnnviz-ticket": ticket, "x-cnnviz-about": about})


def look(visitor: Visitor) -> dict[str, Any]:
    return unpack(classes_own.answer(visitor, {"set": "mine", "act": "look"}))[0]


def test_pictures_that_come_faster_than_hands_can_send_them_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes_intake, "RATE", Rate(a_second=0.001, burst=1))
    visitor = Visitor()
    assert post("class", visitor.ticket, "nothing", b"").status == 422
    refused = post("class", visitor.ticket, "nothing", b"")
    assert (refused.status, "faster" in refused.body.decode()) == (429, True)


@pytest.fixture
def filled() -> Visitor:
    visitor = Visitor()
    for value in range(8):
        reference = class_set.of(visitor).classes()[value % 2][0]
        assert post("class", visitor.ticket, reference, png(value)).status == 200
    return visitor


def test_an_unreadable_picture_among_others_gets_a_sentence_and_the_others_are_taken(filled: Visitor) -> None:
    reference = class_set.of(filled).classes()[0][0]
    reply = post("class", filled.ticket, reference, b"no picture at all")
    assert reply.status == 422
    assert reply.text[-1] == "."
    assert [each["count"] for each in look(filled)["classes"]] == [4, 4]


def test_a_picture_needs_a_ticket_that_is_known_and_a_class_of_ones_own(filled: Visitor) -> None:
    reference = class_set.of(filled).classes()[0][0]
    assert post("class", "guessed", reference, png(9)).status == 403
    assert post("class", Visitor().ticket, reference, png(9)).status == 422
    assert post("other", filled.ticket, reference, png(9)).status == 404
    assert post("class", filled.ticket, reference, b"\0" * 20_000_001).status == 413


def test_an_empty_set_says_what_it_needs() -> None:
    assert "has no picture yet" in look(Visitor())["problem"]


def test_a_class_is_named_added_and_removed(filled: Visitor) -> None:
    cls = class_set.of(filled).classes()[0][0]
    meta, _ = unpack(classes_own.answer(filled, {"set": "mine", "act": "rename", "class": cls, "name": "Cup"}))
    assert meta["classes"][0]["name"] == "Cup"
    meta, sheets = unpack(classes_own.answer(filled, {"set": "mine", "act": "add"}))
    assert "has no picture yet" in meta["problem"]
    assert sheets[2] == b""
    with Image.open(io.BytesIO(sheets[0])) as image:
        assert image.size == (10 * classes_own.THUMB, classes_own.THUMB)


@pytest.mark.parametrize(
    "strange",
    [
        {"act": "explode"}, {"act": None}, {"set": "../x", "act": "look"}, {"set": 5, "act": "look"},
        {"set": "mine", "act": "drop", "class": "x"}, {"set": "mine", "act": "rename", "class": 3, "name": "a"},
    ],
)  # fmt: skip
def test_odd_questions_about_a_set_are_refused_in_a_sentence(strange: dict[str, Any]) -> None:
    with pytest.raises(CnnvizError):
        classes_own.answer(Visitor(), strange)


@pytest.mark.parametrize("part", [{"set": "x"}, {"set": []}, {"keep": -1}, {"keep": 10**9}, {"keep": True}, {"tune": 4},
    {"draw": 100}, {"momentum": 1}, {"dropout": None}, {"augment": "yes"}])  # fmt: skip
def test_settings_that_are_none_are_not_taken(part: dict[str, Any]) -> None:
    assert read({**SENT, **part}) is None
    with pytest.raises(CnnvizError):
        classes_training.answer(Visitor(), {"act": "start", "net": "embedded", "settings": {**SENT, **part}})


def test_settings_are_fitted_to_the_networks_depths() -> None:
    model = models.load("embedded")
    assert Settings(keep=6, tune=3).fitted(model).keep in (5, 7)
    assert Settings(keep=99).fitted(model).keep == 0  # 0 is all of it
    assert Settings(keep=1, tune=3).fitted(model) == Settings(keep=1, tune=1)


def run(visitor: Visitor, **settings: Any) -> list[tuple[dict[str, Any], list[bytes]]]:
    asked = {"net": "embedded", "settings": {**SENT, **settings}}
    meta, frames = unpack(classes_training.answer(visitor, {"act": "start", **asked}))
    found = list(frames)
    since = meta["next"]
    while meta["state"] in ("waiting", "running") or meta["more"]:
        time.sleep(0.02)
        meta, frames = unpack(classes_training.answer(visitor, {"act": "look", "run": meta["run"], "since": since}))
        found += frames
        since = meta["next"]
    assert meta["state"] == "done", meta["sentence"]
    return [unpack(frame) for frame in found]


def test_a_run_ends_with_what_can_be_asked_and_taken_along(filled: Visitor) -> None:
    *frames, (result, blobs) = run(filled)
    assert [meta["kind"] for meta, _ in frames] == ["frame"] * len(frames)
    assert result["head"] == 64 * 2 + 2
    assert result["channels"] == 64
    assert sum(map(sum, result["counts"])) == result["held"]
    assert len(blobs) == 2 * len(result["cards"])
    asked = {"net": "embedded", "trained": result["trained"]}
    said, _ = unpack(classes_answers.look(filled, {**asked, "photo": "cat"}))
    assert sum(said["shares"]) == pytest.approx(1)
    opened, _ = unpack(classes_answers.step(filled, {**asked, "step": 1, "at": [1, 63]}))
    assert opened["loss"] == pytest.approx(np.log(2), abs=1e-6)
    assert (opened["k"], opened["c"]) == (1, 63)
    assert classes_answers.file(filled, asked)[8:10] == b'{"'
    reply = post("look", filled.ticket, f"embedded {result['trained']}", png(3))
    assert unpack(reply.body)[0]["said"] in ("First", "Second")
    for stranger in (
        lambda: classes_answers.file(Visitor(), asked),
        lambda: classes_answers.look(Visitor(), {**asked, "photo": "cat"}),
    ):
        with pytest.raises(CnnvizError, match="Train it again"):
            stranger()


@pytest.mark.parametrize("at", [[2, 0], [0, 10**6], [0], "x", [True, 0], {"k": 0}])
def test_a_weight_that_is_not_there_is_refused(filled: Visitor, at: Any) -> None:
    result = run(filled)[-1][0]
    with pytest.raises(CnnvizError):
        classes_answers.step(filled, {"net": "embedded", "trained": result["trained"], "step": 1, "at": at})


def test_what_was_trained_goes_with_the_visitor(filled: Visitor) -> None:
    name = run(filled)[-1][0]["trained"]
    assert classes_own.trained(filled, name) is not None
    assert len(classes_own._learned[filled]) == 1
    run(filled)
    run(filled)
    assert len(classes_own._learned[filled]) == classes_own.HELD


def test_each_example_can_be_learned_from() -> None:
    for example in EXAMPLES:
        them = example.pictures()
        assert set(them.counts) == {40}
        assert len({picture.digest for picture in them.pictures}) == len(them.pictures)


def test_drawings_to_try_are_in_no_set() -> None:
    found = classes_answers._picture(Visitor(), {"set": "faces", "drawing": 0})
    assert found.digest not in {picture.digest for picture in EXAMPLES[0].pictures().pictures}
    with pytest.raises(CnnvizError):
        classes_answers._picture(Visitor(), {"set": "mine", "drawing": 0})
