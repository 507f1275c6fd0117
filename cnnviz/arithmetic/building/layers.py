"""The layers that a network can be built of, and what each of their numbers may be.

The same table stands in `assets/components/builder/layers.js`. With these limits every count stays below 2^53, so the
browser's numbers are exact too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import prod
from typing import Any, ClassVar

from cnnviz.arithmetic.checks import whole
from cnnviz.errors import DoesNotFit

MOST_LAYERS = 64
LARGEST_VOLUME = 2**26  # numbers in the output of one layer: 256 MiB in float32


@dataclass(frozen=True)
class Number:
    """A whole number of a layer: its letter in a code, its name in a sentence, what it may be."""

    letter: str
    noun: str
    low: int
    high: int

    def check(self, value: object) -> None:
        """Raise `DoesNotFit` for what it cannot be."""
        if not self.low <= whole(value, self.noun, self.low) <= self.high:
            raise DoesNotFit(f"The {self.noun} can be {self.low} to {self.high}; {value} does not fit.")


@dataclass(frozen=True)
class Without:
    """A part that can be left out: its letter in a code says that it is."""

    letter: str


def number(letter: str, noun: str, low: int, high: int, **default: Any) -> Any:
    """Declare a number of a layer; one with a default is left out of the code where it has it."""
    return field(metadata={"role": Number(letter, noun, low, high)}, **default)


class Function(StrEnum):
    """A nonlinearity, by its letter in a code."""

    RELU = ""
    LEAKY_RELU = "l"
    SIGMOID = "s"
    TANH = "t"
    GELU = "g"
    SILU = "u"


@dataclass(frozen=True)
class Layer:
    """Base of all layers; a number out of range raises `DoesNotFit`."""

    letter: ClassVar[str]
    noun: ClassVar[str]

    def __post_init__(self) -> None:
        for part in fields(self):
            role, value = part.metadata.get("role"), getattr(self, part.name)
            if isinstance(role, Number) and not (value is None and part.default is None):
                role.check(value)


@dataclass(frozen=True)
class Convolution(Layer):
    """A square convolution; its input channels are those of the layer before."""

    letter, noun = "c", "convolution"
    channels: int = number("", "number of output channels", 1, 4096)
    kernel: int = number("k", "kernel size", 1, 15)
    stride: int = number("s", "stride", 1, 8, default=1)
    padding: int = number("p", "padding", 0, 15, default=0)
    dilation: int = number("d", "dilation", 1, 6, default=1)
    groups: int = number("g", "number of groups", 1, 4096, default=1)
    bias: bool = field(default=True, metadata={"role": Without("n")})


@dataclass(frozen=True)
class MaxPool(Layer):
    """The largest value of each window."""

    letter, noun = "m", "max pooling"
    kernel: int = number("", "kernel size", 1, 15)
    stride: int = number("s", "stride", 1, 8, default=2)
    padding: int = number("p", "padding", 0, 7, default=0)


@dataclass(frozen=True)
class AveragePool(Layer):
    """The mean of each window; padding counts as zeros."""

    letter, noun = "a", "average pooling"
    kernel: int = number("", "kernel size", 1, 15)
    stride: int = number("s", "stride", 1, 8, default=2)
    padding: int = number("p", "padding", 0, 7, default=0)


@dataclass(frozen=True)
class AdaptivePool(Layer):
    """Means over as many windows as make a map of this side, whatever comes in."""

    letter, noun = "v", "adaptive average pooling"
    side: int = number("", "output side", 1, 64)


@dataclass(frozen=True)
class Activation(Layer):
    """A nonlinearity on each value by itself."""

    letter, noun = "r", "activation"
    function: Function = field(default=Function.RELU, metadata={"role": Function})


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Each channel with mean 0 and variance 1 over the batch, then scaled and shifted."""

    letter, noun = "n", "batch norm"


@dataclass(frozen=True)
class Residual(Layer):
    """ResNet's basic block: two 3 x 3 convolutions with batch norm, added to what came in.

    Where channels or stride change, what came in goes through a 1 x 1 convolution and a batch norm first.
    Source: He et al., Deep Residual Learning for Image Recognition (2015), figure 2 and option B.
    """

    letter, noun = "b", "residual block"
    channels: int = number("", "number of output channels", 1, 4096)
    stride: int = number("s", "stride", 1, 8, default=1)

    def projects(self, in_channels: int) -> bool:
        """Whether the way past the convolutions needs a 1 x 1 convolution of its own."""
        return self.stride > 1 or in_channels != self.channels


@dataclass(frozen=True)
class Dropout(Layer):
    """In training this share of the values is set to 0, in percent."""

    letter, noun = "d", "dropout"
    percent: int = number("", "percentage", 0, 99)


@dataclass(frozen=True)
class Flatten(Layer):
    """Maps `(C, H, W)` as one list of `C * H * W` numbers."""

    letter, noun = "f", "flatten"


@dataclass(frozen=True)
class Linear(Layer):
    """Every output is a weighted sum of all inputs; `inputs` None takes as many as come."""

    letter, noun = "l", "linear layer"
    outputs: int = number("", "number of outputs", 1, 65536)
    inputs: int | None = number("i", "number of inputs", 1, LARGEST_VOLUME, default=None)
    bias: bool = field(default=True, metadata={"role": Without("n")})


LAYERS: dict[str, type[Layer]] = {
    kind.letter: kind
    for kind in (
        Convolution,
        MaxPool,
        AveragePool,
        AdaptivePool,
        Activation,
        BatchNorm,
        Residual,
        Dropout,
        Flatten,
        Linear,
    )
}
"""The kinds of layers by their letter in a code."""

INPUT = (
    Number("", "number of input channels", 1, 64),
    *(Number("", f"input {s}", 1, 1024) for s in ("height", "width")),
)


@dataclass(frozen=True)
class Network:
    """Layers one behind the other, and the shape `(C, H, W)` of the pictures that go in."""

    input_shape: tuple[int, int, int]
    layers: tuple[Layer, ...] = ()

    def __post_init__(self) -> None:
        for allowed, side in zip(INPUT, self.input_shape, strict=True):
            allowed.check(side)
        if len(self.layers) > MOST_LAYERS:
            raise DoesNotFit(f"A network here has at most {MOST_LAYERS} layers; {len(self.layers)} do not fit.")

    def replaced(self, index: int, *layers: Layer) -> Network:
        """Return the network with these layers in the place of one."""
        return Network(self.input_shape, (*self.layers[:index], *layers, *self.layers[index + 1 :]))


def volume(shape: tuple[int, ...]) -> int:
    """Return how many numbers a shape holds."""
    return prod(shape)
