from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from cnnviz.arithmetic import conv_output
from cnnviz.errors import DoesNotFit


@pytest.mark.parametrize(
    ("arguments", "unused", "dropped", "skipped"),
    [
        ((8, 1, 2, 0, 1), 1, 1, (1, 3, 5)),
        ((7, 3, 2, 0, 2), 0, 0, (1, 3, 5)),
        ((224, 7, 2, 3, 1), 1, 0, ()),  # only padding is left over
        ((6, 3, 2, 1, 1), 1, 0, ()),
        ((28, 5, 2, 0, 1), 1, 1, ()),
        ((7, 3, 3, 0, 1), 1, 1, ()),
        ((224, 11, 4, 2, 1), 1, 0, ()),
        ((224, 11, 4, 0, 1), 1, 1, ()),
        ((227, 11, 4, 0, 1), 0, 0, ()),
    ],
)
def test_published_rows(
    arguments: tuple[int, int, int, int, int], unused: int, dropped: int, skipped: tuple[int, ...]
) -> None:
    found = conv_output(*arguments)
    assert (found.unused, found.dropped, found.skipped) == (unused, dropped, skipped)


def test_only_padding_behind_the_input_saves_its_last_row() -> None:
    # P 0 1 2 3: the windows (P 0 1) and (1 2 3) end with the input. A row 4 would be lost, but not before a padding.
    assert conv_output(4, 3, 2, (1, 0)).dropped == 0
    assert conv_output(5, 3, 2, (1, 0)).dropped == 1
    assert conv_output(5, 3, 2, (0, 1)).dropped == 0


def test_a_window_that_hangs_over_leaves_nothing_unused() -> None:
    found = conv_output(112, 3, 2, ceil_mode=True)
    assert (found.unused, found.dropped, found.skipped) == (0, 0, ())


def test_rounding_up_still_drops_rows_that_only_a_window_beyond_the_input_would_follow() -> None:
    found = conv_output(6, 2, 3, ceil_mode=True)  # windows on rows 0-1 and 3-4
    assert (found.dropped, found.skipped) == (1, (2,))


def test_no_more_rows_are_dropped_than_there_are() -> None:
    found = conv_output(1, 1, 100, 5)  # its one window sees the first cell of padding
    assert (found.unused, found.dropped) == (10, 1)


def rows_without_influence(output: torch.Tensor) -> list[int]:
    """Return which row, set to 1 among zeros in the sample of its number, reaches no place of the output."""
    return [row for row, one in enumerate(output) if not bool((one == 1).any())]


def told(size: int, dropped: int, skipped: tuple[int, ...]) -> list[int]:
    assert all(row < size - dropped for row in skipped)
    return [*skipped, *range(size - dropped, size)]


@settings(max_examples=250, deadline=None)
@given(
    size=st.integers(1, 24),
    kernel=st.integers(1, 6),
    stride=st.integers(1, 9),
    padding=st.tuples(st.integers(0, 7), st.integers(0, 7)),
    dilation=st.integers(1, 5),
)
def test_dropped_and_skipped_are_the_rows_that_change_nothing_in_a_convolution(
    size: int, kernel: int, stride: int, padding: tuple[int, int], dilation: int
) -> None:
    padded = F.pad(torch.eye(size).unsqueeze(1), padding)
    try:
        found = conv_output(size, kernel, stride, padding, dilation)
    except DoesNotFit:
        with pytest.raises(RuntimeError, match="greater than actual input"):
            F.conv1d(padded, torch.ones(1, 1, kernel), stride=stride, dilation=dilation)
        return
    output = F.conv1d(padded, torch.ones(1, 1, kernel), stride=stride, dilation=dilation)
    assert output.shape[-1] == found.size
    assert rows_without_influence(output) == told(size, found.dropped, found.skipped)


@settings(max_examples=250, deadline=None)
@given(data=st.data(), size=st.integers(1, 24), kernel=st.integers(1, 6), stride=st.integers(1, 9))
def test_dropped_and_skipped_are_the_rows_that_change_nothing_in_a_pooling(
    data: st.DataObject, size: int, kernel: int, stride: int
) -> None:
    padding = data.draw(st.integers(0, kernel // 2))
    dilation = data.draw(st.integers(1, 4))
    rows = torch.eye(size).unsqueeze(1)
    try:
        found = conv_output(size, kernel, stride, padding, dilation, ceil_mode=True)
    except DoesNotFit:
        with pytest.raises(RuntimeError, match="output size"):
            F.max_pool1d(rows, kernel, stride, padding, dilation, ceil_mode=True)
        return
    output = F.max_pool1d(rows, kernel, stride, padding, dilation, ceil_mode=True)
    assert output.shape[-1] == found.size
    assert rows_without_influence(output) == told(size, found.dropped, found.skipped)


@given(
    size=st.integers(1, 40),
    kernel=st.integers(1, 7),
    stride=st.integers(1, 7),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
)
def test_unused_cells_are_those_a_longer_input_would_need_fewer_of(
    size: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    # Every unused cell can be taken off the end without losing a place, and one more cannot.
    try:
        found = conv_output(size, kernel, stride, padding, dilation)
    except DoesNotFit:
        return
    total = size + 2 * padding
    assert conv_output(total - found.unused, kernel, stride, 0, dilation).size == found.size
    if found.size > 1:
        assert conv_output(total - found.unused - 1, kernel, stride, 0, dilation).size == found.size - 1
