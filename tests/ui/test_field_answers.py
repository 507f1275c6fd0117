"""What the server answers the receptive field page: shares of the energy, measurements, refusals."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.imaging import samples
from cnnviz.models import blueprints
from cnnviz.models.analysis import VerifiedField
from cnnviz.serve import Visitor
from cnnviz.ui import field_answers, field_view
from cnnviz.ui.field_address import Place


def unpacked(data: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = struct.unpack("<I", data[:4])
    return json.loads(data[4 : 4 + length]), data[4 + length :]


def asked(**more: Any) -> dict[str, Any]:
    usual = {"what": "heat", "network": "embedded", "photo": "cat", "layer": "parts.0.add", "row": 8, "col": 8}
    return {**usual, "group": 0, **more}


def test_the_heat_fills_the_box_and_its_shares_are_told() -> None:
    found, levels = unpacked(field_answers.answer(Visitor(), asked()))
    assert found["box"] == [20, 20, 46, 46]  # 8 * 4 - 12 = 20; 26 pixels
    assert len(levels) == 26 * 26
    assert max(levels) == 255
    assert found["even"] == pytest.approx(1 / 9)
    assert found["inside"] == pytest.approx(1, abs=1e-6)
    assert found["even"] < found["energy"] < 1  # a trained network looks at the middle of what it can see


def test_the_heat_of_a_clipped_box_is_that_of_its_part_in_the_picture() -> None:
    found, levels = unpacked(field_answers.answer(Visitor(), asked(row=0, col=15)))
    assert found["box"] == [0, 48, 14, 64]
    assert len(levels) == 14 * 16


def test_the_head_sees_the_whole_picture() -> None:
    found, levels = unpacked(field_answers.answer(Visitor(), asked(layer="head", row=0, col=0)))
    assert found["box"] == [0, 0, 64, 64]
    assert len(levels) == 64 * 64


@pytest.mark.shared
@pytest.mark.parametrize(("group", "side"), [(0, 7), (1, 15)])
def test_the_heat_of_channels_that_see_less_lies_in_their_own_box(
    group: int, side: int, shared: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_WEIGHTS", f"{shared}/weights")
    where = {"network": "squeezenet1_1", "layer": "features.3.cat", "row": 20, "col": 20, "group": group}
    found, levels = unpacked(field_answers.answer(Visitor(), asked(**where)))
    top, left, bottom, right = found["box"]
    assert (bottom - top, right - left, len(levels)) == (side, side, side * side)
    assert found["inside"] == pytest.approx(1, abs=1e-6)  # of a gradient: nothing outside the arithmetic's box


@pytest.mark.parametrize(
    "wrong",
    [
        {"network": "../etc"},
        {"network": 7},
        {"photo": "../../etc/passwd"},
        {"layer": "nowhere"},
        {"row": 99},
        {"row": "8"},
        {"group": 5},
        {"network": "lenet5_1998", "layer": "C1", "row": 0, "col": 0},
    ],
)
def test_what_is_not_there_gets_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnknownName) as refused:
        field_answers.answer(Visitor(), asked(**wrong))
    assert str(refused.value).endswith(".")


def test_a_measurement_agrees_with_the_arithmetic() -> None:
    found, _ = unpacked(field_answers.answer(Visitor(), asked(what="measure", layer="stem.pool", row=0, col=0)))
    assert found["agrees"] is True
    assert "6 × 6 pixels" in found["text"].replace("\u2009", " ")


def test_both_channel_groups_are_measured() -> None:
    row = next(row for row in field_view.layers("squeezenet1_1") if row.name == "features.3.cat")
    found, _ = unpacked(field_answers.measure("squeezenet1_1", row))
    assert found["agrees"] is True
    assert found["text"].count("×") == 2


def test_a_measurement_that_could_not_be_made_says_why() -> None:
    assert field_answers.measured(VerifiedField("x", None, "Too large.")) == "Too large."


def test_bottleneck_resnets_have_another_variant_and_others_have_none() -> None:
    other = field_view.sibling(blueprints.architecture("resnet50"))
    assert other is not None
    assert other.name == "resnet50_v1"
    back = field_view.sibling(other)
    assert back is not None
    assert back.name == "resnet50"
    for name in ("resnet18", "alexnet", "embedded", "lenet5_1998"):
        assert field_view.sibling(blueprints.architecture(name)) is None


def test_both_variants_fields_are_handed_over() -> None:
    entry, picture = blueprints.architecture("resnet50"), samples.load("cat")
    rows = field_view.layers("resnet50")
    packed = field_view.packed(entry, rows, picture, "Cat", b"jpeg", Place("layer4.2.add", 3, 3, 0, True), False, {})
    meta, _ = unpacked(packed)
    assert meta["sibling"]["fields"]["layer4.2.add"]["size"] == [483, 483]
    mine = next(layer for layer in meta["layers"] if layer["name"] == "layer4.2.add")
    assert mine["groups"][0]["field"]["size"] == [427, 427]


def test_the_view_is_the_networks_own_where_it_is_here() -> None:
    picture = samples.load("cat")
    own = field_view.view(blueprints.architecture("embedded"), picture)
    assert own == models.load("embedded").view(picture)
    usual = field_view.view(blueprints.architecture("resnet50_v1"), picture)
    assert (usual.resize, usual.crop) == (256, 224)
    small = field_view.view(blueprints.architecture("lenet5_1998"), picture)
    assert (small.resize, small.crop) == (32, 32)


def test_the_heat_leaves_no_gradient_in_the_shared_network() -> None:
    field_answers.answer(Visitor(), asked(layer="things.0.add", row=1, col=2))
    module = models.load("embedded").module
    assert all(value.grad is None and not value.requires_grad for value in module.parameters())
