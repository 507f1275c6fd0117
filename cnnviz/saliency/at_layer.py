"""What the CAM family has in common: a layer's maps, the slope of the class's logit at them, and the way to a map."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from cnnviz.errors import DoesNotFit
from cnnviz.models.layer import layers
from cnnviz.models.lean import Lean
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, Check, chosen_class, derivative


@dataclass(frozen=True)
class AtLayer:
    """The `maps` of `layer` for one picture and `slope`, the derivative of the class's logit, each `(1, K, h, w)`."""

    layer: str
    maps: Tensor
    slope: Tensor
    index: int
    score: float


def at_layer(model: Model, picture: Picture, target: int | None, layer: str | None) -> AtLayer:
    """Run the network to the logits and back to `layer`, by default the last one whose values still have a place.

    Raises `UnknownName` for a layer that does not exist and `DoesNotFit` for one whose values have no place.
    """
    layer = last_spatial_layer(model) if layer is None else model.trace.layer(layer)
    starts: list[Tensor] = []

    def start_here(maps: Tensor) -> Tensor:
        """Let the gradient begin at these maps; what goes on is a copy, which later layers may write to in place."""
        starts.append(checked(maps, layer).detach().clone().requires_grad_())
        return starts[0].clone()

    lean = Lean(model)
    logits = lean.run({lean.input: model.preprocess(picture)}, change={layer: start_here})  # (1, classes)
    if not starts:  # the class does not hang on this layer
        node = next(node for node, name in lean.names.items() if name == layer)
        lean.run({lean.input: model.preprocess(picture)}, node, {layer: start_here})
    (maps,) = starts  # (1, K, h, w)
    index = chosen_class(model, logits, target)
    slope = derivative(logits[0, index], maps)
    return AtLayer(layer, maps.detach(), slope, index, float(logits[0, index].detach()))


def checked(maps: object, layer: str) -> Tensor:
    """Return a layer's output if it is maps `(N, K, h, w)` with more than one cell; else raise `DoesNotFit`."""
    if not isinstance(maps, Tensor) or maps.ndim != 4 or maps.shape[2:].numel() == 1:
        raise DoesNotFit(f"Layer '{layer}' has no rows and columns to point at; choose one before the last pooling.")
    return maps


def last_spatial_layer(model: Model) -> str:
    """Return the name of the last layer whose maps have more than one cell."""
    spatial = [row.name for row in layers(model) if len(row.output_shape) == 3 and row.output_shape[1:] != (1, 1)]
    if not spatial:
        raise DoesNotFit(f"'{model.name}' has no layer with rows and columns, so there is nothing to look at.")
    return spatial[-1]


def enlarged(cells: Tensor, size: tuple[int, int]) -> Tensor:
    """Stretch `(N, 1, h, w)` bilinearly to `(N, 1, H, W)`."""
    return F.interpolate(cells, size=size, mode="bilinear", align_corners=False)


def from_cells(model: Model, seen: AtLayer, cells: Tensor, method: str, signed: bool = False) -> Attribution:
    """Make an answer of the `cells` `(1, 1, h, w)` that a method of the CAM family has given."""
    return Attribution(
        map=enlarged(cells, model.input_size)[0, 0].float().cpu().numpy(),
        target=seen.index,
        score=seen.score,
        method=method,
        signed=signed,
        check=how_much_speaks_for_it(cells, seen.layer),
        layer=seen.layer,
        cells=(seen.maps.shape[2], seen.maps.shape[3]),
    )


def how_much_speaks_for_it(cells: Tensor, layer: str) -> Check:
    """Say what share of the cells is above 0, and that the map is blank where none is."""
    share = float((cells > 0).float().mean())
    if share == 0:
        return Check(share, passed=False, sentence=f"The map is blank: no cell of '{layer}' speaks for this class.")
    speaking = f"{int((cells > 0).sum())} of the {cells.numel()} cells of '{layer}' speak for this class."
    return Check(share, passed=True, sentence=speaking)
