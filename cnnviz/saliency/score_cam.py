"""Score-CAM: a layer's maps weighed by the score that the network gives when it sees the photo through each of them.

Wang, Wang, Du, Yang, Zhang, Ding, Mardziel, Hu, "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural
Networks" (2020), section 3, https://arxiv.org/abs/1910.01279.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from cnnviz.models.lean import Lean, batch_size
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import AtLayer, checked, enlarged, from_cells, last_spatial_layer
from cnnviz.saliency.attribution import Attribution, Check, chosen_class
from cnnviz.saliency.options import Progress, batches, whole

_TINY = 1e-8  # keeps a map that is the same everywhere from dividing by 0


def score_cam(
    model: Model,
    picture: Picture,
    target: int | None,
    *,
    layer: str | None = None,
    channels: int | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Return `ReLU(sum over k of a_k A_k)`, `a = softmax over k of S(x * U(A_k))`, enlarged.

    `A` are the layer's maps `(K, h, w)`, each brought to 0..1 and then enlarged by `U` to a mask `(H, W)` on the
    normalized input `x`; `S` is the class's logit. (The paper enlarges first; the masks differ by how far the enlarged
    map misses its cell's peak.) One forward pass a map, in batches and without gradients. `channels` asks only the maps
    with the highest peaks, which is quicker and no longer the paper's method; None asks all.

    How it can mislead: the softmax turns a difference of a few logits into all or nothing, so one or two maps often
    make the whole picture: `.check.value` is the largest weight. A masked photo is one the network has never learned.

    Raises `UnknownName` for a layer that does not exist, `DoesNotFit` for one whose values have no place.
    """
    layer = last_spatial_layer(model) if layer is None else model.trace.layer(layer)
    x, last = model.preprocess(picture), model.trace.last
    with torch.no_grad():
        found = model.trace.run(x, [layer, last])
    maps, logits = checked(found[layer], layer), found[last]  # (1, K, h, w), (1, classes)
    index = chosen_class(model, logits, target)
    if channels is not None:
        whole(channels, "The number of channels", 1, 2**20)
        maps = maps[:, maps.amax((0, 2, 3)).topk(min(channels, maps.shape[1])).indices.sort().values]
    weights = _scores(model, x, _masks(maps), index, progress).softmax(0)  # (K,)
    cells = F.relu((weights.view(1, -1, 1, 1) * maps).sum(1, keepdim=True))  # (1, K, h, w) -> (1, 1, h, w)
    seen = AtLayer(layer, maps, torch.zeros_like(maps), index, float(logits[0, index]))
    answer = from_cells(model, seen, cells, "score_cam")
    return replace(answer, check=_spread(weights)) if answer.map.any() else answer


def _masks(maps: Tensor) -> Tensor:
    """Bring each map to 0..1: `(1, K, h, w)` -> `(K, 1, h, w)`."""
    low, high = maps.amin((2, 3), keepdim=True), maps.amax((2, 3), keepdim=True)
    return ((maps - low) / (high - low + _TINY)).transpose(0, 1)


def _scores(model: Model, x: Tensor, masks: Tensor, index: int, progress: Progress | None) -> Tensor:
    """Return the class's logit with the picture seen through each mask, `(K,)`."""
    lean = Lean(model)
    scores = torch.empty(len(masks), device=x.device)
    with torch.no_grad():
        for batch in batches(len(masks), batch_size(model), progress):
            here = slice(batch.start, batch.stop)
            scores[here] = lean.logits(x * enlarged(masks[here], model.input_size))[:, index]
    return scores


def _spread(weights: Tensor) -> Check:
    """Say whether one map has all the weight."""
    most = float(weights.max())
    sentence = f"The map with the largest weight has {most:.0%} of it, of {len(weights)} maps."
    return Check(most, passed=most < 0.9, sentence=sentence)
