"""Switched units as a short text for links: `3_17_40-45_12*0.5`, `only_5`.

Terms are joined by `_`; units count from 1. `3` and `40-45` are off, `12*0.5` is scaled; after `only` all other units
are off, and a term without a factor is on. The browser writes the same (`assets/components/switchboard/state.js`).
"""

from __future__ import annotations

import re
from itertools import groupby

from cnnviz.errors import DoesNotFit

ONLY = "only"
LONGEST = 1500  # characters that an address carries beside the rest
_WIDEST = len("123456*0.55_")  # of a unit
_TERM = re.compile(r"([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?(?:\*([0-2](?:\.\d{1,2})?))?", re.ASCII)

Scales = tuple[float, ...]


def text(scales: Scales) -> str:
    """Write scales, one for each unit, as text; all on is the empty text."""
    base = 0.0 if 2 * scales.count(0.0) > len(scales) else 1.0
    terms = [] if base else [ONLY]
    start = 0
    for scale, run in groupby(scales):
        stop = start + len(list(run))
        if scale != base:
            span = f"{start + 1}" if stop == start + 1 else f"{start + 1}-{stop}"
            terms.append(span if scale == 1 - base else f"{span}*{scale:.2f}".rstrip("0").rstrip("."))
        start = stop
    return "_".join(terms)


def parse(written: str, count: int) -> Scales:
    """Read the scales of `count` units. Raises `DoesNotFit` for all that `text` would not write."""
    if not written:
        return (1.0,) * count
    terms = written.split("_") if len(written) <= len(ONLY) + _WIDEST * count else []
    base = 1.0
    if terms[:1] == [ONLY]:
        base, terms = 0.0, terms[1:]
    elif not terms:
        raise _refusal(count)
    scales = [base] * count
    for term in terms:
        found = _TERM.fullmatch(term)
        if found is None:
            raise _refusal(count)
        first, last = int(found[1]), int(found[2] or found[1])
        scale = float(found[3]) if found[3] else 1 - base
        if not first <= last <= count or scale > 2:
            raise _refusal(count)
        scales[first - 1 : last] = [scale] * (last - first + 1)
    return tuple(scales)


def _refusal(count: int) -> DoesNotFit:
    return DoesNotFit(
        f"Switched units are written like 3_17_40-45 or 12*0.5, with units 1 to {count} and scales 0 to 2."
    )
