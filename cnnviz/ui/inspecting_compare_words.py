"""The sentences of a comparison: what the stride of a layer makes of a shift, with the numbers at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cnnviz.activations.comparing import Equivariance
from cnnviz.activations.comparing_places import Grid
from cnnviz.arithmetic import Kind as LayerKind
from cnnviz.arithmetic import LayerRow
from cnnviz.imaging.transforms import Kind
from cnnviz.render import grouped, percent, shape, short
from cnnviz.ui.inspecting_compare_settings import Mode, Settings

SAME = 1e-5  # share of the largest answer up to which two answers differ by rounding only


@dataclass(frozen=True)
class Found:
    """What was found at the chosen layer and unit (from 0), and every layer's likeness by name."""

    settings: Settings
    row: LayerRow
    grid: Grid | None
    unit: int
    maps: tuple[NDArray[np.float32], NDArray[np.float32]]
    place: Mapping[str, float | None]
    along: Mapping[str, float | None]
    equivariance: Equivariance | None

    def said(self) -> dict[str, str]:
        """Return the sentences: `lead`, `more` and `unit`."""
        settings = self.settings
        if settings.mode is Mode.LAYER:
            lead, more = self._two_layers(), ""
        elif settings.mode is Mode.PHOTO:
            lead, more = self._two_photos(), ""
        elif settings.kind is Kind.SHIFT:
            lead, more = self._shift(), self._pooling()
        else:
            lead, more = self._other_change(), ""
        return {"lead": lead, "more": more, "unit": self._unit()}

    def _cosines(self) -> str:
        name = self.row.name
        along = self.along[name]
        carried = "" if along is None or self.grid is None else f", moved along {number(along)}"
        return f"cosine in place {number(self.place[name])}{carried}"

    def _shift(self) -> str:
        name, grid, settings = self.row.name, self.grid, self.settings
        if (settings.down, settings.right) == (0, 0):
            return "No shift: both pictures are the same, and so is every map."
        if grid is None:
            return f"{name} has no places that could move: {self._cosines()}."
        stride, moved = grid.stride, (settings.down, settings.right)
        cells = [Fraction(by) / Fraction(step).limit_denominator(1000) for by, step in zip(moved, stride, strict=True)]
        pixels = " and ".join(
            f"{abs(by)} {'pixel' if abs(by) == 1 else 'pixels'} {way}"
            for by, way in (
                (settings.right, _way(settings.right, "right", "left")),
                (settings.down, _way(settings.down, "down", "up")),
            )
            if by
        )
        about = f"{name} has stride {_stride(stride)}: "
        if all(cell.denominator == 1 for cell in cells):
            whole = f"{pixels} is {_cells(cells)}, so its maps move along"
            return f"{about}{whole} ({self._cosines()}). {self._border()}".rstrip()
        between = f"{pixels} is {_cells(cells)}: no cell stands there, and values change ({self._cosines()})"
        return f"{about}{between}. A shift by {_stride(stride)} would only move them."

    def _border(self) -> str:
        found = self.equivariance
        if found is None:
            return "Nothing is left in common: all of it has moved out of the map."
        if self.grid is None or self.grid.field is None:
            return ""  # what one unit sees is the whole picture, or not known
        if found.largest is None:
            return "Every unit sees the border or what came in there; that is what is left of the change."
        where = f"at the {grouped(found.inside)} of {grouped(found.units)} places that do not see the border"
        if found.largest == 0:
            return f"{where[0].upper()}{where[1:]} nothing changes at all: equivariance, exactly."
        if found.largest <= SAME * found.reach:
            return f"{where[0].upper()}{where[1:]} nothing changes beyond rounding ({short(found.largest)})."
        return f"{where[0].upper()}{where[1:]} they differ by at most {short(found.largest)}."

    def _pooling(self) -> str:
        """Say what a pooling layer makes of the shift that its input shows."""
        row = self.row
        if row.kind is not LayerKind.POOL or not row.inputs or self.grid is None:
            return ""
        before, after = self.place.get(row.inputs[0]), self.place[self.row.name]
        if before is None or after is None or (self.settings.down, self.settings.right) == (0, 0):
            return ""
        verb = "tolerates" if after > before else "does not help here"
        source = f"{row.inputs[0]} before it has cosine {number(before)}"
        return f"Pooling {verb}: in place, {source}, this layer {number(after)}."

    def _other_change(self) -> str:
        name, kind, settings = self.row.name, self.settings.kind, self.settings
        if kind is Kind.MIRROR:
            why = (
                "A filter for one side's edges does not become one for the other's: mirrored pictures must be learned."
            )
            return f"Mirrored, {name} does not simply mirror its maps ({self._cosines()}). {why}"
        if kind is Kind.TURN:
            why = "Filters do not turn with the picture: convolutions are equivariant to shifts only."
            return (
                f"Turned by {settings.degrees}\u00b0, {name} does not simply turn its maps ({self._cosines()}). {why}"
            )
        what = (
            f"blur of {settings.sigma:g} pixels" if kind is Kind.BLUR else f"noise of {settings.strength} grey levels"
        )
        return f"With {what} {name} keeps cosine {number(self.place[name])}; {_lowest(self.place)}"

    def _two_photos(self) -> str:
        cosine = number(self.place[self.row.name])
        return f"At {self.row.name} the two photos' answers have cosine {cosine}; {_lowest(self.place)}"

    def _two_layers(self) -> str:
        one, two = self.settings.layer, self.settings.other_layer
        alike = self.place[two]
        if alike is None:
            return f"{one} and {two} cannot be compared place by place: one of them has no places."
        return (
            f"{one} and {two} answer to the same places with likeness {number(alike)} (linear CKA; 1 is wholly alike)."
        )

    def _unit(self) -> str:
        """Say where the two maps differ most; their sizes may be those of two layers."""
        first, second = self.maps
        who = f"Unit {self.unit + 1} of {self.row.name}"
        peaks = f"reaches {short(float(first.max()))} in the first map"
        if first.shape != second.shape:
            other = f"the second map ({shape(second.shape)}) reaches {short(float(second.max()))}"
            return f"{who} ({shape(first.shape)}) {peaks}; {other}."
        if not np.isfinite(second).any():
            return f"{who} {peaks}; of the second map nothing is left here."
        off = second - first
        row, column = np.unravel_index(int(np.nanargmax(np.abs(off))), off.shape)
        largest = float(off[row, column])
        if largest == 0:
            return f"{who} {peaks}, and the second map is the same, value by value."
        where = f"row {row + 1}, column {column + 1}"
        other = f"{short(float(np.nanmax(second)))} in the second"
        return f"{who} {peaks}, {other}; they differ most at {where}: {short(largest)}."


