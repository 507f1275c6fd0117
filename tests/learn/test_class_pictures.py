"""Sets of pictures: what is said of small, uneven and mixed-up ones, and how they are split."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnnviz.errors import DoesNotFit
from cnnviz.learn.class_pictures import check, remarks, split
from cnnviz.learn.confusion import Confusion

from .nets import blots


def test_an_even_set_of_enough_pictures_needs_no_remark() -> None:
    assert remarks(blots(10)) == ()


def test_few_pictures_are_said_to_be_luck() -> None:
    assert "mostly luck" in remarks(blots(3))[0]


def test_an_uneven_set_says_what_always_saying_one_class_would_reach() -> None:
    them = blots(10)
    uneven = replace(them, pictures=them.pictures[:12], labels=them.labels[:12])
    (few, words) = remarks(uneven)
    assert "10" in words
    assert "83 %" in words  # 10 of 12
    assert "Green" in few


def test_identical_pictures_in_two_classes_are_counted() -> None:
    them = blots(10)
    mixed = replace(them, pictures=(*them.pictures, *them.pictures[:2]), labels=(*them.labels, 1, 1))
    assert any(words.startswith("2 pictures are in more than one class") for words in remarks(mixed))


def test_an_empty_class_gets_a_sentence() -> None:
    with pytest.raises(DoesNotFit, match="“Green” has no picture yet"):
        check(replace(blots(5, 1), names=("Red", "Green")))


@pytest.mark.parametrize("share", [0.01, 0.4, 0.99])
def test_each_class_keeps_pictures_on_both_sides(share: float) -> None:
    labels = (0,) * 10 + (1,) * 2
    halves = split(labels, share, 0)
    for half in (halves.learn, halves.held):
        assert {labels[i] for i in half} == {0, 1}
    assert sorted(halves.learn + halves.held) == list(range(12))


def test_with_fewer_to_learn_from_the_same_are_held_out() -> None:
    labels = (0,) * 10 + (1,) * 10
    few, all_ = split(labels, 0.4, 3, most=2), split(labels, 0.4, 3)
    assert few.held == all_.held
    assert len(few.learn) == 4
    assert set(few.learn) <= set(all_.learn)


def test_a_confusion_matrix_has_truth_in_rows() -> None:
    found = Confusion.of([0, 0, 0, 1], [0, 1, 1, 1], 2)
    assert found.counts == ((1, 2), (0, 1))
    assert (found.right, found.pictures) == (2, 4)
    assert found.sentences(["a", "b"]) == ["a: 1 of 3 right; 2 taken for b.", "b: 1 of 1 right."]
    low, high = found.interval
    assert (low, high) == pytest.approx((0.150, 0.850), abs=0.001)  # Wilson for 2 of 4
