"""Records a private copy of a network as a graph of one picture, or says why that cannot be."""

from __future__ import annotations

from torch import nn

from cnnviz.errors import NotTraceable
from cnnviz.models.trace import Trace

SHOWN = 200  # characters of torch's own words that a sentence repeats


def traced(network: nn.Module) -> Trace:
    """Record a private copy of a network. Raises `NotTraceable`."""
    try:
        trace = Trace(network)
    except Exception as reason:
        raise NotTraceable(
            "torch.fx cannot follow this network's forward: it decides by values that are not there yet, "
            f"or holds a module that cannot be recorded. {in_short(reason)}"
        ) from reason
    if sum(node.op == "placeholder" for node in trace.nodes) != 1 or not trace.names:
        raise NotTraceable(
            "This network takes more or less than one picture; its forward needs one argument, the picture."
        )
    return trace


def in_short(reason: Exception) -> str:
    """Return torch's own words in short."""
    words = " ".join(str(reason).split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
