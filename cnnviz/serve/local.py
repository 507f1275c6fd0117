"""The engine inside this process: as many worker threads as cores, one queue, one cache."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

from cnnviz.errors import NotComputed, Superseded, TooBusy
from cnnviz.serve.cache import Cache
from cnnviz.serve.counts import Counts
from cnnviz.serve.fair import FairQueue
from cnnviz.serve.job import Job, Ticket
from cnnviz.serve.memory import told
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


class LocalEngine:
    """See `Engine`. Worker threads start with the first question; `before_job` runs in them before each job.

    A question of a worker itself (an answer that builds on another) is computed by that worker at once: if it queued,
    all workers could end up waiting for each other. So is one within a `turn`.

    Turns leave one worker free where there are several: a small question then never waits for the slice of a long run.
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
        self.counts = Counts()  # questions by what became of them, and the seconds that computing took
        self._queue_limit = queue_limit
        self._before_job = before_job
        self._changed = threading.Condition()  # guards all below
        self._queue: FairQueue[Ticket] = FairQueue()
        self._waiting: dict[Question, Job] = {}
        self._running: dict[Question, Job] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._aside = 0  # turns being held now
        self._serial = count()
        self._here = threading.local()  # `.computing` in whichever thread computes

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
            if finished is None and not self._computing:
                ticket = self._line_up(question, compute, visitor, slot)
        if finished is not None:
            self.counts.add("cached")
            self._supersede(visitor, slot)
            return finished
        if self._computing:
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

    @contextmanager
    def turn(self, visitor: str, slot: str) -> Iterator[None]:
        """Hold a worker's place while the block runs in the caller's own thread; see `Engine.turn`."""
        ended = threading.Event()

        def hold() -> None:
            ticket.call(None)
            ended.wait()

        with self._changed:
            if self._closed:
                raise _stopping()
            ticket = Ticket(visitor, slot, Job(Question("turn", options=(next(self._serial),)), hold, aside=True))
            ticket.job.tickets.append(ticket)
            self._waiting[ticket.job.question] = ticket.job
            self._enter(ticket)
        try:
            ticket.called.wait()
            if isinstance(ticket.outcome, BaseException):
                raise ticket.outcome
            self._here.computing = True
            self._before_job()
            yield
        finally:
            self._here.computing = False
            ended.set()

    def place(self, visitor: str, slot: str) -> int:
        """Return how many jobs come before; see `Engine.place`."""
        with self._changed:
            return next((self._queue.before(each) for each in self._queue.of(visitor) if each.slot == slot), 0)

    def leave(self, visitor: str) -> None:
        """Drop what the visitor has in the queue; see `Engine.leave`."""
        with self._changed:
            running = [ticket for job in self._running.values() for ticket in job.tickets if ticket.visitor == visitor]
            for ticket in [*self._queue.of(visitor), *running]:
                if not ticket.job.aside:  # a long run ends by itself when nobody looks: pages come back
                    self._leave(ticket, NotComputed("This page was closed before the answer was there."))

    @property
    def waiting(self) -> int:
        """Different questions in the queue."""
        with self._changed:
            return self._asked(self._waiting)

    @property
    def running(self) -> int:
        """Questions being computed now."""
        with self._changed:
            return self._asked(self._running)

    def close(self) -> None:
        """Send everyone in the queue away and end the workers after their present job."""
        with self._changed:
            self._closed = True
            for ticket in list(self._queue):
                self._leave(ticket, _stopping())
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _line_up(self, question: Question, compute: Callable[[], Any], visitor: str, slot: str) -> Ticket:
        if self._closed:
            raise _stopping()
        job = self._running.get(question) or self._waiting.get(question)
        if job is None:
            replaces = any(ticket.slot == slot and len(ticket.job.tickets) == 1 for ticket in self._queue.of(visitor))
            if self._asked(self._waiting) - replaces >= self._queue_limit:
                self.counts.add("refused")
                raise TooBusy("Many people are asking at once. Wait a few seconds, then move the control again.")
            job = self._waiting[question] = Job(question, compute)
        ticket = Ticket(visitor, slot, job)
        job.tickets.append(ticket)
        if question in self._running:
            self._supersede(visitor, slot)
        else:
            self._enter(ticket)
        return ticket

    def _enter(self, ticket: Ticket) -> None:
        older = self._queue.put(ticket)
        if older is not None:
            self._leave(older, _superseded())
        self._start_workers()
        self._changed.notify()

    def _asked(self, jobs: dict[Question, Job]) -> int:
        return sum(not job.aside for job in jobs.values())

    @property
    def _computing(self) -> bool:
        return getattr(self._here, "computing", False)

    def _may(self, ticket: Ticket) -> bool:
        """Whether a worker may take this now."""
        return not ticket.job.aside or self._aside < max(1, self.workers - 1)

    def _supersede(self, visitor: str, slot: str) -> None:
        with self._changed:
            for older in self._queue.of(visitor):
                if older.slot == slot:
                    self._leave(older, _superseded())

    def _leave(self, ticket: Ticket, reason: NotComputed) -> None:
        """Stop waiting; a queued job goes with its last waiter, a running one ends and fills the cache."""
        with self._changed:
            if ticket.called.is_set():
                return
            self._queue.remove(ticket)
            job = ticket.job
            job.tickets.remove(ticket)
            if not job.tickets and self._waiting.get(job.question) is job:
                del self._waiting[job.question]
            self.counts.add("superseded" if isinstance(reason, Superseded) else "dropped")
            ticket.call(reason)

    def _start_workers(self) -> None:
        while len(self._threads) < self.workers:
            thread = threading.Thread(target=self._work, name=f"cnnviz-worker-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        self._here.computing = True
        while True:
            with self._changed:
                while (ticket := self._queue.take(self._may)) is None:
                    if self._closed:
                        return
                    self._changed.wait()
                self._aside += ticket.job.aside
                job = self._running[ticket.job.question] = self._waiting.pop(ticket.job.question)
                for other in job.tickets:
                    self._queue.remove(other)
            outcome: Answer[Any] | BaseException | None
            try:
                outcome = self._answer(job.question, job.compute) if not job.aside else job.compute()
            except BaseException as exception:  # noqa: BLE001 (it belongs to those who asked, whatever it is)
                self.counts.add("failed")
                outcome = told(exception)
            with self._changed:
                del self._running[job.question]
                self._aside -= job.aside
                self._queue.finished(ticket.visitor)
                for waiter in job.tickets:
                    waiter.call(outcome)
            del ticket, job, outcome  # an idle worker must not keep the last answer alive

    def _answer(self, question: Question, compute: Callable[[], Value]) -> Answer[Value]:
        self._before_job()
        start = time.perf_counter()
        value = compute()
        milliseconds = (time.perf_counter() - start) * 1000
        self.counts.add("computed")
        self.counts.add("seconds", milliseconds / 1000)
        answer = Answer(value, milliseconds, cached=False, nbytes=seal(value))
        self.cache.put(question, answer, answer.nbytes)
        return answer


def _superseded() -> Superseded:
    return Superseded("A newer question took this one's place.")


def _stopping() -> NotComputed:
    return NotComputed("The server is stopping. Open the page again in a moment.")
