"""Grad-CAM: which cells of a layer's maps speak for the class.

Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization" (2017), section 3, https://arxiv.org/abs/1610.02391.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

from cnnviz.errors import DoesNotFit
from cnnviz.models.layer import layers
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, Check, chosen_class, derivative


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
    layer = last_spatial_layer(model) if layer is None else model.trace.layer(layer)
    starts: list[Tensor] = []

    def start_here(maps: Tensor) -> Tensor:
        """Let the gradient begin at these maps; what goes on is a copy, which later layers may write to in place."""
        if not isinstance(maps, Tensor) or maps.ndim != 4 or maps.shape[2:].numel() == 1:
            raise DoesNotFit(
                f"Layer '{layer}' has no rows and columns to point at; choose one before the last pooling."
            )
        starts.append(maps.detach().clone().requires_grad_())
        return starts[0].clone()

    last = model.trace.last
    logits = model.trace.run(model.preprocess(picture), [last], {layer: start_here})[last]  # (1, classes)
    (maps,) = starts  # (1, K, h, w)
    index = chosen_class(model, logits, target)
    weights = derivative(logits[0, index], maps).mean((2, 3), keepdim=True)  # (1, K, h, w) -> (1, K, 1, 1)
    cells = F.relu((weights * maps.detach()).sum(1, keepdim=True))  # (1, K, h, w) -> (1, 1, h, w)
    enlarged = F.interpolate(cells, size=model.input_size, mode="bilinear", align_corners=False)[0, 0]  # (H, W)
    return Attribution(
        map=enlarged.float().cpu().numpy(),
        target=index,
        score=float(logits[0, index].detach()),
        method="grad_cam",
        check=_how_much_speaks_for_it(cells, layer),
        layer=layer,
        cells=(maps.shape[2], maps.shape[3]),
    )


def last_spatial_layer(model: Model) -> str:
    """Return the name of the last layer whose maps have more than one cell."""
    spatial = [row.name for row in layers(model) if len(row.output_shape) == 3 and row.output_shape[1:] != (1, 1)]
    if not spatial:
        raise DoesNotFit(f"'{model.name}' has no layer with rows and columns, so Grad-CAM has nothing to look at.")
    return spatial[-1]


def _how_much_speaks_for_it(cells: Tensor, layer: str) -> Check:
    """Say what share of the cells is above 0, and that the map is blank where none is."""
    share = float((cells > 0).float().mean())
    if share == 0:
        return Check(share, passed=False, sentence=f"The map is blank: no cell of '{layer}' speaks for this class.")
    speaking = f"{int((cells > 0).sum())} of the {cells.numel()} cells of '{layer}' speak for this class."
    return Check(share, passed=True, sentence=speaking)
