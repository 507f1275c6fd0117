"""How far a response reaches, for whoever colours it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FLAT = 1e-3


def limit(response: NDArray[np.float32], *, cut: float = 0.0) -> float:
    """Return the value at the ends of the scale, which is `-limit..limit` for signed responses, else `0..limit`.

    It is the largest absolute value; with `cut` (0.01, say) the value that this share of the pixels exceeds, so that a
    single bright spot does not darken the rest. A response that is nowhere above 0.001, the noise of rounding, gives 1
    and is drawn flat.
    """
    size = np.abs(response)
    reach = float(np.quantile(size, 1 - cut)) if cut else float(size.max())
    if reach <= FLAT:
        reach = float(size.max())
    return reach if reach > FLAT else 1.0
