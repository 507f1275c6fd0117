"""Adam, ten lines: Kingma, Ba, "Adam: a method for stochastic optimization" (2014), algorithm 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

FIRST, SECOND, TINY = 0.9, 0.999, 1e-8


class Adam:
    """Moves `values` against their gradients; torch's own loads its compiler with the first step."""

    def __init__(self, values: Sequence[Tensor], rate: float) -> None:
        self.values, self.rate, self.steps = values, rate, 0
        self.means = [torch.zeros_like(value) for value in values]
        self.squares = [torch.zeros_like(value) for value in values]

    @torch.no_grad()
    def step(self, gradients: Iterable[Tensor]) -> None:
        """Go one step down."""
        self.steps += 1
        for value, mean, square, gradient in zip(self.values, self.means, self.squares, gradients, strict=True):
            mean.lerp_(gradient, 1 - FIRST)
            square.lerp_(gradient.square(), 1 - SECOND)
            root = (square / (1 - SECOND**self.steps)).sqrt_().add_(TINY)
            value.addcdiv_(mean, root, value=-self.rate / (1 - FIRST**self.steps))
