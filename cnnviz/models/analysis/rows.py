"""A row for each layer of any network that torch.fx can trace: its shapes, costs and receptive fields."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from cnnviz.arithmetic import LayerRow
from cnnviz.models.analysis.run import Analysis


@dataclass(frozen=True)
class UnusedParameter:
    """A parameter that the evaluation graph does not use, as those of GoogLeNet's auxiliary classifiers."""

    name: str
    count: int


def analyze(module: nn.Module, input_shape: tuple[int, int, int] = (3, 224, 224)) -> list[LayerRow]:
    """Return a row for each layer of the evaluation graph, in the order of computation.

    `input_shape` is `(C, H, W)` of one picture. Weights are not needed: a copy without weights runs on shapes alone,
    so nothing is allocated, and `module`, which others may be using, is neither run nor changed. Names are those of
    `models.Trace`. Every number is of one picture.

    Parameters belong to the layer that first uses them, also those that a function uses (a class token belongs to the
    concatenation); what the evaluation graph does not use is left to `unused_parameters`. MACs are those of
    convolutions and matrix products, no bias. Activation bytes are those of the whole output, also where it shares
    memory with the input (an in-place ReLU, a view): what it takes to keep every layer's output.

    Fields are exact rectangles. Behind transposed convolutions and upsampling, where neighbouring units see
    differently, it is the smallest `ReceptiveField` that covers each of them, and `remarks` say so; where neighbours
    stand a broken number of pixels apart it is `Unknown`.

    Raises:
        NotTraceable: torch.fx cannot follow the network's `forward`.
        DoesNotFit: the network cannot take such a picture; the sentence names the layer.

    """
    return Analysis(module, input_shape).rows


def unused_parameters(module: nn.Module, input_shape: tuple[int, int, int] = (3, 224, 224)) -> list[UnusedParameter]:
    """Return the parameters that no row of `analyze` counts. Raises as `analyze`."""
    analysis = Analysis(module, input_shape)
    return [
        UnusedParameter(name, parameter.numel())
        for name, parameter in analysis.network.named_parameters()
        if id(parameter) not in analysis.claimed
    ]
