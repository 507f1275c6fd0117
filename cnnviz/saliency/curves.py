"""Deletion and insertion: take the pixels that a map calls important away first, or bring them in first, and watch.

Petsiuk, Das, Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box Models" (2018), section 4.2,
https://arxiv.org/abs/1806.07421.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from cnnviz.models.lean import Lean, batch_size
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution
from cnnviz.saliency.baseline import baseline as empty
from cnnviz.saliency.options import Progress, batches, whole


@dataclass(frozen=True)
class Curve:
    """The class's `probabilities` when `shares` (0..1) of the pixels are changed, and the `area` below."""

    shares: tuple[float, ...]
    probabilities: tuple[float, ...]

    @property
    def area(self) -> float:
        """Return the area below the curve, by trapezoids, 0..1."""
        return float(np.trapezoid(self.probabilities, self.shares))


@dataclass(frozen=True)
class Curves:
    """Deletion wants a small area (the class goes at once), insertion a large one (it comes at once)."""

    deletion: Curve
    insertion: Curve


def curves(
    model: Model,
    picture: Picture,
    found: Attribution,
    *,
    steps: int = 20,
    deleted: str = "black",
    inserted: str = "blurred",
    progress: Progress | None = None,
) -> Curves:
    """Change pixels in the order of `found.map`, highest first, in `steps` equal parts; equal ones in raster order.

    Deletion turns the photo into the `deleted` baseline, insertion the `inserted` one into the photo; the paper takes a
    constant colour and a blur. `2 (steps + 1)` forward passes, in batches. The areas judge the map by the network's own
    answers to pictures unlike any photo: of two maps the better one is truer to the network, not to the world.

    Raises `DoesNotFit` for steps outside 1 to 500, `UnknownName` for a baseline that is not there.
    """
    whole(steps, "The number of steps", 1, 500)
    with torch.inference_mode(mode=False), torch.no_grad():
        lean, pixels = Lean(model), model.pixels(picture)
        order = torch.from_numpy(np.argsort(-found.map, axis=None, kind="stable")).to(pixels.device)
        ends = [(pixels, empty(model, pixels, deleted)), (empty(model, pixels, inserted), pixels)]
        probabilities = np.empty(2 * (steps + 1))
        for batch in batches(len(probabilities), batch_size(model), progress):
            pictures = torch.cat(
                [_mixed(*ends[n // (steps + 1)], order, (n % (steps + 1)) / steps) for n in batch]
            )  # (n, 3, H, W)
            kept = lean.logits(model.normalize(pictures)).softmax(1)[:, found.target]
            probabilities[batch.start : batch.stop] = kept.cpu().numpy()
    shares = tuple(n / steps for n in range(steps + 1))
    deletion, insertion = probabilities.reshape(2, -1).tolist()
    return Curves(Curve(shares, tuple(deletion)), Curve(shares, tuple(insertion)))


def _mixed(start: Tensor, end: Tensor, order: Tensor, share: float) -> Tensor:
    """Return `start` `(1, 3, H, W)` with the first `share` of the pixels in `order` taken from `end`."""
    first = order[: round(share * len(order))]
    mixed = start.flatten(2).clone()
    mixed[:, :, first] = end.flatten(2)[:, :, first]
    return mixed.view_as(start)
