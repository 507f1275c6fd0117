"""What the inspector compares: which two things, of which layer and unit, with which change of the photo."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from cnnviz.arithmetic import Kind as LayerKind
from cnnviz.errors import UnknownName
from cnnviz.imaging import Border
from cnnviz.imaging.transforms import Change, Kind
from cnnviz.models import Model
from cnnviz.ui.inspector_layers import rows


class Mode(StrEnum):
    """Which two things are compared."""

    CHANGE = "change"
    PHOTO = "photo"
    LAYER = "layer"


class Reading(StrEnum):
    """Where the second map is read: as it lies, or carried back with the picture."""

    PLACE = "place"
    ALONG = "along"


@dataclass(frozen=True)
class Range:
    """A number that a slider sets; `noun` is how sentences call it."""

    low: float
    high: float
    step: float
    default: float
    noun: str

    def nearest(self, wish: float) -> float:
        """Return the nearest number that the slider has."""
        held = min(max(wish, self.low), self.high)  # first: a whole number can be too large for a float
        if not math.isfinite(held):
            return self.default
        return self.low + round((held - self.low) / self.step) * self.step


TITLES: Mapping[type[StrEnum], Mapping[str, str]] = {
    Mode: {"change": "The photo, changed", "photo": "Two photos", "layer": "Two layers"},
    Kind: {"shift": "Shift", "turn": "Turn", "mirror": "Mirror", "blur": "Blur", "noise": "Noise"},
    Border: {"reflect": "mirrored", "circular": "from the other side", "replicate": "border repeated", "zero": "black"},
    Reading: {"place": "In place", "along": "Moved along"},
}
RANGES: Mapping[str, Range] = {
    "right": Range(-32, 32, 1, 2, "shift to the right"),
    "down": Range(-32, 32, 1, 0, "shift down"),
    "degrees": Range(-180, 180, 1, 15, "angle"),
    "sigma": Range(0, 8, 0.25, 1, "blur"),
    "strength": Range(0, 128, 1, 20, "noise"),
    "seed": Range(0, 99, 1, 0, "noise pattern"),
}
ENUMS: Mapping[str, type[StrEnum]] = {"mode": Mode, "kind": Kind, "border": Border, "reading": Reading}


@dataclass(frozen=True)
class Settings:
    """Units count from 1 as in links; 0 is the one that answers most."""

    layer: str
    other_layer: str
    photo: str
    mode: Mode = Mode.CHANGE
    unit: int = 0
    other_unit: int = 0
    kind: Kind = Kind.SHIFT
    right: int = 2
    down: int = 0
    degrees: int = 15
    sigma: float = 1.0
    strength: int = 20
    seed: int = 0
    border: Border = Border.REFLECT
    reading: Reading = Reading.PLACE

    @property
    def change(self) -> Change:
        """What is done to the photo."""
        amount = (self.down, self.right, float(self.degrees), self.sigma, float(self.strength), self.seed)
        return Change(self.kind, *amount, self.border)

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as the browser's component has them."""
        return {name: value.value if isinstance(value, StrEnum) else value for name, value in asdict(self).items()}


def next_layer(model: Model, name: str) -> str:
    """Return the layer to compare with at first: the next activation with places, else the last one before."""
    names = [row.name for row in rows(model)]
    found = [row.name for row in rows(model) if row.kind is LayerKind.ACTIVATION and len(row.output_shape) == 3]
    later = [each for each in found if names.index(each) > names.index(name)]
    return (later or found[-1:] or names[-1:])[0]


def from_browser(told: Mapping[str, Any], model: Model) -> Settings:
    """Return what the component names. Raises `UnknownName` for what it cannot have."""
    shapes = {row.name: row.output_shape for row in rows(model)}
    values: dict[str, Any] = {}
    for name, kinds in ENUMS.items():
        wish = told.get(name)
        if not isinstance(wish, str) or wish not in list(kinds):
            raise _unknown()
        values[name] = kinds(wish)
    for name, allowed in RANGES.items():
        amount = told.get(name)
        if type(amount) not in (int, float) or allowed.nearest(amount) != amount:  # type: ignore[arg-type]
            raise _unknown()
        values[name] = float(amount) if name == "sigma" else int(amount)
    for layer, unit in (("layer", "unit"), ("other_layer", "other_unit")):
        chosen, number = told.get(layer), told.get(unit)
        if not isinstance(chosen, str) or chosen not in shapes:
            raise _unknown()
        if type(number) is not int or not 0 <= number <= shapes[chosen][0]:
            raise UnknownName(f"Layer {chosen} has units 1 to {shapes[chosen][0]}.")
        values |= {layer: chosen, unit: number}
    photo = told.get("photo")
    if not isinstance(photo, str):
        raise _unknown()
    return Settings(photo=photo, **values)


def _unknown() -> UnknownName:
    return UnknownName("The page asked for something that cannot be compared. Reload it.")
