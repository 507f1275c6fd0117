"""A network as a graph of named layers that can be run up to any of them: no hooks, nothing shared is changed.

Names are those of `torchvision.models.feature_extraction` for the evaluation graph. Its own functions are not for a
network that others are using: they switch it to training mode and back, and torch.fx replaces `Module.__call__` for
every thread while it records. So networks are recorded here, once each, and other threads pass through untouched.

One difference: torchvision keeps its own building blocks whole (`features.0` of MobileNetV2 is a convolution, a norm
and an activation). They are recorded layer by layer (`features.0.0`), and the block's name stands for its last layer.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from torch import Tensor, fx, nn

from cnnviz.errors import UnknownName

Change = Callable[[Tensor], Tensor]

_recording = threading.Lock()  # two recordings at once would undo each other's patches in the wrong order


def _record(module: nn.Module) -> tuple[fx.Graph, dict[fx.Node, str]]:
    """Return the graph of `module` and the name of each node, leaving other threads alone."""
    from torchvision.models.feature_extraction import NodePathTracer

    recorder = threading.get_ident()
    latest: dict[str, int] = {}  # of each name without its number, the last number given

    class Tracer(NodePathTracer):  # type: ignore[misc]
        def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
            if threading.get_ident() != recorder:
                return forward(*args, **kwargs)
            return super().call_module(m, forward, args, kwargs)

        def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: Any) -> Any:
            if threading.get_ident() != recorder:
                return attr_val
            return super().getattr(attr, attr_val, parameter_proxy_cache)

        def _get_node_qualname(self, module_qualname: str, node: fx.Node) -> str:
            """Return the name that torchvision gives; its own way compares it with every name before."""
            name = module_qualname if node.op == "call_module" else ".".join(filter(None, (module_qualname, str(node))))
            name = re.sub(r"(?<=.)_[0-9]+$", "", name)  # torch.fx counts in the network, torchvision in a module
            if name in latest:
                name += f"_{latest[name] + 1}"
            latest[name] = 0
            if numbered := re.fullmatch(r"(.+)_([0-9]+)", name):
                latest[numbered[1]] = int(numbered[2])
            return name

    tracer = Tracer()
    with _recording:
        graph = tracer.trace(module)
    names = dict(tracer.node_to_qualname)
    tracer.__dict__.clear()  # it holds the module and itself: a network that goes would wait for the garbage collector
    return graph, names


def _prefixes(name: str) -> list[str]:
    """Names of the modules around a layer: `a.b.c` lies in `a` and in `a.b`."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


class Trace:
    """The evaluation graph of a frozen module: `names` in the order of computation, without the input."""

    def __init__(self, module: nn.Module) -> None:
        graph, qualified = _record(module)
        self.module = module
        self.nodes: tuple[fx.Node, ...] = tuple(graph.nodes)
        self.name_of = {node: name for node, name in qualified.items() if node.op != "placeholder"}
        self.names = tuple(self.name_of.values())
        self._known = frozenset(self.names)
        self._layers: dict[str, nn.Module] = dict(module.named_modules())
        self._blocks = {
            block: name  # a later layer of the same block overwrites an earlier one
            for name in self.names
            for block in _prefixes(name)
            if type(self._layers.get(block)).__module__.startswith("torchvision.ops")
        }

    @property
    def last(self) -> str:
        """Name of the layer whose output are the logits."""
        return self.names[-1]

    def layer(self, name: str) -> str:
        """Check a layer's name that came from outside and return it (of a block, its last layer's).

        Raises `UnknownName`, whose sentence has the nearest names.
        """
        name = self._blocks.get(name, name)
        if name in self._known:
            return name
        near = difflib.get_close_matches(name, self.names, n=3, cutoff=0.3) or self.names[:3]
        raise UnknownName(f"This network has no layer named {name[:60]!r}; the nearest are {', '.join(near)}.")

    def run(self, x: Tensor, names: Iterable[str], change: Mapping[str, Change] | None = None) -> dict[str, Tensor]:
        """Run the network on `x`, normalized `(N, 3, H, W)`, as far as needed; return the outputs of layers `names`.

        `change` maps a layer's name to a function of its output whose result goes on in its place: to switch units
        off, or to start gradients at a layer (`lambda maps: maps.detach().requires_grad_()`). Gradients of `x` and of
        every output work. No output is overwritten later. Raises `UnknownName`.
        """
        asked = {name: self.layer(name) for name in names}
        wanted = set(asked.values())
        changes = {self.layer(name): function for name, function in (change or {}).items()}
        values: dict[fx.Node, Any] = {}
        found: dict[str, Tensor] = {}
        for node in self.nodes:
            if len(found) == len(wanted):
                break
            value = x if node.op == "placeholder" else self._compute(node, values)
            name = self.name_of.get(node, "")
            if name in changes:
                value = changes[name](value)
            if name in wanted:
                found[name] = value
            values[node] = value
        return {name: found[layer] for name, layer in asked.items()}

    def _compute(self, node: fx.Node, values: dict[fx.Node, Any]) -> Any:
        """Output of one node from those of the nodes before it."""
        args = fx.node.map_arg(node.args, values.__getitem__)
        kwargs = fx.node.map_arg(node.kwargs, values.__getitem__)
        if kwargs.get("inplace"):  # `F.relu(x, inplace=True)` would overwrite what the layer before has said
            kwargs = {**kwargs, "inplace": False}
        if node.op == "call_module":
            return self._layers[str(node.target)](*args, **kwargs)
        if node.op == "call_method":
            return getattr(args[0], str(node.target))(*args[1:], **kwargs)
        if node.op == "call_function" and callable(node.target):
            return node.target(*args, **kwargs)
        if node.op == "get_attr":
            owner, _, attribute = str(node.target).rpartition(".")
            return getattr(self._layers[owner], attribute)
        raise AssertionError(f"torch.fx recorded an operation {node.op} that evaluation has not")
