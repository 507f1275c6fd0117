"""The image filters' quick answers: right numbers for what is asked, sentences for what cannot be."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz import imaging
from cnnviz.errors import CnnvizError
from cnnviz.imaging import Picture, kernels, samples
from cnnviz.serve import Visitor
from cnnviz.ui import filter_answer, filtering
from cnnviz.ui.filter_settings import FilterSettings

from .test_filter_settings import ANYTHING, NAMES

PATCH = "24 25 36;20 25 34;24 46 75"


def unpack(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    at = 4 + struct.unpack_from("<I", data)[0]
    meta, blobs = json.loads(data[4:at]), []
    for length in meta.pop("blobs"):
        blobs.append(data[at : at + length])
        at += length
    return meta, blobs


def ask(visitor: Visitor, photo: str = "cat", what: str = "", **asked: Any) -> tuple[dict[str, Any], list[bytes]]:
    question = {"what": what, "photo": photo, "net": "embedded", "settings": asked}
    return unpack(filter_answer.answer(visitor, question))


def test_the_lectures_patch_gives_minus_81() -> None:
    subject = filtering.Subject.typed(PATCH)
    assert filtering.response(subject, FilterSettings(kernel="sobel_y"))[1, 1] == -81
    meta, (index,) = ask(Visitor(), px=PATCH, kernel="sobel_y")
    assert (meta["kind"], meta["height"], meta["width"]) == ("signed", 3, 3)
    assert index[4] == int(-81 * 127 / meta["limit"] + 127.5)


def test_the_pixels_are_the_photos() -> None:
    meta, (pixels,) = ask(Visitor(), what="photo")
    rgb = samples.load("cat").rgb
    assert (meta["height"], meta["width"], meta["channels"]) == rgb.shape
    assert pixels == rgb.tobytes()


def test_planes_of_colours_follow_one_another() -> None:
    meta, (index,) = ask(Visitor(), mode="channels", kernel="identity")
    planes = np.frombuffer(index, np.uint8).reshape(3, meta["height"], meta["width"])
    np.testing.assert_array_equal(planes, samples.load("cat").rgb.transpose(2, 0, 1))


def test_every_value_is_drawn_with_its_own_colour() -> None:
    picture = Picture.of(np.random.default_rng(1).integers(0, 256, (40, 30, 3), dtype=np.uint8))
    visitor = Visitor()
    reference = visitor.add(picture)
    meta, (index,) = ask(
        visitor, f"mine-{reference}", kernel="scharr_x", mode="full", stride=2, dilation=3, border="zero"
    )
    weights = np.array([[[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]] * 3)
    values = imaging.respond(picture, weights, mode="full", stride=2, dilation=3)
    assert (meta["height"], meta["width"]) == (20, 15)
    expected = np.clip(values * 127 / meta["limit"] + 127.5, 0, 254.5).astype(np.uint8)
    np.testing.assert_allclose(np.frombuffer(index, np.uint8).reshape(20, 15).astype(int), expected, atol=1)


def test_a_dark_to_bright_edge_points_to_the_bright_side_and_is_thinned_to_a_line() -> None:
    rows = ";".join(["10 10 10 200 200 200"] * 5)
    meta, (gx, gy, length, turns, kept) = ask(Visitor(), px=rows, **{"from": "edges", "border": "replicate"})
    shape = meta["height"], meta["width"]
    assert np.frombuffer(kept, np.uint8).reshape(shape).sum(1).tolist() == [1] * 5
    assert set(turns) == {0}  # to the right
    assert set(gy) == {127}
    assert max(gx) == max(length) == 254


def test_eight_gabors_look_at_no_more_than_256_pixels() -> None:
    meta, planes = ask(Visitor(), "edges", **{"from": "gabor"})
    assert len(planes) == len(meta["kernels"]) == 8
    assert max(meta["height"], meta["width"]) == 256


def test_learned_filters_are_sorted_by_likeness() -> None:
    pytest.importorskip("torch")
    meta, (mine, theirs, pictures) = ask(Visitor(), **{"from": "learned"})
    sizes = [abs(cosine) for cosine in meta["cosines"]]
    assert sizes == sorted(sizes, reverse=True)
    assert meta["chosen"] == meta["order"][0]
    assert len(mine) == len(theirs) == meta["height"] * meta["width"]
    assert len(pictures) == meta["count"] * 3 * meta["size"][0] * meta["size"][1]
    learned, own = np.array(meta["learned"]), kernels.get("sobel_x").weights
    luma = np.linalg.norm([0.299, 0.587, 0.114])
    assert np.linalg.norm(learned) == pytest.approx(np.linalg.norm(own) * luma)
    assert ask(Visitor(), **{"from": "learned", "filter": 7})[0]["chosen"] == 6
    assert ask(Visitor(), **{"from": "learned", "filter": 4000})[0]["chosen"] == meta["count"] - 1


def test_a_visitor_cannot_filter_anothers_photo() -> None:
    owner, stranger = Visitor(), Visitor()
    reference = owner.add(samples.load("cat"))
    assert ask(owner, f"mine-{reference}")
    with pytest.raises(CnnvizError):
        ask(stranger, f"mine-{reference}")


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING), ANYTHING, ANYTHING)
@settings(deadline=None, max_examples=60)
def test_whatever_is_asked_is_answered_or_refused_in_a_sentence(asked: dict[str, Any], photo: Any, what: Any) -> None:
    question = {"settings": {"px": PATCH, **asked}, "photo": photo, "what": what, "net": photo}
    sentence, data = ".", b""
    try:
        data = filter_answer.answer(Visitor(), question)
    except CnnvizError as problem:
        sentence = str(problem)
    assert sentence[-1] in ".?"
    assert len(data) < 200_000


@given(st.integers(1, 15), st.integers(1, 8), st.integers(1, 6), st.sampled_from(["grey", "channels", "full"]))
@settings(deadline=None, max_examples=30)
def test_no_answer_is_larger_than_the_photo_and_its_words(side: int, stride: int, dilation: int, mode: str) -> None:
    _, (data,) = ask(Visitor(), "edges", kernel="box", size=side, stride=stride, dilation=dilation, mode=mode)
    assert len(data) <= samples.load("edges").rgb.size


def test_a_picture_that_is_cut_to_white_says_how_it_comes_back() -> None:
    ones = ";".join(["1 1 1 1 1"] * 5)  # 25 times the brightness
    assert "above 255 and is white here. Normalize" in ask(Visitor(), **{"from": "typed", "typed": ones})[0]["note"]
    again = ask(Visitor(), **{"from": "typed", "typed": ones, "norm": 1})[0]["note"]
    assert again.startswith("A photo again")


@pytest.mark.parametrize(("mode", "kind"), [("grey", "signed"), ("channels", "photo")])
def test_the_scale_has_the_colours_of_the_picture(mode: str, kind: str) -> None:
    assert ask(Visitor(), kernel="sobel_x", mode=mode)[0]["scale"]["kind"] == kind
