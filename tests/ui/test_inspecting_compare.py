"""The inspector's comparison: what it answers, what it says, what links may ask for, and that visitors do not mix."""

from __future__ import annotations

import json
import os
import struct
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import activations, models
from cnnviz.errors import UnknownName
from cnnviz.imaging import Border, Picture, samples
from cnnviz.imaging.transforms import Change, Kind
from cnnviz.serve import Visitor
from cnnviz.ui import inspecting_compare_answer as answers
from cnnviz.ui.inspecting_compare_settings import Mode, Reading, Settings, from_browser, next_layer
from cnnviz.ui.inspector_layers import rows

FIRST = Settings(layer="stem.relu", other_layer="edges.0.relu1", photo="coffee")
NAMES = [row.name for row in rows(models.load("embedded"))]


def unpacked(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    (length,) = struct.unpack("<I", data[:4])
    meta, rest, blobs = json.loads(data[4 : 4 + length]), data[4 + length :], []
    for size in meta["blobs"]:
        blobs.append(rest[:size])
        rest = rest[size:]
    return meta, blobs


def ask(settings: Settings, visitor: Visitor | None = None, **more: Any) -> tuple[dict[str, Any], list[bytes]]:
    asked = {"net": "embedded", "photo": "cat", "settings": settings.as_dict(), **more}
    return unpacked(answers.answer(visitor or Visitor(), asked))


def numbers(blob: bytes) -> Any:
    return np.frombuffer(blob, "<f4")


def changed(change: Change) -> Picture:
    """Return the photo as the network sees it, changed: it needs no resizing any more."""
    model = models.load("embedded")
    return Picture.of(np.rint(change.apply(answers.pixels_of(model, samples.load("cat")))).astype(np.uint8))


def test_the_maps_are_those_of_the_two_pictures_bit_for_bit() -> None:
    model, change = models.load("embedded"), Change(Kind.SHIFT, 0, 2)
    found, blobs = ask(replace(FIRST, unit=5))
    assert np.array_equal(numbers(blobs[2]), activations.maps(model, samples.load("cat"), "stem.relu")[4].ravel())
    assert np.array_equal(numbers(blobs[3]), activations.maps(model, changed(change), "stem.relu")[4].ravel())
    assert found["units"] == [5, 5]
    assert found["sizes"] == [[64, 64], [64, 64]]


def test_the_predictions_are_the_networks_own_before_and_after() -> None:
    model, found = models.load("embedded"), ask(FIRST)[0]["guesses"]
    before = models.predict(model, samples.load("cat"), 5)
    after = {guess.name: guess.probability for guess in models.predict(model, changed(Change(Kind.SHIFT, 0, 2)), 100)}
    assert [guess["name"] for guess in found[:5]] == [guess.name for guess in before]
    assert [guess["before"] for guess in found[:5]] == pytest.approx([guess.probability for guess in before])
    assert [guess["after"] for guess in found] == pytest.approx([after[guess["name"]] for guess in found])


def test_no_change_leaves_every_cosine_at_1() -> None:
    found, blobs = ask(replace(FIRST, right=0))
    assert found["place"] == [1.0] * len(NAMES)
    assert blobs[2] == blobs[3]
    assert "same" in found["said"]["lead"]


def test_the_depth_curve_is_the_cosine_of_whole_layers() -> None:
    model = models.load("embedded")
    found, _ = ask(FIRST)
    pictures = samples.load("cat"), changed(Change(Kind.SHIFT, 0, 2))
    for layer in ("stem.conv", "parts.0.add", "head"):
        one, two = (activations.maps(model, each, layer).astype(np.float64).ravel() for each in pictures)
        wanted = one @ two / np.sqrt((one @ one) * (two @ two))
        assert found["place"][NAMES.index(layer)] == pytest.approx(wanted, abs=2e-6)


@pytest.mark.parametrize(
    ("layer", "right", "said"),
    [
        ("stem.relu", 3, ["stride 1", "3 whole cells", "nothing changes at all"]),
        ("stem.pool", 1, ["stride 2", "1/2 of a cell", "by 2 would only move"]),
        ("edges.0.relu2", -2, ["stride 2", "2 pixels left is 1 whole cell", "nothing changes at all"]),
        ("parts.0.relu2", 6, ["stride 4", "1 and 1/2 cells"]),
        ("parts.0.relu2", 8, ["stride 4", "2 whole cells", "nothing changes at all"]),
        ("things.0.conv1", 1, ["stride 8", "1/8 of a cell", "by 8 would only move"]),
        ("things.1.relu2", 8, ["stride 8", "1 whole cell", "Every unit sees the border"]),
        ("head", 1, ["no places"]),
    ],
)
def test_the_sentence_says_what_the_layers_stride_makes_of_the_shift(layer: str, right: int, said: list[str]) -> None:
    lead = ask(replace(FIRST, layer=layer, right=right))[0]["said"]["lead"]
    for part in said:
        assert part in lead


def test_pooling_is_compared_with_what_it_reads() -> None:
    said = ask(replace(FIRST, layer="stem.pool", right=1))[0]["said"]["more"]
    place = ask(replace(FIRST, layer="stem.pool", right=1))[0]["place"]
    before, after = place[NAMES.index("stem.relu")], place[NAMES.index("stem.pool")]
    assert before < after
    assert said == f"Pooling tolerates: in place, stem.relu before it has cosine {before:.3f}, this layer {after:.3f}."


def test_carried_back_a_shift_by_the_stride_leaves_the_same_values() -> None:
    found, blobs = ask(replace(FIRST, layer="stem.pool", right=4, reading=Reading.ALONG, unit=3))
    first, second = (numbers(blob).reshape(32, 32) for blob in blobs[2:])
    assert found["carried"] is True
    assert np.isnan(second[:, 30:]).all()  # two cells have left
    assert np.array_equal(second[3:-3, 3:27], first[3:-3, 3:27])


def test_blur_and_noise_have_nothing_to_move() -> None:
    for kind in (Kind.BLUR, Kind.NOISE):
        found, _ = ask(replace(FIRST, kind=kind, reading=Reading.ALONG))
        assert found["along"] == [None] * len(NAMES)
        assert found["carried"] is False


def test_two_photos_are_compared_at_every_layer() -> None:
    found, _ = ask(replace(FIRST, mode=Mode.PHOTO))
    assert found["along"] == [None] * len(NAMES)
    assert "the second for espresso" in found["said"]["guess"]
    same, _ = ask(replace(FIRST, mode=Mode.PHOTO, photo="cat"))
    assert same["place"] == [1.0] * len(NAMES)


def test_two_layers_are_compared_by_their_places() -> None:
    found, blobs = ask(replace(FIRST, mode=Mode.LAYER))
    assert found["sizes"] == [[64, 64], [32, 32]]
    assert found["place"][NAMES.index("stem.relu")] == pytest.approx(1, abs=1e-6)
    assert found["place"][NAMES.index("head")] is None
    assert len(blobs[3]) == 4 * 32 * 32
    assert "linear CKA" in found["said"]["lead"]


def test_a_sweep_has_the_numbers_of_its_steps() -> None:
    part, _ = ask(FIRST, **{"from": 1, "count": 3})
    assert part["of"] == 33
    assert [row[0] for row in part["rows"]] == [1, 2, 3]
    for value, place, along, chance in part["rows"]:
        step, _ = ask(replace(FIRST, right=value))
        at = NAMES.index("stem.relu")
        assert (place, along) == (step["place"][at], step["along"][at])
        assert chance == pytest.approx(step["guesses"][0]["after"], abs=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "everything"},
        {"mode": ["change"]},
        {"kind": 3},
        {"right": 33},
        {"right": 1.5},
        {"right": True},
        {"right": "2"},
        {"sigma": 0.1},
        {"sigma": float("nan")},
        {"strength": -1},
        {"seed": 10**30},
        {"right": 10**400},
        {"sigma": -(10**400)},
        {"layer": "../secret"},
        {"layer": "stem.relu", "unit": 33},
        {"unit": -1},
        {"unit": True},
        {"other_layer": None},
        {"border": "mirror"},
        {"photo": 7},
        {"mode": "photo", "photo": "../../etc/passwd"},
        {"mode": "photo", "photo": "mine-somebodyelses"},
    ],
)
def test_what_cannot_be_compared_gets_a_sentence(wrong: dict[str, Any]) -> None:
    asked = {"net": "embedded", "photo": "cat", "settings": FIRST.as_dict() | wrong}
    with pytest.raises(UnknownName) as refused:
        answers.answer(Visitor(), asked)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "wrong",
    [
        {"net": "../etc"},
        {"photo": "nowhere"},
        {"settings": None},
        {"from": 33, "count": 1},
        {"from": 0, "count": 1000},
        {"from": "0", "count": 4},
        {"from": -1, "count": 2},
    ],
)
def test_questions_that_fit_nothing_get_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnknownName):
        answers.answer(Visitor(), {"net": "embedded", "photo": "cat", "settings": FIRST.as_dict()} | wrong)


