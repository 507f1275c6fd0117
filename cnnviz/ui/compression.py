"""Scripts and styles go out compressed, and are compressed once.

Streamlit sends its own scripts as they are, 2.4 MB to every newcomer, because compressing them anew for each would cost
more than it saves. Kept compressed they are 0.7 MB: what a class that opens the page at once has to wait for.
"""

from __future__ import annotations

import asyncio
import gzip

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDERS = ("/static/", "/assets/")  # their addresses hold a digest: what was kept stays right
TYPES = ("text/javascript", "application/javascript", "text/css", "application/json")
LEAST = 500  # bytes; below, compressing gains nothing
MOST = 16_000_000  # bytes kept in all
LEVEL = 6

RawHeaders = list[tuple[bytes, bytes]]


class Compressed:
    """ASGI middleware: the first answer for an address passes as it is, later ones come compressed from memory.

    Compressing begins `delay` seconds after the first answer: the first page of all has the processor to itself.
    """

    def __init__(self, app: ASGIApp, delay: float = 0.0) -> None:
        self.app = app
        self.delay = delay
        self.later: set[asyncio.Task[None]] = set()  # asyncio itself holds tasks weakly
        self.kept: dict[str, tuple[RawHeaders, bytes]] = {}
        self.size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._concerns(scope):
            await self.app(scope, receive, send)
            return
        if scope["path"] in self.kept:
            headers, body = self.kept[scope["path"]]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        answer = Copy()
        await self.app(scope, receive, answer.through(send))
        if not answer.worth_keeping():
            return
        keeping = asyncio.create_task(self._keep(scope["path"], answer))
        self.later.add(keeping)
        keeping.add_done_callback(self.later.discard)
        if not self.delay:
            await keeping

    async def _keep(self, path: str, answer: Copy) -> None:
        await asyncio.sleep(self.delay)
        if path in self.kept:
            return
        body = await asyncio.to_thread(answer.compressed)
        if path not in self.kept and self.size + len(body) <= MOST:
            self.size += len(body)
            self.kept[path] = (answer.new_headers(len(body)), body)

    @staticmethod
    def _concerns(scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(FOLDERS):
            return False
        headers = Headers(scope=scope)
        return "gzip" in headers.get("accept-encoding", "") and "range" not in headers


class Copy:
    """An answer on its way to a browser, read along."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: RawHeaders = []
        self.parts: list[bytes] = []
        self.whole = False

    def through(self, send: Send) -> Send:
        """Return a `send` that also keeps what it sends."""

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], list(message["headers"])
            elif message["type"] == "http.response.body":
                self.parts.append(message.get("body", b""))
                self.whole = not message.get("more_body", False)
            await send(message)

        return forward

    def worth_keeping(self) -> bool:
        """Whether it is a script or style, whole and large enough."""
        kind = Headers(raw=self.headers).get("content-type", "")
        return self.status == 200 and self.whole and kind.startswith(TYPES) and sum(map(len, self.parts)) >= LEAST

    def compressed(self) -> bytes:
        """Return the body compressed, if it has not been so on its way."""
        body = b"".join(self.parts)
        return body if "content-encoding" in Headers(raw=self.headers) else gzip.compress(body, LEVEL, mtime=0)

    def new_headers(self, length: int) -> RawHeaders:
        """Return the headers that belong to the compressed body."""
        old = (b"content-length", b"content-encoding", b"vary", b"etag", b"date")
        return [
            *((name, value) for name, value in self.headers if name.lower() not in old),
            (b"content-length", str(length).encode()),
            (b"content-encoding", b"gzip"),
            (b"vary", b"Accept-Encoding"),
        ]
