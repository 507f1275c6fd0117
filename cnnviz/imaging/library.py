"""The library of hand-made kernels: the fixed ones, and those that have knobs such as a size, a width or an angle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cnnviz.errors import DoesNotFit
from cnnviz.imaging import kernels
from cnnviz.imaging.kernels import LARGEST
from cnnviz.imaging.lookup import find

Weights = NDArray[np.float64]
MAGNITUDE = "sobel_magnitude"
ELONGATION = 0.5  # a Gabor's envelope is twice as long along its bars as across them


@dataclass(frozen=True)
class Knobs:
    """What can be set on some kernels; None leaves a knob as the kernel is known by.

    `size`, `length`, `dx` and `dy` are in pixels, `sigma` and `wave` too, `angle` and `phase` in degrees.
    """

    size: float | None = None
    sigma: float | None = None
    angle: float | None = None
    length: float | None = None
    wave: float | None = None
    phase: float | None = None
    amount: float | None = None
    dx: float | None = None
    dy: float | None = None


@dataclass(frozen=True)
class Knob:
    """How far a knob turns."""

    label: str
    unit: str
    low: float
    high: float
    step: float


KNOBS = {
    "size": Knob("Size", "pixels", 1, LARGEST, 1),
    "sigma": Knob("Sigma", "pixels", 0.3, 6, 0.1),
    "angle": Knob("Angle", "degrees", 0, 180, 5),
    "length": Knob("Length", "pixels", 1, LARGEST, 1),
    "wave": Knob("Wavelength", "pixels", 2, 16, 0.5),
    "phase": Knob("Phase", "degrees", 0, 360, 15),
    "amount": Knob("Amount", "times", 0, 5, 0.1),
    "dx": Knob("Right by", "pixels", -7, 7, 1),
    "dy": Knob("Down by", "pixels", -7, 7, 1),
}


class Group(StrEnum):
    """Shelves of the library."""

    EDGES = "Edges"
    BLUR = "Blur"
    SHARPEN = "Sharpen and emboss"
    PLAIN = "Plain"


@dataclass(frozen=True)
class Recipe:
    """How a kernel is made: `knobs` are those it has, with the values it is known by."""

    name: str
    title: str
    group: Group
    idea: str
    knobs: Knobs
    make: Callable[[Knobs], Weights]

    def known(self) -> dict[str, float]:
        """The knobs that this kernel has, by name, with the values it is known by."""
        found = {part.name: getattr(self.knobs, part.name) for part in fields(Knobs)}
        return {name: value for name, value in found.items() if value is not None}

    def settled(self, knobs: Knobs) -> Knobs:
        """Return the knobs as they apply to this kernel: its own where nothing else was asked for."""
        return Knobs(
            **{
                name: value if getattr(knobs, name) is None else getattr(knobs, name)
                for name, value in self.known().items()
            }
        )

    def weights(self, knobs: Knobs | None = None) -> Weights:
        """Return the kernel, float64 `(h, w)`, each side 1 to 15."""
        return self.make(self.settled(knobs or Knobs()))


def _value(knob: float | None) -> float:
    if knob is None:
        raise DoesNotFit("This kernel has no such knob. Choose another kernel.")
    return knob


def _places(size: float | None) -> tuple[Weights, Weights]:
    """Return `(x, y)` of each cell from the kernel's middle, x to the right and y up, as in mathematics."""
    side = int(_value(size))
    at = np.arange(side) - (side - 1) / 2
    return np.meshgrid(at, -at)


def gaussian(knobs: Knobs) -> Weights:
    """Return `exp(-(x^2 + y^2) / 2 sigma^2)`, made to sum to 1."""
    x, y = _places(knobs.size)
    # the exponent of the middle is taken away first, so that a narrow bell on an even side does not vanish
    exponent = -(x * x + y * y) / (2 * _value(knobs.sigma) ** 2)
    bell = np.exp(exponent - exponent.max())
    return np.asarray(bell / bell.sum())


def laplacian_of_gaussian(knobs: Knobs) -> Weights:
    """Return the Laplacian of a Gaussian (Marr and Hildreth 1980), made to sum to 0 and positive in its middle ring."""
    x, y = _places(knobs.size)
    share = (x * x + y * y) / (2 * _value(knobs.sigma) ** 2)
    hat = (share - 1) * np.exp(-share)
    bell = np.exp(-share)
    zero_sum = hat - bell * (hat.sum() / bell.sum())
    positive = zero_sum[zero_sum > 0].sum()
    return np.asarray(zero_sum * (4 / positive) if positive > 1e-12 else np.zeros_like(zero_sum))


def gabor(knobs: Knobs) -> Weights:
    """Return a wave under a bell: `exp(-(u^2 + (v/2)^2) / 2 sigma^2) cos(2 pi u / wave + phase)` (Daugman 1985).

    `u` runs along `angle` (0: to the right, so that the bars stand upright), `v` across. A share of the bell is taken
    away, so that flat areas answer 0, and the positive weights sum to 1.
    """
    x, y = _places(knobs.size)
    angle, phase = np.deg2rad(_value(knobs.angle)), np.deg2rad(_value(knobs.phase))
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    bell = np.exp(-(along**2 + (ELONGATION * across) ** 2) / (2 * _value(knobs.sigma) ** 2))
    wave = bell * np.cos(2 * np.pi * along / _value(knobs.wave) + phase)
    wave -= bell * (wave.sum() / max(bell.sum(), 1e-300))
    positive = wave[wave > 0].sum()
    return np.asarray(wave / positive if positive > 1e-9 else np.zeros_like(wave))


