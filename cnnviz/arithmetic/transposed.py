"""The output size of a transposed convolution along one axis."""

from __future__ import annotations

from cnnviz.arithmetic.checks import count, whole
from cnnviz.arithmetic.padding import kernel_span
from cnnviz.errors import DoesNotFit


def transposed_output(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
    *,
    noun: str = "row",
) -> int:
    """Return `(size - 1) * stride + span - 2 * padding + output_padding`.

    `padding` is that of the convolution which this one turns round: it takes rows away. Several sizes of that
    convolution's input give the same output; `output_padding` says which of them is meant.
    Source: Dumoulin and Visin (2016), relationship 14; the bounds are those of torch.nn.ConvTranspose2d.

    Raises:
        DoesNotFit: nothing would be left, or `output_padding` is not smaller than the stride or the dilation.

    """
    size = whole(size, "input size", 1)
    stride = whole(stride, "stride", 1)
    padding = whole(padding, "padding", 0)
    output_padding = whole(output_padding, "output padding", 0)
    span = kernel_span(kernel, dilation)
    most = max(stride, dilation) - 1
    if output_padding > most:
        raise DoesNotFit(
            f"The output padding is smaller than the stride or the dilation: with stride {stride} and "
            f"dilation {dilation} at most {most}, not {output_padding}."
        )
    unpadded = (size - 1) * stride + span + output_padding
    if unpadded <= 2 * padding:
        raise DoesNotFit(
            f"Padding {padding} takes {count(2 * padding, noun)} away, and without it the output has "
            f"{count(unpadded, noun)}. Lower the padding to {(unpadded - 1) // 2}."
        )
    return unpadded - 2 * padding