def two_guesses(first: str, second: str, one: float, two: float) -> str:
    """Say what each of two photos is taken for."""
    return f"The first is taken for {first} ({percent(one)}), the second for {second} ({percent(two)})."


def guess(before: str, after: str, chance: float, kept: float, winner: float) -> str:
    """Say what has become of the first guess: its probability before and after, and the class that wins now."""
    if before == after:
        return f"It still says {after}: {percent(chance)} before, {percent(kept)} after."
    return f"It says {after} now ({percent(winner)}); {before} went from {percent(chance)} to {percent(kept)}."


def number(value: float | None) -> str:
    """Write a cosine with three decimals; what is not 1 is never shown as such."""
    if value is None:
        return "not known"
    return "> 0.999" if 0.9995 <= value < 1 - 1e-6 else f"{value:.3f}".replace("-", "\u2212")


def _way(by: int, forth: str, back: str) -> str:
    return forth if by > 0 else back


def _stride(stride: tuple[float, float]) -> str:
    down, across = (f"{step:g}" for step in stride)
    return down if down == across else f"{down} down and {across} across"


def _cells(cells: list[Fraction]) -> str:
    """Write how many cells a shift is, those across first."""
    told = [_cell(abs(each)) for each in reversed(cells) if each]
    return " and ".join(told)


def _cell(cells: Fraction) -> str:
    if cells.denominator == 1:
        return f"{cells} whole {'cell' if cells == 1 else 'cells'}"
    whole, rest = divmod(cells.numerator, cells.denominator)
    part = f"{rest}/{cells.denominator}" if cells.denominator <= 64 else f"{float(cells - whole):.2f}"
    return f"{whole} and {part} cells" if whole else f"{part} of a cell"


def _lowest(place: Mapping[str, float | None]) -> str:
    names = [each for each, value in place.items() if value is not None]
    least = min(names, key=lambda name: place[name] or 0.0)
    return f"the least is {number(place[least])}, at {least}, and the network ends with {number(place[names[-1]])}."
