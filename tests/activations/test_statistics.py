from __future__ import annotations

import numpy as np
import pytest

from cnnviz.activations import Order, describe, ordered, said, statistics, strongest
from cnnviz.errors import DoesNotFit

MAPS = np.array([[[0, 1], [0, 3]], [[2, 2], [2, 2]], [[0, 0], [0, 0]]], np.float32)


def test_mean_maximum_and_share_of_zeros_are_those_worked_out_by_hand() -> None:
    numbers = statistics(MAPS)
    assert numbers.mean.tolist() == [1, 2, 0]
    assert numbers.max.tolist() == [3, 2, 0]
    assert numbers.zeros.tolist() == [0.5, 0, 1]


def test_the_numbers_cannot_be_written_over() -> None:
    with pytest.raises(ValueError, match="read-only"):
        statistics(MAPS).mean[0] = 1


def test_a_layer_without_rows_has_its_values_as_mean_and_maximum() -> None:
    numbers = statistics(np.array([0, -1.5], np.float32))
    assert numbers.mean.tolist() == numbers.max.tolist() == [0, -1.5]
    assert numbers.zeros.tolist() == [1, 0]


def test_the_strongest_by_mean_need_not_be_the_strongest_by_maximum() -> None:
    assert strongest(MAPS).tolist() == [1, 0, 2]
    assert strongest(MAPS, by="max").tolist() == [0, 1, 2]


def test_equally_strong_units_stay_in_order() -> None:
    assert strongest(np.ones((4, 2, 2), np.float32)).tolist() == [0, 1, 2, 3]


def test_units_are_sorted_by_what_is_asked() -> None:
    found = statistics(MAPS)
    assert ordered(found, Order.MEAN).tolist() == [1, 0, 2]
    assert ordered(found, Order.MAXIMUM).tolist() == [0, 1, 2]
    assert ordered(found, Order.SPARSITY).tolist() == [2, 0, 1]
    assert ordered(found, Order.CHANNEL).tolist() == [0, 1, 2]


def test_smallest_value_and_the_place_of_the_largest_are_those_of_the_map() -> None:
    found = statistics(np.array([[[0, -2, 1], [3, 0, 3]]], np.float32))
    assert found.min.tolist() == [-2]
    assert found.place.tolist() == [[1, 0]]  # the first of two
    assert said(found, 0) == "answers most at row 2, column 1: 3.0; 33 % of the map is zero"


def test_words_count_units_rows_and_columns_from_one() -> None:
    maps = np.zeros((12, 100, 100), np.float32)
    maps[11, :29] = 1
    maps[11, 5, 87] = 3.14159
    expected = "unit 12 of conv1 answers most at row 6, column 88: 3.1; 71 % of the map is zero"
    assert describe(maps, 11, "conv1") == expected


def test_a_silent_unit_is_said_to_be_silent() -> None:
    assert describe(MAPS, 2, "conv1") == "unit 3 of conv1 does not answer: the whole map is zero"


def test_a_unit_without_place_is_one_number() -> None:
    assert describe(np.array([0.5, -12.34, 0], np.float32), 1, "fc") == "unit 2 of fc answers -12"


@pytest.mark.parametrize(
    ("value", "text"), [(1234.6, "1235"), (12.34, "12"), (0.0123, "0.012"), (-0.5, "-0.50"), (9.99, "10")]
)
def test_numbers_have_at_least_two_digits_and_no_power_of_ten(value: float, text: str) -> None:
    assert describe(np.array([value], np.float32), 0, "fc") == f"unit 1 of fc answers {text}"


@pytest.mark.parametrize(("zeros", "text"), [(1, "less than 1 %"), (999, "more than 99 %"), (0, "0 %"), (500, "50 %")])
def test_only_none_is_zero_percent_and_only_all_is_hundred(zeros: int, text: str) -> None:
    maps = np.ones((1, 1, 1000), np.float32)
    maps[0, 0, :zeros] = 0
    assert describe(maps, 0, "conv1").endswith(f"; {text} of the map is zero")


def test_a_unit_that_is_not_there_is_named_by_its_place() -> None:
    with pytest.raises(DoesNotFit, match="units 1 to 3; there is no unit 4"):
        describe(MAPS, 3, "conv1")
