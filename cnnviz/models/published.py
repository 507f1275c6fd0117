"""Where published files of weights differ from the networks that they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

# DenseNet's layers were once named with dots inside: denselayer1.norm.1.weight for what is now denselayer1.norm1.weight
_DOTTED = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))\.(?=[12]\.)")

# Heads that only helped training: GoogLeNet's file holds them, the network that looks at photos has none.
_TRAINING_ONLY = {"googlenet": ("aux1.", "aux2.")}


def as_built(name: str, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors of a file for network `name` under the names of its module, without what only training used.

    Names as torchvision reads them (`torchvision.models.densenet`, `torchvision.models.googlenet`); a file that has
    today's names already comes back as it is.
    """
    left_out = _TRAINING_ONLY.get(name, ())
    today = {_DOTTED.sub(r"\1", key): each for key, each in state.items()} if name == "densenet121" else dict(state)
    return {key: each for key, each in today.items() if not key.startswith(left_out)} if left_out else today
