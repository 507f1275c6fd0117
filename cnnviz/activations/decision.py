"""A logit taken apart: how much each channel before the last layer with weights has voted for a class, and against it.

Where global average pooling stands before a linear layer, `logit = sum over channels c of w_c * mean(map_c) + bias`. So
the channels' votes are known exactly, and so is where they come from: the class activation map `sum_c w_c * map_c` has
the mean `logit - bias`. Zhou, Khosla, Lapedriza, Oliva, Torralba, "Learning Deep Features for Discriminative
Localization" (2016), section 2, https://arxiv.org/abs/1512.04150.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx, nn

from cnnviz.arithmetic import Kind
from cnnviz.errors import DoesNotFit
from cnnviz.models.layer import layers
from cnnviz.models.model import Model, Picture

Numbers = NDArray[np.float64]

_STRUCTURE = {Kind.FLATTEN, Kind.DROPOUT, Kind.IDENTITY}  # in evaluation these only pass numbers on
_AVERAGES = {"adaptive_avg_pool2d", "mean"}


class Ending(Enum):
    """How a network comes from its last maps to its logits."""

    POOLED = "pooled"  # global average pooling, then a linear layer
    CONVOLVED = "convolved"  # a 1x1 convolution, perhaps a ReLU, then global average pooling (SqueezeNet)
    PLAIN = "plain"  # a linear layer whose inputs have no place in the picture (AlexNet, VGG)


@dataclass(frozen=True)
class Head:
    """The end of a network: `last` is the layer with weights and `layer` the one whose outputs these weigh."""

    ending: Ending
    layer: str
    last: str
    rectified: bool = False  # CONVOLVED: a ReLU stands between the convolution and the pooling


@dataclass(frozen=True)
class Evidence:
    """What a head has before it for one photo: `maps` `(C, h, w)`, or `(C,)` where PLAIN, and `logits` `(classes,)`."""

    head: Head
    maps: NDArray[np.float32]
    logits: NDArray[np.float32]


@dataclass(frozen=True)
class Votes:
    """One logit by channels: `parts.sum() + bias` is `logit`, and `parts = weights * means`; each `(C,)`.

    `means` is what each weight multiplies: the mean of the channel's map (CONVOLVED with a ReLU: the mean of the map
    with 0 wherever the class's own answer was cut off), or the number itself (PLAIN). `bias` is what no channel has
    brought. `cam` `(h, w)` is the class activation map, `cam.mean() + bias == logit`; None where PLAIN.
    """

    logit: float
    bias: float
    weights: Numbers
    means: Numbers
    parts: Numbers
    cam: Numbers | None
    passed: float = 1.0  # the share of places where the class's own answer was not cut off

    @property
    def gap(self) -> float:
        """How far the parts miss the logit that the network itself gave: rounding alone."""
        return float(self.parts.sum() + self.bias - self.logit)


def head(model: Model) -> Head:
    """Tell how the network ends.

    Raises `DoesNotFit` where its last weights are neither a linear layer nor a 1x1 convolution that is averaged.
    """
    walk = _Walk(model)
    node = walk.down(walk.named[model.trace.last])
    module = walk.module(node)
    if isinstance(module, nn.Linear):
        source = walk.down(walk.before(node))
        if walk.averages(source):
            return Head(Ending.POOLED, walk.name(walk.down(walk.before(source))), walk.name(node))
        return Head(Ending.PLAIN, walk.name(source), walk.name(node))
    if walk.averages(node):
        source = walk.down(walk.before(node))
        rectified = isinstance(walk.module(source), nn.ReLU)
        node = walk.down(walk.before(source)) if rectified else source
        module = walk.module(node)
        if isinstance(module, nn.Conv2d) and _is_linear(module):
            return Head(Ending.CONVOLVED, walk.name(walk.down(walk.before(node))), walk.name(node), rectified)
    raise DoesNotFit(
        f"'{model.name}' ends in neither a linear layer nor a 1x1 convolution, so its logits do not split by channels."
    )


def evidence(model: Model, picture: Picture) -> Evidence:
    """Run the network once and keep what its head sees. Raises as `head` does."""
    end = head(model)
    with torch.inference_mode(mode=False), torch.no_grad():
        found = model.trace.run(model.preprocess(picture), [end.layer, model.trace.last])
    maps, logits = (found[name][0].float().cpu().numpy() for name in (end.layer, model.trace.last))
    if end.ending is Ending.PLAIN:
        maps = maps.reshape(-1)  # (C, 1, 1) -> (C,); what is flattened afterwards keeps its order
    return Evidence(end, np.array(maps, order="C"), np.array(logits))


def votes(model: Model, seen: Evidence, target: int) -> Votes:
    """Take the logit of class `target` apart. Raises `DoesNotFit` where there is no such class."""
    if not 0 <= target < len(seen.logits):
        raise DoesNotFit(f"This network has classes 1 to {len(seen.logits)}; there is no class {target + 1}.")
    last = model.module.get_submodule(seen.head.last)
    weights, constant = _row(last, target)
    maps = seen.maps.astype(np.float64)
    logit = float(seen.logits[target])
    if seen.head.ending is Ending.PLAIN:
        return Votes(logit, constant, weights, maps, weights * maps, None)
    cam: Numbers = np.tensordot(weights, maps, 1)  # (C,), (C, h, w) -> (h, w)
    passed = (cam + constant > 0) if seen.head.rectified else np.ones(cam.shape, bool)
    means = (maps * passed).mean((1, 2))
    share = float(passed.mean())
    return Votes(logit, constant * share, weights, means, weights * means, cam * passed, share)


def against(first: Votes, second: Votes) -> Votes:
    """Take the difference of two logits apart: why the one class and not the other.

    `weights` is the difference of the weights; where both classes weigh the same `means`, `parts = weights * means`.
    Behind SqueezeNet's ReLU each class has means of its own: `means` are then the first class's, and only the `parts`
    add up.
    """
    cam = None if first.cam is None or second.cam is None else first.cam - second.cam
    return Votes(
        first.logit - second.logit,
        first.bias - second.bias,
        first.weights - second.weights,
        first.means,
        first.parts - second.parts,
        cam,
    )


def _is_linear(layer: nn.Conv2d) -> bool:
    """Whether a convolution is the same linear layer at every place."""
    return layer.kernel_size == (1, 1) and layer.stride == (1, 1) and layer.groups == 1 and layer.padding in (0, (0, 0))


def _row(last: nn.Module, target: int) -> tuple[Numbers, float]:
    """Return the weights `(C,)` and the bias of one class."""
    weight, bias = last.weight, last.bias
    if not isinstance(weight, Tensor):
        raise TypeError("a head is a layer with weights")
    row: Numbers = weight[target].detach().double().flatten().cpu().numpy()
    return row, float(bias[target]) if isinstance(bias, Tensor) else 0.0


class _Walk:
    """Steps from the logits back towards the picture."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.names = model.trace.name_of
        self.named = {name: node for node, name in self.names.items()}
        self.rows = {row.name: row for row in layers(model)}

    def name(self, node: fx.Node) -> str:
        return self.names[node]

    def module(self, node: fx.Node) -> nn.Module | None:
        return self.model.module.get_submodule(str(node.target)) if node.op == "call_module" else None

    def before(self, node: fx.Node) -> fx.Node:
        """Return the node that this one reads; itself where that is not one layer."""
        sources = [source for source in node.all_input_nodes if source in self.names]
        return sources[0] if len(sources) == 1 else node

    def down(self, node: fx.Node) -> fx.Node:
        """Step over what only passes numbers on."""
        while node in self.names and self.rows[self.names[node]].kind in _STRUCTURE:
            source = self.before(node)
            if source is node:
                break
            node = source
        return node

    def averages(self, node: fx.Node) -> bool:
        """Whether each map becomes one number here, its mean."""
        source = self.before(node)
        if source is node:
            return False
        module, function = self.module(node), getattr(node.target, "__name__", str(node.target))
        kind = isinstance(module, nn.AdaptiveAvgPool2d) if module else function in _AVERAGES
        here, there = (self.rows[self.names[each]].output_shape for each in (node, source))
        return kind and len(there) == 3 and here in ((there[0],), (there[0], 1, 1))
