"""The numbers for whoever runs the server: they add up and name nobody."""

from __future__ import annotations

import json
import re

import pytest
from starlette.applications import Starlette

from cnnviz.serve import Question, Rate, Visitor, engine
from cnnviz.ui import leaving, metrics, quick, warmup

from .asgi import request

ANSWERS = quick.Answers({"fine": lambda _visitor, _asked: b"yes"})
APP = Starlette(routes=[quick.mount(ANSWERS), *metrics.routes(ANSWERS)])
SAMPLE = re.compile(r'^[a-z_]+(\{[a-z]+="[\w ]+"(,[a-z]+="[\w ]+")*\})? -?[0-9.e+-]+$')


def numbers() -> dict[str, float]:
    lines = request(APP, "GET", "/metrics").text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.match(line) for line in samples)
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in samples)}


def test_numbers_follow_what_happens_and_name_nobody() -> None:
    ann, before = Visitor(), numbers()
    body = json.dumps({"ticket": ann.ticket, "asked": {}}).encode()
    assert request(APP, "POST", "/answers/fine", body).status == 200
    assert request(APP, "POST", "/answers/fine", b"{}").status == 403
    for _ in range(2):
        engine().ask(Question("metrics"), lambda: b"answer", ann.id)
    after = numbers()

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown('cnnviz_answers_total{name="fine",status="200"}') == 1
    assert grown('cnnviz_answers_total{name="fine",status="403"}') == 1
    assert grown('cnnviz_questions_total{outcome="cached"}') == 1
    assert after["cnnviz_cache_bytes"] <= after["cnnviz_cache_limit_bytes"]
    text = request(APP, "GET", "/metrics").text
    assert ann.id not in text
    assert ann.ticket not in text


def test_ready_says_whether_the_first_answers_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for done, status in ((False, 503), (True, 200)):
        monkeypatch.setattr(type(warmup.current()), "done", done)
        assert request(APP, "GET", "/ready").status == status


def test_a_flood_gets_429_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ANSWERS, "rate", Rate(burst=2, a_second=0.001))
    ann = Visitor()
    body = json.dumps({"ticket": ann.ticket, "asked": {}}).encode()
    replies = [request(APP, "POST", "/answers/fine", body) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert "goes on in a moment" in replies[-1].text


def test_who_has_closed_the_page_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pages:
        def is_active_session(self, session: str) -> bool:
            return session == "open"

    left: list[str] = []
    here, gone = Visitor(), Visitor()
    monkeypatch.setattr(leaving, "_visitors", {"open": here, "closed": gone})
    monkeypatch.setattr(leaving.runtime, "exists", lambda: True)
    monkeypatch.setattr(leaving.runtime, "get_instance", Pages)
    monkeypatch.setattr(type(engine()), "leave", lambda _engine, visitor: left.append(visitor))
    leaving.sweep()
    assert left == [gone.id]
