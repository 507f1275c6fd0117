"""The pictures that are drawn and not photographed: each shows one thing that kernels see.

`python -m cnnviz.imaging.draw` writes them into `assets/samples/`. Shapes are drawn from their distance to each pixel's
centre, which gives soft edges at every angle without a drawing library.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOLDER = Path(__file__).parents[2] / "assets" / "samples"

Plane = NDArray[np.float64]
Drawing = NDArray[np.uint8]


def _grid(side: int) -> tuple[Plane, Plane]:
    """Return x and y of each pixel's centre, measured from the middle of the picture, y downwards."""
    axis = np.arange(side) - (side - 1) / 2
    x, y = np.meshgrid(axis, axis)
    return x, y


def _cover(distance: Plane) -> Plane:
    """Return how much of each pixel lies within a shape, from the signed distance to its outline (negative inside)."""
    return np.clip(0.5 - distance, 0, 1)


def _segment(x: Plane, y: Plane, start: tuple[float, float], end: tuple[float, float]) -> Plane:
    """Return the distance of each pixel to a line from `start` to `end`."""
    (x0, y0), (x1, y1) = start, end
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
    along = np.clip(along, 0, 1)
    return np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


def _shade(cover: Plane, ink: float, paper: float) -> Drawing:
    return np.rint(paper + (ink - paper) * cover).astype(np.uint8)


def edges() -> Drawing:
    """Draw 24 bars, 15 degrees apart, within a ring: edges at all angles."""
    x, y = _grid(480)
    ring = np.abs(np.hypot(x, y) - 206) - 12
    shape = _cover(ring)
    for turn in range(24):
        angle = turn * np.pi / 12
        tip = np.cos(angle), -np.sin(angle)
        bar = _segment(x, y, (72 * tip[0], 72 * tip[1]), (164 * tip[0], 164 * tip[1])) - 5
        shape = np.maximum(shape, _cover(bar))
    return _shade(shape, ink=30, paper=235)


def checkerboard() -> Drawing:
    """Draw 8 by 8 squares of 50 pixels: level and upright edges, and corners, nothing else."""
    row, column = np.indices((400, 400)) // 50
    return np.where((row + column) % 2 == 0, 235, 30).astype(np.uint8)


def zone_plate() -> Drawing:
    """Draw rings that narrow to the finest a grid can hold, two pixels each: every frequency in every direction."""
    side = 360
    x, y = _grid(side)
    # the phase pi r^2 / side grows by pi a pixel at r = side / 2; finer rings would look coarser: plain corners
    rings = np.cos(np.pi * (x**2 + y**2) / side) * _cover(np.hypot(x, y) - side / 2)
    return np.rint(132.5 + 102.5 * rings).astype(np.uint8)


def digit() -> Drawing:
    """Draw a five in white strokes on black, as LeNet-5 read them: a level, an upright and a round stroke."""
    x, y = _grid(280)
    pen = 13
    top = _segment(x, y, (-44, -84), (52, -84))
    stem = _segment(x, y, (-44, -84), (-50, -10))
    # the bowl: an arc around (-4, 34) of radius 56, open on the left
    angle = np.arctan2(y - 34, x + 4)
    start, end = np.deg2rad(-140.0), np.deg2rad(145.0)
    ends = [np.hypot(x + 4 - 56 * np.cos(a), y - 34 - 56 * np.sin(a)) for a in (start, end)]
    on_arc = (angle >= start) & (angle <= end)
    bowl = np.where(on_arc, np.abs(np.hypot(x + 4, y - 34) - 56), np.minimum(*ends))
    return _shade(_cover(np.minimum(np.minimum(top, stem), bowl) - pen), ink=255, paper=0)


def colours() -> Drawing:
    """Draw six strong colours on a grey of their brightness (BT.601): plain to colour filters, nothing to grey ones."""
    x, y = _grid(420)
    inks = [(232, 54, 54), (150, 108, 0), (40, 156, 40), (0, 150, 170), (68, 100, 255), (192, 48, 200)]
    picture: Plane = np.full((420, 420, 3), 108.0)
    for turn, ink in enumerate(inks):
        angle = turn * np.pi / 3
        disc = _cover(np.hypot(x - 128 * np.cos(angle), y + 128 * np.sin(angle)) - 52)
        picture += disc[..., np.newaxis] * (np.array(ink) - picture)
    return np.asarray(np.rint(picture), dtype=np.uint8)


DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "edges": edges,
    "checkerboard": checkerboard,
    "zone_plate": zone_plate,
    "digit": digit,
    "colours": colours,
}


def main(folder: Path = FOLDER) -> None:
    """Write every drawing as PNG into a folder."""
    for name, drawing in DRAWINGS.items():
        path = folder / f"{name}.png"
        Image.fromarray(drawing()).save(path, optimize=True)
        sys.stdout.write(f"{path} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
