"""Quick answers: what a component asks the server by itself, while the page stays as it is.

Running a page again costs some 20 ms between server and browser, whatever is computed; a question of its own costs 5.
The page's run follows when the visitor's hand rests, and brings address and Python to the same state.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.errors import CnnvizError, Superseded
from cnnviz.serve import Counts, Rate, TooMany, Visitor

PATH = "/answers"
LONGEST = 16_384  # bytes of a question
Asked = Mapping[str, Any]
Answerer = Callable[[Visitor, Asked], bytes]
THREADS = 200  # answers under way: most wait in the engine's queue, which is longer, and none may hold up the others
log = logging.getLogger("cnnviz")


class Answers:
    """The endpoint: `POST /answers/<name>` with `{"ticket": ..., "asked": {...}}`, answered by the answerer `name`.

    All of a question is untrusted. The ticket says whose page it is; without one that is known nothing is answered.
    """

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self.answerers = answerers
        self.rate = Rate()
        self.counts = Counts()  # answers by name and status
        self._threads: CapacityLimiter | None = None  # belongs to the loop that serves

    async def __call__(self, request: Request) -> Response:
        """Answer one question: 200 with bytes, 422 with a sentence for the visitor, 409 where a newer one came.

        429 where one visitor asks more than their share.
        """
        name = request.path_params["name"]
        answerer = self.answerers.get(name)
        if answerer is None:
            return PlainTextResponse("There is no such question.", 404)
        response = await self._respond(request, answerer)
        self.counts.add(f"{name} {response.status_code}")
        return response

    async def _respond(self, request: Request, answerer: Answerer) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST:
                return PlainTextResponse("The question is too long.", 413)
        visitor, asked = _read(body)
        if visitor is None:
            return PlainTextResponse("The server does not know this page any more. Reload it.", 403)
        try:
            with self.rate.question(visitor):
                self._threads = self._threads or CapacityLimiter(THREADS)
                return await to_thread.run_sync(_answer, answerer, visitor, asked, limiter=self._threads)
        except TooMany as problem:
            return PlainTextResponse(str(problem), 429, {"Retry-After": "1"})


def _read(body: bytes) -> tuple[Visitor | None, Asked]:
    """Return who asks and what; nobody, where it cannot be read."""
    try:
        question = json.loads(body)
    except (ValueError, RecursionError):
        return None, {}
    if not isinstance(question, dict):
        return None, {}
    ticket, asked = question.get("ticket"), question.get("asked")
    if not isinstance(ticket, str) or not isinstance(asked, dict):
        return None, {}
    return Visitor.of(ticket), asked


def _answer(answerer: Answerer, visitor: Visitor, asked: Asked) -> Response:
    try:
        return Response(
            answerer(visitor, asked), media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
        )
    except Superseded:
        return PlainTextResponse("A newer question took its place.", 409)
    except CnnvizError as problem:
        # A sentence quotes what was asked, and JSON can hold half a character that no encoding has.
        return PlainTextResponse(str(problem).encode(errors="replace"), 422)
    except Exception:
        log.exception("A quick answer failed")
        return PlainTextResponse("This could not be answered. The server's log has the details.", 500)


def route(answerers: Mapping[str, Answerer]) -> Route:
    """Return the route to mount beside Streamlit's own."""
    return mount(Answers(answerers))


def mount(answers: Answers) -> Route:
    """Return the route to an endpoint whose counts somebody reads."""
    return Route(PATH + "/{name}", answers.__call__, methods=["POST"])
