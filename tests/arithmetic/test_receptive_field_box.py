"""The box of a unit, against the support of a gradient through convolutions whose weights are all positive."""

from __future__ import annotations

import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from cnnviz.arithmetic import ReceptiveField, conv_output

SIZE = 23
Box = tuple[int, int, int, int]


def test_a_field_in_the_middle_is_whole() -> None:
    assert ReceptiveField().then(3, 2, 1).box(2, 1, (9, 9)) == (3, 1, 6, 4)


def test_a_field_over_a_border_is_clipped() -> None:
    field = ReceptiveField().then(3, padding=1)
    assert field.box(0, 0, (5, 8)) == (0, 0, 2, 2)
    assert field.box(4, 7, (5, 8)) == (3, 6, 5, 8)


def test_a_field_larger_than_the_picture_is_the_picture() -> None:
    assert ReceptiveField((435, 435), (32, 32), (217, 217)).box(3, 3, (224, 224)) == (0, 0, 224, 224)


def test_a_field_wholly_in_padding_has_neither_height_nor_width() -> None:
    padded = ReceptiveField().then(1, padding=1)
    assert padded.box(0, 0, (5, 8)) == (0, 0, 0, 0)
    assert padded.box(6, 9, (5, 8)) == (5, 8, 5, 8)
    assert padded.box(3, 0, (5, 8)) == (2, 0, 2, 0)
    assert padded.box(0, 4, (5, 8)) == (0, 3, 0, 3)


def support(layers: list[tuple[int, ...]], row: int, col: int) -> Box | None:
    """Return the smallest box around all pixels that move the unit, None where no pixel does."""
    image = torch.zeros(1, 1, SIZE, SIZE + 4, requires_grad=True)
    maps = image
    for kernel, stride, padding, dilation in layers:
        maps = F.conv2d(maps, torch.ones(1, 1, kernel, kernel), None, stride, padding, dilation)
    (gradient,) = torch.autograd.grad(maps[0, 0, row, col], image)
    rows, cols = (gradient[0, 0].sum(axis).nonzero().flatten().tolist() for axis in (1, 0))
    return (rows[0], cols[0], rows[-1] + 1, cols[-1] + 1) if rows else None


def stack(layers: list[tuple[int, ...]]) -> tuple[ReceptiveField, tuple[int, int], bool]:
    """Return the field behind the layers, the output's size, and whether a layer leaves some of its input unread."""
    field, size, lossy = ReceptiveField(), [SIZE, SIZE + 4], False
    for kernel, stride, padding, dilation in layers:
        span = (kernel - 1) * dilation + 1
        assume(min(size) + 2 * padding >= span)
        outputs = [conv_output(length, kernel, stride, padding, dilation) for length in size]
        lossy = lossy or padding >= kernel or any(found.dropped or found.skipped for found in outputs)
        size = [found.size for found in outputs]
        field = field.then(kernel, stride, padding, dilation)
    return field, (size[0], size[1]), lossy


LAYERS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)), min_size=1, max_size=3
)


@settings(max_examples=250, deadline=None)
@given(data=st.data(), layers=LAYERS)
def test_box_holds_all_pixels_that_move_the_unit_and_inside_the_picture_no_more(
    data: st.DataObject, layers: list[tuple[int, ...]]
) -> None:
    field, (height, width), _ = stack(layers)
    row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    box, found = field.box(row, col, (SIZE, SIZE + 4)), support(layers, row, col)
    if found is None:
        return
    assert box[0] <= found[0] < found[2] <= box[2]
    assert box[1] <= found[1] < found[3] <= box[3]
    if (box[2] - box[0], box[3] - box[1]) == field.size:  # nothing was clipped
        assert box == found


@settings(max_examples=250, deadline=None)
@given(
    data=st.data(),
    layers=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=3),
)
def test_box_is_the_support_also_at_the_border_where_no_layer_leaves_anything_unread(
    data: st.DataObject, layers: list[tuple[int, ...]]
) -> None:
    undilated = [(*layer, 1) for layer in layers]
    field, (height, width), lossy = stack(undilated)
    assume(not lossy)
    row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    assert field.box(row, col, (SIZE, SIZE + 4)) == support(undilated, row, col)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), kernel=st.integers(1, 4), stride=st.integers(1, 4), padding=st.integers(0, 9))
def test_box_of_one_layer_is_empty_exactly_where_no_pixel_moves_the_unit(
    data: st.DataObject, kernel: int, stride: int, padding: int
) -> None:
    layers = [(kernel, stride, padding, 1)]
    field, (height, width), _ = stack(layers)
    row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    top, left, bottom, right = box = field.box(row, col, (SIZE, SIZE + 4))
    expected = support(layers, row, col)
    if expected is None:
        assert (bottom - top, right - left) == (0, 0)
    else:
        assert box == expected
