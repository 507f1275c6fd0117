"""A built network as a PyTorch module that runs."""

from __future__ import annotations

from cnnviz.arithmetic import LayerRow
from cnnviz.arithmetic.building import (
    Activation,
    AdaptivePool,
    AveragePool,
    BatchNorm,
    Convolution,
    Dropout,
    Flatten,
    Function,
    Layer,
    Linear,
    MaxPool,
    Network,
    Residual,
    network_rows,
)
from cnnviz.render import code

FUNCTIONS = {
    Function.RELU: "nn.ReLU()",
    Function.LEAKY_RELU: "nn.LeakyReLU()",
    Function.SIGMOID: "nn.Sigmoid()",
    Function.TANH: "nn.Tanh()",
    Function.GELU: "nn.GELU()",
    Function.SILU: "nn.SiLU()",
}

RESIDUAL = '''\
class Residual(nn.Module):
    """Two 3 x 3 convolutions, added to what came in."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
        )
        self.shortcut = nn.Identity()
        if stride > 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        return torch.relu(self.convolutions(x) + self.shortcut(x))


'''

MODULE = """\
import torch
from torch import nn


{residual}def build():
    return nn.Sequential(
{layers}
    )


if __name__ == "__main__":
    network = build().eval()
    x = torch.rand(1, {shape})
    with torch.no_grad():
        print("output:", tuple(network(x).shape))
    print("parameters:", sum(parameter.numel() for parameter in network.parameters()))"""


def write(network: Network) -> str:
    """Return a module whose `build()` makes the network, as far as its layers fit; run as a script it tries it out.

    Each line says the shape that comes out of its layer, without the batch.
    """
    rows = network_rows(network)
    layers = network.layers[: len(rows)]
    lines = [f"        {_line(layer, row)},{_comment(row)}" for layer, row in zip(layers, rows, strict=True)]
    return MODULE.format(
        residual=RESIDUAL if any(isinstance(layer, Residual) for layer in layers) else "",
        layers="\n".join(lines) or "        nn.Identity(),",
        shape=", ".join(map(str, network.input_shape)),
    )


def _comment(row: LayerRow) -> str:
    return f"  # {' x '.join(map(str, row.output_shape))}" if row.output_shape != row.input_shapes[0] else ""


def _line(layer: Layer, row: LayerRow) -> str:
    """Return the call that makes one layer."""
    came = row.input_shapes[0]
    match layer:
        case Convolution():
            sides = {
                name: (value, value) for name in ("stride", "padding", "dilation") if (value := getattr(layer, name))
            }
            given = code.options(**sides, groups=layer.groups)
            first = [str(came[0]), str(layer.channels), f"kernel_size={layer.kernel}"]
            return code.call("nn.Conv2d", *first, *given, *_bias(layer.bias))
        case MaxPool() | AveragePool():
            name = "nn.MaxPool2d" if isinstance(layer, MaxPool) else "nn.AvgPool2d"
            stride = [f"stride={layer.stride}"] if layer.stride != layer.kernel else []
            padding = [f"padding={layer.padding}"] if layer.padding else []
            return code.call(name, str(layer.kernel), *stride, *padding)
        case AdaptivePool():
            return code.call("nn.AdaptiveAvgPool2d", str(layer.side))
        case Activation():
            return FUNCTIONS[layer.function]
        case BatchNorm():
            return code.call("nn.BatchNorm2d" if len(came) == 3 else "nn.BatchNorm1d", str(came[0]))
        case Residual():
            stride = [f"stride={layer.stride}"] if layer.stride > 1 else []
            return code.call("Residual", str(came[0]), str(layer.channels), *stride)
        case Dropout():
            return code.call("nn.Dropout", code.number(layer.percent / 100))
        case Flatten():
            return "nn.Flatten()"
        case Linear():
            return code.call("nn.Linear", str(came[0]), str(layer.outputs), *_bias(layer.bias))
    raise TypeError(layer)


def _bias(bias: bool) -> list[str]:
    return [] if bias else ["bias=False"]
