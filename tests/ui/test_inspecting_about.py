"""The page of one unit: what is computed for it, asked as its component asks."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from torch import nn

from cnnviz import activations, models
from cnnviz.activations import peaks
from cnnviz.arithmetic import ReceptiveField
from cnnviz.errors import CnnvizError, UnknownName
from cnnviz.imaging import Picture, samples
from cnnviz.serve import Visitor
from cnnviz.ui import about_patches, about_unit, unit_field
from tests.activations.nets import model_of, noise

from .packed import unpack

ASKED = {"net": "embedded", "photo": "cat", "layer": "stem.relu", "unit": 10, "theme": "light"}


def about(visitor: Visitor | None = None, **more: Any) -> tuple[dict[str, Any], list[bytes]]:
    return unpack(about_unit.answer(visitor or Visitor(), {**ASKED, **more}))


def patches(visitor: Visitor, **more: Any) -> tuple[dict[str, Any], list[bytes]]:
    for _ in range(50):
        meta, blobs = unpack(about_patches.answer(visitor, {**ASKED, **more}))
        if meta["done"] == meta["total"]:
            return meta, blobs
    raise AssertionError(meta)


def test_the_map_is_the_layers_own_bit_for_bit() -> None:
    meta, blobs = about()
    expected = activations.maps(models.load("embedded"), samples.load("cat"), "stem.relu")[10]
    assert blobs[0] == expected.astype("<f4").tobytes()
    assert meta["at"] == list(np.unravel_index(int(expected.argmax()), expected.shape))
    assert meta["value"] == float(expected.max())
    assert meta["zeros"] == float((expected == 0).mean())


@pytest.mark.parametrize("layer", ["stem.conv", "stem.norm", "edges.0.relu1", "parts.0.shortcut.2", "things.1.conv2"])
def test_what_is_written_out_comes_to_the_networks_own_answer(layer: str) -> None:
    meta, _ = about(layer=layer, unit=3)
    written, parts = meta["written"], meta["parts"]
    norm = written["norm"]
    y = norm["gamma"] * (parts["total"] - norm["mean"]) / math.sqrt(norm["variance"] + norm["eps"]) + norm["beta"]
    assert norm["result"] == pytest.approx(y, abs=1e-12)
    assert written["folded"]["apart"] <= 1e-6
    assert written["network"]["value"] == meta["value"]
    assert written["network"]["apart"] <= 1e-5 * max(1, abs(meta["value"]))


def test_parts_add_up_to_the_convolutions_answer() -> None:
    meta, blobs = about(layer="things.0.conv1", unit=7)
    parts = meta["parts"]
    values = np.frombuffer(blobs[parts["values"]], "<f8")
    assert len(values) == parts["count"] == 128
    assert parts["bias"] == 0
    assert math.fsum(values) == parts["total"]
    assert parts["total"] == pytest.approx(meta["value"], abs=1e-5)
    shown = [row["value"] for row in parts["rows"]]
    assert shown[:4] == sorted(values, reverse=True)[:4]
    assert shown[-1] == min(values)
    for row in parts["rows"]:
        assert (np.array(row["kernel"]) * np.array(row["patch"])).sum() == pytest.approx(row["value"], abs=1e-9)


def test_a_class_is_its_weights_times_the_last_features() -> None:
    meta, blobs = about(layer="head", unit=4)
    assert meta["name"] == models.load("embedded").class_names[4]
    parts = meta["parts"]
    values = np.frombuffer(blobs[parts["values"]], "<f8")
    assert (parts["how"], len(values)) == ("linear", 256)
    assert math.fsum([*values, parts["bias"]]) == pytest.approx(meta["value"], abs=1e-5)


@pytest.mark.parametrize("layer", ["things.0.add", "things.0.relu2"])
def test_an_addition_and_the_activation_behind_it_show_what_is_added(layer: str) -> None:
    meta, _ = about(layer=layer, unit=9)
    rows = meta["parts"]["rows"]
    assert [row["label"] for row in rows] == ["unit 10 of things.0.norm2", "unit 10 of things.0.shortcut.2"]
    assert meta["parts"]["total"] == pytest.approx(sum(row["value"] for row in rows), abs=1e-12)
    assert meta["value"] == pytest.approx(meta["parts"]["total"], abs=1e-6)


def test_every_layer_of_the_embedded_network_has_a_page() -> None:
    model, without = models.load("embedded"), []
    for layer in models.layers(model):
        meta, _ = about(layer=layer.name, unit=0)
        if "parts" not in meta:
            assert meta["words"][0].endswith("."), layer
            without.append(layer.name)
    pools = {"stem.pool", "parts.0.shortcut.0", "things.0.shortcut.0", "pool"}
    assert {name for name in without if "shortcut" not in name or name in pools} == {*pools, "flatten"}


def test_a_pooling_says_what_it_takes_of_which_unit() -> None:
    meta, _ = about(layer="stem.pool", unit=2)
    assert meta["words"] == [
        "Pooling has no weights: each value is the largest of a 2 × 2 window of unit 3 of stem.relu, stride 2."
    ]


def test_the_box_is_the_receptive_field_in_the_photo() -> None:
    meta, _ = about(layer="stem.conv", unit=1)
    model, picture = models.load("embedded"), samples.load("cat")
    row, col = meta["at"]
    field = ReceptiveField().then(5, 1, 2).box(row, col, (64, 64))
    assert meta["box"] == pytest.approx(model.view(picture).to_photo(field))
    assert meta["field"] == "5 × 5 pixels"
    assert meta["patch"]["size"] == [5, 5]


def test_a_patch_at_the_corner_is_padded_to_its_whole_field() -> None:
    import io

    from PIL import Image

    model, picture = models.load("embedded"), samples.load("cat")
    field = ReceptiveField().then(5, 1, 2)
    cut = unit_field.patch(model, picture, field, (0, 0), "light", "anyone")
    assert cut is not None
    assert cut.box == (0, 0, 3, 3)
    image = np.asarray(Image.open(io.BytesIO(cut.file)))
    assert image.shape == (5, 5, 3)
    assert {tuple(pixel) for pixel in image[:2].reshape(-1, 3).tolist()} == {(0xE9, 0xEC, 0xF0)}
    assert np.array_equal(image[2:, 2:], unit_field.pixels(model, picture)[:3, :3])


def test_the_nine_patches_are_the_strongest_of_all_photos() -> None:
    meta, blobs = patches(Visitor(), layer="edges.0.relu1", unit=5)
    model = models.load("embedded")
    best = {
        name: float(activations.maps(model, samples.load(name), "edges.0.relu1")[5].max()) for name in samples.names()
    }
    values = [each["value"] for each in meta["patches"]]
    assert values == sorted(values, reverse=True)
    assert values[0] == max(best.values())
    for name, value in best.items():
        mine = [each["value"] for each in meta["patches"] if each["photo"] == name]
        assert len(mine) <= 3
        assert not mine or mine[0] == value
    assert len(blobs) == len(values) == 9
    assert meta["total"] == len(samples.names())


def test_places_are_counted_over_all_photos() -> None:
    meta, _ = patches(Visitor(), unit=10)
    model = models.load("embedded")
    maps = [activations.maps(model, samples.load(name), "stem.relu") for name in samples.names()]
    assert meta["numbers"]["zeros"] == pytest.approx(np.mean([(each[10] == 0).mean() for each in maps]), abs=1e-6)
    assert meta["numbers"]["mean"] == pytest.approx(np.mean([each[10].mean() for each in maps]), abs=1e-5)
    dead = np.all([(each == 0).all((1, 2)) for each in maps], axis=0).sum()
    assert meta["numbers"]["dead"] == dead


def test_a_visitors_own_photo_is_looked_through_first_and_only_for_them() -> None:
    owner, stranger = Visitor(), Visitor()
    owner.add(Picture.of(np.random.default_rng(7).integers(0, 256, (90, 120, 3), dtype=np.uint8)))
    mine, _ = patches(owner)
    theirs, _ = patches(stranger)
    assert mine["total"] == theirs["total"] + 1
    assert (mine["own"], theirs["own"]) == (1, 0)
    assert any(each["title"] == "Your photo" for each in mine["patches"])
    assert not any(each["photo"].startswith("mine-") for each in theirs["patches"])


def test_a_unit_that_never_answers_has_no_patches() -> None:
    silent = peaks(np.zeros((2, 4, 4), np.float32), (2, 2))
    assert about_patches.strongest([silent, silent], 1) == []
    assert about_patches.over_photos([silent, silent], 1) == {
        "zeros": 1.0,
        "mean": 0.0,
        "silent": 2,
        "dead": 2,
        "units": 2,
    }


def test_two_visitors_at_once_get_what_each_gets_alone() -> None:
    settings = [
        {"photo": photo, "layer": layer, "unit": unit}
        for photo in ("cat", "coffee")
        for layer in ("parts.1.conv1", "things.0.relu2")
        for unit in (0, 11)
    ]
    model = models.load("embedded")
    alone = []
    for each in settings:
        picture = samples.load(each["photo"])
        alone.append(about_unit.about(model, picture, each["layer"], each["unit"], "light", Visitor().id))
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: about_unit.answer(Visitor(), {**ASKED, **each}), settings))
    assert together == alone


def of_net(net: nn.Module, layer: str, unit: int = 0) -> dict[str, Any]:
    model, picture = model_of(net, 8), noise(8)
    return unpack(about_unit.about(model, picture, layer, unit, "light", Visitor().id))[0]


def test_a_norm_without_a_convolution_before_it_shows_its_numbers() -> None:
    norm = nn.BatchNorm2d(2)
    nn.init.constant_(norm.running_mean, 0.5)
    meta = of_net(nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU(), norm), "2", 1)
    assert "written" not in meta
    assert (meta["norm"]["mean"], meta["norm"]["variance"], meta["norm"]["learned"]) == (0.5, 1.0, True)
    assert meta["words"] == [
        "A norm scales and shifts unit 2 of 1; no convolution stands right before it, so nothing can be folded."
    ]
    assert meta["box"] is None  # what its units see is not known for a network that is on no list
    assert meta["patch"] is None


def test_a_silent_unit_is_shown_where_it_comes_nearest_to_answering() -> None:
    convolution = nn.Conv2d(3, 2, 1)
    nn.init.constant_(convolution.bias, -100.0)
    meta = of_net(nn.Sequential(convolution, nn.ReLU()), "1")
    values = activations.maps(model_of(nn.Sequential(convolution), 8), noise(8), "0")[0]
    assert meta["silent"]
    assert meta["at"] == list(np.unravel_index(int(values.argmax()), values.shape))
    assert meta["written"]["convolved"] == pytest.approx(float(values.max()), abs=1e-5)
    assert meta["written"]["activation"]["result"] == meta["value"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": 32},
        {"unit": -1},
        {"unit": True},
        {"unit": "3"},
        {"layer": "nowhere"},
        {"layer": 3},
        {"net": "../x"},
        {"photo": "mine-abc"},
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(wrong: dict[str, Any]) -> None:
    for answer in (about_unit.answer, about_patches.answer):
        with pytest.raises(CnnvizError) as refusal:
            answer(Visitor(), {**ASKED, **wrong})
        assert str(refusal.value)[-1] in ".?"
    with pytest.raises(UnknownName):
        about_unit.answer(Visitor(), {})


@pytest.mark.shared
def test_mobilenets_folded_norms_are_a_bias_and_not_learned(shared: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_WEIGHTS", f"{shared}/weights")
    for layer in ("features.0.2", "features.4.conv.1.0", "features.18.1"):
        written = about(net="mobilenet_v2", layer=layer, unit=5)[0]["written"]
        assert written["norm"]["learned"] is False
        assert written["norm"]["mean"] == 0
        assert written["norm"]["scale"] == pytest.approx(1, abs=1e-4)
        assert written["folded"]["apart"] <= 1e-6
        assert written["network"]["apart"] <= 1e-4
    parts = about(net="mobilenet_v2", layer="features.4.conv.1.0", unit=5)[0]["parts"]
    assert (parts["count"], parts["first"]) == (1, 5)  # depthwise: it reads one channel, its own


@pytest.mark.shared
def test_squeezenets_concatenation_names_the_unit_that_is_passed_on(
    shared: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_WEIGHTS", f"{shared}/weights")
    words = about(net="squeezenet1_1", layer="features.3.cat", unit=64)[0]["words"]
    assert words == [
        "Concatenation only puts maps in a row: this is unit 1 of features.3.expand3x3_activation, unchanged."
    ]


@pytest.mark.shared
def test_the_box_is_that_of_the_units_own_channels(shared: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fire module puts a 1x1 beside a 3x3 convolution; by hand: 3, pooled 7, and 3x3 at stride 4: 7 + 2 * 4 = 15."""
    monkeypatch.setenv("CNNVIZ_WEIGHTS", f"{shared}/weights")
    small, large = (about(net="squeezenet1_1", layer="features.3.cat", unit=unit)[0] for unit in (63, 64))
    assert (small["field"], large["field"]) == ("7 \u00d7 7 pixels", "15 \u00d7 15 pixels")
    assert [small["patch"]["size"], large["patch"]["size"]] == [[7, 7], [15, 15]]
