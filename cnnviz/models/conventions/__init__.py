"""What torchvision, torchinfo, fvcore, ptflops, torch itself and the papers print for a network, and why.

Importing this costs no torch: the figures are data, and tests let each tool that is installed print them again.
"""

from __future__ import annotations

from cnnviz.models.conventions import attention, counters
from cnnviz.models.conventions.claim import Claim, Part, Quantity
from cnnviz.models.conventions.counts import COUNTS
from cnnviz.models.conventions.papers import PAPERS

__all__ = ["Claim", "Part", "Quantity", "claims", "with_claims"]

_METADATA_HAS_HEADS = "inception_v3"  # GoogLeNet's metadata leaves them out


def with_claims() -> tuple[str, ...]:
    """Names of the networks for which there are claims."""
    return (*COUNTS, "vit_b_16")


def claims(name: str) -> tuple[Claim, ...]:
    """Return what others print for one of torchvision's networks: parameters, then MACs, then fields.

    For one picture of the network's own input size. Empty where nothing has been gathered.
    """
    if name == "vit_b_16":
        found = [*counters.parameters(attention.COUNTS), *attention.macs()]
    elif name in COUNTS:
        counts = COUNTS[name]
        found = [*counters.parameters(counts, name == _METADATA_HAS_HEADS), *counters.macs(counts)]
    else:
        return ()
    order = list(Quantity)
    return tuple(sorted([*found, *PAPERS.get(name, ())], key=lambda claim: order.index(claim.quantity)))
