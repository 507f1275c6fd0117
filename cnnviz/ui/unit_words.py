"""What can be said of a unit whose layer has no weights of its own, and what cannot."""

from __future__ import annotations

from cnnviz import activations, models
from cnnviz.arithmetic import Kind, Window
from cnnviz.errors import CnnvizError
from cnnviz.models import Model
from cnnviz.render import shape


def layer_words(model: Model, layer: str, kind: Kind, unit: int) -> str:
    """Say in a sentence what unit `unit`, from 0, of a layer without weights makes of the layers it reads."""
    names = activations.sources(model, layer)
    same = f"unit {unit + 1} of {names[0]}" if names else "the picture"
    if kind is Kind.ADD and len(names) > 1:
        return f"An addition has no weights: this is {' plus '.join(f'unit {unit + 1} of {name}' for name in names)}."
    if kind is Kind.POOL:
        return _pool(model, layer, same)
    if kind is Kind.CONCATENATION:
        return _concatenated(model, names, unit)
    if kind is Kind.ACTIVATION:
        return f"An activation has no weights: it bends what {same} says, value by value."
    if kind in (Kind.DROPOUT, Kind.IDENTITY):
        return f"Nothing happens here at work: this is {same}, unchanged."
    if kind is Kind.FLATTEN:
        return "Flattening has no weights: it lays the maps before it out in one row, value by value."
    if kind is Kind.NORM:
        return f"A norm scales and shifts {same}; no convolution stands right before it, so nothing can be folded."
    return "This layer has no weights for each channel that it reads, so there is nothing to add up."


def _pool(model: Model, layer: str, same: str) -> str:
    window = _window(model, layer)
    if window is None:
        return f"Pooling has no weights: this sums up {same} over its places."
    size = shape(window.kernel)
    how = "the largest" if _takes_largest(model, layer) else "the mean"
    return f"Pooling has no weights: each value is {how} of a {size} window of {same}, stride {window.stride[0]}."


def _window(model: Model, layer: str) -> Window | None:
    try:
        return next((row.window for row in models.rows(model.name) if row.name == layer), None)
    except CnnvizError:
        return None


def _takes_largest(model: Model, layer: str) -> bool:
    node = next(node for node, name in model.trace.name_of.items() if name == layer)
    module = dict(model.module.named_modules()).get(str(node.target))
    return "max" in (type(module).__name__ if module is not None else str(node.target)).lower()


def _concatenated(model: Model, names: tuple[str, ...], unit: int) -> str:
    counts = {each.name: each.output_shape[0] for each in models.layers(model) if each.output_shape}
    first = 0
    for name in names:
        if unit < first + counts.get(name, 0):
            return f"Concatenation only puts maps in a row: this is unit {unit - first + 1} of {name}, unchanged."
        first += counts.get(name, 0)
    return "Concatenation only puts maps in a row, unchanged."
