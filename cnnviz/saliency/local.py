"""The same picture with a few pixels changed, many times over: only what these pixels reach is computed anew.

What a rectangle of pixels reaches in a layer is a rectangle too, a little larger with each kernel. As long as it is
small against the layer's maps, convolutions and poolings run on just the part around it, cut out of the maps of the
unchanged picture (exactly: no kernel sees an edge that is not there); beyond that, on whole maps. Steps that are not
known to be local always run on whole maps.

The unchanged picture goes through the layers beside each batch and its maps are let go behind it: one pass more a
batch, and never more than a layer's maps to hold.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.nn import functional as F

from cnnviz.models.lean import Lean

_WORTH_IT = 0.6  # of a map's cells: where more are reached, cutting out saves nothing

_CELLWISE = (nn.ReLU, nn.ReLU6, nn.BatchNorm2d, nn.Identity, nn.Dropout, nn.SiLU, nn.Hardswish, nn.Sigmoid)
_SUMS = {operator.add, torch.add, operator.mul, torch.mul}
_CELLWISE_FUNCTIONS = {torch.relu, F.relu, F.relu6, F.dropout}


@dataclass(frozen=True)
class _Part:
    """New `values` `(N, C, h, w)` of a layer, of picture `n` from row `tops[n]` and column `lefts[n]` on."""

    tops: tuple[int, ...]
    lefts: tuple[int, ...]
    values: Tensor


@dataclass(frozen=True)
class _Window:
    """How a convolution or pooling steps: each `(rows, columns)`; `fill` is what its padding counts as."""

    span: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    fill: float


class Local:
    """Asks a network about one normalized picture `(1, 3, H, W)` with rectangles of it replaced."""

    def __init__(self, lean: Lean, x: Tensor) -> None:
        self.lean = lean
        self.local = not lean.writes_in_place
        self.x = x.contiguous(memory_format=lean.order)

    def logits(self, tops: Sequence[int], lefts: Sequence[int], patches: Tensor) -> Tensor:
        """Return the logits `(N, classes)` with `patches` `(N, 3, h, w)` in place of what is there, without gradients.

        Patch `n` lies at row `tops[n]` and column `lefts[n]`, and inside the picture.
        """
        lean = self.lean
        part = _Part(tuple(tops), tuple(lefts), patches.contiguous(memory_format=lean.order))
        with torch.no_grad():
            if not self.local:
                return lean.logits(_laid_out(self.x, part, lean.order))
            return _Pass(lean, self.x, part).logits()

    def unchanged(self) -> Tensor:
        """Return the logits `(1, classes)` of the picture itself."""
        return self.lean.logits(self.x)


class _Pass:
    """`count` changed pictures on their way through the layers.

    `values` are what has changed, `base` the unchanged picture's maps: those of a layer that has changed only in part,
    or not at all.
    """

    def __init__(self, lean: Lean, x: Tensor, part: _Part) -> None:
        self.lean, self.count = lean, len(part.tops)
        self.base: dict[fx.Node, Any] = {lean.input: x}
        self.values: dict[fx.Node, Any] = {lean.input: self._settled(lean.input, part)}

    def logits(self) -> Tensor:
        """Go through all layers; each is let go when nobody needs it any more."""
        for node, gone in self.lean.plan(frozenset([self.lean.input])):
            free = [each for each in gone if each is not self.lean.input]
            if all(each in self.base for each in node.all_input_nodes):
                self.base[node] = self.lean.compute(node, self.base, free)
            if any(each in self.values for each in node.all_input_nodes):
                self.values[node] = self._settled(node, self._next(node, free))
                if not isinstance(self.values[node], _Part):
                    self.base.pop(node, None)
            for each in gone:
                self.values.pop(each, None)
                self.base.pop(each, None)
        found: Tensor = self.values[self.lean.last]
        return found

    def _next(self, node: fx.Node, free: Sequence[fx.Node]) -> Any:
        """Return the new value of `node`: a part where that is possible, else the whole; `free` as for `compute`."""
        lean, sources = self.lean, node.all_input_nodes
        parts = [self.values.get(each) for each in sources]
        if all(each is None or isinstance(each, _Part) for each in parts):
            window = _window(lean, node)
            if window is not None and isinstance(parts[0], _Part):
                return self._windowed(node, sources[0], parts[0], window)
            if _is_cellwise(lean, node) or self._adds(node):
                return self._cellwise(node, free)
        whole = {each: self._whole(each, self.values.get(each)) for each in sources}
        return lean.compute(node, whole, [each for each in free if each in self.values])

    def _windowed(self, node: fx.Node, source: fx.Node, part: _Part, window: _Window) -> _Part:
        """Run a convolution or pooling around a part."""
        size, out = part.values.shape[2:], self.base[node].shape[2:]
        spots, lengths = [], []
        for axis, starts in enumerate((part.tops, part.lefts)):
            span, stride, padding = window.span[axis], window.stride[axis], window.padding[axis]
            first = [max(0, -((span - 1 - start - padding) // stride)) for start in starts]
            final = [min(out[axis] - 1, (start + size[axis] - 1 + padding) // stride) for start in starts]
            length = max(1, *(b - a + 1 for a, b in zip(first, final, strict=True)))
            spots.append(tuple(min(a, out[axis] - length) for a in first))
            lengths.append((length - 1) * stride + span)
        ahead = [tuple(s * window.stride[axis] - window.padding[axis] for s in spots[axis]) for axis in (0, 1)]
        needed = self._cut(source, part, ahead, (lengths[0], lengths[1]), window)
        return _Part(spots[0], spots[1], _unpadded(self.lean, node, needed))

    def _cut(
        self, node: fx.Node, part: _Part | None, spots: Sequence[Sequence[int]], size: tuple[int, int], window: _Window
    ) -> Tensor:
        """Cut `size` rows and columns from `spots` on out of a layer's maps, with `part` in them."""
        base, count = self.base[node], len(spots[0])
        cut = torch.empty(
            (count, base.shape[1], *size), dtype=base.dtype, device=base.device, memory_format=self.lean.order
        )
        inside = all(
            min(starts) >= 0 and max(starts) + length <= whole
            for starts, length, whole in zip(spots, size, base.shape[2:], strict=True)
        )
        if not inside:
            cut.fill_(window.fill)
        for n, (row, column) in enumerate(zip(*spots, strict=True)):
            _lay(cut[n], base[0], -row, -column)
            if part is not None:
                _lay(cut[n], part.values[n], part.tops[n] - row, part.lefts[n] - column)
        return cut

    def _cellwise(self, node: fx.Node, free: Sequence[fx.Node]) -> _Part:
        """Run a step that reads and writes cell by cell on what covers the parts of all its inputs."""
        sources, values = node.all_input_nodes, self.values
        parts: list[_Part] = [values[each] for each in sources if each in values]
        if len(sources) == 1:
            only = parts[0]
            return _Part(only.tops, only.lefts, self.lean.compute(node, {sources[0]: only.values}, free))
        shape, count = self.base[node].shape[2:], len(parts[0].tops)
        tops = [min(part.tops[n] for part in parts) for n in range(count)]
        lefts = [min(part.lefts[n] for part in parts) for n in range(count)]
        height = max(max(part.tops[n] + part.values.shape[2] for part in parts) - tops[n] for n in range(count))
        width = max(max(part.lefts[n] + part.values.shape[3] for part in parts) - lefts[n] for n in range(count))
        spots = ([min(t, shape[0] - height) for t in tops], [min(t, shape[1] - width) for t in lefts])
        plain = _Window((1, 1), (1, 1), (0, 0), 0.0)
        read = {each: self._cut(each, values.get(each), spots, (height, width), plain) for each in sources}
        return _Part(tuple(spots[0]), tuple(spots[1]), self.lean.compute(node, read))

    def _adds(self, node: fx.Node) -> bool:
        """Whether `node` combines maps of one size: adds or multiplies them, or sets them side by side."""
        bases = [self.base[each] for each in node.all_input_nodes]
        if not all(isinstance(each, Tensor) and each.ndim == 4 for each in bases):
            return False
        if node.target in {torch.cat, torch.concat}:
            named = node.kwargs.get("dim", node.args[1] if len(node.args) > 1 else 0)
            return named in (1, -3)
        return node.op == "call_function" and node.target in _SUMS and len({each.shape for each in bases}) == 1

    def _settled(self, node: fx.Node, value: Any) -> Any:
        """Turn a part that has grown over most of the maps into whole ones."""
        if not isinstance(value, _Part):
            return value
        whole = math.prod(self.base[node].shape[2:])
        if math.prod(value.values.shape[2:]) > _WORTH_IT * whole:
            return self._whole(node, value)
        return value

    def _whole(self, node: fx.Node, value: Any) -> Any:
        """Return the layer's whole output for every picture."""
        if value is None:
            base = self.base[node]
            if node.op == "get_attr" or not isinstance(base, Tensor) or base.ndim < 2 or len(base) != 1:
                return base  # weights and numbers are the same for every picture
            return base.expand(self.count, *base.shape[1:])
        if not isinstance(value, _Part):
            return value
        return _laid_out(self.base[node], value, self.lean.order)


