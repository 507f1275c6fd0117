"""What a filter of the first layer looks for: colours or greys, and stripes of which width and direction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FINE = 64  # the spectrum is computed on so many frequencies a side: the filter padded with zeros


@dataclass(frozen=True)
class Stripes:
    """`colour` is the share, 0 to 1, of the filter's energy that no grey pattern can reach.

    `period` is the width of a light and a dark stripe together, in pixels; None where the filter has no direction:
    it answers most to an even patch (a blob). `angle` is that of the stripes, in degrees: 0 lies, 90 stands, 45 rises
    to the right.
    """

    colour: float
    period: float | None
    angle: float | None


def stripes(kernel: NDArray[np.float32]) -> Stripes:
    """Describe a filter `(3, h, w)` by the largest value of its spectrum, added up over the colours.

    How it can mislead: a filter of `h` pixels tells stripes apart only coarsely, and two crossed directions are told
    as one.
    """
    values = kernel.astype(np.float64)
    energy = float((values**2).sum())
    if energy == 0:
        return Stripes(0.0, None, None)
    grey = values.mean(0)  # of each pixel's three weights, what is equal in all
    colour = max(0.0, 1 - 3 * float((grey**2).sum()) / energy)
    power = (np.abs(np.fft.fft2(values, (FINE, FINE))) ** 2).sum(0)  # (3, h, w) -> (FINE, FINE)
    frequencies = np.fft.fftfreq(FINE)
    row, col = np.unravel_index(int(power.argmax()), power.shape)
    down, across = float(frequencies[row]), float(frequencies[col])
    speed = math.hypot(down, across)  # cycles a pixel
    if speed < 0.5 / max(kernel.shape[1:]):  # less than half a wave in the filter
        return Stripes(colour, None, None)
    return Stripes(colour, 1 / speed, math.degrees(math.atan2(across, down)) % 180)
