"""Grad-CAM: which cells of a layer's maps speak for the class.

Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization" (2017), section 3, https://arxiv.org/abs/1610.02391.
"""

from __future__ import annotations

from torch.nn import functional as F

from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import at_layer, from_cells
from cnnviz.saliency.attribution import Attribution


def grad_cam(model: Model, picture: Picture, target: int | None, *, layer: str | None = None) -> Attribution:
    """Return `L = ReLU(sum over k of a_k A_k)` with `a_k = mean over (i, j) of d S / d A_k[i, j]`, enlarged.

    `A` are the layer's maps `(K, h, w)` and `S` is the class's logit. `layer` is by default the last one whose values
    still have a place, as in the paper. The `(h, w)` result is enlarged bilinearly to the input's `(H, W)`.

    On global average pooling and one linear layer `a_k` is `w_k / (h w)`: Grad-CAM is CAM (Zhou et al. 2015) divided by
    the number of cells.

    How it can mislead: the map is as coarse as the layer (8x8 cells, smoothed), and each cell sees far more of the
    photo than the patch it colours. Averaging the gradient forgets where it was: in early layers the sum need not mean
    anything. A blank map does not say that the class is absent, only that no cell of this layer speaks for it.

    Raises `UnknownName` for a layer that does not exist and `DoesNotFit` for one whose values have no place.
    """
    seen = at_layer(model, picture, target, layer)
    weights = seen.slope.mean((2, 3), keepdim=True)  # (1, K, h, w) -> (1, K, 1, 1)
    cells = F.relu((weights * seen.maps).sum(1, keepdim=True))  # (1, K, h, w) -> (1, 1, h, w)
    return from_cells(model, seen, cells, "grad_cam")
