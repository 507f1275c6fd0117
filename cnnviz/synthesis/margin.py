"""How far a network is from being fooled, in logits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def margin(logits: NDArray[np.float32], label: int, target: int | None = None) -> NDArray[np.float64]:
    """Return what is left until the attack has won, for logits `(..., classes)`: at or below 0 it has.

    Away from `label` (`target` None): the label's logit minus the largest other. Towards `target`: the largest other
    minus the target's. Carlini and Wagner, "Towards Evaluating the Robustness of Neural Networks" (2017), section 5.1,
    f6 without its floor, https://arxiv.org/abs/1608.04644.
    """
    wide = np.asarray(logits, np.float64)
    one = label if target is None else target
    others = np.delete(wide, one, axis=-1).max(-1)
    found: NDArray[np.float64] = (wide[..., one] - others) if target is None else (others - wide[..., one])
    return found
