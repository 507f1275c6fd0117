"""The same function as a shared network, made ready to be run hundreds of times.

- Each batch norm at work is a fixed scale and shift of each channel (Ioffe and Szegedy 2015, algorithm 2,
  https://arxiv.org/abs/1502.03167): applied in place, and without keeping what it has read for the way back.
- On a CPU the values of a place lie together in memory (channels last), as convolutions read them fastest; not where a
  convolution's weights are larger than its maps, for they would have to be laid out anew each time.
- What no later layer needs is let go at once, or written over.
- The first convolution is linear, and so is its gradient: of many gradients' sum only the sum is sent back through it,
  and points on a line between two pictures lie on a line behind it.

It reads the network's own weights and holds none but the norms' scales and shifts; the network is not touched. Answers
differ from the network's own by rounding alone.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.nn import functional as F

from cnnviz.models.layer import layers
from cnnviz.models.model import Model
from cnnviz.models.trace import Change

_MOST_BYTES = 2**24  # of one layer's maps: larger batches win no time on a CPU and take memory
_LARGEST_BATCH = 64
_SUMS = {operator.add, torch.add}


def batch_size(model: Model) -> int:
    """Return how many pictures to run at once."""
    widest = max(math.prod(row.output_shape) for row in layers(model))
    return max(1, min(_LARGEST_BATCH, _MOST_BYTES // (4 * widest)))


class Lean:
    """A network for one method's run; `input` and `last` are the first and last of its `nodes`."""

    def __init__(self, model: Model) -> None:
        trace = model.trace
        self.nodes = trace.nodes
        self.names = trace.name_of
        self.input = next(node for node in self.nodes if node.op == "placeholder")
        self.last = self.node(trace.last)
        self.modules: dict[str, nn.Module] = dict(model.module.named_modules())
        self.order = torch.channels_last if model.device.type == "cpu" else torch.contiguous_format
        self.norms: dict[fx.Node, tuple[Tensor, Tensor]] = {}  # a batch norm's scale and shift, (1, C, 1, 1) each
        self._plans: dict[frozenset[fx.Node], tuple[tuple[fx.Node, tuple[fx.Node, ...]], ...]] = {}
        for node in self.nodes:
            norm = self.module(node)
            if type(norm) is nn.BatchNorm2d and norm.running_mean is not None and norm.running_var is not None:
                self.norms[node] = _scale_and_shift(norm)
        self.writes_in_place = any(_writes_in_place(node) for node in self.nodes)
        self.stem = None if self.writes_in_place else self._stem()

    def module(self, node: fx.Node) -> nn.Module | None:
        """Return the module at `node`, where there is one."""
        return self.modules.get(str(node.target)) if node.op == "call_module" else None

    def node(self, name: str) -> fx.Node:
        """Return the node of a layer by its name."""
        return next(node for node, known in self.names.items() if known == name)

    def logits(self, x: Tensor) -> Tensor:
        """Run normalized pictures `(N, 3, H, W)` to logits `(N, classes)`."""
        return self.run({self.input: x.clone(memory_format=self.order)})

    def enter(self, x: Tensor) -> Tensor:
        """Run normalized pictures through the first convolution: where `slope` starts. Affine in `x`."""
        with torch.no_grad():
            x = x.contiguous(memory_format=self.order)
            return x if self.stem is None else self.run({self.input: x}, self.stem)

    def slope(self, entered: Tensor, target: int) -> tuple[Tensor, Tensor]:
        """Return `d S / d entered` summed over the pictures, `(1, ...)`, and the class's logits `(N,)`."""
        start = entered.detach().requires_grad_()
        from_here = start.clone() if self.stem is None else start  # some network may write to its input
        scores = self.run({self.stem or self.input: from_here})[:, target]
        if not scores.requires_grad:
            return torch.zeros_like(entered[:1]), scores
        (slopes,) = torch.autograd.grad(scores.sum(), start, materialize_grads=True)
        return slopes.sum(0, keepdim=True), scores.detach()

    def leave(self, slope: Tensor, x: Tensor) -> Tensor:
        """Send a gradient at `enter`'s output back to one normalized picture `(1, 3, H, W)`."""
        if self.stem is None:
            return slope
        start = x.detach().contiguous(memory_format=self.order).requires_grad_()
        return torch.autograd.grad(self.run({self.input: start}, self.stem), start, slope)[0]

    def run(
        self,
        given: Mapping[fx.Node, Tensor],
        until: fx.Node | None = None,
        change: Mapping[str, Change] | None = None,
    ) -> Tensor:
        """Return the value at `until` (the last node) from those of the nodes `given`; `change` as for `Trace.run`."""
        changes = change or {}
        until = until or self.last
        values: dict[fx.Node, Any] = dict(given)
        start, given = frozenset(given), {}  # what nobody else holds is let go with its last reader
        for node, gone in self.plan(start, until):
            free = [each for each in gone if each not in start and self.names.get(each) not in changes]
            value = self.compute(node, values, free)
            name = self.names.get(node, "")
            values[node] = changes[name](value) if name in changes else value
            for each in gone:
                del values[each]
        last: Tensor = values[until]
        return last

    def compute(self, node: fx.Node, values: Mapping[fx.Node, Any], free: Iterable[fx.Node] = ()) -> Any:
        """Return the value of `node` from those of the nodes before it; those of `free` may be written over."""
        module, source = self.module(node), next(iter(node.all_input_nodes), node)
        if isinstance(module, nn.Conv2d):
            return module(self.laid(values[source], module))
        over = source in free and self._fresh(source)
        if node in self.norms:
            scale, shift = self.norms[node]
            return values[source].mul_(scale).add_(shift) if over else torch.addcmul(shift, values[source], scale)
        if over and isinstance(module, nn.ReLU):
            return F.relu(values[source], inplace=True)
        args = fx.node.map_arg(node.args, values.__getitem__)
        kwargs = fx.node.map_arg(node.kwargs, values.__getitem__)
        if node.op == "call_module":
            return self.modules[str(node.target)](*args, **kwargs)
        if node.op == "call_method":
            return getattr(args[0], str(node.target))(*args[1:], **kwargs)
        if node.op == "get_attr":
            owner, _, attribute = str(node.target).rpartition(".")
            return getattr(self.modules[owner], attribute)
        assert callable(node.target)  # noqa: S101 - nothing else is left of torch.fx's operations
        return node.target(*args, **kwargs)

    def plan(
        self, given: frozenset[fx.Node], until: fx.Node | None = None
    ) -> tuple[tuple[fx.Node, tuple[fx.Node, ...]], ...]:
        """Return which nodes to compute, in order, each with the values that nobody needs after it."""
        until = until or self.last
        key = given | {until}
        if key not in self._plans:
            wanted: set[fx.Node] = {until}
            order: list[fx.Node] = []
            for node in reversed(self.nodes):
                if node in wanted and node not in given:
                    order.append(node)
                    wanted.update(node.all_input_nodes)
            seen: set[fx.Node] = {until}
            plan = []
            for node in order:  # from the end: whoever is met first here is needed last there
                gone = tuple(each for each in node.all_input_nodes if each not in seen)
                seen.update(gone)
                plan.append((node, gone))
            self._plans[key] = tuple(reversed(plan))
        return self._plans[key]

    def laid(self, maps: Tensor, conv: nn.Conv2d) -> Tensor:
        """Return the maps as `conv` takes the least to read them and its weights."""
        lies = self.order if maps.numel() > conv.weight.numel() else torch.contiguous_format
        return maps.contiguous(memory_format=lies)

    def _fresh(self, node: fx.Node) -> bool:
        """Whether the value of `node` is a tensor of its own that no gradient and no second reader needs."""
        fresh = isinstance(self.module(node), nn.Conv2d) or node in self.norms or node.target in _SUMS
        return fresh and len(node.users) == 1

    def _stem(self) -> fx.Node | None:
        """Return the first convolution (its batch norm), where the picture goes nowhere else."""
        if len(self.input.users) != 1:
            return None
        (first,) = self.input.users
        if not isinstance(self.module(first), nn.Conv2d):
            return None
        reader = next(iter(first.users))
        return reader if len(first.users) == 1 and reader in self.norms else first


