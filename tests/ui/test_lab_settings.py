"""The lab's settings: what a link asks for is had, or told in a sentence; the numbers are those that are drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cnnviz.errors import DoesNotFit
from cnnviz.ui.lab_ranges import CHOICES, PADDINGS, RANGES
from cnnviz.ui.lab_settings import LabSettings, from_browser

SOBEL_PATCH = "24,25,36;20,25,34;24,46,75"


def script() -> None:
    import json

    import streamlit as st

    from cnnviz.ui import lab_address, links

    links.turn_page("lab")
    st.session_state["result"] = json.dumps(lab_address.current().as_dict())
    links.show_notes()
    links.publish("bench")


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(script)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def settings(app: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.session_state["result"])
    return found


def said(app: AppTest) -> str:
    return " ".join(note.value for note in app.markdown).replace("\\", "")  # Markdown's


def address(app: AppTest) -> dict[str, str]:
    """What the browser puts into its address after the last run."""
    params = json.loads(app.get("bidi_component")[-1].proto.json)[0]["params"]
    return {name: value for name, value in params.items() if value}


def take_over(app: AppTest) -> None:
    """Do what the browser does with it."""
    for name in (*RANGES, *CHOICES, "xs", "ks"):
        app.query_params.pop(name, None)
    for name, value in address(app).items():
        app.query_params[name] = value


def test_a_link_without_settings_opens_the_first_screen() -> None:
    app = opened()
    assert settings(app) == LabSettings().as_dict()
    assert settings(app)["n"] == 7
    assert address(app) == {}
    assert said(app) == ""


def test_a_link_restores_everything() -> None:
    asked = "n=28&nw=20&k=5&kw=3&s=1&p=same&d=2&link=0&bias=0&cin=4&cout=6&groups=2&inp=random&seed=17&ker=box&tab=flip"
    wanted = dict(parse_qsl(asked))
    app = opened(**wanted)
    found = settings(app)
    assert {name: str(found[name]) for name in wanted} == wanted
    assert address(app) == wanted
    assert said(app) == ""


def test_typed_values_decide_the_size() -> None:
    app = opened(inp="typed", xs="1,2,3;4,5,6", ker="typed", ks="1,-1")
    found = settings(app)
    assert (found["n"], found["nw"], found["k"], found["kw"], found["link"]) == (2, 3, 1, 2, 0)
    assert said(app) == ""


def test_typed_values_alone_are_enough() -> None:
    found = settings(opened(xs=SOBEL_PATCH))
    assert (found["inp"], found["n"], found["link"]) == ("typed", 3, 1)


def test_a_width_alone_makes_a_rectangle() -> None:
    found = settings(opened(n="9", nw="5"))
    assert (found["n"], found["nw"], found["link"]) == (9, 5, 0)


def test_a_hostile_link_opens_and_says_what_it_could_not_do() -> None:
    app = opened(k="-1", n="1e9", groups="0", inp="<script>", xs="9999999;;", p="x", link="7", tab="../a")
    assert settings(app) == LabSettings().as_dict() | {"k": 1, "kw": 1}
    sentences = said(app)
    for part in (
        "kernel -1; it can be 1 to 15. Showing 1.",
        "1e9; it can be 1 to 64. Showing 7.",
        "groups: 0; it can be 1 to 16. Showing 1.",
        "?script?",
        "9999999??",
        "padding x; it can be 0 to 15. Showing 1.",
        "7; it can be 0 to 1. Showing 1.",
        "the tab",
    ):
        assert part in sentences
    assert "<" not in sentences


def test_typed_without_values_is_told() -> None:
    app = opened(ker="typed")
    assert settings(app)["ker"] == "edges"
    assert "brings none" in said(app)


def test_groups_that_do_not_divide_are_told() -> None:
    app = opened(cin="8", cout="12", groups="3")
    assert settings(app)["groups"] == 2
    assert "3 groups do not divide 8 input and 12 output channels; showing 2." in said(app)


def test_sides_that_clash_with_typed_values_are_told() -> None:
    app = opened(n="9", inp="typed", xs=SOBEL_PATCH)
    assert settings(app)["n"] == 3
    assert "an input size of 9, which does not go with the rest of it. Showing 3." in said(app)


def test_the_way_back_from_a_square_to_a_rectangle_finds_its_width() -> None:
    app = opened(n="9", nw="7", link="0")
    take_over(app)
    app.query_params.pop("nw")
    app.query_params.pop("link")
    assert settings(app.run())["nw"] == 9
    take_over(app)
    app.query_params["nw"] = "7"
    app.query_params["link"] = "0"
    assert settings(app.run())["nw"] == 7


def test_the_way_back_from_typed_values_leads_back() -> None:
    app = opened()
    app.query_params["inp"] = "typed"
    app.query_params["xs"] = SOBEL_PATCH
    app.query_params["n"] = "3"
    assert settings(app.run())["n"] == 3
    for name in ("inp", "xs", "n"):
        app.query_params.pop(name)
    assert settings(app.run()) == LabSettings().as_dict()
    assert said(app) == ""


def test_the_address_holds_what_typed_values_need() -> None:
    app = opened(xs=SOBEL_PATCH, ker="sobel_top", s="1", p="0")
    assert address(app) == {"inp": "typed", "xs": SOBEL_PATCH, "n": "3", "ker": "sobel_top", "s": "1", "p": "0"}


def test_the_lectures_sobel_patch_gives_minus_81() -> None:
    layer = from_browser({"inp": "typed", "xs": SOBEL_PATCH, "ker": "sobel_top", "s": 1, "p": 0})
    assert layer.input_values() == [24, 25, 36, 20, 25, 34, 24, 46, 75]
    assert layer.kernel_values() == [1, 2, 1, 0, 0, 0, -1, -2, -1]
    assert sum(x * w for x, w in zip(layer.input_values(), layer.kernel_values(), strict=True)) == -81
    assert layer.output() == (1, 1)


def test_padding_by_name_is_resolved_as_pytorch_does() -> None:
    assert from_browser({"k": 4, "p": "same", "s": 1}).pads() == (1, 2, 1, 2)
    assert from_browser({"k": 3, "d": 2, "p": "full"}).pads() == (4, 4, 4, 4)
    assert from_browser({"p": "valid"}).pads() == (0, 0, 0, 0)


def test_what_does_not_fit_raises() -> None:
    with pytest.raises(DoesNotFit, match="PyTorch refuses"):
        from_browser({"p": "same", "s": 2}).output()
    with pytest.raises(DoesNotFit, match="column"):
        from_browser({"link": 0, "n": 9, "nw": 2, "p": 0}).output()


def test_photo_is_the_mean_under_each_cell() -> None:
    photo = [0] * 2048 + [255] * 2048  # black above, white below
    layer = from_browser({"n": 4, "inp": "photo"})
    assert replace(layer, photo=tuple(photo)).input_values() == [0] * 8 + [9] * 8
    assert replace(from_browser({"n": 1, "inp": "photo"}), photo=tuple(photo)).input_values() == [5]  # 4.5, rounded up
    wide = from_browser({"n": 1, "nw": 2, "link": 0, "inp": "photo"})
    assert replace(wide, photo=tuple(photo)).input_values() == [5, 5]  # the middle 32 rows: half black, half white


@pytest.mark.parametrize(
    ("kind", "first_row"),
    [("ramp", [0, 1, 2, 3, 4, 5, 6]), ("edge", [0, 0, 0, 9, 9, 9, 9])],
)
def test_kinds_of_input(kind: str, first_row: list[int]) -> None:
    assert from_browser({"inp": kind}).input_values()[:7] == first_row


def test_a_second_channel_is_the_first_moved_and_dimmed() -> None:
    layer = from_browser({"inp": "typed", "xs": "10,20,30;40,50,60"})
    # One row down, two columns right, seven tenths: 60*0.7, 40*0.7, 50*0.7 / 30*0.7, 10*0.7, 20*0.7.
    assert layer.input_values(1) == [42, 28, 35, 21, 7, 14]


def test_biases_are_small_and_none_where_there_is_no_bias() -> None:
    assert [LabSettings().bias_value(f) for f in range(4)] == [-2, 3, 1, -1]  # 1, 6, 11, 16 modulo 7, less 3
    assert LabSettings(bias=0).bias_value(1) == 0


NAMES = [*RANGES, *CHOICES, "xs", "ks", "extra", "other"]
ANYTHING = st.one_of(
    st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.lists(st.integers()), st.just("typed"),
    st.sampled_from([*PADDINGS, SOBEL_PATCH, "1;2", "1,2;3", ";", "-0", "1.25"]), st.dictionaries(st.text(), st.text()),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_whatever_the_browser_sends_becomes_a_layer(values: dict[str, object]) -> None:
    layer = from_browser(values)
    for name, allowed in RANGES.items():
        value = getattr(layer, name)
        assert (name == "p" and value in PADDINGS) or allowed.low <= value <= allowed.high
    for name, choice in CHOICES.items():
        assert getattr(layer, name) in choice.values
    assert layer.cin % layer.groups == layer.cout % layer.groups == 0
    assert (layer.inp == "typed") == (layer.xs != "")
    assert (layer.ker == "typed") == (layer.ks != "")
    assert not layer.link or (layer.n == layer.nw and layer.k == layer.kw)
    assert len(replace(layer, photo=(0,) * 4096).input_values()) == layer.n * layer.nw
    assert len(layer.kernel_values()) == layer.k * layer.kw
    assert from_browser(layer.as_dict()) == layer
