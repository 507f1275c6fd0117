from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass

import pytest

from cnnviz.errors import UnknownName
from cnnviz.serve import Visitor


@dataclass(frozen=True)
class Photo:
    digest: str


def test_a_photo_comes_back_by_its_reference() -> None:
    visitor, photo = Visitor(), Photo("a1")
    assert visitor.get(visitor.add(photo)) is photo


def test_a_photo_is_reached_neither_by_its_digest_nor_by_another_visitor() -> None:
    visitor = Visitor()
    reference = visitor.add(Photo("a1"))
    with pytest.raises(UnknownName, match="Drop it in again"):
        visitor.get("a1")
    with pytest.raises(UnknownName):
        Visitor().get(reference)


def test_the_oldest_photo_goes_when_a_fifth_comes() -> None:
    visitor = Visitor()
    first, *others = [visitor.add(Photo(str(n))) for n in range(5)]
    assert visitor.references() == tuple(others)
    with pytest.raises(UnknownName):
        visitor.get(first)


def test_the_same_photo_keeps_its_reference_and_counts_as_new() -> None:
    visitor = Visitor(uploads=2)
    first, second = visitor.add(Photo("a")), visitor.add(Photo("b"))
    assert visitor.add(Photo("a")) == first
    third = visitor.add(Photo("c"))
    assert visitor.references() == (first, third)
    assert second not in visitor.references()


def test_photos_go_with_the_visitor() -> None:
    visitor, photo = Visitor(), Photo("a")
    visitor.add(photo)
    trace = weakref.ref(photo)
    del visitor, photo
    gc.collect()
    assert trace() is None


def test_visitors_have_identities_that_cannot_be_guessed() -> None:
    assert len({Visitor().id for _ in range(100)}) == 100
    assert len(Visitor().id) >= 20
