"""The lab's component on a bare page, as Streamlit would mount it, without Streamlit."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).parents[2]
THEMES = {
    "light": "--st-background-color:#ffffff;--st-text-color:#1b2430;--st-primary-color:#1d4ed8",
    "dark": "--st-background-color:#0f141b;--st-text-color:#e8edf3;--st-primary-color:#2f6fe4",
}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:16px;background:var(--st-background-color);%(theme)s;--st-font:sans-serif"><main id="host"></main>
<script type="module">
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
const style = document.createElement("style");
const sheets = ["lab.css", "lab/controls.css", "lab/picture.css"].map((name) => fetch(`/components/${name}`));
for (const answer of await Promise.all(sheets)) if (answer.ok) style.textContent += await answer.text();
const root = document.createElement("div");
root.id = "root";
shadow.append(style, root);
const { default: mount } = await import("/components/lab.js");
window.told = [];
window.show = (data) => {
  window.leave = mount({
    data, key: "lab", parentElement: shadow, setTriggerValue() {},
    setStateValue: (name, value) => window.told.push([name, value]),
  });
};
window.lab = (selector) => shadow.querySelector(selector);
window.show(%(data)s);
window.ready = true;
</script></body></html>"""


class AssetServer(ThreadingHTTPServer):
    """Serves `assets/`; `/` is the page above with `theme` and `data`, `/blank` an empty one."""

    daemon_threads = True
    theme = "light"
    data: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def page(self) -> str:
        return PAGE % {"theme": THEMES[self.theme], "data": json.dumps(self.data)}


class Handler(SimpleHTTPRequestHandler):
    extensions_map: ClassVar[dict[str, str]] = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}
    server: AssetServer

    def do_GET(self) -> None:
        if self.path not in ("/", "/blank"):
            super().do_GET()
            return
        body = (self.server.page() if self.path == "/" else '<link rel="icon" href="data:,">').encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def assets() -> Iterator[AssetServer]:
    """Serve on a free port while the block runs."""
    server = AssetServer(("127.0.0.1", 0), partial(Handler, directory=str(ROOT / "assets")))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
