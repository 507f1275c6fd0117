"""What a class, a channel or a unit looks like to a network: a picture that climbs its score from noise.

Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks" (2013), section 2; what makes it look like something:
Olah, Mordvintsev, Schubert, "Feature visualization" (2017), https://distill.pub/2017/feature-visualization/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from cnnviz.errors import DoesNotFit
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.synthesis import objective, parameterization, transform
from cnnviz.synthesis.objective import Objective
from cnnviz.synthesis.parameterization import Parameterization, Start
from cnnviz.synthesis.penalty import Penalties
from cnnviz.synthesis.render import GRID, RATE, Ascent

SMALLEST, LARGEST = 32, 320  # pixels of a side
MOST_STEPS = 1000
SCALE, DEGREES = 0.3, 15.0  # of the transformations at `robust` 1


@dataclass(frozen=True)
class Options:
    """How the picture is made; the defaults are what looked best for the embedded network.

    `size` is the picture's side, 0 for the network's own; `fourier` moves frequencies, else pixels; `jitter` in pixels;
    `robust` scales the transformations that the class has to survive: 1 is up to 30 % larger or smaller and 15
    degrees, 0 none; `l2`, `total_variation` and `blur` weigh penalties.
    """

    size: int = 0
    steps: int = 96
    start: Start = Start.NOISE
    fourier: bool = True
    jitter: int = 6
    robust: float = 1.0
    l2: float = 0.1
    total_variation: float = 0.1
    blur: float = 0.0
    rate: float = RATE

    def side(self, model: Model) -> int:
        """Return the picture's side for `model`. Raises `DoesNotFit`."""
        side = self.size or model.input_size[0]
        if not SMALLEST <= side <= LARGEST or (side % GRID and side != model.input_size[0]):
            raise DoesNotFit(
                f"A picture of {side} pixels a side cannot be made; multiples of {GRID}, {SMALLEST} to {LARGEST}, can."
            )
        return side

    @property
    def transform(self) -> transform.Transform:
        """What the network sees of the picture at each step."""
        parts = [transform.jitter(self.jitter)] if self.jitter else []
        if self.robust:
            parts.append(transform.resampled(SCALE * self.robust, DEGREES * self.robust))
        return transform.composed(*parts)

    @property
    def penalties(self) -> Penalties:
        """What holds the picture back."""
        return Penalties(self.l2, self.total_variation, self.blur)


class ClassImage(NamedTuple):
    """`image` is float32 `(H, W, 3)`, whole numbers 0..255; `trace` the class's logit before each step."""

    image: NDArray[np.float32]
    trace: tuple[float, ...]


def class_image(model: Model, target: int, seed: int = 0, photo: Picture | None = None, **options: Any) -> ClassImage:
    """Make a picture of class `target`; `options` are those of `Options`. The same seed gives the same picture.

    Raises `UnknownName` for a class that the network does not have and `DoesNotFit` for a size that it cannot take.
    """
    made = ascent(model, objective.logit(model, target), Options(**options), seed, photo)
    trace = tuple(made.climb(Options(**options).steps))
    return ClassImage(made.image().astype(np.float32), trace)


def ascent(model: Model, objective: Objective, options: Options, seed: int = 0, photo: Picture | None = None) -> Ascent:
    """Return the ascent of any objective, ready to be run step by step; see `class_image`."""
    side = options.side(model)
    if not 1 <= options.steps <= MOST_STEPS:
        raise DoesNotFit(f"{options.steps} steps cannot be taken; 1 to {MOST_STEPS} can.")
    start = None if photo is None else square(model, photo, side)
    begun = parameterization.begin(options.start, (side, side), seed, start).to(model.device)
    with torch.inference_mode(mode=False), torch.no_grad():
        make = parameterization.fourier if options.fourier else parameterization.pixels
        free: Parameterization = make(begun)
    return Ascent(model, objective, free, options.transform, options.penalties, options.rate, seed)


def square(model: Model, photo: Picture, side: int) -> Tensor:
    """Return the part of the photo that the network sees as `(1, 3, side, side)` in 0..1."""
    top, left, bottom, right = model.view(photo).box
    box = (max(0.0, left), max(0.0, top), min(float(photo.width), right), min(float(photo.height), bottom))
    small = Image.fromarray(photo.rgb).resize((side, side), Image.Resampling.BICUBIC, box=box)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].float() / 255


def probability(model: Model, image: NDArray[np.uint8], target: int) -> float:
    """Return how sure the network is of class `target` in a made picture `(H, W, 3)`, as in any photo."""
    return float(chances(model, image)[target])


def chances(model: Model, image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the probability of each class for a made picture, brought to the network's input as photos are."""
    with torch.inference_mode(mode=False), torch.no_grad():
        found: NDArray[np.float32] = model.module(model.preprocess(Picture.of(image))).softmax(1)[0].cpu().numpy()
    return found


def frames(ascent: Ascent, steps: int, every: int) -> Iterator[tuple[float, NDArray[np.uint8] | None]]:
    """Yield the score of each step, and the picture after every `every` steps and the last."""
    for index, score in enumerate(ascent.climb(steps), start=1):
        yield score, ascent.image() if index % every == 0 or index == steps else None