def test_a_mirror_image_has_no_sweep() -> None:
    with pytest.raises(UnknownName, match="sweep"):
        ask(replace(FIRST, kind=Kind.MIRROR), **{"from": 0, "count": 4})


def test_settings_survive_the_way_to_the_browser_and_back() -> None:
    settings = replace(FIRST, mode=Mode.LAYER, kind=Kind.TURN, border=Border.ZERO, sigma=2.25, unit=3)
    assert from_browser(json.loads(json.dumps(settings.as_dict())), models.load("embedded")) == settings


def test_the_first_second_layer_is_a_later_activation() -> None:
    model = models.load("embedded")
    assert next_layer(model, "stem.relu") == "edges.0.relu1"
    assert next_layer(model, "head") == "things.1.relu2"


def test_two_visitors_at_once_get_what_each_gets_alone() -> None:
    wishes = [
        ("cat", replace(FIRST, right=3)),
        ("coffee", replace(FIRST, layer="parts.0.add", kind=Kind.MIRROR, unit=7)),
        ("rocket", replace(FIRST, kind=Kind.NOISE, seed=4, layer="edges.0.add")),
        ("brick", replace(FIRST, mode=Mode.PHOTO, photo="grass")),
    ]
    alone = [
        answers.comparison(models.load("embedded"), samples.load(name), _second(each), each) for name, each in wishes
    ]
    found: dict[int, bytes] = {}

    def go(index: int) -> None:
        name, settings = wishes[index]
        asked = {"net": "embedded", "photo": name, "settings": settings.as_dict()}
        found[index] = answers.answer(Visitor(), asked)

    threads = [threading.Thread(target=go, args=(index,)) for index in range(len(wishes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[index] for index in range(len(wishes))] == alone
    assert all(value.grad is None and not value.requires_grad for value in models.load("embedded").module.parameters())


def _second(settings: Settings) -> Picture | None:
    return samples.load(settings.photo) if settings.mode is Mode.PHOTO else None


def test_real_networks_at_224(shared: Any) -> None:
    if os.environ.get("CNNVIZ_WEIGHTS") is None:
        pytest.skip("needs CNNVIZ_WEIGHTS")
    for net in ("squeezenet1_1", "mobilenet_v2"):
        model = models.load(net)
        layer = rows(model)[0].name
        settings = Settings(layer=layer, other_layer=rows(model)[3].name, photo="coffee", right=4)
        found, blobs = unpacked(answers.comparison(model, samples.load("cat"), None, settings))
        assert "stride 2: 4 pixels right is 2 whole cells" in found["said"]["lead"]
        assert "nothing changes at all" in found["said"]["lead"]
        before = models.predict(model, samples.load("cat"))[0]
        assert found["guesses"][0]["before"] == pytest.approx(before.probability)
        assert np.array_equal(
            numbers(blobs[2]), activations.maps(model, samples.load("cat"), layer)[found["units"][0] - 1].ravel()
        )


def script() -> None:
    import json

    import streamlit as st

    from cnnviz import models
    from cnnviz.ui import inspecting_compare_address as address
    from cnnviz.ui import links

    links.turn_page("inspector")
    found = address.current(models.load("embedded"), "stem.relu", "cat")
    st.text(json.dumps(found.as_dict()))
    st.json(dict(st.session_state["_written"]))
    links.show_notes()


def opened(**query: str) -> tuple[dict[str, Any], dict[str, str], str]:
    app = AppTest.from_function(script, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    written = json.loads(app.json[0].value)
    return json.loads(app.text[0].value), written, " ".join(each.value for each in app.markdown)


def test_a_visit_opens_on_a_shift_by_two() -> None:
    found, written, notes = opened()
    assert (found["mode"], found["kind"], found["right"], found["down"]) == ("change", "shift", 2, 0)
    assert found["photo"] == "coffee"
    assert not any(written.values())
    assert notes == ""


def test_a_link_restores_the_comparison() -> None:
    query = {
        "cmp_change": "blur",
        "cmp_blur": "2.5",
        "cmp_read": "along",
        "unit": "7",
        "cmp_x": "-9",
        "cmp_fill": "zero",
    }
    found, written, notes = opened(**query, cmp="change")
    assert (found["kind"], found["sigma"], found["reading"], found["unit"]) == ("blur", 2.5, "along", 7)
    assert (found["right"], found["border"]) == (-9, "zero")
    assert {key: value for key, value in written.items() if value} == query
    assert notes == ""


@pytest.mark.parametrize(
    ("key", "wish", "said"),
    [
        ("cmp", "<script>", "the comparison"),
        ("cmp_change", "explode", "the change"),
        ("cmp_x", "1e99", "it can be -32 to 32"),
        ("cmp_x", "nan", "shift to the right"),
        ("cmp_blur", "-4", "it can be 0 to 8"),
        ("cmp_noise", "9" * 500, "noise"),
        ("cmp_layer", "../../etc", "the layer"),
        ("cmp_unit", "99999", "it can be 1 to 64"),
        ("cmp_photo", "mine-abc", "stays with its owner"),
        ("cmp_photo", "nowhere", "the photo"),
        ("cmp_fill", "mirror", "the border"),
        ("cmp_seed", "-1", "it can be 0 to 99"),
        ("unit", "0", "it can be 1 to 32"),
    ],
)
def test_what_a_link_cannot_have_is_told(key: str, wish: str, said: str) -> None:
    found, _, notes = opened(**{key: wish})
    assert said in notes.replace("\\", "")
    from_browser(found, models.load("embedded"))  # what is shown instead can be had
