"""A built network in a sentence; the same stands in `assets/components/builder/words.js`."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.arithmetic import GLOBAL, LayerRow, ReceptiveField
from cnnviz.arithmetic.building import Analysis, Network
from cnnviz.render import grouped


def summary(network: Network, analysis: Analysis) -> str:
    """Say how many layers, what they cost, and what the last unit sees."""
    sums, count = analysis.totals, len(network.layers)
    costs = (
        f"{grouped(sums.parameters)} {'parameter' if sums.parameters == 1 else 'parameters'}, "
        f"{grouped(sums.macs)} {'MAC' if sums.macs == 1 else 'MACs'}"
    )
    if analysis.mismatch:
        place = f"Layer {analysis.mismatch.index + 1} of {count} does not fit."
        return f"{place} Before it: {costs}{_sees(analysis.rows)}."
    if count == 0:
        return "No layers yet."
    return f"{count} {'layer' if count == 1 else 'layers'}, {costs}{_sees(analysis.rows)}."


def _sees(rows: Sequence[LayerRow]) -> str:
    if not rows:
        return ""
    last = rows[-1].fields[-1]
    if isinstance(last, ReceptiveField):
        return f"; a unit at its end sees {_sides(last)} pixels"
    if last is not GLOBAL:
        return "; its last units do not all see as much"
    local = [field for row in rows for field in row.fields if isinstance(field, ReceptiveField)]
    before = f", the last maps before them {_sides(local[-1])} pixels" if local else ""
    return f"; its outputs see the whole picture{before}"


def _sides(field: ReceptiveField) -> str:
    return " × ".join(map(str, field.size))
