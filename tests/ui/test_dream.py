"""The page of dreams: its settings and addresses, its runs frame by frame, its GIF, its gallery."""

from __future__ import annotations

import io
import json
import time
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnviz import models
from cnnviz.errors import CnnvizError
from cnnviz.imaging import Picture, samples
from cnnviz.serve import Passing, Visitor
from cnnviz.synthesis import gallery
from cnnviz.ui import dream, dream_frames, dream_gif, dream_running, dream_settings
from cnnviz.ui.dream_settings import MODES, STEPS, from_browser
from cnnviz.ui.paths import ASSETS
from cnnviz.ui.settled import Settled
from tests.activations.nets import one_thread

from .packed import unpack

__all__ = ["one_thread"]
MODEL = models.load("embedded")
FIRST = dream_settings.first(MODEL)
ASKED: dict[str, Any] = {"net": "embedded", "photo": "cat", "theme": "light"}


def look(**parts: Any) -> dict[str, Any]:
    return asdict(replace(FIRST, **parts))


def frames(**parts: Any) -> list[dream_frames.Frame]:
    subject = dream_frames.Subject(MODEL, samples.load("cat"), replace(FIRST, **parts), "cat")
    found = list(dream_running.steps(subject))
    return [frame.value if isinstance(frame, Passing) else frame for frame in found if frame is not None]


def test_the_page_opens_with_a_class_and_a_layer_in_the_middle() -> None:
    assert MODEL.class_names[FIRST.cls] == "mushroom"
    assert FIRST.layer == gallery.DREAM == "parts.1.relu2"
    assert FIRST.options == gallery.OPTIONS
    assert (FIRST.other, FIRST.weight) == (gallery.STYLE, gallery.STYLE_WEIGHT)
    assert FIRST.cls == gallery.FILM


def test_what_the_component_sends_is_taken() -> None:
    assert from_browser(look(cls=5, robust=0, tv=3), MODEL) == replace(FIRST, cls=5, robust=0, tv=3)


