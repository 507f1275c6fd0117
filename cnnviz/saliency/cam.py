"""CAM, class activation mapping: the logit itself, spread over the cells that it is the mean of.

Zhou, Khosla, Lapedriza, Oliva, Torralba, "Learning Deep Features for Discriminative Localization" (2016), section 2,
https://arxiv.org/abs/1512.04150.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch.nn import functional as F

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import AtLayer, at_layer, from_cells
from cnnviz.saliency.attribution import Attribution, Check

_ROUNDING = 1e-4  # of the largest part


def cam(model: Model, picture: Picture, target: int | None, *, signed: bool = False) -> Attribution:
    """Return `sum over k of w_k A_k`, where `w` `(K,)` is the class's row of the last linear layer, enlarged.

    `A` are the maps `(K, h, w)` that are averaged before that layer, so `mean over the cells + bias` is the logit:
    `.check.value` is by how much it is missed. What is left below 0 is cut off unless `signed`. On a network that
    averages one map a class (SqueezeNet) that map itself is the answer.

    How it can mislead: the sum is exact, the place is not: a cell sees far more of the photo than the patch it colours.

    Raises `DoesNotFit` where the head is not global average pooling and something linear: where the logit is not the
    bias and one and the same weighted sum at every cell.
    """
    seen = at_layer(model, picture, target, None)
    weights = seen.slope.sum((2, 3), keepdim=True)  # (1, K, h, w) -> (1, K, 1, 1): w_k, as each cell has w_k / (h w)
    cells = (weights * seen.maps).sum(1, keepdim=True)  # (1, 1, h, w)
    gap = float(cells.mean()) + _bias(model, picture, seen) - seen.score
    largest = max(abs(seen.score), float(cells.abs().mean()))
    uneven = float((seen.slope * seen.slope[0, 0].numel() - weights).abs().max())
    if uneven > _ROUNDING * float(weights.abs().max()) or abs(gap) > _ROUNDING * largest:
        raise DoesNotFit(
            f"CAM needs a network that averages its last maps and is linear from there on; '{model.name}' is not. "
            "Grad-CAM works here."
        )
    told = f"The cells' mean and the bias add up to the logit {seen.score:.2f}: this map is exact."
    found = from_cells(model, seen, cells if signed else F.relu(cells), "cam", signed)
    if signed or found.map.any():
        return replace(found, check=Check(gap, passed=True, sentence=told))
    return found


def _bias(model: Model, picture: Picture, seen: AtLayer) -> float:
    """Return the logit of a picture that leaves nothing but zeros in the layer."""
    trace = model.trace
    with torch.no_grad():
        found = trace.run(model.preprocess(picture), [trace.last], {seen.layer: torch.zeros_like})
    return float(found[trace.last][0, seen.index])
