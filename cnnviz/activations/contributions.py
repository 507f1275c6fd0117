"""What each channel that a unit reads adds to its answer, or takes from it, at one place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx, nn
from torch.nn import functional as F

from cnnviz.arithmetic import same_padding
from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture

INPUT = "input"  # the picture, normalized as the network takes it
Maps = NDArray[np.float32]


@dataclass(frozen=True)
class Contributions:
    """One unit at one place; `K` channels are read.

    `sum(values) + bias` is the unit's answer: a convolution's is the sum of its slices' answers. `channels` are those
    of the layer that is read, from 0; `kernels` and `patches` have what is multiplied, `(K, h, w)`, a patch 0 in
    padding of zeros. In a linear layer `h = w = 1`.

    How it can mislead: a channel that adds nothing here may matter elsewhere; and a large weight on a channel that is
    never far from 0 adds little.
    """

    source: str
    channels: NDArray[np.intp]
    values: NDArray[np.float64]
    kernels: Maps
    patches: Maps
    bias: float

    @property
    def total(self) -> float:
        """The unit's answer, added up without rounding."""
        return math.fsum((*self.values.tolist(), self.bias))


def sources(model: Model, layer: str) -> tuple[str, ...]:
    """Return the names of the layers that `layer` reads, `INPUT` for the picture; raises `UnknownName`."""
    node = _node(model, layer)
    names = model.trace.name_of
    return tuple(INPUT if each.op == "placeholder" else names[each] for each in node.all_input_nodes)


def read(model: Model, picture: Picture, layers: tuple[str, ...]) -> tuple[Maps, ...]:
    """Return what several layers put out for `picture`, in one run, each as `activations.maps` has it.

    `INPUT` gives the normalized picture, `(3, H, W)`. Raises `UnknownName`, and `DoesNotFit` where one gives no maps.
    """
    with torch.inference_mode(mode=False), torch.no_grad():
        x = model.preprocess(picture)
        found = model.trace.run(x, [each for each in layers if each != INPUT])
    answers = [x if each == INPUT else found[each] for each in layers]
    for layer, answer in zip(layers, answers, strict=True):
        if not isinstance(answer, Tensor) or answer.ndim not in (2, 4) or len(answer) != 1:
            raise DoesNotFit(f"Layer '{layer}' gives no feature maps; choose a convolution, a ReLU or a pooling layer.")
    return tuple(np.array(answer[0].float().cpu().numpy(), order="C") for answer in answers)


def contributions(model: Model, layer: str, unit: int, place: tuple[int, int], maps: Maps) -> Contributions:
    """Take apart what unit `unit` of a convolution or linear layer answers at `place`, `(row, col)`, all from 0.

    `maps` is what the layer reads, `read(model, picture, sources(model, layer))[0]`. Raises `UnknownName`, and
    `DoesNotFit` for layers of other kinds and places or units that are not there.
    """
    module = dict(model.module.named_modules()).get(str(_node(model, layer).target))
    (source,) = sources(model, layer)[:1] or (INPUT,)
    if isinstance(module, nn.Linear):
        if not 0 <= unit < module.out_features:
            raise DoesNotFit(f"'{layer}' has units 1 to {module.out_features}; there is no unit {unit + 1}.")
        kernels, patches = _array(module.weight[unit]).reshape(-1, 1, 1), maps.reshape(-1, 1, 1)
        first = 0
    elif isinstance(module, nn.Conv2d):
        if not 0 <= unit < module.out_channels:
            raise DoesNotFit(f"'{layer}' has units 1 to {module.out_channels}; there is no unit {unit + 1}.")
        kernels = _array(module.weight[unit])
        first = unit // (module.out_channels // module.groups) * len(kernels)
        patches = _patch(module, maps[first : first + len(kernels)], place)
    else:
        raise DoesNotFit(f"Layer '{layer}' has no weights of its own for each channel that it reads.")
    values = (kernels.astype(np.float64) * patches).sum((1, 2))  # (K, h, w) -> (K,)
    bias = 0.0 if module.bias is None else float(module.bias[unit])
    return Contributions(source, np.arange(first, first + len(kernels)), values, kernels, patches, bias)


def _patch(convolution: nn.Conv2d, maps: Maps, place: tuple[int, int]) -> Maps:
    """Cut out what the window reads at one place: `(K, H, W)` -> `(K, h, w)`."""
    sides = [_padding(convolution, axis) for axis in (0, 1)]
    mode = "constant" if convolution.padding_mode == "zeros" else convolution.padding_mode
    padded = F.pad(torch.from_numpy(maps.copy())[None], (*sides[1], *sides[0]), mode)[0].numpy()
    spans = []
    for axis in (0, 1):
        kernel, dilation = convolution.kernel_size[axis], convolution.dilation[axis]
        start = place[axis] * convolution.stride[axis]
        end = start + dilation * (kernel - 1) + 1
        if start < 0 or end > padded.shape[1 + axis]:
            raise DoesNotFit(f"There is no unit at row {place[0] + 1}, column {place[1] + 1}.")
        spans.append(slice(start, end, dilation))
    patch: Maps = padded[:, spans[0], spans[1]].copy()
    return patch


def _padding(convolution: nn.Conv2d, axis: int) -> tuple[int, int]:
    padding = convolution.padding
    if padding == "same":
        return same_padding(convolution.kernel_size[axis], convolution.dilation[axis])
    side = 0 if isinstance(padding, str) else int(padding[axis])
    return side, side


def _array(weights: Tensor) -> Maps:
    array: Maps = weights.detach().float().cpu().numpy()
    return array


def _node(model: Model, layer: str) -> fx.Node:
    layer = model.trace.layer(layer)
    return next(node for node, name in model.trace.name_of.items() if name == layer)
