"""Learned filters: the weights of a convolution, as they can be drawn and used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model

Kernels = NDArray[np.float32]


@dataclass(frozen=True)
class Filters:
    """The weights of one convolution layer.

    `.weights` is read-only float32 `(out, in, h, w)`, with `in` the channels of one group. `.colour` says that the
    filters act on the three colours of the picture itself and can be drawn as small colour pictures. In deeper layers
    there is no such picture: each of the `in` channels is a feature, not a colour.

    How it can mislead: a filter is drawn on a scale of its own, so a weak one looks as strong as the others; and where
    batch norm follows, the network multiplies each answer by another number (not in `.weights`) and may flip its sign.
    """

    layer: str
    weights: Kernels
    colour: bool
    scale: tuple[float, ...]

    def pixel_kernel(self, index: int) -> Kernels:
        """Return filter `index` as a float32 kernel `(3, h, w)` for colour values 0..255.

        The network sees `(p / 255 - mean) / std`. A correlation with `w` of that is a correlation with
        `w / (255 std)` of the pixels themselves, up to the constant `-sum(w mean / std)` (and the layer's bias), which
        shifts the answer everywhere by the same amount. Batch norm that follows is **not** folded in.

        Raises `DoesNotFit` where the filter does not act on colours, or there are fewer filters.
        """
        if not self.colour:
            raise DoesNotFit(f"The filters of '{self.layer}' act on features, not on colours; take the first layer's.")
        if not 0 <= index < len(self.weights):
            raise DoesNotFit(f"'{self.layer}' has filters 1 to {len(self.weights)}; there is no filter {index + 1}.")
        kernel: Kernels = self.weights[index] * np.asarray(self.scale, np.float32)[:, None, None]
        return kernel


def filters(model: Model, layer: str) -> Filters:
    """Return the filters of a convolution layer.

    Raises `UnknownName` where the network has no such layer and `DoesNotFit` where it has no filters.
    """
    layer = model.trace.layer(layer)
    found = convolutions(model)
    if layer not in found:
        some = ", ".join(list(found)[:4])
        raise DoesNotFit(f"Layer '{layer}' has no filters. Convolution layers have them, such as {some}.")
    convolution, first = found[layer], next(iter(found.values()))
    weights = convolution.weight.detach().float().cpu().numpy().copy()  # (out, in, h, w)
    weights.flags.writeable = False
    colour = convolution is first and weights.shape[1] == 3
    return Filters(layer, weights, colour, _pixel_scale(model) if colour else ())


def first_filters(model: Model) -> tuple[str, Kernels]:
    """Return the name of the first convolution layer and its filters, float32 `(N, 3, h, w)`."""
    found = filters(model, next(iter(convolutions(model))))
    return found.layer, found.weights


def convolutions(model: Model) -> dict[str, nn.Conv2d]:
    """Return the convolution layers by name, in the order in which they compute."""
    modules = dict(model.module.named_modules())
    steps = {name: modules.get(str(node.target)) for node, name in model.trace.name_of.items()}
    found = {name: module for name, module in steps.items() if isinstance(module, nn.Conv2d)}
    if not found:
        raise DoesNotFit(f"'{model.name}' has no convolution layer, so there are no filters to look at.")
    return found


def _pixel_scale(model: Model) -> tuple[float, ...]:
    """Return how much one grey level moves each normalized colour, `1 / (255 std)`, asked of the model itself."""
    black, white = torch.zeros(1, 3, 1, 1), torch.full((1, 3, 1, 1), 255.0)
    with torch.inference_mode(mode=False), torch.no_grad():
        span: Tensor = model.normalize(white.to(model.device)) - model.normalize(black.to(model.device))
    return tuple((span.flatten().cpu().double() / 255).tolist())
