"""Every page opens, follows its controls and explains what it cannot do."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open


def words(app: object) -> str:
    return " ".join(element.value for kind in ("markdown", "info", "caption") for element in app.get(kind))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["home", "lab", "filters", "builder", "inspector"])
def test_page_opens_without_a_complaint(open_page: Open, name: str) -> None:
    app = open_page(name)
    assert not app.exception
    assert not app.warning
    assert len(app.title) == 1


def lines(app: AppTest) -> str:
    """The Python lines that the page shows."""
    for component in app.get("bidi_component"):
        found = json.loads(component.proto.json or "{}") if component.proto.component_name == "cnnviz_lab" else {}
        if found:
            return "".join(text for _, text in found["lines"]["pieces"])
    return ""


def test_lab_shows_the_pytorch_lines_of_its_settings(open_page: Open) -> None:
    app = open_page("lab", n="28", k="5", s="2", p="0", cin="1", cout="20")
    assert "nn.Conv2d(1, 20, kernel_size=5, stride=2)" in lines(app)
    assert "(1, 20, 12, 12)" in lines(app)  # floor((28 - 5) / 2) + 1


def test_hostile_lab_link_opens_and_says_what_it_could_not_do(open_page: Open) -> None:
    app = open_page("lab", k="-1", n="1e9", groups="0", cin="<script>alert(1)</script>")
    assert not app.exception
    said = words(app)
    assert "kernel -1" in said
    assert "Showing 1" in said
    assert "<script>" not in said


def test_filter_follows_the_choice(open_page: Open) -> None:
    app = open_page("filters")
    app.selectbox(key="kernel").select("gaussian").run()
    assert not app.exception
    assert "blur" in words(app)


def test_typed_kernel_that_is_ragged_gets_a_sentence(open_page: Open) -> None:
    app = open_page("filters")
    app.get("button_group")[0].set_value("typed").run()
    app.text_area(key="typed").set_value("1 2 3\n4 5").run()
    assert not app.exception
    assert "Row 2 has 2 numbers and row 1 has 3" in words(app)


def test_learned_filter_is_laid_on_the_photo(open_page: Open) -> None:
    app = open_page("filters")
    app.get("button_group")[0].set_value("learned").run()
    assert not app.exception
    assert "has learned" in words(app)


def test_link_with_an_unknown_photo_says_so(open_page: Open) -> None:
    app = open_page("filters", photo="../../etc/passwd")
    assert not app.exception
    assert "Chelsea the cat" in words(app)


def test_link_made_on_an_upload_says_that_it_stays_with_its_owner(open_page: Open) -> None:
    assert "stays with its owner" in words(open_page("filters", photo="mine-abc"))


def test_network_that_is_not_here_is_said_and_the_embedded_one_goes_on(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CNNVIZ_DOWNLOAD", "0")
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(tmp_path))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    app = open_page("inspector", net="alexnet")
    assert not app.exception
    assert "Going on with the embedded network" in words(app)
