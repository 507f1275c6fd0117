"""What is known of one layer of a network: its shapes, what it costs, and what its units can see.

A number that cannot be known is `Unknown` and says why; it is never put down as 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cnnviz.arithmetic.receptive_field import ReceptiveField

Shape = tuple[int, ...]  # of one picture: `(C, H, W)` or `(C,)`


class Kind(StrEnum):
    """What a layer does."""

    CONVOLUTION = "convolution"
    TRANSPOSED = "transposed convolution"
    NORM = "norm"
    BIAS = "bias"  # a batch norm folded into the convolution before it: only its bias is left to add
    ACTIVATION = "activation"
    POOL = "pool"
    LINEAR = "linear"
    ATTENTION = "attention"
    ADD = "add"
    MULTIPLY = "multiply"
    CONCATENATION = "concatenation"
    FLATTEN = "flatten"
    DROPOUT = "dropout"
    IDENTITY = "identity"
    OTHER = "other"


@dataclass(frozen=True)
class Global:
    """The field of a unit that sees the whole picture, whatever its size: behind global pooling, a gate, attention."""

    def __repr__(self) -> str:
        return "GLOBAL"


GLOBAL = Global()


@dataclass(frozen=True)
class Unknown:
    """What cannot be known, and why, in a sentence."""

    reason: str


Field = ReceptiveField | Global | Unknown


@dataclass(frozen=True)
class Window:
    """The window of a convolution or pooling, each number `(height, width)`."""

    kernel: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))  # ((top, bottom), (left, right))
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1
    ceil_mode: bool = False
    bias: bool = False


@dataclass(frozen=True)
class LayerRow:
    """One layer, in the order of computation.

    `fields` has one entry for each group of output channels whose units see alike, the widest last; `group_channels`
    says beside each how many channels that is, and `members` to which of them each channel belongs (empty where all see
    alike, or where it is not known). `inputs` names the layers it reads; the picture's own name is "input".
    """

    name: str
    kind: Kind
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    parameters: int | Unknown  # tied ones are counted where they are first used
    macs: int | Unknown  # multiplications of convolutions and matrix products for one picture, no bias
    activation_bytes: int | Unknown  # of the output for one picture, in its own number format
    fields: tuple[Field, ...]
    group_channels: tuple[int, ...]
    window: Window | None = None  # of convolutions and poolings
    remarks: tuple[str, ...] = ()  # sentences: misaligned branches, dropped rows, what others count here
    members: tuple[int, ...] = ()

    def group_of(self, unit: int) -> int:
        """Return which of `fields` is that of `unit`, a channel or one of a flattened map's units; else the widest."""
        if not self.members:
            return len(self.fields) - 1
        return self.members[unit * len(self.members) // sum(self.group_channels)]  # flattened: a channel's lie together


def known(value: int | Unknown) -> int:
    """Return a number for a sum, where what is unknown counts as 0; say beside the sum that something was unknown."""
    return 0 if isinstance(value, Unknown) else value
