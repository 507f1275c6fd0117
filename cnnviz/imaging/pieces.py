"""Pieces of a sample photo by chance: a smaller square of it, mirrored or not, lighter or darker."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import numpy as np
from PIL import Image

from cnnviz.imaging import samples
from cnnviz.imaging.picture import Picture

SIDE = 128  # pixels of a piece
SMALLEST, LARGEST = 0.45, 0.9  # of the photo's shorter side
LIGHT = 0.25


@lru_cache(maxsize=256)
def piece(name: str, number: int) -> Picture:
    """Return piece `number` of a sample photo, 128 x 128, the same one everywhere. Raises `UnknownName`."""
    photo = samples.load(name).rgb
    chance = Random(f"{name} {number}")  # noqa: S311 (pieces keep no secrets)
    height, width = photo.shape[:2]
    side = round(min(height, width) * chance.uniform(SMALLEST, LARGEST))
    top, left = chance.randint(0, height - side), chance.randint(0, width - side)
    square = photo[top : top + side, left : left + side]
    if chance.random() < 0.5:
        square = square[:, ::-1]
    small = Image.fromarray(np.ascontiguousarray(square)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    light = np.asarray(small, np.float64) * chance.uniform(1 - LIGHT, 1 + LIGHT)
    return Picture.of(np.clip(light, 0, 255).round().astype(np.uint8))
