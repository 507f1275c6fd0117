"""Inversion: a picture made of nothing but what one layer says of a photo. What is missing, the layer has forgotten.

The picture minimizes `|F(x) - F(photo)|^2 / |F(photo)|^2`, with total variation and L2 against it.
Mahendran, Vedaldi, "Understanding deep image representations by inverting them" (2015), section 2; frequencies are
moved instead of pixels (see `parameterization`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.synthesis import parameterization
from cnnviz.synthesis.block_ends import block_ends, spaced
from cnnviz.synthesis.objective import Objective, Outputs
from cnnviz.synthesis.parameterization import Start
from cnnviz.synthesis.penalty import Penalties
from cnnviz.synthesis.render import Ascent
from cnnviz.synthesis.visualize import square

STEPS = 100
ROW = 7  # layers from early to late


@dataclass(frozen=True)
class Inverted:
    """After a step on `layer`, number `index` of the row: `error` is `|F(x) - F(photo)|^2 / |F(photo)|^2`.

    `image` is the picture so far, uint8 `(H, W, 3)`, where this step shows one.
    """

    index: int
    layer: str
    step: int
    error: float
    image: NDArray[np.uint8] | None = None


def row(model: Model, count: int = ROW) -> list[str]:
    """Return up to `count` layers from the first activation to the logits, evenly spaced: what to invert in a row."""
    return [*spaced(block_ends(model), count - 1), model.trace.last]


def inversion(model: Model, photo: Picture, layer: str, seed: int = 0, l2: float = 0.1, tv: float = 0.05) -> Ascent:
    """Return the ascent of minus the error, from noise, at the network's input size. Raises `UnknownName`."""
    side = model.input_size[0]
    name = model.trace.layer(layer)
    with torch.inference_mode(mode=False), torch.no_grad():
        wanted = model.trace.run(model.normalize(255 * square(model, photo, side).to(model.device)), [name])[name]
        size = wanted.square().sum().clamp(min=1e-12)
        begun = parameterization.begin(Start.NOISE, (side, side), seed).to(model.device)
        free = parameterization.fourier(begun)

    def score(outputs: Outputs) -> torch.Tensor:
        return -(outputs[name] - wanted).square().sum() / size

    return Ascent(model, Objective((name,), score), free, penalties=Penalties(l2, tv), seed=seed)


def invert(
    model: Model, photo: Picture, names: Sequence[str], seed: int = 0, steps: int = STEPS, every: int = 10
) -> Iterator[Inverted]:
    """Invert layer after layer; yields after each step, with the picture after every `every` steps and the last."""
    for index, layer in enumerate(names):
        ascent = inversion(model, photo, layer, seed)
        for step, score in enumerate(ascent.climb(steps), start=1):
            image = ascent.image() if step % every == 0 or step == steps else None
            yield Inverted(index, layer, step, -score, image)
