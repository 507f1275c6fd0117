"""Feature maps: what a layer answers to a picture."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture


def maps(model: Model, picture: Picture, layer: str) -> NDArray[np.float32]:
    """Return what `layer` puts out for `picture`: float32 `(C, H, W)`, or `(C,)` after the pictures are averaged away.

    The network runs in its own order up to this layer and not further, so the values are those at the moment the layer
    has just computed. A plain forward hook shows something else where a later operation writes into the same memory:
    after an in-place ReLU no value below zero is left to see, and in ResNet `out += identity` changes what `bn2` said.

    How it can mislead: a map is no heat map of importance. A large value says that this unit answers here, not that
    the class hangs on it; and the same unit often answers to things that have nothing in common for us.

    Raises `UnknownName` where the network has no such layer and `DoesNotFit` where the layer gives no maps.
    """
    layer = model.trace.layer(layer)
    # not in inference mode: what the model remembers from here must be fit for gradients later
    with torch.inference_mode(mode=False), torch.no_grad():
        answer = model.trace.run(model.preprocess(picture), [layer])[layer]
    if not isinstance(answer, Tensor) or answer.ndim not in (2, 4) or len(answer) != 1:
        raise DoesNotFit(f"Layer '{layer}' gives no feature maps; choose a convolution, a ReLU or a pooling layer.")
    return np.array(answer[0].float().cpu().numpy(), order="C")  # (1, C, H, W) -> (C, H, W), in memory of its own


def largest_magnitude(model: Model, picture: Picture) -> tuple[float, str]:
    """Return the largest magnitude of all feature maps `(C, H, W)` of the network for `picture`, and its layer.

    It is the end of a scale on which every map of the network can be compared with every other. Vectors, such as the
    logits, are left out: they are no pictures. One run of the network; 0 and "" where it has no maps.
    """
    found: dict[str, Tensor] = {}

    def heard(name: str, answer: Tensor) -> Tensor:
        if isinstance(answer, Tensor) and answer.ndim == 4:
            found[name] = answer.abs().amax()
        return answer

    listening = {name: partial(heard, name) for name in model.trace.names}
    with torch.inference_mode(mode=False), torch.no_grad():
        model.trace.run(model.preprocess(picture), [model.trace.last], listening)
        sizes = {name: float(each) for name, each in found.items() if bool(torch.isfinite(each))}
    layer = max(sizes, key=sizes.__getitem__, default="")
    return sizes.get(layer, 0.0), layer
