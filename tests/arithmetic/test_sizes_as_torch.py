"""Output shapes and refusals, against torch's own layers."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz.arithmetic import conv_output, conv_parameters, same_padding, transposed_output
from cnnviz.errors import DoesNotFit

SIZES = st.tuples(st.integers(1, 20), st.integers(1, 20))
KERNELS = st.tuples(st.integers(1, 7), st.integers(1, 7))
STRIDES = st.tuples(st.integers(1, 5), st.integers(1, 5))
DILATIONS = st.tuples(st.integers(1, 4), st.integers(1, 4))
PADDINGS = st.tuples(st.integers(0, 5), st.integers(0, 5))
Pair = tuple[int, int]


def of_torch(build: Callable[[], nn.Module], size: Pair) -> Pair | None:
    """Return the shape that torch gives, None where it refuses."""
    try:
        with torch.no_grad():
            height, width = build()(torch.zeros(1, 1, *size)).shape[-2:]
    except (RuntimeError, ValueError):
        return None
    return height, width


def of_ours(sizes: Callable[[int], int]) -> Pair | None:
    """Return `sizes` for both axes, None where it refuses one."""
    try:
        return sizes(0), sizes(1)
    except DoesNotFit:
        return None


@settings(max_examples=200, deadline=None)
@given(size=SIZES, kernel=KERNELS, stride=STRIDES, padding=PADDINGS, dilation=DILATIONS)
def test_convolutions_have_torchs_shape_or_are_refused_by_both(
    size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair
) -> None:
    expected = of_torch(lambda: nn.Conv2d(1, 1, kernel, stride, padding, dilation), size)
    found = of_ours(lambda i: conv_output(size[i], kernel[i], stride[i], padding[i], dilation[i]).size)
    assert found == expected


@settings(max_examples=100, deadline=None)
@given(size=SIZES, kernel=KERNELS, dilation=DILATIONS, stride=st.sampled_from([1, 1, 1, 2]))
def test_same_keeps_the_size_and_is_refused_with_a_stride(
    size: Pair, kernel: Pair, dilation: Pair, stride: int
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that an even kernel costs it a copy
        expected = of_torch(lambda: nn.Conv2d(1, 1, kernel, stride, "same", dilation), size)
    assert expected == (size if stride == 1 else None)
    assert of_ours(lambda i: conv_output(size[i], kernel[i], stride, "same", dilation[i]).size) == expected


@settings(max_examples=100, deadline=None)
@given(kernel=st.integers(1, 8), dilation=st.integers(1, 3))
def test_same_puts_the_odd_cell_where_torch_puts_it(kernel: int, dilation: int) -> None:
    signal, weight = torch.rand(1, 1, 9), torch.rand(1, 1, kernel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = nn.functional.conv1d(signal, weight, padding="same", dilation=dilation)
    padded = nn.functional.pad(signal, same_padding(kernel, dilation))
    torch.testing.assert_close(nn.functional.conv1d(padded, weight, dilation=dilation), expected)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), size=SIZES, kernel=KERNELS, stride=STRIDES, dilation=DILATIONS, ceil_mode=st.booleans())
def test_poolings_have_torchs_shape_or_are_refused_by_both(
    data: st.DataObject, size: Pair, kernel: Pair, stride: Pair, dilation: Pair, ceil_mode: bool
) -> None:
    padding = data.draw(st.integers(0, kernel[0] // 2)), data.draw(st.integers(0, kernel[1] // 2))
    expected = of_torch(lambda: nn.MaxPool2d(kernel, stride, padding, dilation, ceil_mode=ceil_mode), size)
    found = of_ours(lambda i: conv_output(size[i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode).size)
    assert found == expected


@settings(max_examples=200, deadline=None)
@example(size=(1, 1), kernel=(4, 6), stride=(1, 5), padding=(0, 5), extra=(0, 4), dil=(1, 1))  # nothing is left
@given(
    size=SIZES,
    kernel=KERNELS,
    stride=STRIDES,
    padding=PADDINGS,
    extra=st.tuples(*[st.integers(0, 4)] * 2),
    dil=DILATIONS,
)
def test_transposed_convolutions_have_torchs_shape_or_are_refused_by_both(
    size: Pair, kernel: Pair, stride: Pair, padding: Pair, extra: Pair, dil: Pair
) -> None:
    expected = of_torch(lambda: nn.ConvTranspose2d(1, 1, kernel, stride, padding, extra, dilation=dil), size)
    if expected is not None and 0 in expected:
        expected = None  # torch hands back an empty tensor where exactly nothing is left; we refuse
    found = of_ours(lambda i: transposed_output(size[i], kernel[i], stride[i], padding[i], extra[i], dil[i]))
    assert found == expected


@settings(max_examples=100, deadline=None)
@given(
    channels=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    kernel=KERNELS,
    groups=st.integers(1, 6),
    bias=st.booleans(),
)
def test_parameters_are_those_of_torchs_layer(channels: Pair, kernel: Pair, groups: int, bias: bool) -> None:
    try:
        layer = nn.Conv2d(*channels, kernel, groups=groups, bias=bias)
        expected = sum(parameter.numel() for parameter in layer.parameters())
    except ValueError:
        expected = None
    try:
        found = conv_parameters(*channels, kernel, groups, bias)
    except DoesNotFit:
        found = None
    assert found == expected
