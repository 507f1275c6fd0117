"""Gradient saliency: which pixels would move the class's score most if they changed a little.

Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency
Maps" (2013), section 3, https://arxiv.org/abs/1312.6034.
"""

from __future__ import annotations

from torch import Tensor

from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, chosen_class, derivative, flat_or_none, kept, strongest_colour


def gradient(model: Model, picture: Picture, target: int | None, *, signed: bool = False) -> Attribution:
    """Return `M[i, j] = max over c of |d S / d p[c, i, j]|`, where `S` is the class's logit and `p` the pixels.

    One forward and one backward pass: `(1, 3, H, W)` pixels -> `(1, K)` logits -> `(1, 3, H, W)` gradient -> `(H, W)`.
    The pixels are colour values 0..255, so the map's unit is logits per grey level (a gradient of the *normalized*
    input is `255 std` times as large, another factor for each colour). With `signed`, each pixel keeps the derivative
    of the colour that wins the maximum, with its sign.

    How it can mislead: it tells what the score is *sensitive* to, not what the class was recognized by. Where the score
    is saturated an important part can be dark, and single pixels are noisy: the network's slope changes from one
    pixel value to the next.
    """
    pixels = model.pixels(picture).detach().clone().requires_grad_()  # (1, 3, H, W)
    logits: Tensor = model.module(model.normalize(pixels.clone()))  # (1, K); the copy may be written to in place
    index = chosen_class(model, logits, target)
    slope = derivative(logits[0, index], pixels)[0]  # (1, 3, H, W) -> (3, H, W)
    saliency = strongest_colour(slope)  # (3, H, W) -> (H, W)
    return Attribution(
        map=kept(saliency, signed),
        target=index,
        score=float(logits[0, index].detach()),
        method="gradient",
        signed=signed,
        check=flat_or_none(saliency),
    )
