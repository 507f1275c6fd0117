"""What a picture is made to do: raise a class's logit, a channel, one unit, or whatever a layer sees already.

An objective is a set of layers and a function of their outputs; the larger, the better. `weighted` joins several.
Olah, Mordvintsev, Schubert, "Feature visualization" (2017), https://distill.pub/2017/feature-visualization/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from cnnviz.errors import UnknownName
from cnnviz.models import Model

Outputs = Mapping[str, Tensor]


@dataclass(frozen=True)
class Objective:
    """`score` turns the outputs of `layers`, by node name, `(1, C, H, W)` or `(1, C)` each, into one number."""

    layers: tuple[str, ...]
    score: Callable[[Outputs], Tensor]


def logit(model: Model, target: int) -> Objective:
    """Raise the logit of class `target`, not its probability: that could also rise by lowering all others.

    Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks" (2013), section 2. Raises `UnknownName`.
    """
    count = len(model.class_names)
    if not 0 <= target < count:
        raise UnknownName(f"This network has classes 0 to {count - 1}; there is no class {target}.")
    last = model.trace.last
    return Objective((last,), lambda outputs: outputs[last][0, target])


def channel(model: Model, layer: str, index: int) -> Objective:
    """Raise channel `index` of `layer` everywhere: the mean of its map. Raises `UnknownName`."""
    name = _checked(model, layer, index)
    return Objective((name,), lambda outputs: outputs[name][0, index].mean())


def unit(model: Model, layer: str, index: int, place: tuple[float, float] = (0.5, 0.5)) -> Objective:
    """Raise one unit: the cell of channel `index` at `place`, shares of the map's height and width.

    A layer without rows and columns has one cell. Raises `UnknownName`.
    """
    name = _checked(model, layer, index)

    def score(outputs: Outputs) -> Tensor:
        found = outputs[name][0, index]
        if found.ndim == 0:
            return found
        row, col = (min(int(share * side), side - 1) for share, side in zip(place, found.shape, strict=True))
        return found[row, col]

    return Objective((name,), score)


def whole_layer(model: Model, layer: str) -> Objective:
    """Raise what the layer answers already, the strong units most: half the mean square of its outputs.

    Its gradient is the layer's own output (Mordvintsev, Olah, Tyka, "Inceptionism", 2015). Raises `UnknownName`.
    """
    name = model.trace.layer(layer)
    return Objective((name,), lambda outputs: outputs[name].square().mean() / 2)


def weighted(*parts: tuple[float, Objective]) -> Objective:
    """Return the weighted sum of objectives."""
    layers = tuple(dict.fromkeys(name for _, part in parts for name in part.layers))

    def score(outputs: Outputs) -> Tensor:
        first, *others = (weight * part.score(outputs) for weight, part in parts)
        return sum(others, first)

    return Objective(layers, score)


def _checked(model: Model, layer: str, index: int) -> str:
    """Return the node name of `layer` where it has a channel `index`."""
    from cnnviz.models import layers

    name = model.trace.layer(layer)
    count = next(row.output_shape[0] for row in layers(model) if row.name == name)
    if not 0 <= index < count:
        raise UnknownName(f"Layer {name} has channels 0 to {count - 1}; there is no channel {index}.")
    return name
