"""The smallest epsilon at which an attack works, by bisection."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from cnnviz.models.model import Model, Picture
from cnnviz.synthesis.attack import Attack
from cnnviz.synthesis.curve import curve
from cnnviz.synthesis.start import Start

PRECISE = 0.02  # the last bracket is no wider than this share of its upper end
DOUBLINGS = 10  # from `first` up; each is a probe


@dataclass(frozen=True)
class Probe:
    """One attack of the search, and what is known after it: epsilon is above `low`, and `high` is enough, if any is.

    `left` is how many probes are still to come, at most.
    """

    attack: Attack
    low: float
    high: float | None
    left: int


def smallest(
    model: Model,
    picture: Picture,
    begun: Start,
    steps: int = 1,
    norm: str = "linf",
    *,
    first: float = 1.0,
    seed: int | None = None,
) -> Generator[Probe | None, None, Attack | None]:
    """Double epsilon from `first` until the attack works, then halve the gap until it is within 2 per cent.

    Yields a `Probe` after each attack and None after each step of one; returns the weakest attack that worked, or None
    where ten doublings did not.

    It finds *a* border, which needs not be the only one: a single step can overshoot, and work at 2 but not at 4.
    """
    low, high, best = 0.0, None, None
    trial, left = first, DOUBLINGS
    while left:
        for found in curve(model, picture, begun, [trial], steps, norm, seed=seed):
            if found is None:
                yield None
                continue
            if found.succeeded:
                high, best = trial, found
            else:
                low = trial
            left = left - 1 if high is None else _halvings(low, high)
            yield Probe(found, low, high, left)
        trial = 2 * low if high is None else (low + high) / 2
    return best


def _halvings(low: float, high: float) -> int:
    """How often the gap still has to be halved, if each half found is the lower one."""
    count = 0
    while high - low > PRECISE * high:
        high, count = (low + high) / 2, count + 1
    return count
