"""What stands in the engine's line: jobs, and the tickets of those who wait for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cnnviz.serve.question import Answer, Question


@dataclass(eq=False)
class Job:
    """One computation; `aside` marks a slice of a long run, whose answer is not kept."""

    question: Question
    compute: Callable[[], Any]
    aside: bool = False
    tickets: list[Ticket] = field(default_factory=list)  # all who wait for it


@dataclass(eq=False)
class Ticket:
    """One visitor's wait for a job, for one place on their page."""

    visitor: str
    slot: str
    job: Job
    called: threading.Event = field(default_factory=threading.Event)
    outcome: Answer[Any] | BaseException | None = None

    def call(self, outcome: Answer[Any] | BaseException | None) -> None:
        """End the wait."""
        self.outcome = outcome
        self.called.set()
