"""Occlusion by hand: cells of the photo that the visitor has painted over, and what the network says of the rest."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import torch

from cnnviz.errors import UnknownName
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.saliency.baseline import baseline
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import inspecting_asked
from cnnviz.ui.quick import Asked

CELLS = 16  # a side: coarse, so that visitors who paint alike share answers
LIKELIEST = 5
PATIENCE = 30.0  # seconds a component waits
DIGITS = CELLS * CELLS // 4  # of a painting, written in hexadecimal, row by row, the first cell the highest bit


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, photo, theme, cls, cells}` with `{classes: [{name, target, shares: [before, after]}]}`, as JSON.

    Raises `UnknownName` for what is not here, and what the engine raises.
    """
    subject = inspecting_asked.subject(visitor, asked)
    target = inspecting_asked.number(asked, "cls", 0, len(subject.model.class_names) - 1)
    written = inspecting_asked.text(asked, "cells")
    if len(written) != DIGITS or not set(written) <= set("0123456789abcdef"):
        raise UnknownName("The painting could not be read. Clear it and paint again.")

    def shares(cells: str) -> np.ndarray:
        question = Question("wall hand", subject.model.name, subject.picture.digest, (cells,))
        compute = partial(covered_shares, subject.model, subject.picture, cells)
        return engine().ask(question, compute, visitor.id, "wall hand", PATIENCE).value

    before, after = shares("0" * DIGITS), shares(written)
    names = [int(i) for i in np.argsort(-before, kind="stable")[:LIKELIEST]]
    now = int(after.argmax())
    names += [index for index in dict.fromkeys((target, now)) if index not in names]
    classes = [
        {
            "name": subject.model.class_names[i],
            "target": i == target,
            "shares": [float(before[i]), float(after[i])],
        }
        for i in names
    ]
    return json.dumps({"classes": classes}).encode()


def covered_shares(model: Model, picture: Picture, written: str) -> np.ndarray:
    """Return each class's probability, float32 `(classes,)`, with the painted cells in the network's mean colour."""
    cells = np.array([int(sign) for sign in f"{int(written, 16):0{CELLS * CELLS}b}"], bool).reshape(CELLS, CELLS)
    height, width = model.input_size
    mask = cells[np.arange(height) * CELLS // height][:, np.arange(width) * CELLS // width]  # (H, W)
    with torch.inference_mode(mode=False), torch.no_grad():
        pixels = model.pixels(picture)
        painted = torch.where(torch.from_numpy(mask).to(pixels.device), baseline(model, pixels, "mean"), pixels)
        found: np.ndarray = model.module(model.normalize(painted)).softmax(1)[0].float().cpu().numpy()
    return found
