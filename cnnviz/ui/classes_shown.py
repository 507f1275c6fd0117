"""What was learned, as the component shows it: numbers, mistakes with Grad-CAM, and words for all of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnviz import saliency
from cnnviz.learn import export, opened_step
from cnnviz.learn.transfer import Learned, classify
from cnnviz.models.model import Picture
from cnnviz.render import encode, overlay, percent
from cnnviz.render.heat_words import strongest_tenth
from cnnviz.ui.classes_own import square

SHOWN = 8  # mistakes, and after them the least sure right answers
SIDE = 144  # pixels of a mistake's picture
FILE = "own-classes.safetensors"


def result(learned: Learned) -> tuple[dict[str, Any], list[bytes]]:
    """Return the numbers of what was learned; two blobs for each mistake, its picture and the same with Grad-CAM."""
    them, confusion = learned.plan.them, learned.confusion()
    cards, blobs = [], []
    for index in telling(learned):
        meta, pictures = looked(learned, them.pictures[index])
        meta |= {"is": them.names[them.labels[index]], "right": learned.said[index] == them.labels[index]}
        cards.append(meta)
        blobs += pictures
    head, module = learned.head, learned.model.module
    whole = sum(each.numel() for each in module.parameters())
    added = sum(each.numel() for each in head.parameters())
    tuned = sum(
        each.numel()
        for name, each in module.get_submodule("trunk").named_parameters()
        if _is_tuned(name, learned.tuned)
    )
    return {
        "names": them.names,
        "counts": confusion.counts,
        "hits": confusion.right,
        "held": confusion.pictures,
        "interval": confusion.interval,
        "sentences": confusion.sentences(them.names),
        "cards": cards,
        "channels": head.in_features,
        "head": added,
        "trunk": whole - added,
        "tuned": tuned if learned.tuned else 0,
        "learned": len(learned.split.learn),
        "steps": opened_step.steps(learned),
        "loader": export.loader(learned, FILE),
        "file": FILE,
    }, blobs


def _is_tuned(name: str, tuned: tuple[str, ...]) -> bool:
    return any(name == each or name.endswith(f".{each}") for each in tuned)


def telling(learned: Learned) -> list[int]:
    """Return held-out pictures to look at: the surest mistakes first, then the right ones that it is least sure of."""
    sure = learned.logits.softmax(1).amax(1).tolist()
    wrong = learned.mistakes()
    right = sorted(set(learned.split.held) - set(wrong), key=lambda i: sure[i])
    return [*wrong, *right][:SHOWN]


def looked(learned: Learned, picture: Picture) -> tuple[dict[str, Any], list[bytes]]:
    """Return what the classifier says of a picture; blobs: what it sees of it, and the same with Grad-CAM over it."""
    view = learned.model.view(picture)
    found = saliency.explain(learned.model, picture, None, "grad_cam")
    shares = classify(learned, picture)
    names = learned.plan.them.names
    top, left, bottom, right = view.pixels
    seen = square(picture.rgb[top:bottom, left:right], SIDE)
    peak = float(found.map.max()) or 1.0
    heated = overlay(seen, np.maximum(found.map, 0) / peak, (0, 0, SIDE, SIDE), 0.65)
    said = names[found.target]
    meta = {
        "said": said,
        "share": shares[found.target],
        "shares": shares,
        "alt": f"{said}, {percent(shares[found.target])} sure. {strongest_tenth(found.map, 'Grad-CAM')}",
    }
    return meta, [encode.jpeg(seen), encode.jpeg(heated)]
