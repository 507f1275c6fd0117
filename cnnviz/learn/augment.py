"""Random changes to a batch of training pictures, whole batches at a time.

Crops: Szegedy et al. (2014); CutMix: Yun et al. (2019); mixup: Zhang et al. (2017). Pictures are float
`(N, 3, H, W)`, already normalized.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def resized_crops(batch: Tensor, side: int, smallest: float, generator: torch.Generator) -> Tensor:
    """Cut a random box of `smallest..1` of the area (aspect 3:4 to 4:3) from each picture, flip half of them,
    resize to `(N, 3, side, side)`."""
    n = len(batch)

    def uniform(low: float, high: float) -> Tensor:
        return torch.empty(n).uniform_(low, high, generator=generator)

    area = uniform(smallest, 1.0)
    aspect = torch.exp(uniform(math.log(3 / 4), math.log(4 / 3)))
    width = (area * aspect).sqrt().clamp(max=1.0)
    height = (area / aspect).sqrt().clamp(max=1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = width * torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    theta[:, 1, 1] = height
    theta[:, 0, 2] = (1 - width) * uniform(-1, 1)
    theta[:, 1, 2] = (1 - height) * uniform(-1, 1)
    grid = F.affine_grid(theta.to(batch.device), [n, 3, side, side], align_corners=False)
    return F.grid_sample(batch, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def jitter(batch: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Scale brightness, contrast and saturation of each picture by a random factor in `1 +- strength`."""

    def factor() -> Tensor:
        sample = torch.empty(len(batch), 1, 1, 1).uniform_(1 - strength, 1 + strength, generator=generator)
        return sample.to(batch.device)

    mean = batch.mean((1, 2, 3), keepdim=True)
    grey = batch.mean(1, keepdim=True)
    saturation = factor()
    batch = torch.lerp(grey.expand_as(batch), batch, saturation)
    return (batch - mean) * factor() + mean * factor()


def mix(batch: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, float]:
    """Mix each picture with another of the batch: a pasted box (CutMix) or a blend (mixup), half the time each.

    Returns the mixed batch, the order of the partners, and the share `lam` of the original labels.
    """
    order = torch.randperm(len(batch), generator=generator).to(batch.device)
    u, v, w, pick = torch.rand(4, generator=generator).tolist()
    if pick < 0.5:  # mixup with a gentle blend: the partner's share is at most a half, mostly little
        lam = 1 - 0.5 * u * u
        return torch.lerp(batch[order], batch, lam), order, lam
    side = batch.shape[-1]
    cut = int(side * math.sqrt(1 - u))  # u is uniform: a box of uniformly distributed area
    top = int(v * (side - cut + 1))
    left = int(w * (side - cut + 1))
    mixed = batch.clone()
    mixed[:, :, top : top + cut, left : left + cut] = batch[order, :, top : top + cut, left : left + cut]
    return mixed, order, 1 - cut * cut / (side * side)
