"""What a picture looks like where nothing is to be seen: no choice is neutral, so each is named."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from cnnviz.models.model import Model
from cnnviz.saliency.options import one_of

BASELINES = ("black", "blurred", "mean")
_BLUR = 1 / 16  # standard deviation of the blur, of the picture's side


def baseline(model: Model, pixels: Tensor, name: str) -> Tensor:
    """Return the picture without its content, in pixels 0..255 of the shape of `pixels`, `(1, 3, H, W)`.

    "black" is 0; "mean" the colour that the network's normalization turns into 0; "blurred" the picture itself through
    a Gaussian whose standard deviation is a sixteenth of the side. Raises `UnknownName` for any other.
    """
    one_of(name, "baseline", BASELINES)
    if name == "black":
        return torch.zeros_like(pixels)
    if name == "mean":
        mean = torch.tensor(model.preset.mean, dtype=pixels.dtype, device=pixels.device).view(1, 3, 1, 1)
        return (255 * mean).expand_as(pixels).contiguous()
    return blurred(pixels, _BLUR * pixels.shape[-1])


def blurred(pixels: Tensor, sigma: float) -> Tensor:
    """Return `(N, C, H, W)` through a Gaussian of `sigma` pixels, borders repeated."""
    radius = max(1, round(3 * sigma))
    places = torch.arange(-radius, radius + 1, device=pixels.device, dtype=pixels.dtype)
    kernel = torch.exp(-((places / sigma) ** 2) / 2)
    kernel = kernel / kernel.sum()
    channels = pixels.shape[1]
    padded = F.pad(pixels, (radius, radius, radius, radius), mode="replicate")
    down = F.conv2d(padded, kernel.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)
    return F.conv2d(down, kernel.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
