"""The engine inside this process: as many worker threads as cores, one queue, one cache."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from cnnviz.errors import NotComputed, Superseded, TooBusy
from cnnviz.serve.cache import Cache
from cnnviz.serve.fair import FairQueue
from cnnviz.serve.question import Answer, Question, Value
from cnnviz.serve.size import seal

QUEUE_LIMIT = 256  # different questions waiting: at 50 ms each on 2 cores the last one waits 6 s


def default_workers() -> int:
    """`CNNVIZ_WORKERS`, else the cores this process may use: one torch thread a job gives the best throughput."""
    wanted = os.environ.get("CNNVIZ_WORKERS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    usable = getattr(os, "process_cpu_count", os.cpu_count)  # Python 3.13 knows affinity
    return usable() or 1


def limit_torch_threads() -> None:
    """Let torch compute on one thread in the thread that calls this. Does not import torch: no torch, no change."""
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "set_num_threads"):  # it may be half imported in another thread
        torch.set_num_threads(1)


@dataclass(eq=False)
class _Job:
    question: Question
    compute: Callable[[], Any]
    tickets: list[_Ticket] = field(default_factory=list)  # all who wait for it


@dataclass(eq=False)
class _Ticket:
    visitor: str
    slot: str
    job: _Job
    called: threading.Event = field(default_factory=threading.Event)
    outcome: Answer[Any] | BaseException | None = None

    def call(self, outcome: Answer[Any] | BaseException) -> None:
        self.outcome = outcome
        self.called.set()


class LocalEngine:
    """See `Engine`. Worker threads start with the first question; `before_job` runs in them before each job.

    A question of a worker itself (an answer that builds on another) is computed by that worker at once: if it queued,
    all workers could end up waiting for each other.
    """

    def __init__(
        self,
        workers: int | None = None,
        cache: Cache[Question, Answer[Any]] | None = None,
        queue_limit: int = QUEUE_LIMIT,
        before_job: Callable[[], object] = limit_torch_threads,
    ) -> None:
        self.workers = workers or default_workers()
        self.cache: Cache[Question, Answer[Any]] = Cache() if cache is None else cache
        self._queue_limit = queue_limit
        self._before_job = before_job
        self._changed = threading.Condition()  # guards all below
        self._queue: FairQueue[_Ticket] = FairQueue()
        self._waiting: dict[Question, _Job] = {}
        self._running: dict[Question, _Job] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False

    def ask(
        self,
        question: Question,
        compute: Callable[[], Value],
        visitor: str,
        slot: str = "main",
        timeout: float | None = None,
    ) -> Answer[Value]:
        """Return the answer; see `Engine.ask`."""
        with self._changed:
            # Looked up under the lock: a job leaves `_running` only after its answer is in the cache.
            finished = self.peek(question)
            if finished is None and threading.current_thread() not in self._threads:
                ticket = self._line_up(question, compute, visitor, slot)
        if finished is not None:
            self._supersede(visitor, slot)
            return finished
        if threading.current_thread() in self._threads:
            return self._answer(question, compute)
        try:
            ticket.called.wait(timeout)
        finally:
            self._leave(ticket, NotComputed("This took longer than the page waits. Try it again in a moment."))
        if isinstance(ticket.outcome, BaseException):
            raise ticket.outcome
        assert ticket.outcome is not None  # noqa: S101 (every way out of the wait sets it)
        return ticket.outcome

    def peek(self, question: Question) -> Answer[Any] | None:
        """Return the finished answer or None; see `Engine.peek`."""
        answer = self.cache.get(question)
        return None if answer is None else replace(answer, cached=True)

    def leave(self, visitor: str) -> None:
        """Drop what the visitor has in the queue; see `Engine.leave`."""
        with self._changed:
            for ticket in self._queue.of(visitor):
                self._leave(ticket, NotComputed("This page was closed before the answer was there."))

    @property
    def waiting(self) -> int:
        """Different questions in the queue."""
        with self._changed:
            return len(self._waiting)

    @property
    def running(self) -> int:
        """Questions being computed now."""
        with self._changed:
            return len(self._running)

    def close(self) -> None:
        """Send everyone in the queue away and end the workers after their present job."""
        with self._changed:
            self._closed = True
            for ticket in list(self._queue):
                self._leave(ticket, NotComputed("The server is stopping. Open the page again in a moment."))
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _line_up(self, question: Question, compute: Callable[[], Any], visitor: str, slot: str) -> _Ticket:
        if self._closed:
            raise NotComputed("The server is stopping. Open the page again in a moment.")
        job = self._running.get(question) or self._waiting.get(question)
        if job is None:
            replaces = any(ticket.slot == slot and len(ticket.job.tickets) == 1 for ticket in self._queue.of(visitor))
            if len(self._waiting) - replaces >= self._queue_limit:
                raise TooBusy("Many people are asking at once. Wait a few seconds, then move the control again.")
            job = self._waiting[question] = _Job(question, compute)
        ticket = _Ticket(visitor, slot, job)
        job.tickets.append(ticket)
        if question in self._running:
            self._supersede(visitor, slot)
            return ticket
        older = self._queue.put(ticket)
        if older is not None:
            self._leave(older, _superseded())
        self._start_workers()
        self._changed.notify()
        return ticket

    def _supersede(self, visitor: str, slot: str) -> None:
        with self._changed:
            for older in self._queue.of(visitor):
                if older.slot == slot:
                    self._leave(older, _superseded())

    def _leave(self, ticket: _Ticket, reason: NotComputed) -> None:
        """Stop waiting; a queued job goes with its last waiter, a running one ends and fills the cache."""
        with self._changed:
            if ticket.called.is_set():
                return
            self._queue.remove(ticket)
            job = ticket.job
            job.tickets.remove(ticket)
            if not job.tickets and self._waiting.get(job.question) is job:
                del self._waiting[job.question]
            ticket.call(reason)

    def _start_workers(self) -> None:
        while len(self._threads) < self.workers:
            thread = threading.Thread(target=self._work, name=f"cnnviz-worker-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                while (ticket := self._queue.take()) is None:
                    if self._closed:
                        return
                    self._changed.wait()
                job = self._running[ticket.job.question] = self._waiting.pop(ticket.job.question)
                for other in job.tickets:
                    self._queue.remove(other)
            outcome: Answer[Any] | BaseException
            try:
                outcome = self._answer(job.question, job.compute)
            except BaseException as exception:  # noqa: BLE001 (it belongs to those who asked, whatever it is)
                outcome = exception
            with self._changed:
                del self._running[job.question]
                self._queue.finished(ticket.visitor)
                for waiter in job.tickets:
                    waiter.call(outcome)
            del ticket, job, outcome  # an idle worker must not keep the last answer alive

    def _answer(self, question: Question, compute: Callable[[], Value]) -> Answer[Value]:
        self._before_job()
        start = time.perf_counter()
        value = compute()
        milliseconds = (time.perf_counter() - start) * 1000
        answer = Answer(value, milliseconds, cached=False, nbytes=seal(value))
        self.cache.put(question, answer, answer.nbytes)
        return answer


def _superseded() -> Superseded:
    return Superseded("A newer question took this one's place.")
