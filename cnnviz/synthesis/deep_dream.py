"""DeepDream: whatever a layer sees in the photo already, made stronger, from coarse to fine.

The photo is taken at several sizes (octaves), the smallest first; what was dreamt at one goes on at the next. At each
step the picture is rolled by a random shift, its gradient computed tile by tile (so that a large picture takes no more
memory or patience than a small one, and seams never fall on the same place), and added with its size set to `rate`.
Mordvintsev, Olah, Tyka, "Inceptionism: going deeper into neural networks" (2015).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from cnnviz.errors import DoesNotFit
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.synthesis.objective import Objective
from cnnviz.synthesis.render import GRID, eight_bits

TILE = 96  # pixels a side, or the network's input where that is larger
MOST_OCTAVES, LARGEST = 8, 512


@dataclass(frozen=True)
class DreamOptions:
    """`size` is the longer side of the largest octave in pixels; each octave is `zoom` times smaller than the next."""

    size: int = 256
    octaves: int = 4
    zoom: float = 1.4
    steps: int = 10
    rate: float = 0.006
    jitter: int = 32

    def __post_init__(self) -> None:
        if not (1 <= self.octaves <= MOST_OCTAVES and 1.1 <= self.zoom <= 2 and 32 <= self.size <= LARGEST):
            raise DoesNotFit(f"A dream has 1 to {MOST_OCTAVES} octaves, 1.1 to 2 apart, of 32 to {LARGEST} pixels.")


@dataclass(frozen=True)
class DreamStep:
    """After a tile: `done` of `of` tiles; after a whole step also its `score` and the picture, uint8 `(H, W, 3)`."""

    done: int
    of: int
    score: float | None = None
    image: NDArray[np.uint8] | None = None


def dream(
    model: Model, photo: Picture, objective: Objective, seed: int = 0, options: DreamOptions | None = None
) -> Iterator[DreamStep]:
    """Dream on a photo; yields after every tile. Raises `DoesNotFit` for octaves that cannot be made."""
    options = options or DreamOptions()
    sizes = octave_sizes(photo, options)
    generator = torch.Generator().manual_seed(seed)
    move = partial(_shift, options.jitter, generator)
    side = max(TILE, *model.input_size)
    of = sum(options.steps * len(tiles(size, side)) for size in sizes)
    done, dreamt = 0, torch.zeros(1, 3, 1, 1, device=model.device)
    for size in sizes:
        plain = resized(photo, size, model.device)
        picture = plain + F.interpolate(dreamt, size, mode="bilinear", align_corners=False)
        for _ in range(options.steps):
            shift = move()
            scores: list[float] = []
            rolled = picture.roll(shift, (-2, -1))
            slope = torch.zeros_like(rolled)
            for rows, cols in tiles(size, side):
                if scores:  # the step is not whole yet
                    yield DreamStep(done, of)
                score, slope[..., rows, cols] = _slope(model, objective, rolled[..., rows, cols])
                scores.append(score)
                done += 1
            uphill = slope.roll([-each for each in shift], (-2, -1))
            picture = (picture + options.rate * uphill / uphill.abs().mean().clamp(min=1e-12)).clamp(0, 1)
            large = F.interpolate(picture, sizes[-1], mode="bilinear", align_corners=False)
            yield DreamStep(done, of, sum(scores) / len(scores), eight_bits(large))
        dreamt = picture - plain


def octave_sizes(photo: Picture, options: DreamOptions) -> list[tuple[int, int]]:
    """Return each octave's `(height, width)`, the smallest first, in the photo's proportions."""
    longer = max(photo.height, photo.width)
    sides = [options.size / options.zoom**octave for octave in range(options.octaves)][::-1]
    return [(_even(side * photo.height / longer), _even(side * photo.width / longer)) for side in sides]


def _even(length: float) -> int:
    """Round to what every layer of a network that halves the picture a few times can halve."""
    return max(4 * GRID, GRID * round(length / GRID))


def tiles(size: tuple[int, int], side: int) -> list[tuple[slice, slice]]:
    """Cut a picture into parts that are about equal and at most `side` pixels high and wide."""
    rows, cols = (_cuts(length, side) for length in size)
    return [(row, col) for row in rows for col in cols]


def _cuts(length: int, side: int) -> list[slice]:
    count = math.ceil(length / side)
    edges = [GRID * round(length * i / (count * GRID)) for i in range(count + 1)]
    return [slice(start, end) for start, end in pairwise(edges)]


def _shift(most: int, generator: torch.Generator) -> list[int]:
    return torch.randint(-most, most + 1, (2,), generator=generator).tolist()


def resized(photo: Picture, size: tuple[int, int], device: torch.device) -> Tensor:
    """Return the photo as `(1, 3, *size)` in 0..1."""
    small = Image.fromarray(photo.rgb).resize(size[::-1], Image.Resampling.BICUBIC)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].to(device).float() / 255


def _slope(model: Model, objective: Objective, part: Tensor) -> tuple[float, Tensor]:
    """Return the score of a part of the picture and its derivative."""
    with torch.inference_mode(mode=False), torch.enable_grad():
        start = part.clone().requires_grad_()
        score = objective.score(model.trace.run(model.normalize(255 * start), objective.layers))
        (slope,) = torch.autograd.grad(score, start)
    return float(score.detach()), slope
