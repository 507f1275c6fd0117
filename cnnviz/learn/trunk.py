"""Where a network can be cut in two, and the part before the cut: the trunk, to which another head is put.

A cut is a layer through which everything goes that comes after it: no shortcut leads around it. Of the layers between
two convolutions the last one is taken, so that a trunk ends with what the next convolution would have read.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, fx, nn

from cnnviz.arithmetic import Kind
from cnnviz.errors import UnknownName
from cnnviz.models import Model, layers

MOST = 8  # cuts to choose from: a deep network has one a block
_WEIGHTED = (Kind.CONVOLUTION, Kind.LINEAR)


@dataclass(frozen=True)
class Cut:
    """A place to cut: after `layer`, which has `depth` convolutions before it on the longest way from the picture."""

    layer: str
    depth: int
    shape: tuple[int, int, int]  # (C, H, W) of its output for one picture

    @property
    def channels(self) -> int:
        """How many numbers a picture has left once each map is averaged: `C`."""
        return self.shape[0]


def cuts(model: Model, most: int = MOST) -> tuple[Cut, ...]:
    """Return where `model` can be cut, from shallow to deep; of many, `most` that are spread evenly, the last among
    them. The network's own head is never part of a trunk."""
    info = {layer.name: layer for layer in layers(model)}
    nodes = [node for node in model.trace.nodes if node.op != "output"]
    place = {node: i for i, node in enumerate(nodes)}
    depth: dict[fx.Node, int] = {}
    reach = 0  # how far what was computed before the present layer is still read
    found: dict[int, Cut] = {}  # by depth: a later layer of the same depth takes the place
    head = max(place[node] for node, name in model.trace.name_of.items() if info[name].kind in _WEIGHTED)
    for node in nodes[:head]:
        layer = info.get(model.trace.name_of.get(node, ""))
        before = max((depth[each] for each in node.all_input_nodes), default=0)
        depth[node] = before + (layer is not None and layer.kind is Kind.CONVOLUTION)
        alone = reach <= place[node]
        reach = max([reach, *(place[user] for user in node.users if user in place)])
        if layer is not None and alone and layer.kind is not Kind.DROPOUT and _has_place(layer.output_shape):
            channels, height, width = layer.output_shape
            found[depth[node]] = Cut(layer.name, depth[node], (channels, height, width))
    every = [cut for at, cut in sorted(found.items()) if at > 0]
    if len(every) <= most:
        return tuple(every)
    step = (len(every) - 1) / (most - 1)
    return tuple(every[round(i * step)] for i in range(most))


def _has_place(shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[1] * shape[2] > 1


def find(model: Model, depth: int) -> Cut:
    """Return the cut with `depth` convolutions before it. Raises `UnknownName`, whose sentence lists the depths."""
    known = {cut.depth: cut for cut in cuts(model)}
    if depth not in known:
        depths = ", ".join(map(str, known))
        raise UnknownName(f"This network cannot be cut after {depth} layers; it can after {depths}.")
    return known[depth]


def part(model: Model, start: str | None, end: str, *, private: bool) -> nn.Module:
    """Return the layers of `model` after `start` (None: from the picture on) up to and with `end`, as a module.

    With `private` its weights are copies that may be trained: the shared network keeps its own. Without, they are the
    shared ones, frozen. Batch norms stay in evaluation either way: a handful of pictures gives no statistics.
    """
    trace, graph = model.trace, fx.Graph()
    values: dict[fx.Node, fx.Node] = {}
    owned: dict[str, nn.Module | Tensor] = {}
    if start is None:
        values[trace.nodes[0]] = graph.placeholder("x")
    begun = start is None
    for node in trace.nodes:
        name = trace.name_of.get(node)
        if begun and node.op != "placeholder":
            values[node] = _copied(graph, node, values)
            if node.op in ("call_module", "get_attr"):
                owned[str(node.target)] = _owned(model.module, str(node.target))
        if name == start and not begun:
            values[node], begun = graph.placeholder("x"), True
        if name == end:
            graph.output(values[node])
            break
    module: nn.Module = fx.GraphModule(copy.deepcopy(owned) if private else owned, graph)
    return module.eval().requires_grad_(private)


def _copied(graph: fx.Graph, node: fx.Node, values: dict[fx.Node, fx.Node]) -> fx.Node:
    made = graph.node_copy(node, values.__getitem__)
    if made.kwargs.get("inplace"):  # would overwrite what the layer before has said
        made.kwargs = {**made.kwargs, "inplace": False}
    return made


def _owned(module: nn.Module, target: str) -> nn.Module | Tensor:
    owner, _, name = target.rpartition(".")
    found: nn.Module | Tensor = getattr(module.get_submodule(owner), name)
    return found


def random_like(model: Model, seed: int = 0) -> Model:
    """Return a network of the same layers that has learned nothing: weights by chance, after He et al. (2015, "Delving
    Deep into Rectifiers", section 2.2), biases 0, batch norms as they begin."""
    chance = torch.Generator(model.device).manual_seed(seed)
    module = copy.deepcopy(model.module)
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_parameters()  # draws nothing
        elif isinstance(weight := getattr(layer, "weight", None), Tensor):
            with torch.no_grad():
                if weight.ndim > 1:
                    nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=chance)
                if isinstance(bias := getattr(layer, "bias", None), Tensor):
                    bias.zero_()
    return Model(f"random {model.name}", module, model.class_names, model.preset, model.device)
