"""Drawings by chance, as many as asked for: suns, flowers, fish, and faces that smile or do not.

Each is drawn by its number alone, the same one everywhere: place, size, turn, colours, strokes and details differ, so
that a network has to find what they share. Nobody's pictures are needed to show what learning from pictures is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from cnnviz.imaging.lookup import find
from cnnviz.imaging.picture import Picture

SIDE = 128  # pixels of a drawing
FINE = 3  # times as large while it is drawn: smooth edges
Colour = tuple[int, int, int]
Point = tuple[float, float]
PAPERS: tuple[Colour, ...] = ((250, 248, 240), (214, 232, 247), (226, 242, 214), (250, 228, 206), (232, 222, 245))
INKS: tuple[Colour, ...] = ((30, 34, 44), (120, 48, 20), (20, 62, 120), (90, 20, 90), (16, 90, 60))
BRIGHT: tuple[Colour, ...] = (
    (236, 168, 20), (222, 76, 54), (226, 96, 150), (70, 120, 214), (34, 150, 120), (150, 96, 200),
)  # fmt: skip


class Board:
    """A sheet with a place, a size and a turn for what is drawn; points are in units of that size."""

    def __init__(self, chance: Random, turn: float) -> None:
        self.side = SIDE * FINE
        self.paper, self.ink = chance.choice(PAPERS), chance.choice(INKS)
        self.image = Image.new("RGB", (self.side, self.side), self.paper)
        self.pen = ImageDraw.Draw(self.image)
        self.scale = self.side * chance.uniform(0.26, 0.4)
        self.centre = tuple(self.side * chance.uniform(0.42, 0.58) for _ in range(2))
        self.turn = math.radians(chance.uniform(-turn, turn))
        self.wide = max(2, round(self.side * chance.uniform(0.008, 0.024)))

    def at(self, x: float, y: float) -> Point:
        """Return where a point of the drawing lies on the sheet; y is downwards."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return (
            self.centre[0] + self.scale * (x * cos - y * sin),
            self.centre[1] + self.scale * (x * sin + y * cos),
        )

    def shape(self, points: list[Point], fill: Colour | None, outline: bool = True) -> None:
        """Draw a closed shape."""
        placed = [self.at(*point) for point in points]
        if fill is not None:
            self.pen.polygon(placed, fill)
        if outline:
            self.line([*points, points[0]])

    def line(self, points: list[Point], thick: float = 1.0, ink: Colour | None = None) -> None:
        """Draw a stroke."""
        placed = [self.at(*point) for point in points]
        self.pen.line(placed, ink or self.ink, max(1, round(thick * self.wide)), joint="curve")

    def picture(self, chance: Random) -> Picture:
        """Return the sheet in its final size, with the grain of paper."""
        small = np.asarray(self.image.resize((SIDE, SIDE), Image.Resampling.BOX), np.float64)
        grain = np.random.default_rng(chance.getrandbits(32)).normal(0, 4, (SIDE, SIDE, 1))
        return Picture.of(np.clip(small + grain, 0, 255).round().astype(np.uint8))


def _round(radius: float, x: float = 0, y: float = 0, squeeze: float = 1, count: int = 40) -> list[Point]:
    turns = (2 * math.pi * step / count for step in range(count))
    return [(x + radius * math.cos(turn), y + radius * squeeze * math.sin(turn)) for turn in turns]


def _sun(chance: Random) -> Picture:
    board, fill = Board(chance, 180), chance.choice(BRIGHT)
    core = chance.uniform(0.36, 0.55)
    rays, pointed = chance.randint(8, 14), chance.random() < 0.6
    for ray in range(rays):
        angle = 2 * math.pi * ray / rays
        inner, outer, half = core + chance.uniform(0.08, 0.14), chance.uniform(0.85, 1.05), math.pi / rays * 0.6
        tip = (outer * math.cos(angle), outer * math.sin(angle))
        if pointed:
            foot = [(inner * math.cos(angle + side * half), inner * math.sin(angle + side * half)) for side in (-1, 1)]
            board.shape([foot[0], tip, foot[1]], fill)
        else:
            board.line([(inner * math.cos(angle), inner * math.sin(angle)), tip], 1.6, fill)
    board.shape(_round(core), fill)
    return board.picture(chance)


