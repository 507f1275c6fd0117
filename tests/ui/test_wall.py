"""The saliency wall's answers: maps as the methods give them, progress, the stop, checks, odd questions."""

from __future__ import annotations

import json
import threading
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz import models, saliency
from cnnviz.errors import CnnvizError
from cnnviz.imaging import samples
from cnnviz.saliency import Progress
from cnnviz.saliency.occlusion import spread
from cnnviz.serve import LocalEngine, Question, Visitor
from cnnviz.ui import wall, wall_answers, wall_checks, wall_hand, wall_running, wall_slide
from cnnviz.ui.wall_controls import BOTH, TOGETHER, Look, from_browser
from tests.ui.packed import unpack

LAST = "things.1.relu2"
ASKED: dict[str, Any] = {
    "net": "embedded", "photo": "cat", "theme": "light", "method": "grad_cam", "cls": 3, "layer": LAST,
}  # fmt: skip


def shown(**parts: object) -> tuple[dict[str, Any], np.ndarray]:
    meta, raw = unpack(wall_answers.answer(Visitor(), {**ASKED, **parts}))
    return meta, np.frombuffer(raw[-1], "<f4").reshape(meta["size"])


@pytest.mark.parametrize(
    "method", ["gradient", "gradient_x_input", "guided_backprop", "integrated_gradients", "cam", "smooth_grad"]
)
def test_without_its_signs_a_map_is_the_one_that_the_method_gives(method: str) -> None:
    meta, values = shown(method=method)
    alone = saliency.explain(models.load("embedded"), samples.load("cat"), 3, method)
    assert meta["signed"]
    np.testing.assert_allclose(np.abs(values), alone.map, rtol=1e-5, atol=1e-7)


def test_a_map_of_the_cam_family_is_that_of_the_chosen_layer() -> None:
    meta, values = shown(layer="edges.0.relu1")
    alone = saliency.explain(models.load("embedded"), samples.load("cat"), 3, "grad_cam", layer="edges.0.relu1")
    np.testing.assert_array_equal(values, alone.map)
    assert meta["layer"] == "edges.0.relu1"
    assert "comes early" in meta["doubt"]["sentence"]


def test_methods_without_a_layer_share_one_answer_whatever_layer_is_chosen() -> None:
    first, second = (
        wall_answers.read(Visitor(), {**ASKED, "method": "gradient", "layer": layer}).question()
        for layer in (LAST, "edges.0.relu1")
    )
    assert first == second


def test_the_gap_of_integrated_gradients_is_told() -> None:
    meta, values = shown(method="integrated_gradients")
    assert "add up to" in meta["check"]["sentence"]
    assert f"{values.sum():.2f}" in meta["check"]["sentence"]
    assert meta["said"].startswith("Integrated gradients: the strongest tenth")


