from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz.render import palette
from cnnviz.render.cells import Spot, arrange, squarest
from cnnviz.render.sheet import Sheet, contact_sheet, filter_sheet


def pixels(sheet: Sheet) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(sheet.png)).convert("RGB"))


def cell(sheet: Sheet, unit: int) -> np.ndarray:
    top, left, bottom, right = sheet.cells.box(unit)
    return pixels(sheet)[top:bottom, left:right]


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (2, 2), (6, 3), (7, 3), (10, 5), (64, 8), (96, 12), (100, 10), (512, 32), (2048, 64)]
)
def test_cells_form_full_rows_where_they_can(count: int, columns: int) -> None:
    assert squarest(count) == columns


def test_the_sheet_has_the_size_that_its_cells_say() -> None:
    sheet = contact_sheet(np.zeros((6, 5, 9)), columns=3, gap=2, max_side=100)
    # (100 - 2) // 3 - 2 = 30 columns of pixels a cell: 9 fit 3 times; 2 rows have room for more
    assert (sheet.cells.enlarge, sheet.cells.width, sheet.cells.height) == (3, 3 * 29 + 2, 2 * 17 + 2)
    assert pixels(sheet).shape == (36, 89, 3)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(1, 70), st.integers(1, 40), st.integers(1, 40)),
    st.integers(0, 3),
    st.integers(20, 400),
    st.data(),
)
def test_every_pixel_of_a_cell_belongs_to_its_unit_and_no_other(
    shape: tuple[int, int, int], gap: int, max_side: int, data: st.DataObject
) -> None:
    cells = arrange(shape, None, gap, None, max_side)
    unit = data.draw(st.integers(0, shape[0] - 1))
    top, left, bottom, right = cells.box(unit)
    y, x = data.draw(st.integers(top, bottom - 1)), data.draw(st.integers(left, right - 1))
    spot = cells.at(x, y)
    assert spot is not None
    assert spot.unit == unit
    assert spot.row == (y - top) // cells.enlarge * cells.shrink < shape[1]
    assert spot.column == (x - left) // cells.enlarge * cells.shrink < shape[2]
    if gap:
        assert cells.at(right, y) is None
        assert cells.at(x, top - 1) is None
    assert bottom <= cells.height
    assert right <= cells.width


def test_there_is_nothing_in_gaps_outside_and_in_empty_cells() -> None:
    cells = arrange((3, 4, 4), 2, 2, None, 20)
    for x, y in [(0, 0), (1, 5), (-1, 5), (5, -1), (cells.width, 5), (5, cells.height), (cells.width - 3, 13)]:
        assert cells.at(x, y) is None
    assert cells.at(2, 2) == Spot(0, 0, 0)


def test_a_map_s_value_is_drawn_where_the_cells_say() -> None:
    maps = np.zeros((12, 6, 7), np.float32)
    maps[7, 4, 2] = 1
    sheet = contact_sheet(maps, mode="light")
    found = {
        sheet.cells.at(x, y) for y, x in np.argwhere((pixels(sheet) == palette.rgb(palette.LIGHT.positive)).all(-1))
    }
    assert found == {Spot(7, 4, 2)}


def test_one_scale_for_the_layer_compares_units_and_one_each_shows_weak_ones() -> None:
    maps = np.stack([np.full((4, 4), 1.0), np.full((4, 4), 100.0)])
    together = contact_sheet(maps, scale="layer")
    apart = contact_sheet(maps, scale="unit")
    assert together.limits.tolist() == [100, 100]
    assert apart.limits.tolist() == [1, 100]
    strongest = palette.rgb(palette.LIGHT.positive)
    assert tuple(cell(apart, 0)[0, 0]) == tuple(cell(apart, 1)[0, 0]) == strongest
    assert tuple(cell(together, 0)[0, 0]) != strongest


def test_a_given_limit_is_the_end_of_every_scale() -> None:
    sheet = contact_sheet(np.full((2, 4, 4), 3.0), limit=3.0, signed=False)
    assert sheet.limits.tolist() == [3, 3]
    assert tuple(cell(sheet, 1)[0, 0]) == palette.rgb(palette.SEQUENTIAL[-1])


