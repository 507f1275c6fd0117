"""Parameters and multiplications of a convolution; a linear layer is one with a `(1, 1)` kernel."""

from __future__ import annotations

from math import gcd

from cnnviz.arithmetic.checks import pair, whole
from cnnviz.errors import DoesNotFit


def conv_parameters(
    in_channels: int, out_channels: int, kernel: int | tuple[int, int], groups: int = 1, bias: bool = True
) -> int:
    """Return `out_channels * (in_channels / groups * kh * kw + 1)`: each filter's weights, and its bias.

    Raises:
        DoesNotFit: the groups do not divide both channel counts, or a number is broken or too small.

    """
    weights = _taps(in_channels, out_channels, kernel, groups) * out_channels
    return weights + (out_channels if bias else 0)


def conv_macs(
    in_channels: int,
    out_channels: int,
    kernel: int | tuple[int, int],
    output: int | tuple[int, int],
    groups: int = 1,
) -> int:
    """Return the multiplications for one picture: one a weight and place of the output, `(height, width)`; no bias.

    This is what torchvision prints as GFLOPS, and half of what `torch.utils.flop_counter` counts.

    Raises:
        DoesNotFit: as `conv_parameters`.

    """
    height, width = pair(output, "output size", 1)
    return _taps(in_channels, out_channels, kernel, groups) * out_channels * height * width


def _taps(in_channels: int, out_channels: int, kernel: int | tuple[int, int], groups: int) -> int:
    """Return the weights of one filter, which sees only the input channels of its group."""
    in_channels = whole(in_channels, "number of input channels", 1)
    out_channels = whole(out_channels, "number of output channels", 1)
    height, width = pair(kernel, "kernel size", 1)
    groups = whole(groups, "number of groups", 1)
    common = gcd(in_channels, out_channels)
    if common % groups:
        nearest = min((n for n in range(1, common + 1) if common % n == 0), key=lambda n: abs(n - groups))
        raise DoesNotFit(
            f"{groups} groups do not divide {in_channels} input and {out_channels} output channels evenly. "
            f"The nearest number that does is {nearest}."
        )
    return in_channels // groups * height * width
