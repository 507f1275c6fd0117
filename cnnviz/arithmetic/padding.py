"""How much padding stands before and after the input: a number, two numbers, or one of three names."""

from __future__ import annotations

from typing import Literal

from cnnviz.arithmetic.checks import whole
from cnnviz.errors import DoesNotFit

Padding = int | tuple[int, int] | Literal["valid", "same", "full"]
"""Of one axis: the same on both sides, `(before, after)`, or a name."""


def kernel_span(kernel: int, dilation: int = 1) -> int:
    """Return how many cells a kernel reaches over, from its first tap to its last: `dilation * (kernel - 1) + 1`."""
    return whole(dilation, "dilation", 1) * (whole(kernel, "kernel size", 1) - 1) + 1


def same_padding(kernel: int, dilation: int = 1) -> tuple[int, int]:
    """Return the `(before, after)` that keeps the size at stride 1; what is odd goes to the end, as in PyTorch."""
    total = kernel_span(kernel, dilation) - 1
    before = total // 2
    return before, total - before


def full_padding(kernel: int, dilation: int = 1) -> tuple[int, int]:
    """Return the `(before, after)` with which every overlap of kernel and input counts, be it a single cell.

    PyTorch has no such name; it is the `mode="full"` of `scipy.signal.convolve`.
    """
    reach = kernel_span(kernel, dilation) - 1
    return reach, reach


def resolve_padding(padding: Padding, kernel: int, dilation: int = 1, stride: int = 1) -> tuple[int, int]:
    """Return `(before, after)` for whatever may stand for the padding of one axis.

    Raises:
        DoesNotFit: a negative or broken number, an unknown name, or "same" with a stride, which PyTorch refuses too.

    """
    stride = whole(stride, "stride", 1)
    if isinstance(padding, str):
        return _named(padding, kernel, dilation, stride)
    if isinstance(padding, tuple | list):
        if len(padding) != 2:
            raise DoesNotFit(
                f"The padding of one axis is one number or two, (before, after); {len(padding)} do not fit."
            )
        before, after = padding
        return whole(before, "padding before", 0), whole(after, "padding after", 0)
    both = whole(padding, "padding", 0)
    return both, both


def _named(name: str, kernel: int, dilation: int, stride: int) -> tuple[int, int]:
    if name == "valid":
        return 0, 0
    if name == "full":
        return full_padding(kernel, dilation)
    if name != "same":
        raise DoesNotFit(f'The padding is a number, "valid", "same" or "full"; {name[:20]!r} is none of them.')
    if stride > 1:
        before, after = same_padding(kernel, dilation)
        number = str(before) if before == after else f"{before} before and {after} after"
        raise DoesNotFit(
            f'Padding "same" keeps the size, and stride {stride} cannot; PyTorch refuses the two together. '
            f"Use stride 1, or give the padding as a number: {number}."
        )
    return same_padding(kernel, dilation)