@pytest.mark.parametrize(
    "strange",
    [
        {"method": "magic"}, {"method": 3}, {"cls": -1}, {"cls": 10**9}, {"cls": True}, {"cls": "3"}, {"cls": None},
        {"layer": "head"}, {"layer": "nowhere"}, {"layer": ["stem"]}, {"net": "../x"}, {"photo": "mine-x"},
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_refused_in_a_sentence(strange: dict[str, Any]) -> None:
    asked = {**ASKED, "kind": "map", **strange}
    for answerer in (wall_answers.answer, wall_answers.progress, wall_checks.answer):
        with pytest.raises(CnnvizError):
            answerer(Visitor(), asked)


@pytest.mark.parametrize("kind", ["", "all", None, 7, ["curves"]])
def test_a_check_that_there_is_none_of_is_refused(kind: object) -> None:
    for answerer in (wall_answers.progress, wall_checks.answer):
        with pytest.raises(CnnvizError):
            answerer(Visitor(), {**ASKED, "kind": kind})


def test_seeds_of_a_method_without_chance_get_a_sentence() -> None:
    with pytest.raises(CnnvizError, match="draws nothing at random"):
        wall_checks.answer(Visitor(), {**ASKED, "kind": "seeds"})


def test_curves_are_those_of_the_map_without_signs() -> None:
    meta, _ = unpack(wall_checks.answer(Visitor(), {**ASKED, "kind": "curves", "method": "gradient"}))
    model, photo = models.load("embedded"), samples.load("cat")
    alone = saliency.curves(model, photo, saliency.explain(model, photo, 3, "gradient"))
    assert meta["deletion"]["area"] == pytest.approx(alone.deletion.area, abs=1e-6)
    assert meta["insertion"]["area"] == pytest.approx(alone.insertion.area, abs=1e-6)


def test_the_cascade_begins_with_the_trained_network() -> None:
    meta, maps = unpack(wall_checks.answer(Visitor(), {**ASKED, "kind": "cascade"}))
    assert [step["count"] for step in meta["steps"]] == [0, 1, 2, 4, 8]
    assert meta["steps"][0]["correlation"] == pytest.approx(1)
    assert np.frombuffer(maps[0], "<f4") == pytest.approx(shown()[1].ravel())


def test_a_network_that_forgets_leaves_the_shared_one_as_it_is() -> None:
    before = shown(method="gradient", cls=5)[1]
    wall_checks.answer(Visitor(), {**ASKED, "kind": "cascade", "method": "gradient", "cls": 5})
    alone = saliency.explain(models.load("embedded"), samples.load("cat"), 5, "gradient", signed=True)
    np.testing.assert_array_equal(before, alone.map)


class Slow:
    """A computation that goes on batch after batch until it is let go or stopped."""

    def __init__(self) -> None:
        self.begun, self.finish = threading.Event(), threading.Event()
        self.batches = 0

    def __call__(self, progress: Progress) -> str:
        while not self.finish.wait(0.01):
            self.batches += 1
            progress(self.batches, 1000)
            self.begun.set()
        return "done"


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> LocalEngine:
    local = LocalEngine(workers=1)
    monkeypatch.setattr(wall_running, "engine", lambda: local)
    return local


def started(question: Question, slow: Slow, visitor: str, outcomes: list[object]) -> threading.Thread:
    def wait() -> None:
        try:
            outcomes.append(wall_running.watched(question, slow, visitor))
        except CnnvizError as problem:
            outcomes.append(problem)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_stopped_computation_ends_and_says_so(running: LocalEngine) -> None:
    question, slow, outcomes = Question("wall", "n", "p", ("rise", 1, "")), Slow(), list[object]()
    thread = started(question, slow, "me", outcomes)
    assert slow.begun.wait(10)
    done, of = wall_running.look(question, "me")
    assert done >= 1
    assert of == 1000
    wall_running.stop(question, "me")
    thread.join(10)
    assert isinstance(outcomes[0], wall_running.Stopped)
    assert wall_running.look(question, "me") == (0, 0)
    assert running.running == 0


def test_what_others_wait_for_is_not_stopped(running: LocalEngine) -> None:
    question, slow, outcomes = Question("wall", "n", "p", ("rise", 2, "")), Slow(), list[object]()
    threads = [started(question, slow, "me", outcomes)]
    assert slow.begun.wait(10)
    threads.append(started(question, slow, "you", outcomes))
    while len(wall_running._running[question].watchers) < 2:
        threading.Event().wait(0.01)
    wall_running.stop(question, "me")
    count = slow.batches
    while slow.batches < count + 3:
        threading.Event().wait(0.01)
    slow.finish.set()
    for thread in threads:
        thread.join(10)
    assert outcomes == ["done", "done"]


def test_who_finds_no_seat_is_told_to_ask_again_and_known_answers_need_none(
    running: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = (Question("wall", "n", "p", ("rise", target, "")) for target in (3, 4))
    wall_running.watched(known, lambda _: "known", "me")
    monkeypatch.setattr(wall_running, "_seats", threading.BoundedSemaphore(1))
    wall_running._seats.acquire()
    assert wall_running.watched(known, lambda _: "computed again", "you") == "known"
    with pytest.raises(wall_running.NoSeat):
        wall_running.watched(other, lambda _: "other", "you")


def test_what_is_ready_at_first_is_what_the_wall_asks() -> None:
    model, photo = models.load("embedded"), samples.load("cat")
    ready = [question for question, _ in wall.first(model, photo, 3)]
    for method in wall.in_order():
        asked = wall_answers.read(Visitor(), {**ASKED, "method": method.name}).question()
        assert (asked in ready) == (not method.long)


def test_a_stop_of_something_that_does_not_run_does_nothing() -> None:
    wall_answers.progress(Visitor(), {**ASKED, "kind": "map", "stop": True})


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, {"strength": 75}, {"strength": 101, "signs": "signed", "of": "cam"},
     {"strength": True, "signs": "signed", "of": "cam"}, {"strength": 5, "signs": "x", "of": "cam"},
     {"strength": 5, "signs": ["signed"], "of": "cam"}, {"strength": 5, "signs": "signed", "of": {}},
     {"strength": 5, "signs": "signed", "of": "cam"}, {"strength": 5, "signs": "signed", "of": "cam", "side": [1]}],
)  # fmt: skip
def test_a_look_that_is_none_is_not_taken(sent: object) -> None:
    assert from_browser(sent) is None


def test_a_look_is_taken() -> None:
    sent = {"strength": 40, "signs": "signed", "of": "rise", "side": "second"}
    assert from_browser(sent) == Look(40, "signed", "rise", "second")


def test_the_wall_shows_every_method_the_many_passes_last() -> None:
    names = [method.name for method in wall.in_order()]
    assert sorted(names) == sorted(method.name for method in saliency.methods())
    assert set(names[-3:]) == set(wall.MANY)


def painted(cells: str, **parts: object) -> list[dict[str, Any]]:
    asked = {"net": "embedded", "photo": "cat", "theme": "light", "cls": 3, "cells": cells, **parts}
    found: list[dict[str, Any]] = json.loads(wall_hand.answer(Visitor(), asked))["classes"]
    return found


def test_a_photo_that_nothing_covers_is_what_the_network_says_of_it() -> None:
    found = painted("0" * 64)
    top = models.predict(models.load("embedded"), samples.load("cat"), 5)
    assert [each["name"] for each in found[:5]] == [guess.name for guess in top]
    assert found[0]["shares"] == pytest.approx([top[0].probability] * 2, abs=1e-6)


def test_the_first_digit_covers_the_upper_left() -> None:
    model, photo = models.load("embedded"), samples.load("cat")
    pixels = model.pixels(photo).clone()
    mean = torch.tensor(model.preset.mean).view(3, 1, 1) * 255
    pixels[0, :, :4, :16] = mean  # four of sixteen cells across, one down, of 64 x 64 pixels
    with torch.no_grad():
        expected = model.module(model.normalize(pixels)).softmax(1)[0]
    found = wall_hand.covered_shares(model, photo, "f" + "0" * 63)
    np.testing.assert_allclose(found, expected.numpy(), rtol=1e-5)


@pytest.mark.parametrize("cells", ["", "0", "g" * 64, "0" * 65, "F" * 64, "-" + "0" * 63, "\u0661" * 64, None, 5])
def test_a_painting_that_is_none_is_refused(cells: Any) -> None:
    with pytest.raises(CnnvizError):
        painted(cells)


def test_what_slides_over_the_photo_adds_up_to_the_occlusion_map() -> None:
    model, photo = models.load("embedded"), samples.load("cat")
    told, *later = wall_slide.frames(model, photo, 3)
    first = told[0]
    drops = np.concatenate([np.frombuffer(raw, "<f4").reshape(-1, 1 + len(first["names"]))[:, 0] for _, raw in later])
    assert len(drops) == first["rows"] * first["columns"]
    assert [meta["first"] for meta, _ in later] == list(range(0, len(drops), wall_slide.AT_ONCE))
    heat = spread(
        drops.reshape(first["rows"], first["columns"]), first["patch"], first["stride"], model.input_size
    )  # each pixel: the mean of the places that cover it
    alone = saliency.explain(model, photo, 3, "occlusion", signed=True)
    np.testing.assert_allclose(heat, alone.map, atol=1e-4)
    assert first["names"][0] == model.class_names[3]


@pytest.mark.parametrize("strange", [{"cls": -1}, {"cls": "3"}, {"net": "x"}, {"photo": "mine-x"}])
def test_a_slide_that_cannot_be_had_is_refused(strange: dict[str, Any]) -> None:
    with pytest.raises(CnnvizError):
        wall_slide.read(Visitor(), {"net": "embedded", "photo": "cat", "theme": "light", "cls": 3, **strange})


def test_of_the_photo_of_two_things_the_network_names_both_and_grad_cam_parts_them() -> None:
    model, photo = models.load("embedded"), samples.load(TOGETHER)
    top = models.predict(model, photo, 2)
    assert {guess.name for guess in top} == set(BOTH)
    for guess in top:
        heat = saliency.explain(model, photo, guess.index, "grad_cam").map
        left, right = (half.mean() for half in np.split(heat, 2, axis=1))
        assert (left > right) == (guess.name == "tabby")
