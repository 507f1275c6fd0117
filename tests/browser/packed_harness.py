"""A component that takes packed bytes, on a bare page; its quick questions get the true answers, without a server."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import SplitResult

from playwright.sync_api import Page, Route

from cnnviz.errors import CnnvizError
from cnnviz.serve import Visitor
from cnnviz.ui import components
from cnnviz.ui.quick_answers import ANSWERERS

from .bare_pages import THEMES, BarePages

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Component</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:16px;background:var(--st-background-color);%(theme)s;--st-font:sans-serif"><main id="host"></main>
<script type="module">
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
const texts = await Promise.all(%(styles)s.map((name) => fetch("/components/" + name).then((answer) => answer.text())));
shadow.innerHTML = `<style>${texts.join("")}</style><div id="root"></div>`;
const { default: mount } = await import("/components/%(name)s.js");
window.told = [];
const setStateValue = (name, value) => window.told.push([name, value]);
window.show = (text) => {
  const data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  window.leave = mount({ data, key: "component", parentElement: shadow, setStateValue });
};
window.show("%(data)s");
window.ready = true;
</script></body></html>"""


class PackedPages(BarePages):
    """`/` is a page with the component `name`, its packed `data` and `theme`."""

    name = ""
    data = b""
    theme = "light"

    def page(self, asked: SplitResult) -> str | None:
        if asked.path != "/":
            return super().page(asked)
        text = base64.b64encode(self.data).decode()
        return PAGE % {
            "theme": THEMES[self.theme],
            "styles": components.styles(self.name),
            "name": self.name,
            "data": text,
        }


def answering(page: Page, visitor: Visitor) -> list[dict[str, Any]]:
    """Answer the page's quick questions as the server would; returns the list in which they gather."""
    heard: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        name, asked = route.request.url.rsplit("/", 1)[1], route.request.post_data_json["asked"]
        heard.append({"name": name, **asked})
        try:
            route.fulfill(body=ANSWERERS[name](visitor, asked), content_type="application/octet-stream")
        except CnnvizError as problem:
            route.fulfill(status=422, body=str(problem))

    page.route("**/answers/*", answer)
    return heard
