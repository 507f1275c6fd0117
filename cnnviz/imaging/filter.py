"""The response of a picture to a kernel: correlation as CNNs compute it, without the flip, as large as the picture."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.errors import DoesNotFit
from cnnviz.imaging.borders import Border, pad
from cnnviz.imaging.correlate import correlate, correlate_through
from cnnviz.imaging.kernels import Kernel
from cnnviz.imaging.lookup import find
from cnnviz.imaging.picture import Picture

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in grey: ITU-R BT.601, as in Pillow's "L", OpenCV and torchvision."""

Response = NDArray[np.float32]


class Mode(StrEnum):
    """What a kernel is laid on."""

    CHANNELS = "channels"  # red, green and blue apart: (H, W, 3)
    GREY = "grey"  #         the brightness (BT.601): (H, W)
    FULL = "full"  #         all channels at once with a kernel for each, as a CNN's first layer does: (H, W)


def respond(
    picture: Picture | NDArray[Any],
    kernel: Kernel | NDArray[Any],
    *,
    mode: Mode | str = Mode.CHANNELS,
    border: Border | str = Border.ZERO,
    stride: int = 1,
    dilation: int = 1,
) -> Response:
    """Correlate a picture with a kernel: `out[y, x] = sum_ij kernel[i, j] * picture[y + i - before, x + j - before]`.

    `picture` is a `Picture` or an array `(H, W)` or `(H, W, C)` of numbers (a network's input is normalized first, for
    instance). `kernel` is `(h, w)`, or `(C, h, w)` for `full`. Where a side of it is even, one more cell hangs over at
    the end. `dilation` lays the weights that many pixels apart, `stride` keeps every so manieth row and column from the
    first: `(ceil(H / stride), ceil(W / stride))`.
    Returns float32 `(H, W, C)` for `channels` of an array with channels, else `(H, W)`; nothing is clipped or scaled.
    Raises `DoesNotFit` where shapes cannot go together, `UnknownName` for a mode or border that does not exist.
    """
    mode = find(mode, {each.value: each for each in Mode}, "mode")
    border = find(border, {each.value: each for each in Border}, "border")
    values = picture.rgb if isinstance(picture, Picture) else np.asarray(picture)
    weights = np.asarray(kernel.weights if isinstance(kernel, Kernel) else kernel, dtype=np.float64)
    _check(values, weights, mode, stride, dilation)
    weights = dilated(weights, dilation)
    planes = values[np.newaxis] if values.ndim == 2 else np.moveaxis(values, -1, 0)  # (H, W, C) -> (C, H, W)
    if mode is Mode.GREY and len(planes) == 3:
        planes = grey(values)[np.newaxis]
    padded = pad(planes, (weights.shape[-2], weights.shape[-1]), border)
    if mode is Mode.FULL:
        return np.ascontiguousarray(correlate_through(padded, weights)[::stride, ::stride])
    response = correlate(padded, weights)
    if stride > 1:
        response = np.ascontiguousarray(response[:, ::stride, ::stride])
    return response[0] if mode is Mode.GREY or values.ndim == 2 else np.moveaxis(response, 0, -1)


def dilated(weights: NDArray[np.float64], dilation: int) -> NDArray[np.float64]:
    """Lay a kernel's weights `(..., h, w)` `dilation` pixels apart, with zeros between: `(..., d (h - 1) + 1, ...)`."""
    if dilation == 1:
        return weights
    *outer, rows, columns = weights.shape
    wide = np.zeros((*outer, dilation * (rows - 1) + 1, dilation * (columns - 1) + 1))
    wide[..., ::dilation, ::dilation] = weights
    return wide


def grey(rgb: NDArray[Any]) -> Response:
    """Return the brightness of red, green and blue, `(H, W, 3) -> (H, W)`, by the weights of ITU-R BT.601."""
    red, green, blue = (rgb[..., channel] * np.float32(weight) for channel, weight in enumerate(LUMA))
    return np.asarray(red + green + blue, dtype=np.float32)


def magnitude(gx: NDArray[np.float32], gy: NDArray[np.float32]) -> Response:
    """Return the length of the gradient, `sqrt(gx^2 + gy^2)`, of two responses of one shape."""
    if gx.shape != gy.shape:
        raise DoesNotFit(
            f"The two responses have the shapes {gx.shape} and {gy.shape}. Take both from one picture in one mode."
        )
    squares: Response = gx * gx
    squares += gy * gy
    return np.sqrt(squares, out=squares)


def _check(values: NDArray[Any], weights: NDArray[np.float64], mode: Mode, stride: int, dilation: int) -> None:
    if values.ndim not in {2, 3} or values.size == 0:
        raise DoesNotFit(f"A picture has the shape (H, W) or (H, W, C), each at least 1; this one has {values.shape}.")
    if weights.size == 0 or not np.isfinite(weights).all():
        raise DoesNotFit("A kernel needs at least one number, and only finite ones.")
    if stride < 1 or dilation < 1:
        raise DoesNotFit(f"Stride and dilation are at least 1; here they are {stride} and {dilation}.")
    channels = values.shape[2] if values.ndim == 3 else 1
    if mode is Mode.FULL and (weights.ndim != 3 or len(weights) != channels):
        raise DoesNotFit(
            f"A kernel through all {channels} channels has the shape ({channels}, h, w); this one has {weights.shape}."
        )
    if mode is not Mode.FULL and weights.ndim != 2:
        raise DoesNotFit(f"A kernel for one channel has the shape (h, w); this one has {weights.shape}.")
    if mode is Mode.GREY and channels not in {1, 3}:
        raise DoesNotFit(f"Grey is made of red, green and blue; this picture has {channels} channels.")