def _scale_and_shift(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Return what the norm multiplies each channel by and adds to it, `(1, C, 1, 1)` each."""
    assert norm.running_mean is not None and norm.running_var is not None  # noqa: S101, PT018 - for the type checker
    with torch.no_grad():
        scale = (norm.running_var.double() + norm.eps).rsqrt()
        scale = scale if norm.weight is None else scale * norm.weight.double()
        shift = -norm.running_mean.double() * scale
        shift = shift if norm.bias is None else shift + norm.bias.double()
        shape, kind = (1, -1, 1, 1), norm.running_mean.dtype
        return scale.to(kind).view(shape), shift.to(kind).view(shape)


def _writes_in_place(node: fx.Node) -> bool:
    """Whether the step may write over what it reads."""
    name = getattr(node.target, "__name__", str(node.target))
    marked = name.endswith("_") and not name.endswith("__")
    return node.op != "call_module" and (
        marked or bool(node.kwargs.get("inplace")) or name in {"iadd", "imul", "isub"} or _positional(node, name)
    )


def _positional(node: fx.Node, name: str) -> bool:
    """Whether an activation got its `inplace` without a name."""
    return name in {"relu", "relu6", "hardswish", "silu", "dropout"} and any(each is True for each in node.args)


def total(parts: Iterable[Tensor]) -> Tensor:
    """Add tensors of one shape up, one at a time."""
    result: Tensor | None = None
    for part in parts:
        result = part.clone() if result is None else result.add_(part)
    assert result is not None  # noqa: S101 - every method has at least one batch
    return result
