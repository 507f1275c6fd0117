"""A convolution, the batch norm behind it and the activation behind that: apart, and folded into one convolution.

Batch norm at work is a fixed scale and shift of each unit (Ioffe and Szegedy, "Batch Normalization" (2015),
algorithm 2, https://arxiv.org/abs/1502.03167), so it can be multiplied into the weights, which then act as both do.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import fx, nn

from cnnviz.activations.filters import convolutions
from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model


@dataclass(frozen=True)
class Activation:
    """A function of one value: how the field calls and writes it, and itself."""

    title: str
    formula: str  # of y
    of: Callable[[float], float]


def _sigmoid(y: float) -> float:
    return 1 / (1 + math.exp(-y)) if y >= 0 else math.exp(y) / (1 + math.exp(y))


RELU = Activation("ReLU", "max(0, y)", lambda y: max(0.0, y))
ACTIVATIONS = {
    "ReLU": RELU,
    "relu": RELU,
    "ReLU6": Activation("ReLU6", "min(6, max(0, y))", lambda y: min(6.0, max(0.0, y))),
    "SiLU": Activation("SiLU", "y / (1 + e^(−y))", lambda y: y * _sigmoid(y)),
    "Sigmoid": Activation("Sigmoid", "1 / (1 + e^(−y))", _sigmoid),
    "Tanh": Activation("Tanh", "tanh(y)", math.tanh),
    "Hardswish": Activation("Hardswish", "y · min(6, max(0, y + 3)) / 6", lambda y: y * min(6.0, max(0.0, y + 3)) / 6),
}


@dataclass(frozen=True)
class Stages:
    """A convolution and what acts at once on its answers, by layer names; None where there is no such thing."""

    convolution: str
    norm: str | None
    activation: str | None
    function: Activation | None


@dataclass(frozen=True)
class UnitNorm:
    """Batch norm of one unit: `gamma (x - mean) / sqrt(variance + eps) + beta`, with the running statistics."""

    gamma: float
    beta: float
    mean: float
    variance: float
    eps: float

    @property
    def scale(self) -> float:
        """What the unit's weights are multiplied by when it is folded."""
        return self.gamma / math.sqrt(self.variance + self.eps)

    def of(self, x: float) -> float:
        """Normalize one answer."""
        return self.gamma * (x - self.mean) / math.sqrt(self.variance + self.eps) + self.beta


@dataclass(frozen=True)
class Folded:
    """The one convolution that answers as convolution and norm do: float64 `(out, in, h, w)` and `(out,)`."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def stages(model: Model, layer: str) -> Stages | None:
    """Return the stages that `layer` is one of; None where it is none, such as an addition or a pooling.

    Where several layers read a convolution, what acts on its answers is not clear, and only what leads to `layer`
    counts. Raises `UnknownName`.
    """
    layer = model.trace.layer(layer)
    modules = dict(model.module.named_modules())
    node = next(node for node, name in model.trace.name_of.items() if name == layer)
    path = [node]
    for fits in (_activation, _norm):
        if fits(path[0], modules) is not None:
            before = path[0].args[0] if path[0].args else None
            if not isinstance(before, fx.Node):
                return None
            path.insert(0, before)
    if not isinstance(_module(path[0], modules), nn.Conv2d):
        return None
    for fits in (_norm, _activation):
        users = list(path[-1].users)
        ended = any(_activation(each, modules) or fits(each, modules) for each in path)
        if not ended and len(users) == 1 and fits(users[0], modules):
            path.append(users[0])
    norm = next((each for each in path if _norm(each, modules)), None)
    last = next((each for each in path if _activation(each, modules)), None)
    names = model.trace.name_of
    return Stages(
        convolution=names[path[0]],
        norm=names[norm] if norm else None,
        activation=names[last] if last else None,
        function=_activation(last, modules) if last else None,
    )


def unit_norm(model: Model, layer: str, unit: int) -> UnitNorm | None:
    """Return the numbers of unit `unit`, from 0, of a batch norm layer; None where the layer is no batch norm.

    Raises `UnknownName`, and `DoesNotFit` where there is no such unit.
    """
    norm = _layer(model, layer)
    if not isinstance(norm, nn.BatchNorm2d) or norm.running_mean is None or norm.running_var is None:
        return None
    if not 0 <= unit < norm.num_features:
        raise DoesNotFit(f"'{layer}' has units 1 to {norm.num_features}; there is no unit {unit + 1}.")
    return UnitNorm(
        gamma=float(norm.weight[unit]) if norm.affine else 1.0,
        beta=float(norm.bias[unit]) if norm.affine else 0.0,
        mean=float(norm.running_mean[unit]),
        variance=float(norm.running_var[unit]),
        eps=norm.eps,
    )


def folded(model: Model, layer: str) -> Folded:
    """Return the weights and biases of a convolution "as it acts": with the batch norm behind it multiplied in.

    `w' = w gamma / sqrt(variance + eps)` and `b' = (b - mean) gamma / sqrt(variance + eps) + beta`; where no norm
    follows, they are the convolution's own. Raises `UnknownName`, and `DoesNotFit` where `layer` is no convolution.
    """
    found = stages(model, layer)
    if found is None or found.convolution != model.trace.layer(layer):
        raise DoesNotFit(f"Layer '{layer}' has no filters to fold a batch norm into; choose a convolution.")
    convolution = convolutions(model)[found.convolution]
    weights = convolution.weight.detach().double().cpu().numpy().copy()
    own = convolution.bias
    bias = np.zeros(len(weights)) if own is None else own.detach().double().cpu().numpy().copy()
    norm = _layer(model, found.norm) if found.norm else None
    if isinstance(norm, nn.BatchNorm2d) and norm.running_mean is not None and norm.running_var is not None:
        mean, variance = (each.double().cpu().numpy() for each in (norm.running_mean, norm.running_var))
        gamma = norm.weight.double().cpu().numpy() if norm.affine else 1.0
        beta = norm.bias.double().cpu().numpy() if norm.affine else 0.0
        scale = gamma / np.sqrt(variance + norm.eps)
        weights *= scale[:, None, None, None]
        bias = (bias - mean) * scale + beta
    return Folded(weights, bias)


def _layer(model: Model, layer: str) -> nn.Module | None:
    """Return the module behind a layer's name; None where it is a function."""
    layer = model.trace.layer(layer)
    node = next(node for node, name in model.trace.name_of.items() if name == layer)
    return _module(node, dict(model.module.named_modules()))


def _module(node: fx.Node, modules: dict[str, nn.Module]) -> nn.Module | None:
    return modules.get(str(node.target)) if node.op == "call_module" else None


def _norm(node: fx.Node, modules: dict[str, nn.Module]) -> nn.BatchNorm2d | None:
    module = _module(node, modules)
    return module if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None else None


def _activation(node: fx.Node, modules: dict[str, nn.Module]) -> Activation | None:
    module = _module(node, modules)
    name = type(module).__name__ if module is not None else str(getattr(node.target, "__name__", node.target))
    return ACTIVATIONS.get(name)
