"""`/metrics`, numbers in Prometheus' text format, and `/ready`, for whoever runs the server. Nothing names a visitor.

Streamlit's own `/_stcore/health` says whether the server lives; `/ready` whether its first answers are there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.serve import LocalEngine, Visitor, engine, runs
from cnnviz.ui import warmup
from cnnviz.ui.quick import Answers

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, float]  # labels as they are written, value
PAGE_BYTES = 4096  # of memory; as good as everywhere


def resident() -> int | None:
    """Return the bytes of memory that this process holds; None where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return None


def networks() -> int:
    """Return how many networks are in memory; does not import torch to find out."""
    zoo = sys.modules.get("cnnviz.models.zoo")
    return 0 if zoo is None else zoo.loaded()


def _family(name: str, kind: str, about: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP cnnviz_{name} {about}"
    yield f"# TYPE cnnviz_{name} {kind}"
    for labels, value in samples:
        yield f"cnnviz_{name}{labels} {value:g}" if abs(value) < 1e6 else f"cnnviz_{name}{labels} {value:.0f}"


def text(answers: Answers) -> str:
    """Return all numbers."""
    lines = [*_engine(), *_runs(), *_visits(answers)]
    memory = resident()
    if memory is not None:
        lines += ["# TYPE process_resident_memory_bytes gauge", f"process_resident_memory_bytes {memory}"]
    return "\n".join(lines) + "\n"


def _engine() -> Iterator[str]:
    here = engine()
    if not isinstance(here, LocalEngine):
        return
    counts = dict(here.counts.now())
    seconds = counts.pop("seconds", 0.0)
    outcomes = [(f'{{outcome="{name}"}}', number) for name, number in sorted(counts.items())]
    yield from _family("questions_total", "counter", "Questions by what became of them.", outcomes)
    yield from _family("computing_seconds_total", "counter", "Seconds that computing took.", [("", seconds)])
    yield from _family("questions_waiting", "gauge", "Different questions in the queue.", [("", here.waiting)])
    yield from _family("questions_running", "gauge", "Questions being computed.", [("", here.running)])
    yield from _family("workers", "gauge", "Questions computed at once at most.", [("", here.workers)])
    yield from _family("cache_bytes", "gauge", "Finished answers in memory.", [("", here.cache.nbytes)])
    yield from _family("cache_limit_bytes", "gauge", "Their bound.", [("", here.cache.limit)])


def _runs() -> Iterator[str]:
    ends = [(f'{{end="{name}"}}', number) for name, number in sorted(runs.here.counts.now().items())]
    yield from _family("runs_total", "counter", "Long runs by how they ended.", ends)
    yield from _family("runs_going", "gauge", "Long runs under way.", [("", runs.here.going)])
    yield from _family("runs_waiting", "gauge", "Long runs that wait for a seat.", [("", runs.here.waiting)])
    yield from _family("runs_bytes", "gauge", "Their frames in memory.", [("", runs.here.nbytes)])


def _visits(answers: Answers) -> Iterator[str]:
    told = [(name.split(" "), number) for name, number in sorted(answers.counts.now().items())]
    samples = [(f'{{name="{name}",status="{status}"}}', number) for (name, status), number in told]
    yield from _family("answers_total", "counter", "Quick answers by question and status.", samples)
    yield from _family("visitors", "gauge", "Visitors, also those just gone.", [("", Visitor.present())])
    yield from _family("networks", "gauge", "Networks in memory.", [("", networks())])
    yield from _family("ready", "gauge", "1 once the first answers are there.", [("", warmup.current().done)])


def routes(answers: Answers) -> list[Route]:
    """Return the routes to mount beside Streamlit's own."""

    async def numbers(_request: Request) -> Response:
        return PlainTextResponse(text(answers), media_type=TYPE, headers={"Cache-Control": "no-store"})

    async def ready(_request: Request) -> Response:
        done = warmup.current().done
        return PlainTextResponse("ready" if done else "starting", 200 if done else 503, {"Cache-Control": "no-store"})

    return [Route("/metrics", numbers), Route("/ready", ready)]
