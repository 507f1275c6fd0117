"""What gradient ascent moves: the pixels themselves, or frequencies of colours that do not depend on each other.

The picture is the same; the direction of steepest ascent is not. Each pixel by itself climbs into high-frequency noise;
frequencies whose steps are as large as natural pictures have them (amplitude 1 / frequency) climb into shapes.
Olah, Mordvintsev, Schubert, "Feature visualization" (2017), https://distill.pub/2017/feature-visualization/,
section "Preconditioning and parameterization".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

GREY = 0.5
# Columns: lightness, blue against red, green against magenta, each as long as the standard deviation along it: the
# principal axes of the colours of 2,000 training photos (variances 0.2018, 0.0222, 0.0048), divided by the longest.
COLOURS = (
    (0.565, -0.238, 0.063),
    (0.583, 0.0, -0.125),
    (0.584, 0.231, 0.065),
)
_EDGE = 0.02  # a pixel is kept this far from black and white: the logit of 0 and 1 is infinite
_STEEP = 4.0  # how far a step in colour moves the logit of a pixel


class Start(StrEnum):
    """Where the ascent begins."""

    NOISE = "noise"
    GREY = "grey"
    PHOTO = "photo"


@dataclass(frozen=True)
class Parameterization:
    """`values` are the leaf tensors to move; `picture()` is what they stand for: `(1, 3, H, W)` in 0..1."""

    values: tuple[Tensor, ...]
    picture: Callable[[], Tensor]


def pixels(start: Tensor) -> Parameterization:
    """Move each pixel by itself: `sigmoid` of a free number for each. `start` is `(1, 3, H, W)` in 0..1."""
    free = torch.logit(start, eps=_EDGE).detach().clone().requires_grad_()
    return Parameterization((free,), lambda: torch.sigmoid(free))


def fourier(start: Tensor, decay: float = 1.0) -> Parameterization:
    """Move the frequencies of three colours that natural pictures do not correlate.

    `start` is `(1, 3, H, W)` in 0..1. `decay` is the power with which the steps shrink with the frequency; 0 lets all
    frequencies move alike.
    """
    size = (start.shape[-2], start.shape[-1])
    scale = amplitudes(size, decay).to(start.device)
    colours = torch.tensor(COLOURS, device=start.device) * _STEEP
    plain = torch.einsum("dc,nchw->ndhw", torch.linalg.inv(colours), torch.logit(start, eps=_EDGE))
    spectrum = torch.view_as_real(torch.fft.rfft2(plain) / scale).detach().clone().requires_grad_()

    def picture() -> Tensor:
        plain = torch.fft.irfft2(torch.view_as_complex(spectrum) * scale, s=size)
        return torch.sigmoid(torch.einsum("dc,nchw->ndhw", colours, plain))

    return Parameterization((spectrum,), picture)


def amplitudes(size: tuple[int, int], decay: float) -> Tensor:
    """Return how far each frequency steps, `(H, W // 2 + 1)`: as `1 / frequency ** decay`, the mean like the lowest."""
    height, width = size
    frequency = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width)[None])
    return frequency.clamp(min=1 / max(size)) ** -decay * math.sqrt(height * width) / 4


def begin(
    start: Start | str, size: tuple[int, int], seed: int, photo: Tensor | None = None, contrast: float = 0.05
) -> Tensor:
    """Return the picture to begin with, `(1, 3, H, W)` in 0..1.

    Noise has the spectrum of natural pictures, so that it looks alike at every size; its standard deviation is about
    `contrast`. Grey has a trace of it, without which dead units would never wake up. Raises `ValueError` for a start
    that there is none of.
    """
    if Start(start) is Start.PHOTO:
        if photo is None:
            raise ValueError("a start from the photo needs the photo")
        return photo
    random = torch.randn((1, 3, *size), generator=torch.Generator().manual_seed(seed))
    smooth = torch.fft.irfft2(torch.fft.rfft2(random) * amplitudes(size, 1.0), s=size)
    smooth = torch.einsum("dc,nchw->ndhw", torch.tensor(COLOURS), smooth)
    smooth = smooth / smooth.std()
    return (GREY + (contrast if start == Start.NOISE else contrast / 20) * smooth).clamp(0, 1)
