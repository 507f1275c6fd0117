"""How a page's long computation is started, looked at and stopped by quick answers: the other end of `runs.js`.

A page's module says what its question means and how a frame becomes bytes, and a line in `quick_answers.PLACES` names
the result:

    answer = running.answerer("dream", read, packed)
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cnnviz.errors import UnknownName
from cnnviz.serve import Passing, Visitor, runs
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Answerer, Asked

Frame = TypeVar("Frame")
MOST = 2**31  # beyond every frame's number
NOTHING: dict[str, Any] = {"run": None, "state": "none", "frames": [], "next": 0, "more": False}


@dataclass(frozen=True)
class Plan(Generic[Frame]):
    """What a question asks for: `steps` makes the generator, of `of` steps (0: nobody knows how many).

    `question` is told again to a page that comes back. A frame may be `Passing` or None, see `serve.runs`.
    """

    question: Hashable
    steps: Callable[[], Iterator[Frame | Passing | None]]
    of: int = 0


def answerer(kind: str, read: Callable[[Visitor, Asked], Plan[Frame]], packed: Callable[[Frame], bytes]) -> Answerer:
    """Return what answers `{act: "start", ...}`, `{act: "look", run, since, hidden}` and `{act: "stop", run}`.

    `read` gets an untrusted question and raises a `CnnvizError`; `packed` works within the step that made the frame.
    `run` null means the visitor's last run of this kind. The answer is packed: a `Look` without its question, with the
    numbers of its `frames`, of which the blobs are the bytes.
    """

    def answer(visitor: Visitor, asked: Asked) -> bytes:
        act = asked.get("act")
        if act == "start":
            plan = read(visitor, asked)
            run = runs.start(visitor, kind, plan.question, lambda: _packing(plan.steps(), packed), plan.of)
            return _look(visitor, kind, run, 0, False)
        run_id = asked.get("run")
        known = run_id if isinstance(run_id, str) else runs.latest(visitor, kind) if run_id is None else ""
        if known is None:
            return pack(NOTHING, [])
        if act == "stop":
            try:
                runs.stop(visitor, kind, known)
            except UnknownName:  # a newer one has ended it already
                return pack(NOTHING, [])
        elif act != "look":
            raise UnknownName("The question is not complete. Reload the page.")
        return _look(visitor, kind, known, asked.get("since"), asked.get("hidden") is True)

    return answer


def _look(visitor: Visitor, kind: str, run: str, since: object, hidden: bool) -> bytes:
    first = since if type(since) is int and 0 <= since <= MOST else 0
    look = runs.look(visitor, kind, run, first, hidden)
    meta = {
        "run": look.run,
        "state": look.state,
        "frames": list(look.frames),
        "next": look.next,
        "more": look.more,
        "place": look.place,
        "done": look.done,
        "of": look.of,
        "left": look.left,
        "sentence": look.sentence,
    }
    return pack(meta, list(look.frames.values()))


def _packing(
    steps: Iterator[Frame | Passing | None], packed: Callable[[Frame], bytes]
) -> Iterator[bytes | Passing | None]:
    """Yield each frame as bytes; closing it closes `steps`."""
    try:
        for frame in steps:
            if isinstance(frame, Passing):
                yield Passing(packed(frame.value))
            else:
                yield None if frame is None else packed(frame)
    finally:
        if isinstance(steps, Generator):
            steps.close()
