"""Python lines cut into coloured pieces."""

from __future__ import annotations

import pytest

from cnnviz.ui.code import pieces

LINES = 'from torch import nn\n\nconv = nn.Conv2d(3, 8, kernel_size=5, padding="same")  # a comment'


def test_pieces_join_to_the_same_text() -> None:
    assert "".join(text for _, text in pieces(LINES)) == LINES


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("keyword", ["from", "import"]),
        ("number", ["3", "8", "5"]),
        ("string", ['"same"']),
        ("comment", ["# a comment"]),
    ],
)
def test_each_kind_is_told_apart(kind: str, texts: list[str]) -> None:
    assert [text for found, text in pieces(LINES) if found == kind] == texts
