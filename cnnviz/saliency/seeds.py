"""How much of a map is chance: the same method with several seeds of its noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution
from cnnviz.saliency.explain import explain, find
from cnnviz.saliency.options import Progress
from cnnviz.saliency.similarity import Map, rank_correlation


@dataclass(frozen=True)
class Seeds:
    """The `mean` map and, pixel by pixel, the standard `deviation` between seeds, both `(H, W)`.

    The deviation is that of these answers, divided by their number, no estimate for others.
    `agreement` is the mean of Spearman's correlation over all pairs of seeds; `found` are the single answers.
    """

    mean: Map
    deviation: Map
    agreement: float
    found: tuple[Attribution, ...]


def over_seeds(
    model: Model,
    picture: Picture,
    target: int | None,
    method: str,
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    progress: Progress | None = None,
    **options: Any,
) -> Seeds:
    """Ask a method that draws at random (SmoothGrad, RISE) once for each seed, and compare.

    `progress` hears of the seeds that are done, and may raise. Raises as `explain` does, and `DoesNotFit` for a method
    without a seed or for fewer than two seeds.
    """
    if "seed" not in find(method).options:
        raise DoesNotFit(f"{find(method).title} draws nothing at random; each seed would give the same map.")
    if len(seeds) < 2:
        raise DoesNotFit("One seed cannot be compared; name two or more.")
    answers: list[Attribution] = []
    for seed in seeds:
        answers.append(explain(model, picture, target, method, seed=seed, **options))
        if progress is not None:
            progress(len(answers), len(seeds))
    stack = np.stack([each.map for each in answers])  # (seeds, H, W)
    agreement = float(np.mean([rank_correlation(a, b) for a, b in combinations(stack, 2)]))
    return Seeds(stack.mean(0), stack.std(0), agreement, tuple(answers))
