"""Where each unit lies on a contact sheet, and which unit lies where: the geometry, without any colours."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """What lies under a pixel of a sheet: a unit, and the row and column of its map. All count from 0."""

    unit: int
    row: int
    column: int


@dataclass(frozen=True)
class Cells:
    """A grid of equal cells with `gap` pixels around each; all sizes in pixels of the sheet.

    Each cell shows a map of `map_height` x `map_width` values: enlarged `enlarge` times, or, where the maps are too
    many or too large, with `shrink` x `shrink` values averaged into a pixel. One of the two is 1.
    `order[place]` is the unit in the cell at that place, places counted along the rows.
    """

    columns: int
    rows: int
    map_height: int
    map_width: int
    enlarge: int
    shrink: int
    gap: int
    order: tuple[int, ...]

    @property
    def cell_height(self) -> int:
        """Rows of pixels of one cell, without the gap."""
        return math.ceil(self.map_height / self.shrink) * self.enlarge

    @property
    def cell_width(self) -> int:
        """Columns of pixels of one cell, without the gap."""
        return math.ceil(self.map_width / self.shrink) * self.enlarge

    @property
    def height(self) -> int:
        """Height of the sheet."""
        return self.rows * (self.cell_height + self.gap) + self.gap

    @property
    def width(self) -> int:
        """Width of the sheet."""
        return self.columns * (self.cell_width + self.gap) + self.gap

    def at(self, x: float, y: float) -> Spot | None:
        """Return what lies under the pixel `x` from the left and `y` from the top; None in a gap or outside."""
        place_row, below = divmod(y - self.gap, self.cell_height + self.gap)
        place_column, beside = divmod(x - self.gap, self.cell_width + self.gap)
        place = int(place_row) * self.columns + int(place_column)
        inside = 0 <= place_row < self.rows and 0 <= place_column < self.columns and place < len(self.order)
        if not inside or below >= self.cell_height or beside >= self.cell_width:
            return None
        row, column = (int(along) // self.enlarge * self.shrink for along in (below, beside))
        return Spot(self.order[place], row, column)

    def box(self, unit: int) -> tuple[int, int, int, int]:
        """Return the half-open `(top, left, bottom, right)` of a unit's cell. Raises `ValueError` for another unit."""
        place_row, place_column = divmod(self.order.index(unit), self.columns)
        top = self.gap + place_row * (self.cell_height + self.gap)
        left = self.gap + place_column * (self.cell_width + self.gap)
        return top, left, top + self.cell_height, left + self.cell_width


def arrange(
    maps: tuple[int, int, int],
    columns: int | None,
    gap: int,
    order: tuple[int, ...] | None,
    max_side: int,
    most: int = 16,
) -> Cells:
    """Lay out maps of shape `(C, H, W)` so that neither side of the sheet is longer than `max_side`, if it can be.

    Cells are enlarged by the largest whole factor that fits (at most `most`), else shrunk by the smallest that does.
    """
    count, height, width = maps
    shown = tuple(range(count)) if order is None else tuple(order)
    columns = min(columns or squarest(len(shown)), max(1, len(shown)))
    rows = max(1, math.ceil(len(shown) / columns))
    room_high = max(1, (max_side - gap) // rows - gap)
    room_wide = max(1, (max_side - gap) // columns - gap)
    enlarge = max(1, min(most, room_high // height, room_wide // width))
    shrink = max(1, math.ceil(height / room_high), math.ceil(width / room_wide)) if enlarge == 1 else 1
    return Cells(columns, rows, height, width, enlarge, shrink, gap, shown)


def squarest(count: int) -> int:
    """Columns for `count` cells: the smallest divisor from the square root to twice it, else the root rounded up.

    Channels are mostly powers of two, and 512 reads better as 16 full rows of 32 than as 23 with a torn last one.
    """
    root = math.isqrt(max(0, count - 1)) + 1 if count else 1
    return next((columns for columns in range(root, 2 * root + 1) if count and count % columns == 0), root)
