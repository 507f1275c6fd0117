"""The output size of a convolution or pooling along one axis, and the input rows that it never reads."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.checks import count, whole
from cnnviz.arithmetic.padding import Padding, kernel_span, resolve_padding
from cnnviz.errors import DoesNotFit


@dataclass(frozen=True)
class AxisOutput:
    """What a window that steps over one axis gives, and what it leaves.

    `dropped` and `skipped` share no row, and together they are exactly the rows that can change without changing
    the output: `skipped` are those before the end of the last window, `dropped` counts those behind it.
    """

    size: int
    """How many places the window takes: the size of the output."""
    unused: int
    """Cells at the end of the padded input, of padding or not, behind the last window."""
    dropped: int
    """Rows of the input among them, the last ones: `unused` less the padding after, because the stride does not fit."""
    skipped: tuple[int, ...]
    """Indices, from 0, of the other rows that no tap meets: between two windows, or in the holes of a dilation."""


def conv_output(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
    *,
    noun: str = "row",
) -> AxisOutput:
    """Return the output size, `floor((size + before + after - span) / stride) + 1`, and what is left over.

    Here `span = dilation * (kernel - 1) + 1`. `padding` is that of one side, `(before, after)`, or "valid",
    "same", "full". With `ceil_mode` (pooling) the division rounds up: the last window may hang over the end, but it
    starts inside the input or the padding before it (torch.nn.MaxPool2d). `noun` is what a sentence calls one cell
    of this axis, "row" or "column".
    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationships 6 and 15.

    Raises:
        DoesNotFit: the kernel is larger than the padded input, or a number is broken or too small.

    """
    size = whole(size, "input size", 1)
    stride = whole(stride, "stride", 1)
    span = kernel_span(kernel, dilation)
    before, after = resolve_padding(padding, kernel, dilation, stride)

    padded = before + size + after
    overhang = stride - 1 if ceil_mode else 0
    if padded + overhang < span:
        raise DoesNotFit(_too_large(kernel, dilation, stride if ceil_mode else None, padded, before + after > 0, noun))
    places = (padded - span + overhang) // stride + 1
    if ceil_mode and (places - 1) * stride >= before + size:
        places -= 1  # this window would see padding only

    end = (places - 1) * stride + span  # of the last window, in cells of the padded input
    unused = max(0, padded - end)  # an overhanging window leaves nothing
    # A stride longer than the whole picture, and deep padding before it: the cells left over reach into that padding.
    dropped = min(size, max(0, unused - after))
    skipped = _skipped(size - dropped, places, kernel, stride, before, dilation)
    return AxisOutput(places, unused, dropped, skipped)


def _skipped(rows: int, places: int, kernel: int, stride: int, before: int, dilation: int) -> tuple[int, ...]:
    """Return which of the first `rows` rows no tap of the `places` windows meets."""
    if dilation == 1 and stride <= kernel:
        return ()
    met: set[int] = set()
    for tap in range(kernel):
        first = tap * dilation - before
        # A tap meets every stride-th row; start at the first of them that is no padding.
        start = first if first >= 0 else first % stride
        met.update(range(start, min(rows, first + (places - 1) * stride + 1), stride))
    return tuple(row for row in range(rows) if row not in met)


def _too_large(kernel: int, dilation: int, ceil_stride: int | None, padded: int, is_padded: bool, noun: str) -> str:
    """Say how many cells the kernel needs, how many there are, and the smallest changes that make it fit."""
    span = kernel_span(kernel, dilation)
    needed = span - (ceil_stride - 1 if ceil_stride else 0)
    spread = f" with dilation {dilation} spans {count(span, noun)}" if dilation > 1 else ""
    needs = f" needs at least {count(needed, noun)}" if not spread else ""
    if needed < span:  # rounded up, a part of the window is enough
        needs = f"{' and' if spread else ''} needs at least {count(needed, noun)} (stride {ceil_stride}, rounded up)"
    there = f"there {'is' if padded == 1 else 'are'} {padded}{' with this padding' if is_padded else ''}"
    each_side = (needed - padded + 1) // 2
    advice = f"Add {count(each_side, noun)} of padding on each side"
    widest = (padded - 1 + (span - needed)) // (kernel - 1)  # kernel > 1, or it would have fitted
    if dilation > 1 and widest >= 1:
        advice += f", or lower the dilation to {widest}"
    return f"A kernel of {kernel}{spread}{needs}; {there}. {advice}."
