"""Guided backpropagation: the gradient, with everything that speaks against cut off at every ReLU on the way back.

Springenberg, Dosovitskiy, Brox, Riedmiller, "Striving for Simplicity: The All Convolutional Net" (2014), section 3.4,
https://arxiv.org/abs/1412.6806.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, fx, nn

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, chosen_class, derivative, flat_or_none, kept, strongest_colour

_RECTIFIERS = (nn.ReLU, nn.ReLU6)
_FUNCTIONS = {"relu", "relu_", "relu6"}


class _Guide(torch.autograd.Function):
    """Passes maps on as they are, and on the way back only what is above 0 of their gradient."""

    @staticmethod
    def forward(_: Any, maps: Tensor) -> Tensor:
        return maps.view_as(maps)

    @staticmethod
    def backward(_: Any, *slopes: Tensor) -> Tensor:
        return slopes[0].clamp(min=0)


def guided_backprop(model: Model, picture: Picture, target: int | None, *, signed: bool = False) -> Attribution:
    """Return the gradient's map with `R_in = (A > 0) * (R_out > 0) * R_out` as the backward rule of each ReLU.

    `A` is what the ReLU let through and `R` the signal that travels back; ReLU6 also stops what it has cut at 6.
    `(1, 3, H, W)` pixels -> `(3, H, W)` signal -> `(H, W)`, of each pixel the colour with the largest magnitude.

    How it can mislead: the pictures are sharp because the rule rebuilds edges of the photo, nearly the same for every
    class and even for a network with random last layers (Adebayo et al. 2018, https://arxiv.org/abs/1810.03292; Nie et
    al. 2018, https://arxiv.org/abs/1805.07039). It is no derivative of anything.

    Raises `DoesNotFit` where the network has no ReLU.
    """
    trace = model.trace
    rectifiers = [name for node, name in trace.name_of.items() if _rectifies(node, model.module)]
    if not rectifiers:
        raise DoesNotFit(
            f"Guided backpropagation is a rule for ReLUs and '{model.name}' has none; the plain gradient works here."
        )
    pixels = model.pixels(picture).detach().clone().requires_grad_()  # (1, 3, H, W)
    found = trace.run(model.normalize(pixels.clone()), [trace.last], dict.fromkeys(rectifiers, _Guide.apply))
    logits = found[trace.last]  # (1, K)
    index = chosen_class(model, logits, target)
    saliency = strongest_colour(derivative(logits[0, index], pixels)[0])  # (3, H, W) -> (H, W)
    return Attribution(
        map=kept(saliency, signed),
        target=index,
        score=float(logits[0, index].detach()),
        method="guided_backprop",
        signed=signed,
        check=flat_or_none(saliency),
    )


def _rectifies(node: fx.Node, module: nn.Module) -> bool:
    """Whether the layer at `node` is a ReLU."""
    if node.op == "call_module":
        return isinstance(module.get_submodule(str(node.target)), _RECTIFIERS)
    return getattr(node.target, "__name__", str(node.target)) in _FUNCTIONS
