"""Muon: momentum whose step is made orthogonal, for the weight matrices of hidden layers.

Idea: the momentum of a weight matrix has a few large singular values; replacing all of them by 1 lets the small
directions learn as fast as the large ones. Source: K. Jordan et al., "Muon: An optimizer for hidden layers in neural
networks" (2024). Here the filters are kept at unit length as well: batch normalization follows each of them, so only
their direction matters and the learning rate is the angle of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

# Odd quintic whose repeated application sends singular values in (0, 1] close to 1 (the paper's coefficients).
QUINTIC = (3.4445, -4.7750, 2.0315)


def orthogonalize(matrix: Tensor, rounds: int = 4) -> Tensor:
    """Return the nearest (semi-)orthogonal matrix to `matrix`, roughly: singular values end between 0.7 and 1.2."""
    a, b, c = QUINTIC
    x = matrix.to(torch.bfloat16)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(rounds):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    result: Tensor = (x.T if tall else x).to(matrix.dtype)
    return result


class Muon(torch.optim.Optimizer):
    """Nesterov momentum with orthogonal steps, for convolution weights that batch normalization follows."""

    def __init__(self, params: Iterable[Tensor], lr: float = 0.05, momentum: float = 0.9) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Turn every filter by about `lr` radians and renormalize it. Takes no closure: gradients are there already."""
        assert closure is None  # noqa: S101
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state: dict[str, Any] = self.state[weight]
                if not state:
                    state["momentum"] = torch.zeros_like(weight)
                velocity = state["momentum"].mul_(group["momentum"]).add_(weight.grad)
                step = weight.grad.add(velocity, alpha=group["momentum"])
                rows = weight.shape[0]
                weight.mul_(rows**0.5 / weight.norm())
                weight.add_(orthogonalize(step.reshape(rows, -1)).reshape(weight.shape), alpha=-group["lr"])
