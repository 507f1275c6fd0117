from __future__ import annotations

import pytest

from cnnviz.arithmetic import conv_output, full_padding, kernel_span, resolve_padding, same_padding, transposed_output


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "output"),
    [
        (4, 3, 1, 0, 1, 2),
        (5, 4, 1, 2, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 1, 2, 1, 7),
        (5, 3, 2, 0, 1, 2),
        (5, 3, 2, 1, 1, 3),
        (6, 3, 2, 1, 1, 3),
        (7, 3, 1, 0, 2, 3),
        (32, 5, 1, 2, 1, 32),
        (7, 3, 3, 0, 1, 2),
        (227, 11, 4, 0, 1, 55),
        (224, 11, 4, 0, 1, 54),
        (224, 11, 4, 2, 1, 55),
        (224, 7, 2, 3, 1, 112),
        (8, 1, 2, 0, 1, 4),
        (7, 3, 2, 0, 2, 2),
    ],
)
def test_published_convolutions(size: int, kernel: int, stride: int, padding: int, dilation: int, output: int) -> None:
    assert conv_output(size, kernel, stride, padding, dilation).size == output


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "output"),
    [
        (32, 5, 1, 0, 28),  # six 5x5 filters on 32x32x3
        (7, 3, 1, 0, 5),
        (7, 3, 2, 0, 3),
        (7, 3, 3, 0, 2),  # the slide says it does not fit; PyTorch rounds down
        (7, 3, 1, 1, 7),
        (56, 1, 1, 0, 56),
        (256, 2, 1, 0, 255),
        (255, 2, 2, 0, 127),
        (127, 2, 1, 0, 126),
        (28, 5, 1, 2, 28),  # LeNet-5 as the lecture has it
        (28, 2, 2, 0, 14),
        (14, 2, 2, 0, 7),
    ],
)
def test_lectures_worked_examples(size: int, kernel: int, stride: int, padding: int, output: int) -> None:
    assert conv_output(size, kernel, stride, padding).size == output


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "ceil_mode", "output"),
    [
        (112, 3, 2, 0, False, 55),
        (112, 3, 2, 0, True, 56),
        (112, 3, 2, 1, False, 56),
        (255, 2, 2, 0, True, 128),
        (4, 1, 2, 0, True, 2),  # a third window would start behind the input
        (6, 2, 3, 0, True, 2),
        (2, 3, 2, 0, True, 1),  # hangs over from its first place
    ],
)
def test_published_poolings(size: int, kernel: int, stride: int, padding: int, ceil_mode: bool, output: int) -> None:
    assert conv_output(size, kernel, stride, padding, ceil_mode=ceil_mode).size == output


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "output_padding", "output"),
    [(2, 3, 1, 0, 0, 4), (6, 4, 1, 2, 0, 5), (2, 3, 2, 0, 0, 5), (3, 3, 2, 1, 0, 5), (3, 3, 2, 1, 1, 6)],
)
def test_published_transposed_convolutions(
    size: int, kernel: int, stride: int, padding: int, output_padding: int, output: int
) -> None:
    assert transposed_output(size, kernel, stride, padding, output_padding) == output


def test_output_padding_recovers_each_size_that_a_stride_makes_equal() -> None:
    assert conv_output(5, 3, 2, 1).size == conv_output(6, 3, 2, 1).size == 3
    assert [transposed_output(3, 3, 2, 1, extra) for extra in (0, 1)] == [5, 6]


def test_padding_may_differ_before_and_after() -> None:
    assert conv_output(6, 4, padding=(1, 2)).size == 6


def test_an_even_kernel_pads_one_more_at_the_end_to_keep_the_size() -> None:
    assert same_padding(4) == (1, 2)
    assert same_padding(2, dilation=3) == (1, 2)
    assert same_padding(5) == (2, 2)
    assert same_padding(1) == (0, 0)


def test_full_padding_lets_a_single_cell_of_the_window_count() -> None:
    assert full_padding(3) == (2, 2)
    assert full_padding(3, dilation=2) == (4, 4)
    assert conv_output(5, 3, padding="full").size == 7  # N + K - 1, as scipy's "full"


def test_a_dilated_kernel_spans_its_holes() -> None:
    assert kernel_span(3, 4) == 9


def test_every_way_to_write_a_padding() -> None:
    assert resolve_padding("valid", 5) == (0, 0)
    assert resolve_padding("same", 4) == (1, 2)
    assert resolve_padding("full", 4, dilation=2) == (6, 6)
    assert resolve_padding(2, 5, stride=3) == (2, 2)
    assert resolve_padding((0, 3), 5) == (0, 3)
