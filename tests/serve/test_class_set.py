"""A visitor's own classes: bounded, named, theirs alone, gone with them."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import Picture
from cnnviz.serve import Visitor, class_set
from cnnviz.serve.class_set import CLASSES, SIDE, ClassSet, small


def grey(value: int, height: int = 40, width: int = 60) -> Picture:
    return Picture.of(np.full((height, width, 3), value, np.uint8))


def first(own: ClassSet) -> str:
    return own.classes()[0][0]


def test_a_copy_is_the_middle_square_in_a_fixed_size() -> None:
    rgb = np.zeros((300, 600, 3), np.uint8)
    rgb[:, 150:450] = 200
    copy = small(Picture.of(rgb))
    assert copy.rgb.shape == (SIDE, SIDE, 3)
    assert abs(copy.rgb.mean() - 200) < 2
    assert len(copy.jpeg) < 4_000


def test_the_same_picture_is_taken_once_a_class_and_said_so() -> None:
    own = ClassSet()
    own.add(first(own), grey(3))
    with pytest.raises(DoesNotFit, match="in the class already"):
        own.add(first(own), grey(3))
    own.add(own.classes()[1][0], grey(3))  # in another class it is a remark, not a refusal
    assert [len(copies) for _, _, copies in own.classes()] == [1, 1]


def test_what_is_too_much_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    own = ClassSet()
    monkeypatch.setattr(class_set, "EACH", 2)
    for value in range(2):
        own.add(first(own), grey(value))
    with pytest.raises(DoesNotFit, match="at most 2 pictures"):
        own.add(first(own), grey(9))
    monkeypatch.setattr(class_set, "BYTES", 10)
    with pytest.raises(DoesNotFit, match="All classes together"):
        own.add(own.classes()[1][0], grey(9))
    for _ in range(CLASSES - 2):
        own.add_class()
    with pytest.raises(DoesNotFit, match=f"{CLASSES} classes already"):
        own.add_class()


def test_names_are_one_short_line_and_differ() -> None:
    own = ClassSet()
    own.rename(first(own), "  My\ncat \x00 " + "x" * 99)
    name = own.classes()[0][1]
    assert name.startswith("My cat x")
    assert len(name) <= class_set.NAME
    for wrong in ("", " \n ", "Second"):
        with pytest.raises(DoesNotFit):
            own.rename(first(own), wrong)


def test_pictures_and_classes_go_by_their_references_alone() -> None:
    own = ClassSet()
    own.add(first(own), grey(1))
    reference = own.classes()[0][2][0].reference
    with pytest.raises(UnknownName):
        own.remove(grey(1).digest)
    own.remove(reference)
    assert own.classes()[0][2] == ()
    own.remove_class(first(own))
    with pytest.raises(DoesNotFit, match="last class"):
        own.remove_class(first(own))
    with pytest.raises(UnknownName):
        own.add("nowhere", grey(1))


def test_a_set_is_its_visitors_and_goes_with_them() -> None:
    visitor = Visitor()
    own = class_set.of(visitor)
    assert class_set.of(visitor) is own
    assert class_set.of(Visitor()) is not own
    trace = weakref.ref(own)
    del visitor, own
    gc.collect()
    assert trace() is None
