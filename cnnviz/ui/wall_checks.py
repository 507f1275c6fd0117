"""Honest maps: what becomes of a map when pixels go, seeds change, or the network forgets what it has learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnnviz import saliency
from cnnviz.errors import UnknownName
from cnnviz.saliency import Curve, Progress
from cnnviz.serve import Question, Visitor
from cnnviz.ui import inspecting_asked, wall_running
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked
from cnnviz.ui.wall_answers import Wanted, read

COUNTS = (0, 1, 2, 4, 8)  # layers to forget, from the last on
SEEDS = (0, 1, 2, 3, 4)


def question(wanted: Wanted, kind: str) -> Question:
    """What the engine is asked for the check `kind`. Raises `UnknownName` where there is none of that name."""
    if kind not in CHECKS:
        raise UnknownName("A map can be checked by curves, seeds or the cascade.")
    return wanted.question(f"wall {kind}")


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer also `{kind}` with that check, packed. Raises `UnknownName`, `DoesNotFit`, the engine's."""
    wanted, kind = read(visitor, asked), inspecting_asked.text(asked, "kind")
    asking = question(wanted, kind)
    return wall_running.watched(asking, lambda progress: CHECKS[kind](wanted, progress), visitor.id)


def _curves(wanted: Wanted, progress: Progress) -> bytes:
    """Pack deletion and insertion of the map, and its Average Drop."""

    def quiet(_done: int, _of: int) -> None:
        progress(0, 0)  # only to be stopped: how far the map is says nothing of the curves

    found = wanted.explain(quiet)
    both = saliency.curves(wanted.model, wanted.picture, found, progress=progress)
    drop = saliency.drop(wanted.model, wanted.picture, found)
    return pack(
        {
            "deletion": _points(both.deletion),
            "insertion": _points(both.insertion),
            "drop": {"whole": drop.whole, "left": drop.left, "percent": drop.percent, "increased": drop.increased},
        },
        [],
    )


def _points(curve: Curve) -> dict[str, Any]:
    return {"shares": curve.shares, "probabilities": curve.probabilities, "area": curve.area}


def _seeds(wanted: Wanted, progress: Progress) -> bytes:
    """Pack the mean of five seeds' maps and their standard deviation, float32 each."""
    found = saliency.over_seeds(
        wanted.model,
        wanted.picture,
        wanted.target,
        wanted.method.name,
        seeds=SEEDS,
        progress=progress,
        **wanted.options,
    )
    blobs = [each.astype("<f4").tobytes() for each in (found.mean, found.deviation)]
    return pack({"size": list(found.mean.shape), "agreement": found.agreement, "count": len(found.found)}, blobs)


def _cascade(wanted: Wanted, progress: Progress) -> bytes:
    """Pack the maps with the last layers forgotten, float32 each, and how like the trained network's they are."""
    steps = saliency.cascade(
        wanted.model,
        wanted.picture,
        wanted.target,
        wanted.method.name,
        counts=COUNTS,
        progress=progress,
        **wanted.options,
    )
    told = [
        {"count": each.count, "layer": each.layer, "correlation": each.correlation, "similarity": each.similarity}
        for each in steps
    ]
    blobs = [each.found.map.astype("<f4").tobytes() for each in steps]
    return pack({"size": list(steps[0].found.map.shape), "steps": told}, blobs)


CHECKS: Mapping[str, Callable[[Wanted, Progress], bytes]] = {"curves": _curves, "seeds": _seeds, "cascade": _cascade}
