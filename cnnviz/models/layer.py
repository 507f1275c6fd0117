"""The layers of a network, in the order of computation, with what each is and the shape of its output."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import torch
from torch import fx, nn

from cnnviz.arithmetic import Kind
from cnnviz.models.analysis.kinds import kind_of
from cnnviz.models.model import Model


@dataclass(frozen=True)
class LayerInfo:
    """One layer: its node name, and the shape of its output for one picture, `(C, H, W)` or `(C,)`."""

    name: str
    kind: Kind
    output_shape: tuple[int, ...]


def _is_folded(norm: nn.BatchNorm2d) -> bool:
    """Whether the statistics have gone into the convolution: mean 0, variance 1 and scale 1, yet a bias to add."""
    mean, var = norm.running_mean, norm.running_var
    if mean is None or var is None or not norm.affine:
        return False
    plain = not mean.any() and bool((var == 1).all()) and bool(((norm.weight - 1).abs() < 1e-4).all())
    return plain and bool(norm.bias.any())  # a fresh batch norm has no bias yet


def _kind(node: fx.Node, module: nn.Module) -> Kind:
    """Tell what the layer at `node` of the graph of `module` does."""
    layer = module.get_submodule(str(node.target)) if node.op == "call_module" else None
    return Kind.BIAS if isinstance(layer, nn.BatchNorm2d) and _is_folded(layer) else kind_of(node, layer)


_known: WeakKeyDictionary[Model, tuple[LayerInfo, ...]] = WeakKeyDictionary()
_known_lock = threading.Lock()


def layers(model: Model) -> tuple[LayerInfo, ...]:
    """Return every layer of the network's evaluation graph, in the order of computation; found once a model."""
    with _known_lock:
        if model not in _known:
            _known[model] = _walk(model)
        return _known[model]


@torch.no_grad()
def _walk(model: Model) -> tuple[LayerInfo, ...]:
    """Send a blank picture through the graph and note what comes out of each layer."""
    blank = torch.zeros((1, 3, *model.input_size), device=model.device)
    outputs = model.trace.run(blank, model.trace.names)
    return tuple(
        LayerInfo(name, _kind(node, model.module), tuple(outputs[name].shape[1:]))
        for node, name in model.trace.name_of.items()
    )
