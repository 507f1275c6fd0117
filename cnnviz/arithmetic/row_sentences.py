"""What to say about the rows that a convolution never reads. Words count from 1, the code from 0."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.arithmetic.checks import count
from cnnviz.arithmetic.output_size import conv_output
from cnnviz.arithmetic.padding import Padding, kernel_span, resolve_padding

LISTED = 4  # rows named one by one; of more, the first ones and the last


def describe_rows(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
    *,
    noun: str = "row",
) -> tuple[str, ...]:
    """Return a sentence for each way in which `conv_output` leaves something unread, none where all is read.

    In this order: rows lost at the end, or else padding left over there and nothing lost; rows between two windows;
    rows in the holes of a dilation.

    Raises:
        DoesNotFit: as `conv_output`.

    """
    found = conv_output(size, kernel, stride, padding, dilation, ceil_mode, noun=noun)
    before, _ = resolve_padding(padding, kernel, dilation, stride)
    span = kernel_span(kernel, dilation)
    # Places between two windows exist only where the stride is longer than the window: then windows do not overlap.
    between = [row for row in found.skipped if (row + before) % stride >= span]
    in_holes = [row for row in found.skipped if (row + before) % stride < span]

    sentences = []
    if found.dropped:
        reason = (
            f"the next window would start behind the last {noun}; PyTorch leaves it out"
            if ceil_mode
            else f"stride {stride} does not fit; PyTorch rounds down"
        )
        sentences.append(f"{_never_read(range(size - found.dropped, size), size, noun)}: {reason}.")
    elif found.unused:
        sentences.append(
            f"Only padding is left over: {count(found.unused, noun)} of it at the end, "
            f"and no {noun} of the input is lost there."
        )
    if between:
        sentences.append(
            f"{_never_read(between, size, noun)}: stride {stride} steps over {'it' if len(between) == 1 else 'them'}, "
            f"because the kernel covers only {count(span, noun)}."
        )
    if in_holes:
        sentences.append(
            f"{_never_read(in_holes, size, noun)}: {'it lies' if len(in_holes) == 1 else 'they lie'} in the holes of "
            f"the kernel, whose taps stand {count(dilation, noun)} apart (dilation {dilation})."
        )
    return tuple(sentences)


def _never_read(rows: Sequence[int], size: int, noun: str) -> str:
    """Write `Row 28 of 28 is never read`, `Rows 2, 4 and 6 of 8 are never read`, ..."""
    numbers = [row + 1 for row in rows]
    if len(numbers) == 1:
        return f"{noun.capitalize()} {numbers[0]} of {size} is never read"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        listed = f"{numbers[0]} to {numbers[-1]}"
    elif len(numbers) <= LISTED:
        listed = f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    else:
        listed = f"{', '.join(map(str, numbers[: LISTED - 1]))}, … and {numbers[-1]}"
    many = f" ({len(numbers)} in all)" if len(numbers) > LISTED else ""
    return f"{noun.capitalize()}s {listed} of {size} are never read{many}"