def _flower(chance: Random) -> Picture:
    board, fill, heart = Board(chance, 180), *chance.sample(BRIGHT, 2)
    petals, core = chance.randint(5, 12), chance.uniform(0.2, 0.36)
    reach, wide = chance.uniform(0.6, 0.72), chance.uniform(0.6, 1.0)
    if chance.random() < 0.5:
        board.line([(0, 0), (chance.uniform(-0.2, 0.2), 1.5)], 1.8, (40, 130, 60))
    for petal in range(petals):
        angle = 2 * math.pi * petal / petals
        x, y = reach * math.cos(angle), reach * math.sin(angle)
        half = wide * math.pi * reach / petals
        leaf = [(0.38 * math.cos(t / 4), half * math.sin(t / 4)) for t in range(26)]
        cos, sin = math.cos(angle), math.sin(angle)
        board.shape([(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in leaf], fill)
    board.shape(_round(core), heart)
    return board.picture(chance)


def _fish(chance: Random) -> Picture:
    board, fill, fin = Board(chance, 40), *chance.sample(BRIGHT, 2)
    way, high = chance.choice((-1, 1)), chance.uniform(0.4, 0.65)
    board.shape([(way * x, y) for x, y in ((-0.55, 0), (-1.1, -0.45), (-0.95, 0), (-1.1, 0.45))], fin)
    if chance.random() < 0.6:
        board.shape([(way * x, y) for x, y in ((-0.2, -high * 0.8), (0.0, -high - 0.3), (0.35, -high * 0.8))], fin)
    board.shape(_round(0.8, squeeze=high / 0.8), fill)
    board.shape(_round(0.08, way * 0.45, -0.12), board.ink, outline=False)
    for stripe in range(chance.randint(0, 3)):
        x = way * (0.1 - 0.25 * stripe)
        board.line([(x, -high * 0.6), (x - way * 0.08, 0), (x, high * 0.6)], 0.8)
    return board.picture(chance)


def _face(chance: Random, mood: int) -> Picture:
    board, fill = Board(chance, 25), chance.choice((*BRIGHT, None))
    board.shape(_round(0.95, squeeze=chance.uniform(0.85, 1.15)), fill)
    apart, high, size = chance.uniform(0.28, 0.42), chance.uniform(-0.4, -0.2), chance.uniform(0.07, 0.14)
    for side in (-1, 1):
        board.shape(_round(size, side * apart, high, chance.uniform(0.8, 1.5)), board.ink, outline=False)
    if chance.random() < 0.4:
        board.line([(0, -0.1), (chance.uniform(-0.12, 0.12), 0.14)])
    wide, deep, low = chance.uniform(0.35, 0.6), chance.uniform(0.07, 0.36), chance.uniform(0.35, 0.5)
    curve = [(wide * t / 10, low + mood * deep * (0.5 - (t / 10) ** 2)) for t in range(-10, 11)]
    board.line(curve, 1.4)
    return board.picture(chance)


def _smile(chance: Random) -> Picture:
    return _face(chance, 1)


def _frown(chance: Random) -> Picture:
    return _face(chance, -1)


KINDS: dict[str, Callable[[Random], Picture]] = {
    "sun": _sun,
    "flower": _flower,
    "fish": _fish,
    "smile": _smile,
    "frown": _frown,
}


@lru_cache(maxsize=512)
def doodle(kind: str, number: int) -> Picture:
    """Return drawing `number` of a kind, 128 x 128; numbers name drawings for ever. Raises `UnknownName`."""
    return find(kind, KINDS, "drawing")(Random(f"{kind} {number}"))  # noqa: S311 (drawings keep no secrets)
