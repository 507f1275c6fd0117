"""Transformation robustness: the network sees the picture a little moved, scaled and turned, otherwise at each step.

What survives are shapes that excite the unit wherever they lie; noise that fits one grid of pixels does not. A
transform is a function of the picture and the random numbers of this run; `composed` joins several.
Mordvintsev, Olah, Tyka, "Inceptionism" (2015) for the jitter; Olah and others (2017), "Transformation robustness".
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

Transform = Callable[[Tensor, torch.Generator], Tensor]


def unchanged(picture: Tensor, _: torch.Generator) -> Tensor:
    """Let the network see the picture as it is."""
    return picture


def composed(*transforms: Transform) -> Transform:
    """Return the transform that applies `transforms` one after the other."""

    def all_of_them(picture: Tensor, generator: torch.Generator) -> Tensor:
        for transform in transforms:
            picture = transform(picture, generator)
        return picture

    return all_of_them


def jitter(most: int) -> Transform:
    """Move the picture by up to `most` whole pixels each way; what leaves on one side comes back on the other."""

    def moved(picture: Tensor, generator: torch.Generator) -> Tensor:
        down, across = (int(torch.randint(-most, most + 1, (), generator=generator)) for _ in range(2))
        return picture.roll((down, across), (-2, -1))

    return moved if most else unchanged


def resampled(scale: float = 0.1, degrees: float = 5.0, shift: float = 0.0) -> Transform:
    """Scale by up to `1 +- scale`, turn by up to `degrees`, shift by up to `shift` of the side, about the centre.

    Borders are mirrored; one bilinear resampling does all three.
    """

    def seen(picture: Tensor, generator: torch.Generator) -> Tensor:
        zoom, turn, down, across = (2 * torch.rand(4, generator=generator) - 1).tolist()
        size, angle = 1 / (1 + scale * zoom), math.radians(degrees * turn)
        cos, sin = size * math.cos(angle), size * math.sin(angle)
        matrix = torch.tensor([[[cos, -sin, 2 * shift * across], [sin, cos, 2 * shift * down]]], device=picture.device)
        grid = F.affine_grid(matrix, list(picture.shape), align_corners=False)
        return F.grid_sample(picture, grid, padding_mode="reflection", align_corners=False)

    return seen
