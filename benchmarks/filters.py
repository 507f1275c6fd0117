"""Filtering a 1024 x 1024 colour photo, beside OpenCV's `filter2D` on the same float32 picture, in one run.

    python -m benchmarks.filters

Both on one thread, taking turns; figures are medians. The results are compared as well: they agree to 1e-4 of the
largest response.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import cv2
import numpy as np

from cnnviz import imaging

ROUNDS = 15
SIDE = 1024
NEAR = 1e-4
LIMITS = {3: 15.0, 15: 1.5}  # times OpenCV, by the kernel's side
MOST = {3: 20.0}  # milliseconds


def took(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def main() -> None:
    """Measure, compare, print."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(5)
    picture = imaging.Picture.of(rng.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8))
    values, fine = picture.rgb.astype(np.float32), True
    for side, limit in LIMITS.items():
        # a kernel of no shape that could be used: neither separable nor with zeros
        weights = rng.normal(size=(side, side))

        def ours(weights: np.ndarray = weights) -> np.ndarray:
            return imaging.respond(picture, weights, border="reflect")

        def theirs(weights: np.ndarray = weights) -> np.ndarray:
            return cv2.filter2D(values, cv2.CV_32F, weights, borderType=cv2.BORDER_REFLECT_101)

        expected = theirs()
        gap = float(np.abs(ours() - expected).max() / np.abs(expected).max())
        pairs = [(took(ours), took(theirs)) for _ in range(ROUNDS)]
        mine, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
        good = mine / peer <= limit and gap <= NEAR and mine <= MOST.get(side, np.inf)
        fine &= good
        most = f"limit {limit}, {MOST[side]:.0f} ms" if side in MOST else f"limit {limit}"
        print(
            f"{side:2d} x {side:<2d}  {mine:6.1f} ms, OpenCV {peer:6.1f} ms: {mine / peer:5.2f} times ({most})"
            f"  differs by {gap:.1e}  {'' if good else 'TOO MUCH'}"
        )
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
