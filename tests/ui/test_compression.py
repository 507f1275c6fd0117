"""Scripts go out compressed from the second time on, whole and with the right headers; nothing else is touched."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cnnviz.ui.compression import Compressed

SCRIPT = b"export const answer = 42;\n" * 100
KINDS = {"script.js": "text/javascript", "style.css": "text/css", "photo.jpg": "image/jpeg", "page.html": "text/html"}
Reply = tuple[int, dict[str, str], bytes]


def app() -> Starlette:
    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in KINDS:
            return Response("export", 404, media_type="text/javascript")
        return Response(SCRIPT, media_type=KINDS[name], headers={"Cache-Control": "immutable"})

    return Starlette(routes=[Route("/{folder}/{name}", file)], middleware=[Middleware(Compressed)])


def get(server: Starlette, path: str, times: int = 1, **headers: str) -> Reply:
    """Ask `times` times and return the last answer."""

    async def ask() -> Reply:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "headers": raw}
        await server({**scope, "query_string": b"", "http_version": "1.1", "scheme": "http"}, receive, send)
        found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:])

    with ThreadPoolExecutor(1) as pool:  # the browser tests' loop may be running in this thread
        return [pool.submit(lambda: asyncio.run(ask())).result() for _ in range(times)][-1]


@pytest.mark.parametrize("name", ["script.js", "style.css"])
def test_second_answer_is_compressed_and_unpacks_to_the_first(name: str) -> None:
    status, headers, body = get(app(), f"/static/{name}", times=2, accept_encoding="gzip, br")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert gzip.decompress(body) == SCRIPT
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert headers["cache-control"] == "immutable"
    assert headers["content-type"].startswith(KINDS[name])


def test_first_answer_does_not_wait_for_the_compression() -> None:
    status, headers, body = get(app(), "/static/script.js", accept_encoding="gzip")
    assert (status, body) == (200, SCRIPT)
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/script.js", {}),  # a browser that cannot unpack
        ("/static/script.js", {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        ("/static/photo.jpg", {"accept_encoding": "gzip"}),
        ("/static/page.html", {"accept_encoding": "gzip"}),
        ("/media/script.js", {"accept_encoding": "gzip"}),  # visitors' own things are not kept
    ],
)
def test_everything_else_passes_as_it_is(path: str, headers: dict[str, str]) -> None:
    status, found, body = get(app(), path, times=2, **headers)
    assert (status, body) == (200, SCRIPT)
    assert "content-encoding" not in found


def test_what_is_not_there_is_not_kept() -> None:
    assert get(app(), "/static/other.js", times=3, accept_encoding="gzip")[0] == 404
