from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cosine

from cnnviz.activations import nearly_dead, norms, pairs, weight_numbers

FILTERS = np.array([[1, 0], [2, 0.02], [-3, 0], [0, 1], [0, 0]], np.float32)[:, :, None, None]


def test_the_same_filter_twice_as_strong_is_the_most_alike() -> None:
    alike, _ = pairs(FILTERS)
    assert (alike[0].first, alike[0].second) == (0, 1)
    assert alike[0].cosine == pytest.approx(2 / np.hypot(2, 0.02), abs=1e-9)


def test_a_filter_with_the_other_sign_is_opposite() -> None:
    _, opposite = pairs(FILTERS)
    assert (opposite[0].first, opposite[0].second, opposite[0].cosine) == (0, 2, -1.0)


def test_neither_right_angles_nor_empty_filters_are_alike_or_opposite() -> None:
    alike, opposite = pairs(FILTERS)
    assert {(each.first, each.second) for each in (*alike, *opposite)} == {(0, 1), (1, 3), (0, 2), (1, 2)}


def test_cosines_are_those_of_scipy_and_the_extreme_ones_come_first() -> None:
    weights = np.random.default_rng(0).normal(size=(20, 3, 3, 3)).astype(np.float32)
    alike, opposite = pairs(weights, 4)
    table = {
        (a, b): 1 - cosine(weights[a].ravel().astype(float), weights[b].ravel().astype(float))
        for a in range(20)
        for b in range(a + 1, 20)
    }
    ranked = sorted(table, key=table.__getitem__)
    assert [(each.first, each.second) for each in opposite] == ranked[:4]
    assert [(each.first, each.second) for each in alike] == ranked[:-5:-1]
    assert alike[0].cosine == pytest.approx(table[ranked[-1]], abs=1e-12)


def test_the_strength_of_a_filter_is_its_euclidean_length() -> None:
    assert norms(np.array([[[[3.0, 4.0]]], [[[0.0, 0.0]]]])).tolist() == [5, 0]


def test_a_hundredth_of_the_median_is_the_border_of_nearly_dead() -> None:
    assert nearly_dead(np.array([1, 1, 1, 0.0099, 0.0101])).tolist() == [False, False, False, True, False]
    assert nearly_dead(np.zeros(3)).all()


def test_numbers_of_weights_are_those_worked_out_by_hand() -> None:
    found = weight_numbers(np.array([[-1, 0.009], [0.5, 0.491]]))
    assert found.limit == 1
    assert found.mean == pytest.approx(0)
    assert found.std == pytest.approx(np.sqrt((1 + 0.009**2 + 0.25 + 0.491**2) / 4))
    assert found.near_zero == 0.25
    assert int(found.counts.sum()) == 4
    assert found.counts[0] == found.counts[30] == 1  # the ends and the middle of 61 steps


def test_weights_that_are_all_zero_are_all_near_zero() -> None:
    found = weight_numbers(np.zeros((2, 1, 3, 3)))
    assert (found.limit, found.near_zero, int(found.counts[30])) == (0, 1, 18)


def test_one_filter_has_no_pairs() -> None:
    assert pairs(FILTERS[:1]) == ((), ())
