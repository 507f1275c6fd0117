from __future__ import annotations

import numpy as np

from cnnviz.activations import peaks

MAP = np.array([[0, 0, 0, 0], [0, 9, 8, 0], [0, 0, 0, 0], [0, 0, 0, 5]], np.float32)


def places(found: object, unit: int = 0) -> list[tuple[int, int, float]]:
    return [
        (int(row), int(col), float(value))
        for row, col, value in zip(found.rows[:, unit], found.cols[:, unit], found.values[:, unit], strict=True)  # type: ignore[attr-defined]
    ]


def test_a_neighbour_of_the_strongest_place_is_the_same_thing() -> None:
    assert places(peaks(MAP[None], (2, 2), 2)) == [(1, 1, 9.0), (3, 3, 5.0)]


def test_with_no_distance_asked_the_second_strongest_is_the_neighbour() -> None:
    assert places(peaks(MAP[None], (1, 1), 2)) == [(1, 1, 9.0), (1, 2, 8.0)]


def test_only_both_distances_together_make_two_places_too_near() -> None:
    assert places(peaks(MAP[None], (2, 1), 2)) == [(1, 1, 9.0), (1, 2, 8.0)]


def test_where_no_place_is_left_there_is_no_number() -> None:
    assert np.isnan(peaks(MAP[None], (9, 9), 2).values[1, 0])


def test_each_unit_has_places_of_its_own() -> None:
    both = np.stack([MAP, MAP[::-1, ::-1]])
    found = peaks(both, (2, 2), 1)
    assert places(found) == [(1, 1, 9.0)]
    assert places(found, 1) == [(2, 2, 9.0)]


def test_zeros_and_means_are_of_the_whole_map() -> None:
    found = peaks(MAP[None], (2, 2), 3)
    assert found.zeros.tolist() == [13 / 16]
    assert found.means.tolist() == [22 / 16]


def test_a_layer_without_rows_has_one_place_a_unit() -> None:
    found = peaks(np.array([0.5, -2], np.float32), (1, 1), 2)
    assert found.values[0].tolist() == [0.5, -2]
    assert np.isnan(found.values[1]).all()


def test_the_maps_are_left_as_they_were() -> None:
    maps = MAP[None].copy()
    peaks(maps, (2, 2), 3)
    assert np.array_equal(maps[0], MAP)
