"""Every page opens, follows its controls and explains what it cannot do."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open


def words(app: object) -> str:
    return " ".join(element.value for kind in ("markdown", "info", "caption") for element in app.get(kind))  # type: ignore[attr-defined]


PAGES = (
    "home",
    "lab",
    "filters",
    "architectures",
    "builder",
    "field",
    "inspector",
    "saliency",
    "classes",
    "fool",
    "dream",
)


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_a_complaint(open_page: Open, name: str) -> None:
    app = open_page(name)
    assert not app.exception
    assert not app.warning
    assert len(app.title) == 1


def lines(app: AppTest) -> str:
    """The Python lines that the page shows."""
    for component in app.get("bidi_component"):
        found = json.loads(component.proto.json)[0] if component.proto.component_name == "cnnviz_lab" else {}
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


def filter_settings(app: AppTest) -> dict[str, object]:
    """The settings that the image filters' component is told."""
    for component in app.get("bidi_component"):
        if component.proto.component_name == "cnnviz_filters":
            found: dict[str, object] = json.loads(component.proto.json)[0]["settings"]
            return found
    return {}


def choice(app: AppTest, label: str) -> str:
    """What the choice with this label shows."""
    for component in app.get("bidi_component"):
        if component.proto.component_name == "cnnviz_select":
            told = json.loads(component.proto.json)[0]
            if told["label"] == label:
                value: str = told["value"]
                return value
    return ""


def test_filter_follows_a_link(open_page: Open) -> None:
    told = filter_settings(open_page("filters", kernel="gaussian", mode="channels", border="zero", sigma="2.5"))
    assert (told["from"], told["kernel"], told["mode"], told["border"]) == ("classic", "gaussian", "channels", "zero")
    assert (told["sigma"], told["size"]) == (2.5, None)


def test_link_with_a_typed_kernel_needs_nothing_else(open_page: Open) -> None:
    told = filter_settings(open_page("filters", typed="1 2;3 4"))
    assert (told["from"], told["typed"]) == ("typed", "1 2;3 4")


def test_typed_kernel_that_is_ragged_gets_a_sentence(open_page: Open) -> None:
    app = open_page("filters", **{"from": "typed", "typed": "1 2 3\n4 5"})
    assert not app.exception
    assert "Row 2 has 2 numbers and row 1 has 3" in words(app)


def test_hostile_filter_link_opens_and_says_what_it_could_not_do(open_page: Open) -> None:
    app = open_page(
        "filters", kernel="<b>", size="1e99", stride="-4", sigma="nan", px="1 2;3", at="../etc", filter="x", mode="\x00"
    )
    assert not app.exception
    said = words(app)
    assert "stride -4; it can be 1 to 8" in said
    assert "size 1e99" in said
    assert "differ in length" in said
    assert "<b>" not in said
    assert filter_settings(app)["kernel"] == "sobel_x"


def test_learned_filters_bring_the_choice_of_networks(open_page: Open) -> None:
    app = open_page("filters", **{"from": "learned", "filter": "7"})
    assert not app.exception
    assert filter_settings(app)["filter"] == 7
    assert choice(app, "Network") == "embedded"


def test_link_with_an_unknown_photo_says_so(open_page: Open) -> None:
    app = open_page("filters", photo="../../etc/passwd")
    assert not app.exception
    assert "Chelsea the cat" in words(app)


def test_a_choice_of_photo_follows_a_link_and_a_strange_choice_is_not_taken(open_page: Open) -> None:
    app = open_page("inspector", photo="coffee")
    assert choice(app, "Photo") == "coffee"
    app.session_state["select photo"] = {"chosen": "../../etc/passwd"}
    assert not app.run().exception
    assert choice(app, "Photo") == "coffee"


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


def test_link_made_on_own_classes_says_that_they_stay_with_their_owner(open_page: Open) -> None:
    app = open_page("classes", set="mine", keep="7", tune="99")
    assert not app.exception
    said = words(app)
    assert "stay with their owner" in said
    assert "blocks to tune 99; it can be 0 to 3" in said


def test_one_click_leads_from_a_mistake_to_what_the_network_looked_at(open_page: Open) -> None:
    app = open_page("inspector", photo="astronaut")
    app.button(key="looked at").click().run()
    assert app.title[0].value == "Saliency wall"
    assert app.session_state["photo"] == "astronaut"
    assert app.selectbox(key="cls").value == "top"
    assert app.selectbox(key="versus").value != "none"


def test_a_button_opens_two_things_in_a_photo(open_page: Open) -> None:
    app = open_page("saliency")
    next(each for each in app.button if each.label == "Two things in a photo").click().run()
    assert not app.exception
    chosen = [app.session_state[key] for key in ("photo", "cls", "versus")]
    assert chosen == ["cat_and_coffee", "21", "96"]  # tabby and espresso, in the embedded network's order


def test_hostile_dream_link_opens_and_says_what_it_could_not_do(open_page: Open) -> None:
    app = open_page("dream", dream="<b>nightmare", cls="9999", seed="-1", side="50", layer="nowhere", style="../x")
    assert not app.exception
    said = words(app)
    assert "the kind of dream" in said
    assert "class number" in said
    assert "<b>" not in said
    said += " ".join(each.value for each in app.get("expander")[0].markdown) if app.get("expander") else ""
    assert "Showing mushroom" in said
