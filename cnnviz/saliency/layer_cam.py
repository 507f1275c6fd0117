"""Layer-CAM: each cell weighed by its own gradient, so that early, fine layers can be looked at too.

Jiang, Zhang, Hou, Cheng, Wei, "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization" (2021),
section III, equations 5 and 6, https://doi.org/10.1109/TIP.2021.3089943.
"""

from __future__ import annotations

from torch.nn import functional as F

from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import at_layer, from_cells
from cnnviz.saliency.attribution import Attribution


def layer_cam(model: Model, picture: Picture, target: int | None, *, layer: str | None = None) -> Attribution:
    """Return `ReLU(sum over k of ReLU(d S / d A_k[i, j]) A_k[i, j])`, enlarged.

    `A` are the layer's maps `(K, h, w)`, `S` the class's logit: `(1, K, h, w)` -> `(h, w)` -> `(H, W)`. `layer` is by
    default the last with a place; unlike Grad-CAM's, the map of an early layer still means something.

    How it can mislead: what speaks against the class is thrown away before the sum, so a cell lights up even where
    more speaks against the class than for it. In early layers it comes close to gradient x input, with its noise.

    Raises `UnknownName` for a layer that does not exist and `DoesNotFit` for one whose values have no place.
    """
    seen = at_layer(model, picture, target, layer)
    cells = F.relu((F.relu(seen.slope) * seen.maps).sum(1, keepdim=True))  # (1, K, h, w) -> (1, 1, h, w)
    return from_cells(model, seen, cells, "layer_cam")