def _laid_out(base: Tensor, part: _Part, order: torch.memory_format) -> Tensor:
    """Return `(N, C, H, W)`: the unchanged picture's maps `(1, C, H, W)`, each with its part in them."""
    maps = base.expand(len(part.tops), *base.shape[1:]).clone(memory_format=order)
    for n, values in enumerate(part.values):
        _lay(maps[n], values, part.tops[n], part.lefts[n])
    return maps


def _lay(maps: Tensor, values: Tensor, top: int, left: int) -> None:
    """Write `values` `(C, h, w)` into `maps` `(C, H, W)` at a place that may lie partly outside."""
    height, width = values.shape[1:]
    up, start = max(0, top), max(0, left)
    down, end = min(maps.shape[1], top + height), min(maps.shape[2], left + width)
    if down > up and end > start:
        maps[:, up:down, start:end] = values[:, up - top : down - top, start - left : end - left]


def _window(lean: Lean, node: fx.Node) -> _Window | None:
    """Tell how `node` steps over its input, or None where it is no such step."""
    module = lean.module(node)
    if isinstance(module, nn.Conv2d) and module.padding_mode == "zeros" and not isinstance(module.padding, str):
        kernel, dilation = module.kernel_size, module.dilation
        span = dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1
        return _Window(span, _pair(module.stride), _pair(module.padding), 0.0)
    if isinstance(module, nn.MaxPool2d) and module.dilation in (1, (1, 1)) and not module.return_indices:
        return _Window(_pair(module.kernel_size), _pair(module.stride), _pair(module.padding), -math.inf)
    if isinstance(module, nn.AvgPool2d) and _pair(module.padding) == (0, 0) and not module.ceil_mode:
        return _Window(_pair(module.kernel_size), _pair(module.stride), (0, 0), 0.0)
    return None


def _unpadded(lean: Lean, node: fx.Node, cut: Tensor) -> Tensor:
    """Run the step at `node` on maps that already have its padding around them."""
    module = lean.module(node)
    if isinstance(module, nn.Conv2d):
        laid = lean.laid(cut, module)
        return F.conv2d(laid, module.weight, module.bias, module.stride, 0, module.dilation, module.groups)
    if isinstance(module, nn.MaxPool2d):
        return F.max_pool2d(cut, module.kernel_size, module.stride)
    result: Tensor = module(cut)  # type: ignore[misc]
    return result


def _is_cellwise(lean: Lean, node: fx.Node) -> bool:
    """Whether `node` reads one layer and writes each cell from that cell alone."""
    if len(node.all_input_nodes) != 1:
        return False
    if node.op == "call_module":
        return isinstance(lean.module(node), _CELLWISE)
    return node.op == "call_function" and node.target in _CELLWISE_FUNCTIONS


def _pair(value: Any) -> tuple[int, int]:
    """Return `(rows, columns)` of a number or a pair."""
    return (int(value), int(value)) if isinstance(value, int) else (int(value[0]), int(value[1]))
