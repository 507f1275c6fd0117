"""Why so little is enough: many small pushes, all in the right direction, add up.

Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial Examples" (2014), section 3,
https://arxiv.org/abs/1412.6572.
"""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.synthesis.attack import Attack
from cnnviz.synthesis.start import Start


@dataclass(frozen=True)
class Linear:
    """What a linear network with the same slope would have done, and what this one did.

    `per_level` is the steepest change of the loss for each grey level of epsilon: `||slope||_1`, the sum of all
    magnitudes, for L-infinity, `||slope||_2` for L2. `predicted` and `real` are changes of the loss, negative where it
    falls; `predicted` knows nothing of pixels that are already black or white, `clipped` is the slope times the noise
    that was really added.
    """

    per_level: float
    predicted: float
    clipped: float
    real: float


def linear(begun: Start, found: Attack) -> Linear:
    """Compare the straight line from the photo with an attack on it."""
    steepest = begun.slope
    per_level = found.norm.dual(steepest)
    uphill = 1 if begun.target is None else -1
    slope = steepest[0].permute(1, 2, 0).numpy()  # (1, 3, H, W) -> (H, W, 3), as the noise
    changes = found.losses - found.losses[0]
    return Linear(per_level, uphill * found.epsilon * per_level, float((slope * found.noise).sum()), float(changes[-1]))
