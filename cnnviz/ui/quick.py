"""Quick answers: what a component asks the server by itself, while the page stays as it is.

Running a page again costs some 20 ms between server and browser, whatever is computed; a question of its own costs 5.
The page's run follows when the visitor's hand rests, and brings address and Python to the same state.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.errors import CnnvizError, Superseded
from cnnviz.serve import Visitor

PATH = "/answers"
LONGEST = 16_384  # bytes of a question
Asked = Mapping[str, Any]
Answerer = Callable[[Visitor, Asked], bytes]
log = logging.getLogger("cnnviz")


class Answers:
    """The endpoint: `POST /answers/<name>` with `{"ticket": ..., "asked": {...}}`, answered by the answerer `name`.

    All of a question is untrusted. The ticket says whose page it is; without one that is known nothing is answered.
    """

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self.answerers = answerers

    async def __call__(self, request: Request) -> Response:
        """Answer one question: 200 with bytes, 422 with a sentence for the visitor, 409 where a newer one came."""
        answerer = self.answerers.get(request.path_params["name"])
        if answerer is None:
            return PlainTextResponse("There is no such question.", 404)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST:
                return PlainTextResponse("The question is too long.", 413)
        visitor, asked = _read(body)
        if visitor is None:
            return PlainTextResponse("The server does not know this page any more. Reload it.", 403)
        return await run_in_threadpool(_answer, answerer, visitor, asked)


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
    return Route(PATH + "/{name}", Answers(answerers).__call__, methods=["POST"])
