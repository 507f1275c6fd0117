"""Gradient x input: the part of the score that a straight line through this picture would give each pixel.

Shrikumar, Greenside, Shcherbina, Kundaje, "Not Just a Black Box: Learning Important Features Through Propagating
Activation Differences" (2016), section 2, https://arxiv.org/abs/1605.01713.
"""

from __future__ import annotations

from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, chosen_class, derivative, flat_or_none, kept


def gradient_x_input(model: Model, picture: Picture, target: int | None, *, signed: bool = False) -> Attribution:
    """Return `M[i, j] = sum over c of x[c, i, j] * d S / d x[c, i, j]`, where `x` is the normalized input.

    One forward and one backward pass: `(1, 3, H, W)` -> `(H, W)`, in logits. Where the network is linear without a
    bias the map's sum is the score. Without `signed`, the magnitude of each pixel's part.

    How it can mislead: a pixel of the colour that normalization turns into 0 gets nothing, however much it matters.
    And like the gradient it knows the score's slope at this one picture only, not on the way to it.
    """
    x = model.preprocess(picture).detach().clone().requires_grad_()  # (1, 3, H, W)
    logits = model.module(x.clone())  # (1, K); the copy may be written to in place
    index = chosen_class(model, logits, target)
    parts = (x.detach() * derivative(logits[0, index], x))[0].sum(0)  # (1, 3, H, W) -> (H, W)
    return Attribution(
        map=kept(parts, signed),
        target=index,
        score=float(logits[0, index].detach()),
        method="gradient_x_input",
        signed=signed,
        check=flat_or_none(parts),
    )
