"""Python lines cut into coloured pieces."""

from __future__ import annotations

import pytest

from cnnviz.ui.code import pieces

LINES = 'from torch import nn\n\nconv = nn.Conv2d(3, 8, kernel_size=5, padding="same")  # a comment'


@pytest.mark.parametrize("lines", [LINES, "", "\n", "x1 = 0x9E3779B9 & -1.5e-3\n", 'a = """\n# 12\n""".split()'])
def test_pieces_join_to_the_same_text(lines: str) -> None:
    assert "".join(text for _, text in pieces(lines)) == lines


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


def test_digits_of_a_name_are_no_number() -> None:
    assert pieces("conv2d, sk3, x.T1") == [("", "conv2d, sk3, x.T1")]


def test_numbers_in_a_row_are_one_piece() -> None:
    assert pieces("[1, -2, 0.5, 3]") == [("", "["), ("number", "1, -2, 0.5, 3"), ("", "]")]


def test_block_of_digits_is_one_string() -> None:
    assert pieces('"""\n012\n# 3\n"""') == [("string", '"""\n012\n# 3\n"""')]
