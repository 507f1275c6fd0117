"""One tab of the lab on a bare page: `server.url + "/?tab=pooling&n=6&k=3&pk=2&theme=dark"`.

The query holds settings of the lab and keys of the tab; `theme` and `present` are the page's. On the page:
`window.show(changes)` changes settings or keys, `window.settings` are those on screen, `window.asked` lists what the
tab wanted (`["set", key, value]` and `["change", changes]`), `window.drawn` how many milliseconds the last `show` took,
`window.tab` is the tab and `window.leave()` leaves it.
"""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qs

from .bare_pages import THEMES, BarePages

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tab</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:16px;background:var(--st-background-color);%(theme)s;--st-font:sans-serif"><main id="host"></main>
<script type="module">
import { calm, element, paint } from "/components/kit.js";
import { compose } from "/components/lab/scene.js";
import { fair } from "/components/lab/state.js";
const { tab: name, theme, present, ...asked } = Object.fromEntries(new URLSearchParams(location.search));
const { KEYS, TITLE, Tab } = await import(`/components/lab/tabs/${name}.js`);
const TEXTS = ["inp", "ker", "xs", "ks", "tab"];
const extra = {};
let settings = { tab: name };

function take(changes) {
  for (const [key, value] of Object.entries(changes)) {
    if (key === "extra") Object.assign(extra, value);
    else if (key in KEYS) extra[key] = String(value);
    else settings[key] = !TEXTS.includes(key) && /^-?\\d+$/.test(value) ? Number(value) : value;
  }
  settings = fair({ ...settings, extra: { ...extra } });
}

function get(key) {
  const { default: usual, values, low, high } = KEYS[key];
  const value = extra[key] ?? String(usual);
  if (values) return values.map(String).includes(value) ? value : String(usual);
  if (low === undefined) return value;
  return /^-?\\d+(\\.\\d+)?$/.test(value) && Number(value) >= low && Number(value) <= high ? value : String(usual);
}

const shadow = document.getElementById("host").attachShadow({ mode: "open" });
const style = document.createElement("style");
const files = ["lab.css", `lab/tabs/${name}.css`];
const css = await Promise.all(files.map(async (file) => (await fetch(`/components/${file}`)).text()));
style.textContent = css.join("\\n");
const root = element("div", { id: "root" });
root.dataset.present = present === "1";
shadow.append(style, root);
const { palette } = paint(root, shadow);

window.asked = [];
window.show = (changes = {}) => {
  take(changes);
  window.settings = settings;
  window.scene = compose(settings);
  const start = performance.now();
  window.tab.show(window.scene);
  window.drawn = performance.now() - start;
};
const context = {
  get,
  set(key, value) { window.asked.push(["set", key, value]); window.show({ [key]: value }); },
  change(changes) { window.asked.push(["change", changes]); window.show(changes); },
  palette: () => palette,
  font: () => getComputedStyle(root).fontFamily,
  calm,
};
window.tab = new Tab(context);
window.leave = () => window.tab.leave();
const panel = element("section", { "aria-label": TITLE }, window.tab.element);
root.append(element("div", { class: "lab", style: "display:block" }, panel));
window.show(asked);
let width = root.clientWidth;
new ResizeObserver(() => width !== (width = root.clientWidth) && window.show()).observe(root);
window.ready = true;
</script></body></html>"""


class TabServer(BarePages):
    """`/?tab=...` is the page above; then wait for `window.ready`."""

    def page(self, asked: SplitResult) -> str | None:
        if asked.path != "/":
            return super().page(asked)
        return PAGE % {"theme": THEMES[parse_qs(asked.query).get("theme", ["light"])[0]]}
