"""Variants of a picture that show the same: cut a little closer, mirrored, lighter or darker.

A network that has seen a picture in eight variants cannot learn it by heart by its corner pixels.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cnnviz.learn.augment import jitter, resized_crops

SMALLEST = 0.6  # share of the area that is left
JITTER = 0.3  # of brightness, contrast and saturation
VARIANTS = 4  # of each picture, beside itself


def variants(pictures: Tensor, seed: int) -> Tensor:
    """Return one variant of each picture `(N, 3, H, W)`, 0..255; uint8 again, drawn by `seed`."""
    chance = torch.Generator().manual_seed(seed)
    with torch.inference_mode(mode=False), torch.no_grad():
        cut = resized_crops(pictures.float(), pictures.shape[-1], SMALLEST, chance)
        return jitter(cut, JITTER, chance).clamp(0, 255).round().to(torch.uint8)
