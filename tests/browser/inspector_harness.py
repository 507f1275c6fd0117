"""A component of the network inspector on a bare page, answered by the true answerers.

`page.goto(server.url + "/component/prediction?theme=dark")`, then `show(page, data)`: mounts it with packed data.
`window.sent` lists what it has set (`[[name, value], ...]`). `answering(page)` answers its quick questions in this
process and returns the list of what was asked.
"""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import SplitResult, parse_qs

from playwright.sync_api import Page, Route

from cnnviz.errors import CnnvizError
from cnnviz.serve import Visitor
from cnnviz.ui import components
from cnnviz.ui.quick_answers import ANSWERERS

from .bare_pages import THEMES, BarePages

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Component</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:16px;background:var(--st-background-color);color:var(--st-text-color);%(theme)s">
<main><h1>Inspector</h1><div id="host"></div></main>
<script type="module">
const module = await import("/components/%(name)s.js");
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
const texts = await Promise.all(%(styles)s.map(async (file) => (await fetch(`/components/${file}`)).text()));
const style = document.createElement("style");
style.textContent = texts.join("\\n");
const root = document.createElement("div");
root.id = "root";
shadow.append(style, root);
window.sent = [];
const setStateValue = (name, value) => window.sent.push([name, value]);
window.show = (text) => {
  const data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  window.leave = module.default({ data, parentElement: shadow, setStateValue });
};
window.ready = true;
</script></body></html>"""


class ComponentServer(BarePages):
    """`/component/<name>` is the page above; then wait for `window.ready`."""

    def page(self, asked: SplitResult) -> str | None:
        if not asked.path.startswith("/component/"):
            return super().page(asked)
        name, theme = asked.path.removeprefix("/component/"), parse_qs(asked.query).get("theme", ["light"])[0]
        return PAGE % {"name": name, "theme": THEMES[theme], "styles": json.dumps(components.styles(name))}


def show(page: Page, data: bytes) -> None:
    """Mount the component with packed data, or give it new data."""
    page.wait_for_function("window.ready")
    page.evaluate("text => window.show(text)", base64.b64encode(data).decode())


def answering(page: Page) -> list[dict[str, Any]]:
    """Answer the page's quick questions from now on; returns what is asked, as it comes."""
    visitor, heard = Visitor(), []

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        asked = json.loads(route.request.post_data or "{}")["asked"]
        heard.append({"name": name, **asked})
        try:
            route.fulfill(body=ANSWERERS[name](visitor, asked))
        except CnnvizError as problem:
            route.fulfill(status=422, body=str(problem))

    page.route("**/answers/*", answer)
    return heard
