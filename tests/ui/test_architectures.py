"""The architectures page on the server: links into the lab, sentences, and addresses that ask for what is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import models
from cnnviz.arithmetic import GLOBAL, Kind, LayerRow, ReceptiveField, Window
from cnnviz.arithmetic.totals import totals
from cnnviz.ui import architectures_told as told
from cnnviz.ui import architectures_words as words
from cnnviz.ui.architectures_lab import lab_link
from cnnviz.ui.lab_ranges import CHOICES, EXTRA, RANGES

ROOT = Path(__file__).parents[2]


def open_page(**address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "cnnviz" / "ui" / "router.py"), default_timeout=120).run()
    app = app.switch_page(str(ROOT / "pages" / "architectures.py")).run()
    for key, value in address.items():
        app.query_params[key] = value
    return app.run() if address else app


def data(app: AppTest) -> dict[str, Any]:
    """What the component was handed."""
    parts = [each.proto for each in app.get("bidi_component")]
    found: dict[str, Any] = json.loads(next(p.json for p in parts if p.component_name == "cnnviz_architecture"))[0]
    return found


def said(app: AppTest) -> str:
    return " ".join(element.value for kind in ("markdown", "info") for element in app.get(kind))


def row(
    shape: tuple[int, ...], out: tuple[int, ...], window: Window | None, kind: Kind = Kind.CONVOLUTION, name: str = "it"
) -> LayerRow:
    return LayerRow(name, kind, ("input",), (shape,), out, 0, 0, 0, (ReceptiveField(),), (out[0],), window)


def query(link: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in link.removeprefix("lab?").split("&"))


def test_page_opens_on_alexnet_as_published() -> None:
    app = open_page()
    assert not app.exception
    assert [each["title"] for each in data(app)["networks"]] == ["AlexNet (2012, two groups)"]


@pytest.mark.parametrize("name", ["lenet5_1998", "vgg_d", "googlenet_2014", "resnet50", "squeezenet1_1", "embedded"])
def test_page_opens_for_each_kind_of_network(name: str) -> None:
    app = open_page(arch=name)
    assert not app.exception
    assert not app.warning
    assert data(app)["networks"][0]["name"] == name
    assert not said(app)


def test_two_networks_stand_beside_each_other_and_differ_in_a_sentence() -> None:
    shown = data(open_page(arch="resnet50", arch2="resnet50_v1", sort="-macs", layer="layer2.0.conv2"))
    assert [each["name"] for each in shown["networks"]] == ["resnet50", "resnet50_v1"]
    assert "the same parameters, 0.943 times the MACs" in shown["difference"]  # 3,857,973,248 / 4,089,184,256
    assert (shown["sort"], shown["layer"]) == ("-macs", "layer2.0.conv2")


def test_a_network_beside_itself_is_one_network() -> None:
    assert len(data(open_page(arch="vgg_d", arch2="vgg_d"))["networks"]) == 1


def test_hostile_link_opens_and_says_what_it_could_not_do() -> None:
    app = open_page(arch="<script>alert(1)</script>", arch2="../../etc", sort="-" * 500, layer="x" * 5000)
    assert not app.exception
    notes = said(app)
    assert "Showing AlexNet" in notes
    assert "Showing one alone" in notes
    assert "<script>" not in notes
    assert "x" * 50 not in notes
    assert data(app)["chosen"] == {"arch": "alexnet_2012", "arch2": ""}


@pytest.mark.parametrize(
    ("name", "depth"), [("alexnet_2012", 8), ("vgg_d", 16), ("vgg_e", 19), ("resnet18", 18), ("resnet152", 152)]
)
def test_depth_is_the_number_in_the_networks_name(name: str, depth: int) -> None:
    assert words.depth(models.rows(name)) == depth


def test_cost_of_torchvisions_alexnet_is_told_as_it_is_known() -> None:
    sentence = words.cost_sentence(models.rows("alexnet"))
    assert sentence == "96.0 % of the parameters are in the linear layers; 91.8 % of the MACs are in the convolutions."


def test_alt_text_counts_the_layers_of_vgg_16() -> None:
    entry = models.architecture("vgg_d")
    text = words.alt("VGG-16", entry.rows, entry.input_shape).replace("\u2009", "").replace("×", "x")
    assert text == ("VGG-16: 13 convolutions, 5 poolings, 3 linear layers; from 3 x 224 x 224 to 512 x 7 x 7 to 1000.")


@pytest.mark.parametrize(
    ("name", "field"),
    [("lenet5_1998", "32 × 32"), ("alexnet", "195 × 195"), ("vgg_d", "212 × 212"), ("resnet50", "427 × 427")],
)
def test_field_shown_large_is_that_of_the_last_maps(name: str, field: str) -> None:
    assert words.last_field(models.rows(name))[0] == field


def test_field_behind_branches_is_that_of_the_widest() -> None:
    # Szegedy et al. 2015 as TensorFlow's receptive_field prints it: 1311, along branches of 1x3 and 3x1 kernels.
    assert words.last_field(models.rows("inception_v3"))[0] == "1\u2009311 × 1\u2009247"
    near, far = ReceptiveField((3, 3)), ReceptiveField((7, 7))
    joined = [
        LayerRow("far", Kind.CONVOLUTION, ("input",), ((3, 9, 9),), (8, 9, 9), 0, 0, 0, (far,), (8,), Window((7, 7))),
        LayerRow("near", Kind.CONVOLUTION, ("input",), ((3, 9, 9),), (8, 9, 9), 0, 0, 0, (near,), (8,), Window((3, 3))),
        LayerRow("sum", Kind.ADD, ("far", "near"), ((8, 9, 9), (8, 9, 9)), (8, 9, 9), 0, 0, 0, (far,), (8,)),
    ]
    assert words.last_field(joined)[0] == "7 × 7"


def test_a_gate_before_the_last_convolution_makes_the_field_the_whole_picture() -> None:
    gate = LayerRow("gate", Kind.MULTIPLY, ("input",), ((8, 9, 9),), (8, 9, 9), 0, 0, 0, (GLOBAL,), (8,))
    conv = LayerRow(
        "conv", Kind.CONVOLUTION, ("gate",), ((8, 9, 9),), (8, 7, 7), 0, 0, 0, (GLOBAL,), (8,), Window((3, 3))
    )
    assert words.last_field((gate, conv)) == ("whole picture", "from gate on")


def test_large_numbers_keep_three_digits() -> None:
    found = [words.large(60_965_224), words.large(4_089_184_256), words.large(999), words.large(64_664, "B")]
    assert found == ["61.0 M", "4.09 G", "999", "64.7 kB"]


def test_lab_link_holds_a_layer_that_fits_as_it_is() -> None:
    link = lab_link(row((6, 14, 14), (16, 10, 10), Window((5, 5), bias=True)))
    assert link is not None
    expected = {"n": "14", "k": "5", "s": "1", "d": "1", "p": "0", "cin": "6", "cout": "16", "groups": "1", "bias": "1"}
    assert query(link.address) == expected
    assert "smaller" not in link.said


def test_lab_link_says_what_it_cuts() -> None:
    link = lab_link(row((3, 227, 227), (96, 55, 55), Window((11, 11), (4, 4))))
    assert link is not None
    # (227 - 11) / 4 leaves nothing over; so does (63 - 11) / 4, but not (64 - 11) / 4.
    assert query(link.address)["n"] == "63"
    assert "height 63 instead of 227" in link.said
    assert "output channels 32 instead of 96" in link.said


def test_depthwise_convolution_stays_depthwise_in_the_lab() -> None:
    link = lab_link(row((96, 56, 56), (96, 56, 56), Window((3, 3), padding=((1, 1), (1, 1)), groups=96)))
    assert link is not None
    found = query(link.address)
    assert (found["cin"], found["cout"], found["groups"]) == ("16", "16", "16")


def test_rectangular_kernel_is_no_square_in_the_lab() -> None:
    link = lab_link(row((4, 17, 17), (4, 17, 17), Window((1, 7), padding=((0, 0), (3, 3)))))
    assert link is not None
    found = query(link.address)
    assert (found["k"], found["kw"], found["link"], found["p"]) == ("1", "7", "0", "same")


def test_pooling_opens_the_labs_pooling() -> None:
    pads = ((1, 1), (1, 1))
    link = lab_link(row((64, 60, 60), (64, 30, 30), Window((3, 3), (2, 2), pads, ceil_mode=True), Kind.POOL, "maxpool"))
    assert link is not None
    found = query(link.address)
    assert found == {"n": "60", "tab": "pooling", "pool": "max", "pceil": "1", "pk": "3", "ps": "2", "pp": "1"}


def test_layers_that_the_lab_does_not_have_lead_nowhere() -> None:
    assert lab_link(row((8,), (4,), None, Kind.LINEAR)) is None


@pytest.mark.parametrize("name", ["lenet5_1998", "alexnet", "vgg_c", "googlenet_2014", "resnet101_v1"])
def test_every_lab_link_stays_in_the_labs_ranges(name: str) -> None:
    links = [link for layer in models.rows(name) if (link := lab_link(layer))]
    assert links
    for link in links:
        for key, value in query(link.address).items():
            if key in RANGES and value != "same":
                assert RANGES[key].low <= int(value) <= RANGES[key].high
            else:
                assert key in EXTRA or key in CHOICES or value == "same"


def test_three_small_kernels_see_seven_and_have_27_of_49_weights() -> None:
    found = told.small_kernels()
    assert found["fields"] == {"three": [3, 5, 7], "one": 7}
    assert all(each["three"] == 27 * each["channels"] ** 2 for each in found["channels"])
    assert all(each["one"] == 49 * each["channels"] ** 2 for each in found["channels"])


def test_networks_of_equal_cost_are_told_to_be_equal() -> None:
    sums = totals(models.rows("alexnet"))
    assert words.difference("A", sums, "B", sums) == (
        "Beside A, B has the same parameters, the same MACs and the same activation memory."
    )


def test_history_runs_from_the_visual_cortex_to_now() -> None:
    years = [each["year"] for each in told.history(models.architectures())]
    assert years == sorted(years)
    assert years[0] == 1962
    steps = {step["title"]: step["arch"] for each in told.history(models.architectures()) for step in each["steps"]}
    assert steps["Neocognitron"] is None
    assert steps["LeNet"] == "lenet5_1998"
