"""How far a picture may go from a photo: the norm that measures it, and the ball of all pictures that are near enough.

Distances are in pixel units, grey levels of 0..255, and of the noise alone: `linf` is the most that any value of the
noise has, `l2` the root of the sum of the squares of all `3 * H * W` values (not their mean).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import torch
from torch import Tensor

from cnnviz.errors import DoesNotFit, UnknownName

BRIGHTEST = 255.0
# Parts of a grey level. Multiples of 1/65536 below 256 are float32 numbers, and so are their differences: what is
# subtracted from such a picture is exact, and "never more than epsilon" holds to the last bit.
GRID = 2.0**16
_ROOM = 1 - 2.0**-20  # of an L2 norm, for whoever adds the squares up in float32


class Norm(StrEnum):
    """How noise is measured."""

    LINF = "linf"
    L2 = "l2"

    @classmethod
    def of(cls, name: str) -> Norm:
        """Return the norm called `name`. Raises `UnknownName`."""
        try:
            return cls(name)
        except ValueError:
            raise UnknownName(f"There is no norm {str(name)[:60]!r}; choose one of: {', '.join(cls)}.") from None

    def length(self, noise: Tensor) -> float:
        """Return how long noise is, added up in float64."""
        wide = noise.double() if noise.device.type != "mps" else noise.cpu().double()
        return float(wide.abs().max() if self is Norm.LINF else wide.square().sum().sqrt())

    def dual(self, slope: Tensor) -> float:
        """Return the steepest rise of a linear function with this slope per unit of the norm.

        Its maximum over noise of length epsilon is `epsilon * dual`: the sum of magnitudes for L-infinity (each value
        gives all it may), the L2 norm for L2 (Cauchy and Schwarz).
        """
        return float(slope.double().abs().sum()) if self is Norm.LINF else Norm.L2.length(slope)

    def steepest(self, slope: Tensor) -> Tensor:
        """Return the noise of length 1 along which a linear function with this slope rises most; zeros for none."""
        if self is Norm.LINF:
            return slope.sign()
        largest = slope.abs().max()
        if not largest > 0:
            return torch.zeros_like(slope)
        level = slope / largest  # squares of small slopes would be no float32 numbers
        found: Tensor = level / level.norm()
        return found


@dataclass(frozen=True)
class Ball:
    """All pictures within `epsilon` of `centre`, float32 `(1, 3, H, W)` of whole numbers, and inside 0..255.

    Raises `DoesNotFit` for a distance that is negative or no number.
    """

    centre: Tensor
    epsilon: float
    norm: Norm

    def __post_init__(self) -> None:
        if not 0 <= self.epsilon < math.inf:
            raise DoesNotFit(f"Epsilon is a distance in grey levels, 0 or more; {self.epsilon:g} is none. Try 8.")

    @cached_property
    def _limits(self) -> tuple[Tensor, Tensor]:
        """Lowest and highest value at each place for L-infinity, both on the grid: epsilon is rounded down to it."""
        most = math.floor(min(self.epsilon, BRIGHTEST) * GRID) / GRID
        return (self.centre - most).clamp_min(0), (self.centre + most).clamp_max(BRIGHTEST)

    def nearest(self, picture: Tensor) -> Tensor:
        """Return the picture of the ball that is nearest to `picture`, on the grid."""
        if self.norm is Norm.LINF:
            low, high = self._limits
            return picture.mul(GRID).round_().div_(GRID).clamp_(low, high)
        noise = picture - self.centre
        length = self.norm.length(noise)
        if length > self.epsilon:
            noise = noise * (self.epsilon / length * _ROOM)
        noise = noise.mul(GRID).trunc_().div_(GRID)  # towards 0: no longer than before
        return (self.centre + noise).mul_(GRID).round_().div_(GRID).clamp_(0, BRIGHTEST)

    def toward(self, picture: Tensor, slope: Tensor, size: float) -> Tensor:
        """Return the picture after a step of length `size` along the steepest rise, back inside the ball."""
        return self.nearest(picture + size * self.norm.steepest(slope))

    def random(self, seed: int) -> Tensor:
        """Return a picture drawn from the ball: uniform in each value, or in direction and volume for L2."""
        chance = torch.Generator().manual_seed(seed)  # on the CPU: the same on every device
        shape = self.centre.shape
        if self.norm is Norm.LINF:
            noise = (2 * torch.rand(shape, generator=chance) - 1) * min(self.epsilon, BRIGHTEST)
        else:
            noise = Norm.L2.steepest(torch.randn(shape, generator=chance))
            noise *= self.epsilon * float(torch.rand((), generator=chance)) ** (1 / noise.numel())
        return self.nearest(self.centre + noise.to(self.centre.device))
