"""Adversarial pictures: a photo moved so little that nobody sees it, until the network says something else.

- One step, FGSM: Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial Examples" (2014), section 4,
  https://arxiv.org/abs/1412.6572.
- Several steps, the basic iterative method: Kurakin, Goodfellow, Bengio, "Adversarial examples in the physical world"
  (2016), section 2.2, https://arxiv.org/abs/1607.02533.
- Several steps from a random place near the photo, PGD: Madry, Makelov, Schmidt, Tsipras, Vladu, "Towards Deep Learning
  Models Resistant to Adversarial Attacks" (2017), section 2.1, https://arxiv.org/abs/1706.06083.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnviz.arithmetic.checks import whole
from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture
from cnnviz.synthesis.margin import margin
from cnnviz.synthesis.norms import Ball, Norm
from cnnviz.synthesis.start import Start, logits_of, slope_of_lead
from cnnviz.synthesis.start import start as look

MOST_STEPS = 1000
REACH = 2.5  # steps together are so many times epsilon long: enough to cross the ball and turn (Madry's recipe)

Steps = Generator[int, None, "Attack"]


@dataclass(frozen=True)
class Attack:
    """A picture that was made to be misread.

    `.image` is float32 `(H, W, 3)` in 0..255 at the network's input size, `.noise` exactly `image - photo`, both
    read-only; no value of the noise is above `epsilon` (its L2 norm, for `norm="l2"`). `.logits` `(steps + 1, classes)`
    is the trace of scores: of the picture before the first step, after each step, and last of `.image` itself. `.label`
    is what the network said of the photo, `.target` the class to reach, None where any other would do.
    """

    image: NDArray[np.float32] = field(repr=False)
    noise: NDArray[np.float32] = field(repr=False)
    logits: NDArray[np.float32] = field(repr=False)
    label: int
    target: int | None
    epsilon: float
    steps: int
    norm: Norm

    def __post_init__(self) -> None:
        for each in (self.image, self.noise, self.logits):
            each.flags.writeable = False

    @property
    def index(self) -> int:
        """The class that the network sees in `.image`."""
        return int(self.logits[-1].argmax())

    @property
    def succeeded(self) -> bool:
        """Whether the network sees what was wanted in `.image`."""
        return self.wins(self.index)

    def wins(self, index: int) -> bool:
        """Whether a class is what was wanted: the target, or without one anything but the label."""
        return index != self.label if self.target is None else index == self.target

    @property
    def margins(self) -> NDArray[np.float64]:
        """The trace as what is left to win at each step, in logits: see `margin`."""
        return margin(self.logits, self.label, self.target)

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """The trace as probabilities, `(steps + 1, classes)`."""
        return softmax(self.logits)

    @property
    def losses(self) -> NDArray[np.float64]:
        """The trace of the loss that was followed: cross-entropy of the target, or of the label."""
        return cross_entropy(self.logits, self.label if self.target is None else self.target)


def attack(
    model: Model,
    picture: Picture,
    epsilon: float,
    target: int | None = None,
    steps: int = 1,
    norm: str = "linf",
    *,
    seed: int | None = None,
) -> Attack:
    """Move a photo by at most `epsilon` grey levels towards class `target`, or for None away from what it is taken for.

    With `steps=1`: `x' = clip(x - epsilon * sign(d L(x, target) / d x))`, or `x + epsilon * sign(d L(x, label) / d x)`
    without a target, where `L` is the cross-entropy of the logits (see `slope_of_lead`). With more, as many steps of
    `2.5 * epsilon / steps`, each followed by the way back into the ball, from the photo, or with a `seed` from a random
    picture of the ball. For `norm="l2"` the gradient goes by its length instead of its signs; see `norms` for units.

    Takes one forward and one backward pass a step, and one forward pass at the end (with a `seed`, one of each more, to
    see what the photo is taken for). The shared network is not touched.

    Raises `DoesNotFit` for a distance, a number of steps or a class that there is not, and `UnknownName` for a norm.
    """
    doing = iterate(model, picture, epsilon, target, steps, norm, seed=seed)
    while True:
        try:
            next(doing)
        except StopIteration as done:
            found: Attack = done.value
            return found


def iterate(
    model: Model,
    picture: Picture,
    epsilon: float,
    target: int | None = None,
    steps: int = 1,
    norm: str = "linf",
    *,
    seed: int | None = None,
    known: Start | None = None,
) -> Steps:
    """Do the same in slices: yields how many steps are done after each, and returns the `Attack`.

    `known` is what `start` has found for this photo and target: the first step from the photo then costs nothing.
    """
    if whole(steps, "number of steps", 1) > MOST_STEPS:
        raise DoesNotFit(f"At most {MOST_STEPS} steps; {steps} would take too long.")
    how = Norm.of(norm)
    begun = known or look(model, picture, target)
    ball = Ball(begun.pixels, epsilon, how)
    epsilon = float(epsilon)
    size = epsilon if steps == 1 else REACH * epsilon / steps
    uphill = 1 if begun.target is None else -1
    at = begun.pixels if seed is None else ball.random(seed)
    trace = []
    for done in range(1, steps + 1):
        if done == 1 and seed is None:
            slope, logits = begun.lead, begun.logits
        else:
            slope, logits = slope_of_lead(model, at, begun.sought)
        trace.append(logits)
        at = ball.toward(at, uphill * slope, size)
        yield done
    trace.append(logits_of(model, at))
    noise = at - begun.pixels  # exact: see `norms.GRID`
    image, moved = (each[0].permute(1, 2, 0).contiguous().cpu().numpy() for each in (at, noise))
    return Attack(image, moved, np.stack(trace), begun.label, begun.target, epsilon, steps, how)


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the probabilities of logits `(..., classes)`."""
    return np.exp(_log_softmax(logits))


def cross_entropy(logits: NDArray[np.float32], index: int) -> NDArray[np.float64]:
    """Return `-log softmax(logits)[index]` for logits `(..., classes)`."""
    found: NDArray[np.float64] = -_log_softmax(logits)[..., index]
    return found


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    wide = np.asarray(logits, np.float64)
    shifted = wide - wide.max(-1, keepdims=True)
    found: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return found