def test_order_chooses_units_and_their_places() -> None:
    maps = np.arange(5.0)[:, None, None] * np.ones((1, 4, 4))
    sheet = contact_sheet(maps, order=(4, 0), columns=2, signed=False)
    assert sheet.cells.at(3, 3) == Spot(4, 0, 0)
    assert tuple(cell(sheet, 4)[0, 0]) == palette.rgb(palette.SEQUENTIAL[-1])
    assert tuple(cell(sheet, 0)[0, 0]) == palette.rgb(palette.SEQUENTIAL[0])
    assert sheet.limits.tolist() == [4] * 5


def test_large_maps_are_averaged_in_whole_blocks() -> None:
    maps = np.zeros((1, 5, 5), np.float32)
    maps[0, 4, 4] = 4.0  # alone in the last, smaller block
    maps[0, :2, :2] = [[4.0, 0.0], [0.0, 4.0]]
    sheet = contact_sheet(maps, limit=4.0, gap=0, max_side=3)
    assert (sheet.cells.shrink, pixels(sheet).shape) == (2, (3, 3, 3))
    assert tuple(pixels(sheet)[2, 2]) == palette.rgb(palette.LIGHT.positive)
    middle = (np.array(palette.rgb(palette.LIGHT.zero)) + palette.rgb(palette.LIGHT.positive)) / 2
    assert np.abs(pixels(sheet)[0, 0] - middle).max() <= 1


def test_a_vector_is_a_strip_of_squares_on_one_scale() -> None:
    sheet = contact_sheet(np.array([-2.0, 0.0, 1.0, 2.0]), scale="unit")
    assert sheet.limits.tolist() == [2] * 4
    assert cell(sheet, 0).shape[0] == cell(sheet, 0).shape[1] > 1
    assert tuple(cell(sheet, 0)[0, 0]) == palette.rgb(palette.LIGHT.negative)


@pytest.mark.parametrize("shape", [(2048, 7, 7), (4096,), (512, 56, 56), (1, 224, 224), (64, 224, 224)])
def test_any_layer_fits_on_the_page(shape: tuple[int, ...]) -> None:
    sheet = contact_sheet(np.zeros(shape, np.float32))
    assert max(sheet.cells.width, sheet.cells.height) <= 1200
    assert Image.open(io.BytesIO(sheet.png)).size == (sheet.cells.width, sheet.cells.height)


def test_values_that_are_not_numbers_look_like_gaps() -> None:
    sheet = contact_sheet(np.full((1, 3, 3), np.nan))
    assert set(map(tuple, pixels(sheet).reshape(-1, 3))) == {palette.rgb(palette.LIGHT.line)}


def test_other_ranks_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(C, H, W\)"):
        contact_sheet(np.zeros((1, 2, 3, 4)))


def test_a_first_layer_s_filters_are_colour_pictures_around_grey() -> None:
    weights = np.zeros((2, 3, 5, 5), np.float32)
    weights[0, 0] = 0.5  # the largest: all red
    weights[1, :, 2, 2] = -0.25
    sheet = filter_sheet(weights)
    assert sheet.limits.tolist() == [0.5, 0.5]
    assert tuple(cell(sheet, 0)[0, 0]) == (255, 128, 128)
    assert tuple(cell(sheet, 1)[0, 0]) == (128, 128, 128)
    half = cell(sheet, 1)[sheet.cells.enlarge * 2, sheet.cells.enlarge * 2]
    assert tuple(half) == (64, 64, 64)  # 128 - 127 / 2 = 64.5, and halves round to even


def test_a_deeper_filter_is_drawn_an_input_channel_at_a_time_on_the_layer_s_scale() -> None:
    weights = np.zeros((4, 8, 3, 3), np.float32)
    weights[3, 0, 0, 0] = 2.0
    weights[2, 5, 1, 1] = -2.0
    sheet = filter_sheet(weights, unit=2)
    assert sheet.limits.tolist() == [2] * 8
    middle = sheet.cells.enlarge
    assert tuple(cell(sheet, 5)[middle, middle]) == palette.rgb(palette.LIGHT.negative)


def test_a_deeper_layer_s_filters_need_a_unit_and_depthwise_ones_do_not() -> None:
    with pytest.raises(ValueError, match="choose a unit"):
        filter_sheet(np.zeros((4, 8, 3, 3)))
    assert len(filter_sheet(np.zeros((6, 1, 3, 3))).cells.order) == 6