def motion(knobs: Knobs) -> Weights:
    """Return a line of `length` pixels through the middle at `angle` (0: level, then against the clock), of sum 1."""
    side, angle = int(_value(knobs.length)), np.deg2rad(_value(knobs.angle))
    steps = 64 * side  # the middles of as many equal pieces; a cell weighs what lies in it
    along = ((np.arange(steps) + 0.5) / steps - 0.5) * side
    middle = (side - 1) / 2
    rows = np.rint(np.clip(middle - along * np.sin(angle), 0, side - 1)).astype(int)
    columns = np.rint(np.clip(middle + along * np.cos(angle), 0, side - 1)).astype(int)
    weights = np.zeros((side, side))
    np.add.at(weights, (rows, columns), 1 / steps)
    return weights


def unsharp(knobs: Knobs) -> Weights:
    """Return the picture plus `amount` times what a blur takes away from it."""
    blur = gaussian(knobs)
    identity = np.zeros_like(blur)
    identity[(len(blur) - 1) // 2, (len(blur) - 1) // 2] = 1
    return np.asarray(identity + _value(knobs.amount) * (identity - blur))


def shift(knobs: Knobs) -> Weights:
    """Return a single 1 beside the middle: the picture moves `dx` to the right and `dy` down."""
    dx, dy = int(_value(knobs.dx)), int(_value(knobs.dy))
    reach = max(abs(dx), abs(dy))
    weights = np.zeros((2 * reach + 1, 2 * reach + 1))
    weights[reach - dy, reach - dx] = 1  # the pixel that lies to the left comes here when the picture moves right
    return weights


def _box(knobs: Knobs) -> Weights:
    side = int(_value(knobs.size))
    return np.full((side, side), 1 / side**2)


def _fixed(name: str, group: Group, title: str | None = None) -> Recipe:
    kernel = kernels.get(name)
    return Recipe(name, title or kernel.title, group, kernel.idea, Knobs(), lambda _: kernel.weights)


def _rows(name: str, title: str, idea: str, rows: list[list[float]]) -> Recipe:
    weights = np.array(rows, np.float64)
    weights.flags.writeable = False
    return Recipe(name, title, Group.EDGES, idea, Knobs(), lambda _: weights)


LIBRARY: tuple[Recipe, ...] = (
    _fixed("sobel_x", Group.EDGES),
    _fixed("sobel_y", Group.EDGES, "Sobel y (top)"),
    Recipe(
        MAGNITUDE, "Sobel magnitude", Group.EDGES, "Both Sobels together: the length of the gradient.", Knobs(),
        lambda _: kernels.get("sobel_x").weights,
    ),
    _rows(
        "scharr_x", "Scharr x", "Sobel x with weights that treat all directions more alike.",
        [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]],
    ),
    _rows(
        "scharr_y", "Scharr y", "Sobel y with weights that treat all directions more alike.",
        [[3, 10, 3], [0, 0, 0], [-3, -10, -3]],
    ),
    _fixed("prewitt_x", Group.EDGES),
    _fixed("prewitt_y", Group.EDGES),
    _fixed("laplacian", Group.EDGES, "Laplacian, 4 neighbours"),
    _rows(
        "laplacian_8", "Laplacian, 8 neighbours", "All eight neighbours against the centre: corners count as well.",
        [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
    ),
    Recipe(
        "log", "Laplacian of Gaussian", Group.EDGES,
        "A blur and a Laplacian in one: edges and blobs of about the size of sigma, without the noise.",
        Knobs(size=9, sigma=1.4), laplacian_of_gaussian,
    ),
    Recipe(
        "gabor", "Gabor", Group.EDGES,
        "A wave under a bell: bars and edges of one direction and one width, as the first cells of vision.",
        Knobs(size=11, sigma=2.5, angle=0, wave=6, phase=90), gabor,
    ),
    Recipe(
        "gaussian", "Gaussian", Group.BLUR,
        "A blur that weighs near pixels more: fine detail and noise go, edges stay round.",
        Knobs(size=5, sigma=1), gaussian,
    ),
    Recipe("box", "Box", Group.BLUR, "The mean of all its pixels: the simplest blur.", Knobs(size=3), _box),
    Recipe(
        "motion", "Motion", Group.BLUR, "The mean along a line: as if the camera had moved.",
        Knobs(length=9, angle=0), motion,
    ),
    _fixed("sharpen", Group.SHARPEN),
    Recipe(
        "unsharp", "Unsharp mask", Group.SHARPEN,
        "The picture plus what a blur takes away from it: detail of the size of sigma stands out.",
        Knobs(size=5, sigma=1, amount=1.5), unsharp,
    ),
    _fixed("emboss", Group.SHARPEN),
    _fixed("identity", Group.PLAIN),
    Recipe(
        "shift", "Shift", Group.PLAIN, "A single 1 off the middle: the whole picture moves.", Knobs(dx=3, dy=0), shift
    ),
)  # fmt: skip
_BY_NAME = {recipe.name: recipe for recipe in LIBRARY}


def names() -> tuple[str, ...]:
    """Return the names of the library's kernels, in the order to show them."""
    return tuple(_BY_NAME)


def recipe(name: str) -> Recipe:
    """Return the recipe of that name. Raises `UnknownName`."""
    return find(name, _BY_NAME, "kernel")


def flipped(weights: Weights) -> Weights:
    """Turn a kernel `(..., h, w)` by 180 degrees: correlation with it is convolution with the other."""
    return weights[..., ::-1, ::-1]


def normalized(weights: Weights) -> Weights:
    """Scale a kernel: one that sums to something sums to 1 (or -1), one that balances has positive weights of sum 1.

    So brightness is kept, or no response leaves -255 to 255. A kernel of zeros stays as it is.
    """
    total, size = float(weights.sum()), float(np.abs(weights).sum())
    if size == 0:
        return weights
    return weights / (abs(total) if abs(total) > 0.01 * size else float(weights[weights > 0].sum()))
