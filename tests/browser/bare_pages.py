"""A small server for the browser's modules: `assets/` as it is, and pages of a test's own around them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, TypeVar
from urllib.parse import SplitResult, urlsplit

import streamlit

ROOT = Path(__file__).parents[2]
# The pages' own font: widths in the tests are those that visitors see, whatever fonts the machine has.
FONT = next((Path(streamlit.__file__).parent / "static").rglob("SourceSansVF-Upright*.woff2"))
FACE = '<style>@font-face { font-family: Page; src: url("/font"); font-weight: 200 900; }</style>'
THEMES = {
    "light": "--st-background-color:#ffffff;--st-text-color:#1b2430;--st-primary-color:#1d4ed8",
    "dark": "--st-background-color:#0f141b;--st-text-color:#e8edf3;--st-primary-color:#2f6fe4",
}


class BarePages(ThreadingHTTPServer):
    """Serves `assets/`; what `page` returns for an address comes instead."""

    daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, asked: SplitResult) -> str | None:
        """Return the page at an address; None where there is a file of `assets/`."""
        return '<link rel="icon" href="data:,">' if asked.path == "/blank" else None


class Handler(SimpleHTTPRequestHandler):
    extensions_map: ClassVar[dict[str, str]] = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}
    server: BarePages

    def do_GET(self) -> None:
        text = self.server.page(urlsplit(self.path))
        if self.path == "/font":
            self.send(FONT.read_bytes(), "font/woff2")
        elif text is None:
            super().do_GET()
        else:
            self.send(text.encode(), "text/html; charset=utf-8")

    def send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


Kind = TypeVar("Kind", bound=BarePages)


@contextmanager
def serving(kind: type[Kind]) -> Iterator[Kind]:
    """Serve on a free port while the block runs."""
    server = kind(("127.0.0.1", 0), partial(Handler, directory=str(ROOT / "assets")))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
