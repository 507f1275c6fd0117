"""The same picture changed a little, to see what a network makes of it: shifted, turned, mirrored, blurred, noisy.

All take pixels 0..255, `(H, W, C)` of any number type, and return float32 of the same shape. Where places move, a
`Placement` says where to, so that a feature map can be carried along.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.imaging.borders import Border, source_of

Pixels = NDArray[np.float32]
Matrix = tuple[tuple[float, float], tuple[float, float]]
REACH = 4  # standard deviations at which a Gaussian is cut off, as scipy does
TOP = 255.0


@dataclass(frozen=True)
class Placement:
    """Where places go: `after = matrix @ (before - centre) + centre + shift`, each `(row, column)`.

    `centre` is the middle of the picture, `((H - 1) / 2, (W - 1) / 2)`: pixel centres are whole numbers.
    """

    matrix: Matrix = ((1.0, 0.0), (0.0, 1.0))
    shift: tuple[float, float] = (0.0, 0.0)

    @property
    def still(self) -> bool:
        """Whether everything stays where it is."""
        return self == Placement()


def shift(pixels: NDArray[Any], down: int, right: int, border: Border = Border.REFLECT) -> Pixels:
    """Move a picture by whole pixels; `border` says what comes in on the other side."""
    values = pixels.astype(np.float32)
    for axis, by in ((0, down), (1, right)):
        size = values.shape[axis]
        values = values.take(_behind(size, abs(by), border)[abs(by) - by + np.arange(size)], axis)
        if border is Border.ZERO:
            gone = slice(0, by) if by > 0 else slice(max(0, size + by), size)
            values[(slice(None),) * axis + (gone,)] = 0
    return values


def rotate(pixels: NDArray[Any], degrees: float, border: Border = Border.REFLECT) -> Pixels:
    """Turn a picture about its middle, counterclockwise, by bilinear interpolation (quarter turns of a square: exact).

    Values between pixels are mixed from the four around them, as `scipy.ndimage.map_coordinates` does with order 1.
    """
    height, width = pixels.shape[:2]
    (yy, yx), (xy, xx) = turn(-degrees).matrix  # each pixel asks where it comes from
    rows, columns = np.mgrid[:height, :width].astype(np.float64)
    y, x = rows - (height - 1) / 2, columns - (width - 1) / 2
    return _sampled(pixels, yy * y + yx * x + (height - 1) / 2, xy * y + xx * x + (width - 1) / 2, border)


def turn(degrees: float) -> Placement:
    """Return where places go in a counterclockwise turn; quarter turns are whole numbers."""
    quarters = degrees / 90
    if quarters == round(quarters):
        cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[round(quarters) % 4]
        return Placement(((float(cos), float(-sin)), (float(sin), float(cos))))
    angle = math.radians(degrees)
    return Placement(((math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))))


def mirror(pixels: NDArray[Any]) -> Pixels:
    """Swap left and right."""
    return np.ascontiguousarray(pixels[:, ::-1], np.float32)


def blur(pixels: NDArray[Any], sigma: float) -> Pixels:
    """Blur with a Gaussian of standard deviation `sigma` pixels, cut off at 4 sigma; mirrored beyond the border."""
    radius = int(REACH * sigma + 0.5)
    if radius == 0:
        return pixels.astype(np.float32)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    weights /= weights.sum()
    values = pixels.astype(np.float64)
    for axis in (0, 1):
        size = values.shape[axis]
        padded = values.take(source_of(size, radius, radius, Border.REFLECT), axis)
        values = np.zeros_like(values)
        for tap, weight in enumerate(weights):
            values += weight * padded.take(range(tap, tap + size), axis)
    return values.astype(np.float32)


def noise(pixels: NDArray[Any], strength: float, seed: int = 0) -> Pixels:
    """Add normal noise of standard deviation `strength` and clip to 0..255; a seed gives the same pattern at all."""
    pattern = np.random.default_rng(seed).standard_normal(pixels.shape)
    return np.clip(pixels + strength * pattern, 0, TOP).astype(np.float32)


def _behind(size: int, reach: int, border: Border) -> NDArray[np.intp]:
    """Return the pixel that each cell from `-reach` to `size + reach` repeats."""
    return source_of(size, reach, reach, border)


def _sampled(pixels: NDArray[Any], rows: NDArray[Any], columns: NDArray[Any], border: Border) -> Pixels:
    """Read `(H, W, C)` at places between the pixels."""
    (height, width), reach = pixels.shape[:2], max(pixels.shape[:2])
    rows, columns = (np.where(np.abs(at - np.rint(at)) < 1e-9, np.rint(at), at) for at in (rows, columns))
    top, left = np.floor(rows).astype(np.intp), np.floor(columns).astype(np.intp)
    down, across = (rows - top)[..., None], (columns - left)[..., None]
    result = np.zeros((*rows.shape, pixels.shape[2]))
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (down if i else 1 - down) * (across if j else 1 - across)
        row, column = top + i, left + j
        values = pixels[_behind(height, reach, border)[row + reach], _behind(width, reach, border)[column + reach]]
        if border is Border.ZERO:
            weight = weight * ((row >= 0) & (row < height) & (column >= 0) & (column < width))[..., None]
        result += weight * values
    return result.astype(np.float32)


class Kind(StrEnum):
    """What is done to the picture."""

    SHIFT = "shift"
    TURN = "turn"
    MIRROR = "mirror"
    BLUR = "blur"
    NOISE = "noise"


@dataclass(frozen=True)
class Change:
    """One change with its amount; the numbers of other kinds are not looked at."""

    kind: Kind = Kind.SHIFT
    down: int = 0
    right: int = 0
    degrees: float = 0.0
    sigma: float = 0.0
    strength: float = 0.0
    seed: int = 0
    border: Border = Border.REFLECT

    def apply(self, pixels: NDArray[Any]) -> Pixels:
        """Return the changed picture."""
        match self.kind:
            case Kind.SHIFT:
                return shift(pixels, self.down, self.right, self.border)
            case Kind.TURN:
                return rotate(pixels, self.degrees, self.border)
            case Kind.MIRROR:
                return mirror(pixels)
            case Kind.BLUR:
                return blur(pixels, self.sigma)
            case Kind.NOISE:
                return noise(pixels, self.strength, self.seed)

    @property
    def placement(self) -> Placement:
        """Where the places of the picture have gone; blur and noise leave them where they are."""
        match self.kind:
            case Kind.SHIFT:
                return Placement(shift=(float(self.down), float(self.right)))
            case Kind.TURN:
                return turn(self.degrees)
            case Kind.MIRROR:
                return Placement(((1.0, 0.0), (0.0, -1.0)))
            case _:
                return Placement()
