"""How the sheet of a layer is drawn: its order, its colour scale, its signs; and which units a page of it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from cnnviz.activations import Order

PAGE = 256  # units on one page of a sheet


class Scale(StrEnum):
    """Whose largest magnitude ends the colour scale."""

    UNIT = "unit"
    LAYER = "layer"
    NETWORK = "network"


class Signs(StrEnum):
    """Whether colours tell positive from negative values."""

    AUTO = "auto"  # signed where the layer has negative values on this photo
    SIGNED = "signed"
    MAGNITUDE = "magnitude"


@dataclass(frozen=True)
class SheetSettings:
    """What the visitor chooses of a sheet, whichever layer it is of."""

    order: Order = Order.MEAN
    scale: Scale = Scale.UNIT
    signs: Signs = Signs.AUTO


@dataclass(frozen=True)
class SheetState:
    """Which sheet is on the screen: of which layer, which page and unit (both from 0; None: the sheet chooses)."""

    layer: str
    settings: SheetSettings = SheetSettings()
    unit: int | None = None
    page: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the state as the component has it."""
        drawn = self.settings
        return {
            "layer": self.layer,
            "order": drawn.order.value,
            "scale": drawn.scale.value,
            "signs": drawn.signs.value,
            "unit": self.unit,
            "page": self.page,
        }


Choice = TypeVar("Choice", bound=StrEnum)
_HIGHEST = 1_000_000  # no layer has so many units


def from_browser(told: Mapping[str, Any], layer: str) -> SheetState:
    """Read what the component tells or asks; whatever is not one of the choices becomes the default."""
    settings = SheetSettings(
        _choice(told.get("order"), Order.MEAN),
        _choice(told.get("scale"), Scale.UNIT),
        _choice(told.get("signs"), Signs.AUTO),
    )
    return SheetState(layer, settings, _number(told.get("unit")), _number(told.get("page")))


def _choice(value: object, default: Choice) -> Choice:
    return next((each for each in type(default) if each.value == value), default)


def _number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < _HIGHEST else None
