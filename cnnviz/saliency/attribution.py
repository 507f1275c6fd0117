"""What an explanation is made of, whichever method gave it."""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model


@dataclass(frozen=True)
class Check:
    """What a method says about its own answer: a number, whether all is well, and a sentence for the page."""

    value: float
    passed: bool
    sentence: str


@dataclass(frozen=True)
class Attribution:
    """Where in the picture a class comes from, as one method sees it.

    `.map` is read-only float32 `(H, W)` at the network's input size: a magnitude from 0 up, or with `.signed` positive
    where more of this pixel would raise the score and negative where it would lower it. `.target` is the class's index,
    `.score` its logit. `.check` is the method's own remark, if any. `.layer` and `.cells` name the layer that was
    looked at and the `(h, w)` of its maps, where a method looks at one: the map is no finer than these.
    """

    map: NDArray[np.float32]
    target: int
    score: float
    method: str
    signed: bool = False
    check: Check | None = None
    layer: str | None = None
    cells: tuple[int, int] | None = None
    milliseconds: float = 0.0

    def __post_init__(self) -> None:
        self.map.flags.writeable = False


def chosen_class(model: Model, logits: Tensor, target: int | None) -> int:
    """Return the index to explain: `target`, or the class with the largest of `logits` `(1, K)` for None.

    Raises `DoesNotFit` where the network has no such class.
    """
    if target is None:
        return int(logits[0].argmax())
    index, classes = operator.index(target), logits.shape[1]
    if not 0 <= index < classes:
        raise DoesNotFit(
            f"'{model.name}' tells {classes} classes apart, numbers 0 to {classes - 1}; {index} is not one."
        )
    return index


def derivative(score: Tensor, of: Tensor) -> Tensor:
    """Return `d score / d of`, in the shape of `of`; zeros where the score does not hang on it. Leaves no gradient."""
    if not score.requires_grad:
        return torch.zeros_like(of)
    return torch.autograd.grad(score, of, materialize_grads=True)[0]


def kept(parts: Tensor, signed: bool) -> NDArray[np.float32]:
    """Return a map `(H, W)` for `Attribution`: with its signs, or the magnitudes."""
    values = parts.detach() if signed else parts.detach().abs()
    return np.array(values.float().cpu().numpy())


def strongest_colour(slope: Tensor) -> Tensor:
    """Return of each pixel the value with the largest magnitude, with its sign: `(3, H, W)` -> `(H, W)`."""
    winner = slope.abs().argmax(0, keepdim=True)
    return slope.gather(0, winner)[0]


def per_grey_level(model: Model, slope: Tensor) -> Tensor:
    """Turn a gradient of the normalized input `(N, 3, H, W)` into one of pixels 0..255."""
    std = torch.tensor(model.preset.std, device=slope.device).view(1, 3, 1, 1)
    return slope / (255 * std)


def flat_or_none(saliency: Tensor) -> Check | None:
    """Say why a map made of gradients is blank, if it is."""
    if saliency.any():
        return None
    return Check(0.0, passed=False, sentence="The map is blank: no small change of a pixel moves this class's score.")
