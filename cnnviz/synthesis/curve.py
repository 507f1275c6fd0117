"""The same attack at many distances, one after another: how the margin falls as epsilon grows."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from cnnviz.models.model import Model, Picture
from cnnviz.synthesis.attack import Attack, iterate
from cnnviz.synthesis.start import Start

Points = Generator[Attack | None, None, None]


def curve(
    model: Model,
    picture: Picture,
    begun: Start,
    epsilons: Iterable[float],
    steps: int = 1,
    norm: str = "linf",
    *,
    seed: int | None = None,
) -> Points:
    """Attack at each of `epsilons` in this order; yields each `Attack` as it is done, and None after each step.

    `begun` is what `start` has found: all attacks share the photo's gradient, so that a step more or less of epsilon
    costs FGSM one forward pass.
    """
    for epsilon in epsilons:
        doing = iterate(model, picture, epsilon, begun.target, steps, norm, seed=seed, known=begun)
        yield (yield from _stepwise(doing))


def _stepwise(doing: Generator[int, None, Attack]) -> Generator[None, None, Attack]:
    """Pass an attack's steps on as None; returns the attack."""
    while True:
        try:
            next(doing)
        except StopIteration as done:
            found: Attack = done.value
            return found
        yield None
