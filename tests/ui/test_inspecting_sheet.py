"""The sheet of a layer: what is sent, how it is sorted, scaled and paged, and that visitors do not mix."""

from __future__ import annotations

import csv
import io
import json
import struct
import threading
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnviz import activations, models
from cnnviz.imaging import samples
from cnnviz.render import colouring
from cnnviz.serve import Visitor
from cnnviz.ui import inspecting_sheet, inspecting_unit
from cnnviz.ui.quick_answers import ANSWERERS
from cnnviz.ui.sheet_settings import PAGE, Scale, SheetSettings, SheetState, Signs, from_browser

WHERE = {"net": "embedded", "photo": "cat", "theme": "light"}
SIGNED, RELU, HEAD = "edges.0.conv1", "stem.relu", "head"


def unpacked(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Take apart what `pack` has joined, as the browser does."""
    end = 4 + struct.unpack("<I", data[:4])[0]
    meta, blobs = json.loads(data[4:end]), []
    for length in meta.pop("blobs"):
        blobs.append(data[end : end + length])
        end += length
    return meta, blobs


def sheet(layer: str, **asked: Any) -> tuple[dict[str, Any], bytes]:
    _, (inner,) = unpacked(ANSWERERS["sheet"](Visitor(), {**WHERE, "layer": layer, **asked}))
    meta, (png,) = unpacked(inner)
    return meta, png


def true_maps(layer: str, photo: str = "cat") -> np.ndarray:
    return activations.maps(models.load("embedded"), samples.load(photo), layer)


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("mean", lambda maps: -maps.mean((1, 2), dtype=np.float32)),
        ("maximum", lambda maps: -maps.max((1, 2))),
        ("sparsity", lambda maps: -(maps == 0).mean((1, 2))),
        ("channel", lambda maps: np.arange(len(maps))),
    ],
)
def test_units_come_in_the_order_that_is_asked_for(order: str, key: Any) -> None:
    values = key(true_maps(RELU))[sheet(RELU, order=order)[0]["order"]]
    assert (np.diff(values) >= -1e-6).all()


def test_each_scale_ends_where_it_says() -> None:
    maps = np.abs(true_maps(RELU))
    own, layer, network = (sheet(RELU, scale=scale)[0] for scale in ("unit", "layer", "network"))
    np.testing.assert_allclose(own["limits"], maps.max((1, 2))[own["order"]], rtol=1e-5)
    np.testing.assert_allclose(layer["limits"], maps.max(), rtol=1e-5)
    largest = max(
        np.abs(true_maps(row.name)).max()
        for row in models.layers(models.load("embedded"))
        if len(row.output_shape) == 3
    )
    np.testing.assert_allclose(network["limits"], largest, rtol=1e-5)
    assert "whole network" in network["note"]


def test_a_unit_has_the_same_colours_as_its_values_on_the_layers_scale() -> None:
    meta, png = sheet(RELU, scale="layer", order="channel")
    index = np.asarray(Image.open(io.BytesIO(png)))
    maps, (high, wide), gap = true_maps(RELU), meta["cell"], meta["gap"]
    shrink = 64 // high
    for unit in (0, 7, 31):
        top, left = (
            gap + at * (side + gap) for at, side in zip(divmod(unit, meta["columns"]), (high, wide), strict=True)
        )
        shown = index[top : top + high, left : left + wide].astype(int)
        values = maps[unit].reshape(high, shrink, wide, shrink).mean((1, 3))
        expected = colouring.magnitude_index(values, float(maps.max())).astype(int)
        assert np.abs(shown - expected).max() <= 3  # 64 shades at the worst


def test_signs_are_shown_where_there_are_some_or_where_they_are_asked_for() -> None:
    assert sheet(SIGNED)[0]["signed"]
    assert not sheet(RELU)[0]["signed"]
    assert sheet(RELU, signs="signed")[0]["signed"]
    meta, _ = sheet(SIGNED, signs="magnitude")
    assert not meta["signed"]
    assert "minus 2 looks like 2" in meta["note"]


def test_labels_say_the_place_and_the_zeros() -> None:
    meta, _ = sheet(RELU)
    unit = meta["order"][0]
    said = activations.describe(true_maps(RELU), unit, RELU)
    assert meta["labels"][0] == f"U{said[1:]}"


def test_logits_are_labelled_with_their_classes() -> None:
    meta, _ = sheet(HEAD, order="maximum")
    model = models.load("embedded")
    best = models.predict(model, samples.load("cat"), 1)[0]
    assert meta["order"][0] == best.index
    assert best.name in meta["labels"][0]


def test_every_sheet_of_the_embedded_network_is_small() -> None:
    model, photo = models.load("embedded"), samples.load("grass")
    for row in models.layers(model):
        assert len(inspecting_sheet.sheet(model, photo, row.name, SheetSettings(), 0, "light", "x")) <= 150_000


def test_a_page_is_that_of_the_pinned_unit_until_another_is_asked_for() -> None:
    found = activations.statistics(np.arange(1000, dtype=np.float32))  # the last unit is the strongest
    assert inspecting_sheet.page_of(found, SheetState("fc")) == 0
    assert inspecting_sheet.page_of(found, SheetState("fc", unit=0)) == 3
    assert inspecting_sheet.page_of(found, SheetState("fc", unit=999 - PAGE)) == 1
    assert inspecting_sheet.page_of(found, SheetState("fc", unit=0, page=1)) == 1
    assert inspecting_sheet.page_of(found, SheetState("fc", page=10**5)) == 3


def test_values_are_those_of_the_map_to_the_last_bit() -> None:
    meta, (data,) = unpacked(ANSWERERS["values"](Visitor(), {**WHERE, "layer": SIGNED, "unit": 5}))
    assert meta == {"unit": 5, "size": [32, 32]}
    assert np.array_equal(np.frombuffer(data, "<f4").reshape(32, 32), true_maps(SIGNED)[5])


def test_a_unit_brings_its_sentence_its_values_and_its_figures() -> None:
    meta, (values, figures) = unpacked(inspecting_unit.answer(Visitor(), {**WHERE, "layer": SIGNED, "unit": 5}))
    assert meta["said"].startswith(f"Unit 6 of {SIGNED} answers most at row ")
    assert np.array_equal(np.frombuffer(unpacked(values)[1][0], "<f4"), true_maps(SIGNED)[5].ravel())
    assert [figure["title"] for figure in unpacked(figures)[0]["figures"]] == [
        "The same on the photo",
        "Filter 6 of 64: 32 × 3 × 3",
    ]


def test_the_table_has_every_unit_with_its_numbers() -> None:
    rows = list(csv.DictReader(io.StringIO(ANSWERERS["units"](Visitor(), {**WHERE, "layer": RELU}).decode())))
    maps = true_maps(RELU)
    assert [int(row["unit"]) for row in rows] == list(range(1, 33))
    for unit, row in enumerate(rows):
        assert float(row["maximum"]) == pytest.approx(maps[unit].max())
        assert maps[unit, int(row["row_of_maximum"]) - 1, int(row["column_of_maximum"]) - 1] == maps[unit].max()
        assert float(row["share_of_zeros"]) == pytest.approx((maps[unit] == 0).mean(), abs=1e-6)


def test_whatever_the_browser_asks_is_one_of_the_choices() -> None:
    state = from_browser({"order": "loud", "scale": ["unit"], "signs": None, "unit": True, "page": -1}, "conv1")
    assert state == SheetState("conv1")
    state = from_browser({"order": "channel", "scale": "network", "signs": "signed", "unit": 3, "page": 0}, "conv1")
    assert (state.settings.scale, state.settings.signs, state.unit, state.page) == (Scale.NETWORK, Signs.SIGNED, 3, 0)


def test_visitors_at_once_get_what_each_gets_alone() -> None:
    """Different photos and layers at the same time, each asked by its own visitor."""
    wishes = [
        (photo, layer) for photo in ("cat", "rocket", "coffee") for layer in (RELU, SIGNED, "parts.1.conv2", HEAD)
    ]
    answers: dict[tuple[str, str], np.ndarray] = {}
    start = threading.Barrier(len(wishes))

    def visit(photo: str, layer: str) -> None:
        start.wait()
        asked = {**WHERE, "photo": photo, "layer": layer, "unit": 3}
        _, (data,) = unpacked(ANSWERERS["values"](Visitor(), asked))
        answers[photo, layer] = np.frombuffer(data, "<f4")

    threads = [threading.Thread(target=visit, args=wish) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for photo, layer in wishes:
        assert np.array_equal(answers[photo, layer], true_maps(layer, photo)[3].ravel()), (photo, layer)
