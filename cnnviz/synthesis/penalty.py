"""What keeps a picture like a picture while it climbs: L2, total variation, blur, as slopes to go down.

Each takes a picture `(1, 3, H, W)` in 0..1 and returns, for each of its values, the derivative of the penalty times the
number of values, so that a weight means the same at every size.
Yosinski and others, "Understanding neural networks through deep visualization" (2015), section 3; total variation:
Mahendran, Vedaldi, "Understanding deep image representations by inverting them" (2015), section 2.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from cnnviz.synthesis.parameterization import GREY

_SOFT = 0.02  # differences below this many shares of white are flat: |d| has no slope at 0


@dataclass(frozen=True)
class Penalties:
    """Weights against the score, whose slope has a root mean square of 1. 0 leaves a penalty out."""

    l2: float = 0.0
    total_variation: float = 0.0
    blur: float = 0.0

    def slope(self, picture: Tensor) -> Tensor | float:
        """Return the slope of the weighted sum at `picture`; 0.0 where nothing is weighed."""
        slope: Tensor | float = 0.0
        if self.l2:
            slope = slope + self.l2 * l2(picture)
        if self.total_variation:
            slope = slope + self.total_variation * total_variation(picture)
        if self.blur:
            slope = slope + self.blur * unblurred(picture)
        return slope


def l2(picture: Tensor) -> Tensor:
    """Return the slope of the squared distance from grey."""
    return 2 * (picture - GREY)


def total_variation(picture: Tensor) -> Tensor:
    """Return the slope of the sum of `sqrt(d ** 2 + soft ** 2)` over the differences of neighbours."""
    slope = torch.zeros_like(picture)
    for axis in (-2, -1):
        step = picture.diff(dim=axis)
        pull = step / (step.square() + _SOFT**2).sqrt()
        rest = (0, 0) if axis == -2 else ()  # `pad` counts from the last axis
        slope = slope + F.pad(pull, (*rest, 1, 0)) - F.pad(pull, (*rest, 0, 1))
    return slope


def unblurred(picture: Tensor, sigma: float = 1.0) -> Tensor:
    """Return the slope of the squared distance from the picture as it would be blurred."""
    return 2 * (picture - blurred(picture, sigma))


def blurred(picture: Tensor, sigma: float) -> Tensor:
    """Return the picture under a Gaussian of `sigma` pixels, its border continued."""
    reach = math.ceil(3 * sigma)
    taps = torch.exp(-0.5 * (torch.arange(-reach, reach + 1, device=picture.device) / sigma) ** 2)
    taps = (taps / taps.sum()).expand(3, 1, 1, -1)
    wide = F.pad(picture, (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(wide, taps, groups=3), taps.transpose(-1, -2), groups=3)
