"""What a convolution holds in memory, and what a fully connected layer in its place would have to learn."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.checks import pair, whole
from cnnviz.arithmetic.cost import conv_parameters

FLOAT32 = 4  # bytes a value


@dataclass(frozen=True)
class ConvMemory:
    """How many values of one picture a convolution reads, keeps and writes; in float32 each takes four bytes."""

    input: int
    weights: int  # the biases with them: they are kept beside the weights
    output: int

    @property
    def total(self) -> int:
        """All values together."""
        return self.input + self.weights + self.output

    @property
    def bytes(self) -> int:
        """All values together in float32, in bytes."""
        return FLOAT32 * self.total


def conv_memory(
    in_channels: int,
    out_channels: int,
    kernel: int | tuple[int, int],
    size: int | tuple[int, int],
    output: int | tuple[int, int],
    groups: int = 1,
    bias: bool = True,
) -> ConvMemory:
    """Return the values of input, weights and output for one picture; sizes are `(height, width)`.

    The input counts without its padding: no zeros are stored.

    Raises:
        DoesNotFit: as `conv_parameters`.

    """
    return ConvMemory(
        input=_volume(in_channels, size, "input"),
        weights=conv_parameters(in_channels, out_channels, kernel, groups, bias),
        output=_volume(out_channels, output, "output"),
    )


def dense_weights(
    in_channels: int, out_channels: int, size: int | tuple[int, int], output: int | tuple[int, int]
) -> int:
    """Return the weights, without biases, of a fully connected layer between the same two volumes.

    Every value of the output has its own weight for every value of the input.

    Raises:
        DoesNotFit: a number is broken or too small.

    """
    return _volume(in_channels, size, "input") * _volume(out_channels, output, "output")


def _volume(channels: int, size: int | tuple[int, int], name: str) -> int:
    height, width = pair(size, f"{name} size", 1)
    return whole(channels, f"number of {name} channels", 1) * height * width
