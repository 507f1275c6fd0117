"""The unit that the receptive field page shows: links are followed or told, the browser's word is checked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.models import blueprints
from cnnviz.ui.field_address import Place, centre, default_layer, from_browser, map_size, with_places

RESNET = with_places(blueprints.rows("resnet18"))


def script() -> None:
    import json
    from dataclasses import asdict

    import streamlit as st

    from cnnviz.models import blueprints
    from cnnviz.ui import field_address, links

    links.turn_page("field")
    field_address.start_over()
    network = st.session_state.get("network", "resnet18")
    rows = field_address.with_places(blueprints.rows(network))
    st.session_state["result"] = json.dumps(asdict(field_address.current(network, rows, 224)))
    links.show_notes()
    links.publish("bench")


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(script)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def result(app: AppTest) -> dict[str, Any]:
    assert not app.exception
    found: dict[str, Any] = json.loads(app.session_state["result"])
    return found


def said(app: AppTest) -> str:
    return " ".join(each.value for each in app.markdown)


def test_first_layer_is_the_last_whose_box_leaves_half_of_the_photo_free() -> None:
    row = default_layer(RESNET, 224)
    assert row.name == "layer3.0.conv1"  # 115 of 224; conv2 behind it sees 147
    assert centre(row) == Place("layer3.0.conv1", 7, 7, 0, True)


def test_a_link_opens_its_unit() -> None:
    app = opened(layer="layer2.1.relu_1", row="0", col="27", heat="0")
    assert result(app) == {"layer": "layer2.1.relu_1", "row": 0, "col": 27, "group": 0, "heat": False}
    assert not said(app)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"layer": "<script>alert(1)</script>"}, "this network has not"),
        ({"row": "-1"}, "row -1; it can be 0 to 13. Showing 0"),
        ({"col": "1e9"}, "column 1e9; it can be 0 to 13. Showing 7"),
        ({"col": "9" * 4000}, "it can be 0 to 13"),
        ({"group": "3"}, "channel group 3; it can be 0 to 0. Showing 0"),
        ({"heat": "maybe"}, "it can be 0 or 1"),
    ],
)
def test_what_a_link_cannot_have_is_told(address: dict[str, str], sentence: str) -> None:
    app = opened(**address)
    assert result(app)["layer"] == "layer3.0.conv1"
    assert sentence in said(app)
    assert "<script>" not in said(app)


def test_the_other_variant_opens_on_the_same_unit() -> None:
    app = AppTest.from_function(script)
    app.session_state["network"] = "resnet50"
    app.query_params["layer"], app.query_params["row"] = "layer4.2.add", "1"
    app.run()
    app.session_state["network"] = "resnet50_v1"
    app.run()
    assert (result(app)["layer"], result(app)["row"]) == ("layer4.2.add", 1)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"layer": "nowhere", "row": 0, "col": 0, "group": 0},
        {"layer": "conv1", "row": 112, "col": 0, "group": 0},
        {"layer": "conv1", "row": 0, "col": -1, "group": 0},
        {"layer": "conv1", "row": True, "col": 0, "group": 0},
        {"layer": "conv1", "row": 0.5, "col": 0, "group": 0},
        {"layer": "conv1", "row": 0, "col": 0, "group": 1},
        {"layer": ["conv1"], "row": 0, "col": 0, "group": 0},
    ],
)
def test_units_that_are_not_there_are_refused(told: dict[str, Any]) -> None:
    assert from_browser(told, RESNET) is None


def test_a_unit_that_is_there_is_taken() -> None:
    told = {"layer": "conv1", "row": 111, "col": 0, "group": 0, "heat": "yes"}
    assert from_browser(told, RESNET) == Place("conv1", 111, 0, 0, False)


def test_lists_of_places_are_left_out_and_what_sees_all_has_one_place() -> None:
    rows = {row.name: row for row in with_places(blueprints.rows("vit_b_16"))}
    assert map_size(rows["conv_proj"]) == (14, 14)
    assert "reshape" not in rows
    assert map_size(rows["heads.head"]) == (1, 1)


def test_maps_whose_channels_stand_last_are_read_as_such() -> None:
    norm = next(row for row in blueprints.rows("swin_t") if row.name == "features.0.2")
    assert norm.output_shape == (56, 56, 96)
    assert map_size(norm) == (56, 56)
