"""Pictures on their way in: `POST /pictures/class` puts one into a class, `POST /pictures/look` asks what it shows.

The body is the file as it is. Who sends it is told in a header, which other sites cannot set; browsers send pictures
that they can read as small copies, so that fifty photos of a phone take seconds.
"""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.errors import CnnvizError
from cnnviz.imaging.limits import MAX_BYTES
from cnnviz.serve import Rate, TooMany, Visitor

PATH = "/pictures"
TICKET, ABOUT = "x-cnnviz-ticket", "x-cnnviz-about"
ACTS = ("class", "look")
RATE = Rate()  # a browser sends three at a time
log = logging.getLogger("cnnviz")


async def _take(request: Request) -> Response:
    """Take one picture: 200, 422 with a sentence, 403 without a ticket that is known, 429 for too many."""
    visitor = Visitor.of(request.headers.get(TICKET, ""))
    act = request.path_params["act"]
    if act not in ACTS:
        return PlainTextResponse("There is no such question.", 404)
    if visitor is None:
        return PlainTextResponse("The server does not know this page any more. Reload it.", 403)
    try:
        with RATE.question(visitor):  # before the body: what waits in memory is bounded, too
            return await _read(request, act, visitor)
    except TooMany as problem:
        return PlainTextResponse(str(problem), 429, {"Retry-After": "1"})


async def _read(request: Request, act: str, visitor: Visitor) -> Response:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            return PlainTextResponse("The file has more than 20 MB. Scale the picture down, or save it as JPEG.", 413)
    return await run_in_threadpool(_answer, act, visitor, request.headers.get(ABOUT, ""), bytes(body))


def _answer(act: str, visitor: Visitor, about: str, body: bytes) -> Response:
    from cnnviz.imaging import read  # a server starts without numpy and torch
    from cnnviz.ui import classes_answers, classes_own, classes_training

    try:
        picture = read(body)
        if act == "class":
            classes_own.take(visitor, about, picture)
            return Response(b"", headers={"Cache-Control": "no-store"})
        net, _, name = about.partition(" ")
        learned = classes_training.trained(visitor, {"net": net, "trained": name})
        said = classes_answers.compute(visitor, "look", lambda: classes_answers.said_of(learned, picture))
        return Response(said, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})
    except CnnvizError as problem:
        return PlainTextResponse(str(problem).encode(errors="replace"), 422)
    except Exception:
        log.exception("A picture could not be taken")
        return PlainTextResponse("This could not be answered. The server's log has the details.", 500)


def route() -> Route:
    """Return the route to mount beside Streamlit's own."""
    return Route(PATH + "/{act}", _take, methods=["POST"])