@pytest.mark.parametrize(
    "strange",
    [
        {"mode": "nightmare"}, {"cls": -1}, {"cls": 100}, {"cls": True}, {"cls": "3"}, {"cls": 1.0},
        {"layer": "nowhere"}, {"layer": None}, {"unit": 128}, {"unit": -1}, {"steps": 10**9}, {"steps": 1},
        {"seed": -1},
        {"side": 65}, {"side": 8}, {"side": 10**6}, {"start": "end"}, {"basis": 3}, {"robust": 1000}, {"tv": -1},
        {"octaves": 0}, {"strength": 0}, {"other": "../x"}, {"weight": 10**6},
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_refused_in_a_sentence(strange: dict[str, Any]) -> None:
    wish = {**look(), **strange}
    assert from_browser(wish, MODEL) is None
    with pytest.raises(CnnvizError, match="Reload the page"):
        dream_running.read(Visitor(), {**ASKED, "look": wish})


@pytest.mark.parametrize("sent", [None, [], "x", {}, {"mode": "class"}])
def test_a_look_that_is_none_is_not_taken(sent: object) -> None:
    assert from_browser(sent, MODEL) is None


def test_another_network_keeps_what_it_can() -> None:
    strange = replace(FIRST, cls=999, layer="features.28", unit=500, seed=7)
    assert dream_settings.fitted(strange, MODEL) == replace(FIRST, seed=7)


@pytest.mark.parametrize(("mode", "steps"), [("class", 9), ("channel", 9), ("style", 9), ("photo", 8), ("layers", 8)])
def test_a_run_tells_each_score_once_and_ends_with_a_picture(mode: str, steps: int) -> None:
    found = frames(mode=mode, steps=steps, octaves=1, unit=3)
    of = {"layers": 7 * steps}.get(mode, steps)
    assert sum(len(frame.scores) for frame in found) == of
    assert [frame.step for frame in found] == sorted({frame.step for frame in found})
    assert found[-1].last
    assert found[-1].of == of
    assert found[-1].image is not None
    if mode == "layers":
        assert [frame.layer for frame in found if frame.image is not None and frame.step % steps == 0][-1] == "head"


def test_a_run_makes_the_picture_that_the_library_makes() -> None:
    from cnnviz import synthesis

    image, trace = synthesis.class_image(MODEL, 90, seed=3, steps=10)
    found = frames(steps=10, seed=3)
    assert found[-1].image is not None
    np.testing.assert_array_equal(found[-1].image, image)
    assert [score for frame in found for score in frame.scores] == list(trace)
    assert found[-1].guesses[0][1] >= found[-1].guesses[1][1]


def test_the_gif_holds_the_pictures_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor()
    meta, _ = unpack(dream_running.answer(visitor, {**ASKED, "act": "start", "look": look(steps=8)}))
    for _ in range(600):
        told, blobs = unpack(dream_running.answer(visitor, {"act": "look", "run": meta["run"], "since": 0}))
        if told["state"] == "done":
            break
        time.sleep(0.05)
    pictures = [blob for blob in map(dream_gif.picture, blobs) if blob]
    made = Image.open(io.BytesIO(dream_gif.answer(visitor, {"run": meta["run"]})))
    assert made.n_frames == len(pictures) == 3  # type: ignore[attr-defined] - noise, step 4, step 8
    assert made.size == (320, 320)
    with pytest.raises(CnnvizError):
        dream_gif.answer(Visitor(), {"run": meta["run"]})  # somebody else's


def test_modes_and_steps_belong_together() -> None:
    assert tuple(STEPS) == MODES
    assert all(replace(FIRST, mode=mode).count == STEPS[mode] for mode in MODES)


def test_the_gallery_is_classified_as_it_ships() -> None:
    made = gallery.cut(gallery.OUT / "classes.webp", len(MODEL.class_names), gallery.OPTIONS.side(MODEL))
    right = [models.predict(MODEL, Picture.of(picture), 1)[0].index == index for index, picture in enumerate(made)]
    assert sum(right) >= 95


def test_the_gallery_is_small_and_says_what_it_shows() -> None:
    made = dream.gallery()
    assert made is not None
    assert sum(path.stat().st_size for path in (ASSETS / "dreams").iterdir()) < 2_000_000
    assert made["options"] == json.loads(json.dumps(asdict(gallery.OPTIONS)))
    for layer in made["layers"].values():
        assert layer["channels"] == gallery.channels(MODEL, layer["name"])
    # robustness off and pixels alone please the network as well: what differs is what we see
    assert {name: len(chances) for name, chances in made["chances"].items()} == dict.fromkeys(
        ("classes", "classes_plain", "classes_bare"), 100
    )


def roughness(picture: np.ndarray[Any, Any]) -> float:
    """Mean difference of neighbours, as a share of the picture's spread: fine noise has much of it."""
    values = picture.astype(float)
    return float(np.abs(np.diff(values, axis=1)).mean() / values.std())


def test_with_robustness_the_gallerys_pictures_are_smoother() -> None:
    rough = {
        name: np.median([roughness(made) for made in gallery.cut(gallery.OUT / f"{name}.webp", 100, 64)])
        for name in ("classes", "classes_plain", "classes_bare")
    }
    assert rough["classes"] < 0.85 * rough["classes_plain"]
    assert rough["classes_plain"] < 0.9 * rough["classes_bare"]


def test_the_component_is_told_what_the_network_has() -> None:
    meta, blobs = unpack(dream.packed(MODEL, b"jpeg", "cat", "Chelsea the cat", Settled(FIRST, FIRST, 1), ASKED))
    assert blobs == [b"jpeg"]
    assert meta["example"]
    assert len(meta["classes"]) == 100
    assert dict(meta["layers"])["parts.1.relu2"] == 128
    assert meta["gallery"]["examples"].keys() == {"photo", "layers", "style"}
