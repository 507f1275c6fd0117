"""The switchboard's words and answers: what links may hold, what visitors get side by side, what is refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnviz import models
from cnnviz.errors import CnnvizError, DoesNotFit
from cnnviz.imaging import samples
from cnnviz.serve import LocalEngine, Visitor
from cnnviz.ui import switch_answers, switches_text
from cnnviz.ui.switch_answers import Switchboard

SCALE = st.sampled_from([0.0, 1.0]) | st.integers(0, 200).map(lambda hundredths: hundredths / 100)
ASKED: dict[str, Any] = {
    "net": "embedded", "photo": "cat", "theme": "light", "layer": "stem.relu", "later": "edges.0.relu1", "cls": 3,
    "sw": "3", "shown": "after", "start": 0,
}  # fmt: skip


def unpacked(answer: bytes) -> dict[str, Any]:
    length = int.from_bytes(answer[:4], "little")
    found: dict[str, Any] = json.loads(answer[4 : 4 + length])
    return found


def of_target(answer: bytes, target: int = 3) -> list[float]:
    logits: list[float] = next(row["logits"] for row in unpacked(answer)["classes"] if row["index"] == target)
    return logits


@pytest.mark.parametrize(
    ("scales", "written"),
    [
        ((1.0,) * 4, ""),
        ((1.0, 1.0, 0.0, 1.0), "3"),
        ((0.0, 0.0, 0.0, 1.0), "only_4"),
        ((0.0,) * 4, "only"),
        ((1.0, 0.5, 0.5, 2.0), "2-3*0.5_4*2"),
        ((0.0, 0.0, 0.0, 0.05), "only_4*0.05"),
    ],
)
def test_switches_are_written_short(scales: tuple[float, ...], written: str) -> None:
    assert switches_text.text(scales) == written
    assert switches_text.parse(written, 4) == scales


@given(st.lists(SCALE, min_size=1, max_size=60))
def test_what_is_written_is_read_back(scales: list[float]) -> None:
    assert switches_text.parse(switches_text.text(tuple(scales)), len(scales)) == tuple(scales)


@given(st.text(max_size=60) | st.from_regex(r"[0-9_*\-.only]{1,40}", fullmatch=True))
@example("only_")
@example("3*2.01")
@example("9-3")
@example("33")
@example("0")
@example("1*nan")
@example("\u0661")  # a digit, but not ours
def test_any_text_is_read_as_scales_or_refused_in_a_sentence(written: str) -> None:
    try:
        scales = switches_text.parse(written, 32)
    except DoesNotFit:
        with pytest.raises(DoesNotFit, match="units 1 to 32"):
            switches_text.parse(written, 32)
    else:
        assert len(scales) == 32
        assert all(0 <= scale <= 2 for scale in scales)


def test_a_text_of_a_megabyte_is_refused_at_once() -> None:
    with pytest.raises(DoesNotFit):
        switches_text.parse("1_" * 500_000, 32)


def test_the_answer_has_before_and_after_of_the_class_and_the_later_maps() -> None:
    answer = switch_answers.answer(Visitor(), ASKED)
    before, after = of_target(answer)
    assert before != after
    later = unpacked(answer)["later"]
    assert later["count"] == 64
    assert len(later["moved"]) == 3
    intact = of_target(switch_answers.answer(Visitor(), {**ASKED, "sw": ""}))
    assert intact == [before, before]


def test_visitors_with_different_switches_at_once_get_what_each_gets_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [
        {**ASKED, "sw": str(unit), "layer": layer, "later": ""}
        for unit in range(1, 9)
        for layer in ("stem.relu", "edges.0.relu1")
    ]

    def asked_by(pool_size: int) -> list[list[float]]:
        running = LocalEngine(workers=2)  # nothing known from before
        monkeypatch.setattr(switch_answers, "engine", lambda: running)
        with ThreadPoolExecutor(pool_size) as pool:
            found = list(pool.map(lambda asked: of_target(switch_answers.answer(Visitor(), asked)), questions))
        running.close()
        return found

    alone, together = asked_by(1), asked_by(8)
    assert together == alone
    assert len({tuple(each) for each in alone}) == len(questions)


def test_the_slices_of_a_search_cover_every_unit_once() -> None:
    start, seen = 0, []
    while True:
        found = json.loads(switch_answers.search(Visitor(), {**ASKED, "start": start}))
        seen += [row[0] for row in found["rows"]]
        start = found["stop"]
        if start >= found["of"]:
            break
    assert seen == list(range(32))


@pytest.mark.parametrize(
    "strange",
    [
        {"layer": "nowhere"}, {"later": "nowhere"}, {"cls": 100}, {"cls": -1}, {"cls": True}, {"cls": "3"},
        {"sw": "99"}, {"sw": None}, {"shown": "all"}, {"net": "../x"}, {"net": 3},
        {"photo": "mine-x"}, {"layer": ["stem.relu"]},
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_refused_in_a_sentence(strange: dict[str, Any]) -> None:
    with pytest.raises(CnnvizError):
        switch_answers.answer(Visitor(), {**ASKED, **strange})


@pytest.mark.parametrize("start", [-1, 32, "0", None, 1.0, True])
def test_a_search_starts_at_a_unit_that_is_there(start: object) -> None:
    with pytest.raises(CnnvizError):
        switch_answers.search(Visitor(), {**ASKED, "start": start})


def test_a_unit_keeps_its_colours_when_others_grow() -> None:
    model, photo = models.load("embedded"), samples.load("cat")
    about = Switchboard(model, photo, "stem.relu", "stem.relu", 3, "light")
    on = np.ones(32)
    doubled = on.copy()
    doubled[4] = 2
    first = switch_answers.effect(about, tuple(on.tolist()), "before")[1]()
    second = switch_answers.effect(about, tuple(doubled.tolist()), "before")[1]()
    assert first[-1000:] == second[-1000:]  # the picture comes last
    assert of_target(second)[0] == of_target(first)[0]
