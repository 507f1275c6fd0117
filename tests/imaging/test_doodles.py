"""Drawings and pieces of photos by their numbers: the same one everywhere, all different."""

from __future__ import annotations

import pytest

from cnnviz.errors import UnknownName
from cnnviz.imaging.doodles import KINDS, doodle
from cnnviz.imaging.pieces import piece


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_is_known_by_its_number_and_no_two_are_alike(kind: str) -> None:
    digests = [doodle(kind, number).digest for number in range(12)]
    assert len(set(digests)) == 12
    doodle.cache_clear()
    assert [doodle(kind, number).digest for number in range(12)] == digests
    assert doodle(kind, 3).rgb.shape == (128, 128, 3)


def test_pieces_of_a_photo_differ_and_come_again() -> None:
    digests = [piece("cat", number).digest for number in range(8)]
    assert len(set(digests)) == 8
    piece.cache_clear()
    assert piece("cat", 5).digest == digests[5]


def test_unknown_kinds_and_samples_get_a_sentence() -> None:
    with pytest.raises(UnknownName, match="no drawing named"):
        doodle("house", 1)
    with pytest.raises(UnknownName, match="no sample named"):
        piece("house", 1)
