"""The answers of the page that fools a network: frames as the attacks give them, runs, odd questions, links."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest

from cnnviz import models, synthesis
from cnnviz.errors import CnnvizError
from cnnviz.imaging import Picture, samples
from cnnviz.serve import Visitor, engine
from cnnviz.synthesis.survival import TREATMENTS, rounded
from cnnviz.ui import fool, fool_answers, fool_smallest, fool_survival
from cnnviz.ui.fool_settings import LEVELS, Look, from_browser
from cnnviz.ui.settled import Settled
from tests.ui.packed import unpack

ASKED: dict[str, Any] = {
    "net": "embedded", "photo": "coffee", "theme": "light", "cls": -1, "level": 2, "steps": 1, "norm": "linf",
    "start": "photo",
}  # fmt: skip
Frame = tuple[dict[str, Any], list[bytes]]


def frames(data: bytes) -> dict[float, Frame]:
    told, found = unpack(data)
    assert not told["run"]
    return {frame[0]["level"]: frame for frame in map(unpack, found)}


def ran(answerer: Any, **parts: object) -> list[bytes]:
    """Start a run and look until it is done; what it has shown."""
    visitor, end, found = Visitor(), time.monotonic() + 120, list[bytes]()
    told, shown = unpack(answerer(visitor, {**ASKED, "act": "start", **parts}))
    while time.monotonic() < end:
        found += shown
        if told["state"] == "done" and not told["more"]:
            return found
        assert told["state"] in ("waiting", "running", "done"), told
        time.sleep(0.02)
        told, shown = unpack(answerer(visitor, {"act": "look", "run": told["run"], "since": told["next"]}))
    raise AssertionError(told)


@pytest.mark.parametrize(("norm", "unit"), [("linf", 1.0), ("l2", (3 * 64 * 64) ** 0.5)])
def test_one_step_is_answered_at_once_at_every_epsilon(norm: str, unit: float) -> None:
    found = frames(fool_answers.answer(Visitor(), {**ASKED, "norm": norm}))
    assert sorted(found) == sorted(LEVELS)
    model, photo = models.load("embedded"), samples.load("coffee")
    for level in (0, 0.25, 2, 16):
        told, (pixels, noise) = found[level]
        alone = synthesis.attack(model, photo, level * unit, norm=norm)
        assert told["epsilon"] == pytest.approx(level * unit)
        assert told["top"]["index"] == alone.index
        assert told["margin"] == pytest.approx(alone.margins[-1], abs=1e-4)
        assert told["loss"] == pytest.approx(alone.losses[-1], abs=1e-4)
        np.testing.assert_array_equal(np.frombuffer(pixels, np.uint8), rounded(alone.image).ravel())
        shown = np.frombuffer(noise, np.int8) * told["scale"] / 127
        np.testing.assert_allclose(shown, alone.noise.ravel(), atol=0.51 * told["scale"] / 127)
        saved = models.predict(model, Picture.of(rounded(alone.image)), 1)[0]
        assert told["file"]["name"] == saved.name
        assert told["file"]["share"] == pytest.approx(saved.probability, abs=1e-5)


def test_bars_name_the_likeliest_before_and_after_and_the_target() -> None:
    told, _ = frames(fool_answers.answer(Visitor(), {**ASKED, "cls": 3}))[16]
    model, photo = models.load("embedded"), samples.load("coffee")
    alone = synthesis.attack(model, photo, 16, 3)
    by_name = {each["name"]: each for each in told["classes"]}
    assert by_name[model.class_names[3]]["target"]
    for name, each in by_name.items():
        index = model.class_names.index(name)
        assert each["shares"] == pytest.approx(alone.probabilities[[0, -1], index].tolist(), abs=1e-5)
    assert {each.name for each in models.predict(model, photo, 3)} <= set(by_name)
    assert told["line"]["predicted"] == pytest.approx(-16 * told["line"]["perLevel"])


def test_more_steps_are_a_run_which_leaves_its_answer_for_everybody() -> None:
    asked = {**ASKED, "steps": 5, "level": 8, "photo": "rocket", "start": "random"}
    meta, _ = unpack(fool_answers.answer(Visitor(), asked))
    assert meta["run"]
    shown = [unpack(each) for each in ran(fool_answers.run, **asked)]
    assert [told["level"] for told, _ in shown[:4]] == [0, 8, 6, 10]
    again = frames(fool_answers.answer(Visitor(), asked))
    assert sorted(again) == sorted(LEVELS)
    model, photo = models.load("embedded"), samples.load("rocket")
    alone = synthesis.attack(model, photo, 8, steps=5, seed=0)
    np.testing.assert_array_equal(np.frombuffer(again[8][1][0], np.uint8), rounded(alone.image).ravel())
    assert again[8][0]["trace"]["margin"] == pytest.approx(alone.margins.tolist(), abs=1e-4)


def test_a_single_step_starts_at_the_photo_whatever_was_chosen_for_more() -> None:
    near, far = (fool_answers.read(Visitor(), {**ASKED, "start": start}) for start in ("photo", "random"))
    assert near.question() == far.question()


def test_every_treatment_gets_a_row() -> None:
    rows = [json.loads(each) for each in ran(fool_survival.run, level=16, other="")]
    assert [each["title"] for each in rows] == [each.title for each in TREATMENTS]
    alone = synthesis.attack(models.load("embedded"), samples.load("coffee"), 16)
    assert rows[0]["photo"]["name"] == "espresso"
    assert rows[0]["attacked"]["name"] == models.load("embedded").class_names[alone.index]


def test_the_search_ends_within_two_per_cent() -> None:
    probes = [json.loads(each) for each in ran(fool_smallest.run, photo="cat")]
    last = probes[-1]
    assert last["left"] == 0
    assert last["high"] * 0.98 <= last["low"] < last["high"]
    model, photo = models.load("embedded"), samples.load("cat")
    assert synthesis.attack(model, photo, last["high"]).succeeded
    assert not synthesis.attack(model, photo, last["low"]).succeeded


@pytest.mark.parametrize(
    "strange",
    [
        {"cls": -2}, {"cls": 100}, {"cls": True}, {"cls": "3"}, {"level": 2.5}, {"level": float("nan")},
        {"level": True}, {"level": "2"}, {"level": 10**400}, {"steps": 3}, {"steps": 10.0}, {"steps": None},
        {"norm": "l1"}, {"norm": []}, {"start": 0}, {"net": "../x"}, {"photo": "mine-x"},
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_refused_in_a_sentence(strange: dict[str, Any]) -> None:
    asked = {**ASKED, "act": "start", "other": "", **strange}
    for answerer in (fool_answers.answer, fool_answers.run, fool_survival.run, fool_smallest.run):
        with pytest.raises(CnnvizError):
            answerer(Visitor(), asked)


@pytest.mark.parametrize("strange", [{"other": "nowhere"}, {"other": None}, {"other": "", "level": 0}])
def test_a_test_that_there_is_none_of_is_refused(strange: dict[str, Any]) -> None:
    with pytest.raises(CnnvizError):
        fool_survival.run(Visitor(), {**ASKED, "act": "start", **strange})


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, {"level": 4}, {"level": 4.5, "steps": 1, "norm": "l2", "start": "photo"},
     {"level": 4, "steps": True, "norm": "l2", "start": "photo"},
     {"level": 4, "steps": 1, "norm": {}, "start": "photo"}],
)  # fmt: skip
def test_a_look_that_is_none_is_not_taken(sent: object) -> None:
    assert from_browser(sent) is None


def test_a_look_is_taken() -> None:
    assert from_browser({"level": 0.5, "steps": 40, "norm": "l2", "start": "random"}) == Look(0.5, 40, "l2", "random")


def test_the_page_brings_what_is_known_and_the_same_message_until_it_is_told_anew() -> None:
    model, photo, first = models.load("embedded"), samples.load("coffee"), Look(steps=1)
    shown, ask = fool.Shown(model, photo, "Coffee", 0, -1), {"ticket": "t", "net": "embedded"}
    wanted = fool_answers.Wanted.of(model, photo, -1, first)
    engine().ask(wanted.question(), lambda: fool_answers.whole(wanted), "me")
    data = fool.packed(shown, Settled(first, first, 1), ask)
    _, (pixels, known) = unpack(data)
    assert len(pixels) == 3 * 64 * 64
    assert sorted(frames(known)) == sorted(LEVELS)
    assert fool.packed(shown, Settled(Look(steps=5), first, 1), ask) is data
    assert unpack(fool.packed(shown, Settled(first, Look(norm="l2", steps=40), 2), ask))[1][1] == b""


def test_what_is_ready_at_first_is_what_the_page_asks() -> None:
    question, _ = fool.first(models.load("embedded"), samples.load("cat"))
    first = Look()
    asked = {**ASKED, "photo": "cat", "level": first.level, "steps": first.steps}
    assert fool_answers.read(Visitor(), asked).question() == question
