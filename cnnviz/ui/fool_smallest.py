"""The search for the smallest epsilon that works, probe by probe."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cnnviz.serve import Visitor
from cnnviz.synthesis.smallest import DOUBLINGS, PRECISE, Probe, smallest
from cnnviz.synthesis.survival import rounded, seen
from cnnviz.ui.fool_answers import Wanted, read
from cnnviz.ui.quick import Asked
from cnnviz.ui.running import Plan, answerer

FIRST = 0.5  # grey levels; the first probe
USUAL = 9  # probes of a search: what the bar expects


def plan(visitor: Visitor, asked: Asked) -> Plan[bytes]:
    """Read a question into the run that searches."""
    wanted = read(visitor, asked)
    return Plan((wanted.question(), "smallest"), lambda: probes(wanted), USUAL * (wanted.look.steps + 1))


def probes(wanted: Wanted) -> Iterator[bytes | None]:
    """Yield JSON for each probe, with what is known after it, and None after each step of one."""
    look = wanted.look
    search = smallest(
        wanted.model,
        wanted.picture,
        wanted.begin(),
        look.steps,
        look.norm,
        first=wanted.epsilon(FIRST),
        seed=look.seed,
    )
    for probe in search:
        yield None if probe is None else _told(wanted, probe)


def _told(wanted: Wanted, probe: Probe) -> bytes:
    found, unit = probe.attack, wanted.epsilon(1)
    saved = seen(wanted.model, rounded(found.image))
    told = {
        "epsilon": found.epsilon,
        "level": found.epsilon / unit,
        "margin": float(found.margins[-1]),
        "won": found.succeeded,
        "name": wanted.model.class_names[found.index],
        "share": float(found.probabilities[-1, found.index]),
        "file": {"name": saved.name, "won": found.wins(saved.index)},
        "low": probe.low,
        "high": probe.high,
        "left": probe.left,
        "precise": PRECISE,
        "most": wanted.epsilon(FIRST) * 2 ** (DOUBLINGS - 1),
    }
    return json.dumps(told).encode()


run = answerer("fool_smallest", plan, bytes)
