"""The page of learned filters: what is computed for it, asked as its component asks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz import activations, models
from cnnviz.errors import CnnvizError
from cnnviz.serve import Visitor
from cnnviz.ui import filter_bank
from cnnviz.ui.filter_bank import Sort
from cnnviz.ui.inspecting_filters import _read

from .packed import unpack

ASKED = {"net": "embedded", "layer": "things.0.conv1", "acts": False, "sort": "number", "row": 0, "column": 0}


def page(**more: Any) -> tuple[dict[str, Any], list[np.ndarray]]:
    meta, blobs = unpack(filter_bank.answer(Visitor(), {**ASKED, **more}))
    return meta, [np.frombuffer(each, "<f4") for each in blobs]


def weights(layer: str = "things.0.conv1") -> np.ndarray:
    return activations.filters(models.load("embedded"), layer).weights


def test_a_page_has_the_weights_of_its_filters_and_channels() -> None:
    meta, blobs = page(row=13, column=40)
    assert (meta["row"], meta["column"]) == (12, 32)  # where the pages begin that hold them
    expected = weights()[12:24, 32:48]
    assert np.array_equal(blobs[0].reshape(expected.shape), expected)
    assert meta["rows"] == list(range(12, 24))
    assert meta["source"] == "parts.1.relu2"


def test_a_page_beyond_the_last_is_the_last() -> None:
    meta, _ = page(row=10_000, column=10_000)
    assert (meta["row"], meta["column"]) == (252, 112)
    assert (len(meta["rows"]), meta["columns"]) == (4, 16)


def test_the_strongest_come_first_when_asked() -> None:
    lengths = np.sqrt((weights().astype(float) ** 2).sum((1, 2, 3)))
    strong, weak = page(sort="strong")[0]["rows"], page(sort="weak")[0]["rows"]
    assert lengths[strong].tolist() == sorted(lengths, reverse=True)[:12]
    assert lengths[weak].tolist() == sorted(lengths)[:12]


def test_as_they_act_weights_are_multiplied_by_the_norms_scale() -> None:
    norm = activations.unit_norm(models.load("embedded"), "things.0.norm1", 2)
    assert norm is not None
    meta, blobs = page(acts=True)
    np.testing.assert_allclose(blobs[0].reshape(12, 16, 3, 3)[2], weights()[2, :16] * norm.scale, rtol=1e-6)
    assert meta["norm"] == {"layer": "things.0.norm1", "learned": True}


def test_first_filters_come_all_at_once_and_in_colour() -> None:
    meta, blobs = page(layer="stem.conv")
    assert meta["colour"]
    assert np.array_equal(blobs[0].reshape(32, 3, 5, 5), weights("stem.conv"))
    assert len(meta["stripes"]) == 32
    most = page(layer="stem.conv", sort="colour")[0]["rows"][0]
    assert meta["stripes"][most][0] == max(colour for colour, _, _ in meta["stripes"])


def test_layers_without_filters_show_those_of_the_convolution_before_them() -> None:
    model = models.load("embedded")
    expected = {
        "stem.relu": "stem.conv",
        "stem.pool": "stem.conv",
        "head": "things.1.conv2",
        "edges.0.conv2": "edges.0.conv2",
    }
    assert {layer: filter_bank.convolution_for(model, layer) for layer in expected} == expected


def test_pairs_come_with_the_channels_on_which_they_are_strongest() -> None:
    meta, blobs = page()
    first = meta["alike"][0]
    both = weights()[[first["first"], first["second"]]]
    power = (both.astype(float) ** 2).sum((0, 2, 3))
    assert sorted(power[first["channels"]]) == sorted(power)[-12:]
    assert np.array_equal(blobs[2].reshape(2, 12, 3, 3), both[:, first["channels"]])
    a, b = (each.ravel().astype(float) for each in both)
    assert first["cosine"] == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-6)
    assert len(blobs) == 2 + len(meta["alike"]) + len(meta["opposite"])


def test_counts_cover_every_weight() -> None:
    meta, _ = page()
    assert sum(meta["counts"]) == weights().size
    assert meta["mean"] == pytest.approx(float(weights().mean(dtype=float)), abs=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [{"row": -1}, {"row": "2"}, {"column": True}, {"layer": "nowhere"}, {"layer": None}, {"net": "nothing"}],
)
def test_what_is_not_there_is_refused_in_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(CnnvizError) as refusal:
        filter_bank.answer(Visitor(), {**ASKED, **wrong})
    assert str(refusal.value)[-1] in ".?"


def test_orders_that_are_not_there_are_by_number() -> None:
    assert filter_bank.sort_of("upside down") is Sort.NUMBER
    assert filter_bank.sort_of(None) is Sort.NUMBER
    assert page(sort="angle")[0]["rows"] == list(range(12))  # deeper filters have no direction


@pytest.mark.parametrize("sent", [None, 3, [], {}, {"row": -1, "column": 0}, {"row": 1.5, "column": 0}])
def test_what_a_browser_sends_is_not_trusted(sent: object) -> None:
    assert _read(sent) is None


@pytest.mark.shared
def test_depthwise_filters_and_folded_norms_of_mobilenet(shared: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_WEIGHTS", f"{shared}/weights")
    meta, _ = page(net="mobilenet_v2", layer="features.1.conv.0.0")
    assert (meta["groups"], meta["shape"]) == (32, [32, 1, 3, 3])
    assert meta["norm"]["learned"] is False
