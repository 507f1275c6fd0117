"""The page that fools a network follows links and says what it cannot do."""

from __future__ import annotations

import json
import struct
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from tests.pages.test_pages import words


def told(app: AppTest) -> dict[str, Any]:
    """What the component is told."""
    for component in app.get("bidi_component"):
        if component.proto.component_name == "cnnviz_fool":
            data = component.proto.bytes
            (length,) = struct.unpack_from("<I", data)
            found: dict[str, Any] = json.loads(data[4 : 4 + length])
            return found
    return {}


def test_a_link_sets_the_attack(open_page: Open) -> None:
    app = open_page("fool", eps="0.5", steps="40", metric="l2", start="random", cls="3", photo="coffee")
    assert not app.exception
    found = told(app)
    assert found["look"] == {"level": 0.5, "steps": 40, "norm": "l2", "start": "random"}
    assert found["ask"]["cls"] == 3
    assert found["names"] == ["espresso", app.selectbox(key="cls").options[app.selectbox(key="cls").index]]


def test_the_class_that_it_is_anyway_means_any_other(open_page: Open) -> None:
    app = open_page("fool", cls="16")
    number = str(told(app)["ask"]["cls"])
    likeliest = app.selectbox(key="cls")
    assert number == "16"
    app = likeliest.set_value("top").run()
    assert told(app)["ask"]["cls"] == -1


def test_hostile_link_opens_and_says_what_it_could_not_do(open_page: Open) -> None:
    app = open_page("fool", eps="1e99", steps="-4", metric="<b>", start="\x00", cls="9999")
    assert not app.exception
    said = words(app)
    assert "epsilon" in said
    assert "steps" in said
    assert "<b>" not in said
    assert told(app)["look"] == {"level": 4, "steps": 10, "norm": "linf", "start": "photo"}
