"""Numbers of a layer's weights: how they are spread, how strong each filter is, which filters are nearly the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[Any]
BINS = 61  # odd, so that the middle one is around 0
NEAR = 0.01  # of the largest weight: smaller ones count as nearly 0
WEAK = 0.01  # of the layer's median filter: weaker ones are nearly dead


@dataclass(frozen=True)
class WeightNumbers:
    """The weights of a layer: mean and standard deviation, the largest magnitude, the share that is nearly 0.

    `counts[i]` weights lie in the `i`-th of `BINS` equal steps from `-limit` to `limit`. Nearly 0 is what is smaller
    than a hundredth of the largest.
    """

    mean: float
    std: float
    limit: float
    near_zero: float
    counts: NDArray[np.int64]


@dataclass(frozen=True)
class Pair:
    """Two filters, from 0, and the cosine of the angle between their weights: 1 the same but for their strength."""

    first: int
    second: int
    cosine: float


def weight_numbers(weights: Weights) -> WeightNumbers:
    """Describe weights of any shape."""
    values = weights.astype(np.float64).ravel()
    limit = float(np.abs(values).max(initial=0.0))
    counts, _ = np.histogram(values, BINS, (-limit, limit) if limit else (-1, 1))
    near = float((np.abs(values) < NEAR * limit).mean()) if limit else 1.0
    return WeightNumbers(float(values.mean()), float(values.std()), limit, near, counts)


def norms(weights: Weights) -> NDArray[np.float64]:
    """Return the strength of each filter of `(out, ...)`, `(out,)`: the root of the sum of its squared weights."""
    flat = weights.astype(np.float64).reshape(len(weights), -1)
    lengths: NDArray[np.float64] = np.sqrt((flat * flat).sum(1))
    return lengths


def nearly_dead(strengths: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which filters have less than a hundredth of the median filter's strength; `(out,)`."""
    weak: NDArray[np.bool_] = (strengths < WEAK * float(np.median(strengths))) | (strengths == 0)
    return weak


def pairs(weights: Weights, count: int = 6) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Return the most alike pairs of filters of `(out, ...)`, and the most opposite ones, the extreme ones first.

    Only positive cosines are alike and only negative ones opposite. Filters without any weights are like nothing.
    """
    flat = weights.astype(np.float64).reshape(len(weights), -1)
    lengths = norms(weights)
    unit = flat / np.where(lengths > 0, lengths, 1)[:, None]
    first, second = np.triu_indices(len(unit), 1)
    cosines = np.clip((unit @ unit.T)[first, second], -1, 1)  # (out, out) -> the pairs, each once
    order = np.argsort(cosines, kind="stable")
    opposite = [index for index in order[:count] if cosines[index] < 0]
    alike = [index for index in order[::-1][:count] if cosines[index] > 0]
    made = [
        tuple(Pair(int(first[n]), int(second[n]), float(cosines[n])) for n in chosen) for chosen in (alike, opposite)
    ]
    return made[0], made[1]
