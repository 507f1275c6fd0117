"""The ascent itself: objective, parameterization, transform and penalties joined, one step at a time.

Whoever runs it decides how many steps to take at once, looks at the picture when they like, and may stop at any step.
Nothing of the shared network is touched: gradients go to the picture alone, and each step opens and closes what it
needs of torch's modes, since the next one may run in another thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.models import Model
from cnnviz.models.lean import Lean
from cnnviz.synthesis.adam import Adam
from cnnviz.synthesis.objective import Objective, Outputs
from cnnviz.synthesis.parameterization import Parameterization
from cnnviz.synthesis.penalty import Penalties
from cnnviz.synthesis.transform import Transform, unchanged

RATE = 0.05
GRID = 8  # pixels: sides are whole multiples, so that a network can halve them and add what it has halved


@dataclass(frozen=True)
class Ascent:
    """One picture on its way up; `seed` decides all that is random, `rate` is Adam's."""

    model: Model
    objective: Objective
    parameterization: Parameterization
    transform: Transform = unchanged
    penalties: Penalties = field(default_factory=Penalties)
    rate: float = RATE
    seed: int = 0

    def climb(self, steps: int) -> Iterator[float]:
        """Take `steps` steps; yields after each the score that the network gave the picture before it."""
        generator = torch.Generator().manual_seed(self.seed)
        adam = Adam(self.parameterization.values, self.rate)
        for _ in range(steps):
            yield self._step(adam, generator)

    def _step(self, adam: Adam, generator: torch.Generator) -> float:
        with torch.inference_mode(mode=False), torch.enable_grad():
            picture = self.parameterization.picture()
            score, slope = self.slope(picture.detach(), generator)
            uphill = slope / slope.square().mean().sqrt().clamp(min=1e-12) - self.penalties.slope(picture.detach())
            adam.step(torch.autograd.grad(picture, adam.values, -uphill))
        return score

    def slope(self, picture: Tensor, generator: torch.Generator) -> tuple[float, Tensor]:
        """Return the score of a picture `(1, 3, H, W)` in 0..1 and its derivative by each value."""
        start = picture.requires_grad_()
        seen = self.transform(start, generator)
        score = self.objective.score(self._outputs(self.model.normalize(255 * seen)))
        (slope,) = torch.autograd.grad(score, start)
        return float(score.detach()), slope

    def _outputs(self, x: Tensor) -> Outputs:
        """Run the network as far as the objective looks: leaner where that is a single layer."""
        if len(self.objective.layers) > 1:
            return self.model.trace.run(x, self.objective.layers)
        (name,) = self.objective.layers
        given = {self.lean.input: x.clone(memory_format=self.lean.order)}
        return {name: self.lean.run(given, self.lean.node(name))}

    @cached_property
    def lean(self) -> Lean:
        """The network, made ready for many runs."""
        return Lean(self.model)

    def image(self) -> NDArray[np.uint8]:
        """Return the picture as it is now, rounded to 8 bits: uint8 `(H, W, 3)`."""
        with torch.inference_mode(mode=False), torch.no_grad():
            return eight_bits(self.parameterization.picture())


def eight_bits(picture: Tensor) -> NDArray[np.uint8]:
    """Round a picture `(1, 3, H, W)` in 0..1 to uint8 `(H, W, 3)`."""
    return (255 * picture[0]).round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).cpu().contiguous().numpy()
