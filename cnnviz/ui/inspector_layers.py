"""The layers of a network that the inspector can choose from, and what is known of each."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from cnnviz import models
from cnnviz.arithmetic import Kind, LayerRow, Unknown
from cnnviz.errors import CnnvizError
from cnnviz.models import Model

HIDDEN = {Kind.OTHER, Kind.IDENTITY}
UNCOUNTED = Unknown("This network's layers could not be counted.")

_known: WeakKeyDictionary[Model, tuple[LayerRow, ...]] = WeakKeyDictionary()
_known_lock = threading.Lock()


def rows(model: Model) -> tuple[LayerRow, ...]:
    """Return the layers whose output is maps `(C, H, W)` or numbers `(C,)`, in the order of computation.

    Left out are those that only pass values on, and those between two permutations: their channels stand last, so that
    they are no maps.
    """
    with _known_lock:
        if model not in _known:
            found = _counted(model)
            turned = _channels_last(found)
            _known[model] = tuple(
                row
                for row in found
                if row.kind not in HIDDEN and len(row.output_shape) in (1, 3) and row.name not in turned
            )
        return _known[model]


def _counted(model: Model) -> tuple[LayerRow, ...]:
    """Return all layers with parameters and fields; with their shapes alone where the network cannot be counted."""
    here = models.layers(model)
    try:
        found = models.rows(model.name)
    except CnnvizError:
        found = ()
    if found and {row.name for row in found} <= {layer.name for layer in here}:
        return found
    return tuple(
        LayerRow(layer.name, layer.kind, (), (), layer.output_shape, UNCOUNTED, UNCOUNTED, UNCOUNTED, (), ())
        for layer in here
    )


def _channels_last(found: tuple[LayerRow, ...]) -> set[str]:
    turned: set[str] = set()
    for row in found:
        before = any(name in turned for name in row.inputs)
        if before != ("permute" in row.name.rpartition(".")[2]):
            turned.add(row.name)
    return turned
