"""The numbers in the lab's cells, as `assets/components/lab/values.js` makes them: plain Python, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Number = int | float

LONGEST_TEXT = 400  # characters of typed values
PHOTO = 64  # rows and columns of the photo before it is shrunk
NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,2})?")
WORD = 0xFFFFFFFF  # the browser's bitwise operations keep 32 bits

Cell = Callable[[int, int, int, int, int], int]
"""Of a row and a column, counted from 0, the height, the width and the seed."""


def parse_rows(text: object, most: int) -> list[list[Number]] | None:
    """Return the rows of `24,25;20,25`; None where it is ragged, no numbers, or beyond `most` rows or columns."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        return None
    rows = [row.split(",") for row in text.split(";")]
    ragged = any(len(row) != len(rows[0]) for row in rows)
    if ragged or max(len(rows), len(rows[0])) > most or not all(NUMBER.fullmatch(cell) for row in rows for cell in row):
        return None
    return [[_number(cell) for cell in row] for row in rows]


def _number(text: str) -> Number:
    value = float(text)
    return int(value) if value.is_integer() else value


def hashed(below: int, *parts: int) -> int:
    """Return a whole number from 0 to `below - 1`, the same every time."""
    mixed = 0x9E3779B9
    for part in parts:
        mixed = (mixed ^ part) * 2654435761 & WORD
        mixed ^= mixed >> 15
    return ((mixed * 2246822519 & WORD) >> 8) % below


def _speckle(row: int, col: int) -> int:
    mixed = ((row * 73 + 11) * 2654435761 ^ (col * 151 + 7) * 2246822519) & WORD
    return ((mixed ^ mixed >> 15) >> 3) % 3


def _disc(row: int, col: int, height: int, width: int, _seed: int) -> int:
    distance = (2 * row - (height - 1)) ** 2 + (2 * col - (width - 1)) ** 2
    return (7 if 10000 * distance <= 4624 * min(height, width) ** 2 else 0) + _speckle(row, col)


def _shrunk(photo: Sequence[int]) -> Cell:
    """The mean of the photo under a cell, 0 to 9; of a rectangle the photo's middle is seen, never squeezed."""

    def cells(at: int, size: int, most: int) -> range:
        start = 32 * (most - size) + PHOTO * at
        return range(start // most, -(-(start + PHOTO) // most))

    def cell(row: int, col: int, height: int, width: int, _seed: int) -> int:
        most = max(height, width)
        below = [photo[y * PHOTO + x] for y in cells(row, height, most) for x in cells(col, width, most)]
        return (18 * sum(below) + 255 * len(below)) // (510 * len(below))

    return cell


INPUTS: dict[str, Cell] = {
    "disc": _disc,
    "ramp": lambda _row, col, _height, _width, _seed: col,
    "random": lambda row, col, _height, _width, seed: hashed(10, seed, row, col),
    "edge": lambda _row, col, _height, width, _seed: 0 if col < width // 2 else 9,
}


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _weight(at: int, size: int) -> int:
    return 1 + min(at, size - 1 - at, 2)


def _left_to_right(row: int, col: int, height: int, width: int, _seed: int) -> int:
    return _weight(row, height) * _sign(2 * col - (width - 1))


def _top_to_bottom(row: int, col: int, height: int, width: int, _seed: int) -> int:
    return _weight(col, width) * _sign(height - 1 - 2 * row)


def _edges(row: int, col: int, height: int, width: int, seed: int) -> int:
    return (_left_to_right if width > 1 else _top_to_bottom)(row, col, height, width, seed)


def _middle(size: int) -> int:
    return (size - 1) // 2


def _laplacian(row: int, col: int, height: int, width: int, _seed: int) -> int:
    in_row, in_col = row == _middle(height), col == _middle(width)
    return 2 - height - width if in_row and in_col else int(in_row or in_col)


KERNELS: dict[str, Cell] = {
    "edges": _edges,
    "sobel_x": _left_to_right,
    "sobel_top": _top_to_bottom,
    "laplacian": _laplacian,
    "box": lambda _row, _col, _height, _width, _seed: 1,
    "identity": lambda row, col, height, width, _seed: int(row == _middle(height) and col == _middle(width)),
    "random": lambda row, col, _height, _width, seed: hashed(7, seed, row, col, 77) - 3,
}


def _filled(cell: Cell, height: int, width: int, seed: int) -> list[Number]:
    return [cell(row, col, height, width, seed) for row in range(height) for col in range(width)]


def input_values(kind: str, height: int, width: int, seed: int, photo: Sequence[int] = ()) -> list[Number]:
    """Return the first channel of a kind that is not typed; the photo is 64 x 64 greys, without it there is a disc."""
    if kind == "photo" and len(photo) == PHOTO * PHOTO:
        return _filled(_shrunk(photo), height, width, seed)
    return _filled(INPUTS.get(kind, _disc), height, width, seed)


def channel_values(first: Sequence[Number], height: int, width: int, channel: int) -> list[Number]:
    """Return another channel: the first one moved round by `channel` rows and twice as many columns, and dimmed."""
    if channel == 0:
        return list(first)
    share = 10 - 3 * channel % 8
    return [
        int(first[(row + channel) % height * width + (col + 2 * channel) % width] * share / 10)
        for row in range(height)
        for col in range(width)
    ]


def kernel_values(kind: str, height: int, width: int, seed: int) -> list[Number]:
    """Return the first slice of the first filter; where a kind would have nothing but zeros, a single 1."""
    values = _filled(KERNELS[kind], height, width, seed)
    if not any(values):
        values[_middle(height) * width + _middle(width)] = 1
    return values


def slice_values(height: int, width: int, seed: int, at: tuple[int, int]) -> list[Number]:
    """Return another slice, `at` (filter, slice): whole numbers -2 to 2."""
    return [hashed(5, seed, *at, row, col) - 2 for row in range(height) for col in range(width)]


def bias_value(filter_: int) -> int:
    """Return what a filter with a bias adds to each of its values, -3 to 3."""
    return (5 * filter_ + 1) % 7 - 3
