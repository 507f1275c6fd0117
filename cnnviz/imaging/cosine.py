"""How alike two kernels are, also of different sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """`cosine` from -1 (the same with the other sign) to 1 (the same), one `moved` `(down, right)` from the middle."""

    cosine: float
    moved: tuple[int, int]


def likeness(first: Weights, second: Weights) -> Likeness:
    """Compare two kernels `(h, w)`: the cosine of the angle between them, where they agree or disagree most.

    A filter that is moved by a pixel finds the same things a pixel beside, so the second is moved over the first to the
    place where the cosine is largest in size; what hangs over counts as 0, so neither is ever resampled. Centred places
    win ties.
    """
    length = float(np.linalg.norm(first) * np.linalg.norm(second))
    if length == 0:
        return Likeness(0.0, (0, 0))
    (h, w), (a, b) = first.shape, second.shape
    wide = np.pad(first, ((a - 1, a - 1), (b - 1, b - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, (a, b))
    cosines = np.einsum("yxij,ij->yx", windows, second) / length
    down, right = np.indices(cosines.shape)
    down, right = down - ((h - 1) // 2 + a - 1 - (a - 1) // 2), right - ((w - 1) // 2 + b - 1 - (b - 1) // 2)
    # one part in a million a pixel: rounding must not decide between equals
    best = int((np.abs(cosines) - 1e-6 * (np.abs(down) + np.abs(right))).argmax())
    place = np.unravel_index(best, cosines.shape)
    return Likeness(float(np.clip(cosines[place], -1, 1)), (int(down[place]), int(right[place])))
