"""The lab's component on a bare page, as Streamlit would mount it, without Streamlit."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import SplitResult

from .bare_pages import FACE, ROOT, THEMES, BarePages, serving

__all__ = ["ROOT", "THEMES", "AssetServer", "assets"]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">%(face)s</head>
<body style="margin:16px;background:var(--st-background-color);%(theme)s;--st-font:Page"><main id="host"></main>
<script type="module">
await Promise.all([400, 700].map((weight) => document.fonts.load(`${weight} 16px Page`)));
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


class AssetServer(BarePages):
    """`/` is the page above with `theme` and `data`, `/blank` an empty one."""

    theme = "light"
    data: Any = None

    def page(self, asked: SplitResult) -> str | None:
        if asked.path != "/":
            return super().page(asked)
        return PAGE % {"face": FACE, "theme": THEMES[self.theme], "data": json.dumps(self.data)}


def assets() -> AbstractContextManager[AssetServer]:
    """Serve on a free port while the block runs."""
    return serving(AssetServer)
