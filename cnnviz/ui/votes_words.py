"""How a network comes from its last maps to a logit, in words: why the channels' votes are exact."""

from __future__ import annotations

from cnnviz.activations.decision import Ending, Head, Votes
from cnnviz.render import percent


def explained(head: Head, found: Votes, *, alone: bool) -> str:
    """Say it for one network; `alone` where the votes are those of one class, not the difference of two."""
    if head.ending is Ending.POOLED:
        return _pooled(head, len(found.parts))
    if head.ending is Ending.CONVOLVED:
        return _convolved(head, found, alone)
    return _plain(head, len(found.parts))


def _pooled(head: Head, count: int) -> str:
    return (
        f"Global average pooling turns each of the {count} maps of {head.layer} into one number, its mean. The last "
        f"layer, {head.last}, multiplies each mean by a weight of the class and adds them up with a bias. So every "
        "channel\u2019s vote is known exactly."
    )


def _convolved(head: Head, found: Votes, alone: bool) -> str:
    cut = ""
    if head.rectified:
        share = f" (for this class {percent(found.passed)} of the places stay)" if alone else ""
        cut = (
            "ReLU then cuts off what is below 0. So only places where the class\u2019s own map is above 0 count in a "
            f"channel\u2019s mean, and for the bias{share}. "
        )
    return (
        f"This network weighs first and averages last: {head.last}, a 1\u00d71 convolution, makes of the "
        f"{len(found.parts)} maps of {head.layer} one map for each class. {cut}Its mean is the logit, and the votes "
        "add up to it exactly."
    )


def _plain(head: Head, count: int) -> str:
    return (
        f"This network does not average maps right before its last weights: {head.last} reads {count} numbers of "
        f"{head.layer} that have no place in the photo any more. They add up to the logit just as exactly, but there "
        "are no maps to look at and there is no class activation map. The view \u201cSaliency\u201d asks the pixels "
        "instead."
    )
