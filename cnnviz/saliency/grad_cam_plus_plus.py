"""Grad-CAM++: Grad-CAM whose weights count each cell of a map by how much it alone must have contributed.

Chattopadhay, Sarkar, Howlader, Balasubramanian, "Grad-CAM++: Improved Visual Explanations for Deep Convolutional
Networks" (2018), section 3, equations 10 and 19, https://arxiv.org/abs/1710.11063.
"""

from __future__ import annotations

import torch
from torch.nn import functional as F

from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import at_layer, from_cells
from cnnviz.saliency.attribution import Attribution


def grad_cam_plus_plus(model: Model, picture: Picture, target: int | None, *, layer: str | None = None) -> Attribution:
    """Return `ReLU(sum over k of w_k A_k)`, `w_k = sum over (i, j) of alpha ReLU(g)`, enlarged.

    `g = d S / d A_k[i, j]` and `alpha = g^2 / (2 g^2 + sum over (a, b) of A_k[a, b] g^3)`, 0 where `g` is. `A` are the
    layer's maps `(K, h, w)`. As in the paper the score is taken through an exponential, whose second and third
    derivatives are `g^2` and `g^3` times itself where the rest is piecewise linear; the common factor `exp(S)` only
    rescales the map and is left out. `(1, K, h, w)` -> `(1, K, 1, 1)` weights -> `(h, w)` -> `(H, W)`.

    How it can mislead: negative gradients are thrown away, so evidence against the class can light up; on networks
    that end in global average pooling it differs little from Grad-CAM. Where the sum below the fraction nears 0, or is
    negative, alpha is huge or negative and the map arbitrary.

    Raises `UnknownName` for a layer that does not exist and `DoesNotFit` for one whose values have no place.
    """
    seen = at_layer(model, picture, target, layer)
    slope = seen.slope
    below = 2 * slope**2 + seen.maps.sum((2, 3), keepdim=True) * slope**3  # (1, K, h, w)
    alpha = torch.where(below == 0, torch.zeros_like(below), slope**2 / torch.where(below == 0, 1, below))
    weights = (alpha * F.relu(slope)).sum((2, 3), keepdim=True)  # (1, K, h, w) -> (1, K, 1, 1)
    cells = F.relu((weights * seen.maps).sum(1, keepdim=True))  # (1, K, h, w) -> (1, 1, h, w)
    return from_cells(model, seen, cells, "grad_cam_plus_plus")
