"""How alike two maps are: by the order of their pixels, and by their structure."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

Map = NDArray[np.float32]
_WINDOW = 7  # pixels of a side


def rank_correlation(a: Map, b: Map) -> float:
    """Return Spearman's correlation of two maps of one shape: 1 the same order of pixels, 0 unrelated, -1 reversed.

    Equal values share the mean of their ranks; 0 where a map is the same everywhere. Spearman 1904.
    """
    first, second = _ranks(a), _ranks(b)
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def structural_similarity(a: Map, b: Map) -> float:
    """Return the mean structural similarity of two maps `(H, W)`, each stretched to 0..1 first: 1 where they are equal.

    Wang, Bovik, Sheikh, Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity" (2004),
    equation 13, with `C1 = 0.01^2`, `C2 = 0.03^2` and even windows of 7x7 that lie wholly in the map.
    """
    x, y = (torch.from_numpy(_stretched(each))[None, None] for each in (a, b))
    side = min(_WINDOW, *a.shape)

    def mean(values: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(values, side, 1)

    mx, my = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    c1, c2 = 0.01**2, 0.03**2
    return float(((2 * mx * my + c1) * (2 * vxy + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))).mean())


def _ranks(values: Map) -> NDArray[np.float64]:
    """Return each value's place in the order, from 0; equal ones share their mean place."""
    _, place, count = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    ranks: NDArray[np.float64] = (last - (count + 1) / 2)[place]
    return ranks


def _stretched(values: Map) -> NDArray[np.float64]:
    """Bring a map to 0..1; zeros where it is the same everywhere."""
    clean = values.astype(np.float64)
    width = np.ptp(clean)
    return (clean - clean.min()) / width if width else np.zeros_like(clean)
