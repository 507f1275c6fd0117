"""The effective receptive field: how strongly each pixel that a unit can see really moves it.

Luo, Li, Urtasun, Zemel, "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks" (2016),
section 2, https://arxiv.org/abs/1701.04128.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.arithmetic import ReceptiveField
from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture

THIRDS = 3


def effective_field(
    model: Model, picture: Picture, layer: str, row: int, col: int, channels: Sequence[int] | None = None
) -> NDArray[np.float32]:
    """Return `E[i, j] = sum over colours k of |d U / d p[k, i, j]|`, float32 `(H, W)` at the network's input size.

    `U` is the sum of all channels of `layer` at the place `(row, col)`, counted from 0, or of `channels` alone where
    some see less than others; `p` are the pixels, 0..255.
    `(1, 3, H, W)` -> `(1, C, h, w)` -> one number -> `(1, 3, H, W)` gradient -> `(H, W)`. A layer without places, whose
    output is `(1, C)`, has one unit at `(0, 0)`.

    Where it differs from the paper: that averages over many pictures and random weights, and starts at one channel;
    this is one photo and the trained weights, so the map has the photo's structure too. Channels of opposite sign
    cancel each other where they look at the same pixel.

    Raises `UnknownName` where the network has no such layer and `DoesNotFit` where the layer has no such unit.
    """
    layer = model.trace.layer(layer)
    with torch.inference_mode(mode=False), torch.enable_grad():
        pixels = model.pixels(picture).detach().clone().requires_grad_()
        answer = model.trace.run(model.normalize(pixels), [layer])[layer]
        unit = _unit(answer, layer, row, col, channels)
        (slope,) = torch.autograd.grad(unit, pixels)  # of the pixels alone: nothing of the model is written to
    energy: NDArray[np.float32] = slope[0].abs().sum(0).float().cpu().numpy()  # (3, H, W) -> (H, W)
    return energy


def _unit(answer: object, layer: str, row: int, col: int, channels: Sequence[int] | None) -> Tensor:
    """Return the sum of channels at one place."""
    if not isinstance(answer, Tensor) or answer.ndim not in (2, 4) or len(answer) != 1:
        raise DoesNotFit(f"Layer '{layer}' has no map of units; choose a convolution, a ReLU or a pooling layer.")
    maps = answer if answer.ndim == 4 else answer[:, :, None, None]
    height, width = maps.shape[2:]
    if not (0 <= row < height and 0 <= col < width):
        raise DoesNotFit(
            f"'{layer}' has rows 1 to {height} and columns 1 to {width}; there is no unit at row {row + 1}, "
            f"column {col + 1}."
        )
    found = maps[0, :, row, col]
    return found.sum() if channels is None else found[list(channels)].sum()


@dataclass(frozen=True)
class CentralShare:
    """How much of the energy lies in the central third (each side) of a field; all shares are 0 to 1."""

    energy: float  # 0 where there is none at all
    even: float  # what an even field would have there: 1/9 where no part of the field hangs over the border
    inside: float  # in the whole field; 1 for a true receptive field, and 0 where there is no energy


def central_share(
    energy: NDArray[np.float32], field: ReceptiveField | None, row: int = 0, col: int = 0
) -> CentralShare:
    """Return the share of `energy`, `(H, W)`, in the middle of the field of unit `(row, col)`.

    `field` None is the whole picture. A pixel that the third's edge cuts counts in part.
    """
    height, width = energy.shape
    if field is None:
        start, size = (0, 0), (height, width)
    else:
        start = row * field.stride[0] - field.padding[0], col * field.stride[1] - field.padding[1]
        size = field.size
    whole = [_covered(start[axis], size[axis], energy.shape[axis]) for axis in (0, 1)]
    third = [_covered(start[axis] + size[axis] / THIRDS, size[axis] / THIRDS, energy.shape[axis]) for axis in (0, 1)]
    values = energy.astype(np.float64)
    total = float(values.sum())
    area = float(whole[0].sum() * whole[1].sum())
    return CentralShare(
        energy=float(third[0] @ values @ third[1]) / total if total else 0.0,
        even=float(third[0].sum() * third[1].sum()) / area if area else 0.0,
        inside=float(whole[0] @ values @ whole[1]) / total if total else 0.0,
    )


def _covered(start: float, length: float, cells: int) -> NDArray[np.float64]:
    """Return how much of each of `cells` cells lies in `[start, start + length)`, 0 to 1."""
    left = np.arange(cells, dtype=np.float64)
    covered: NDArray[np.float64] = np.clip(np.minimum(left + 1, start + length) - np.maximum(left, start), 0, 1)
    return covered
