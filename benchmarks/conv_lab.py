"""What the convolution lab takes of a frame while a finger drags, and of the wire and the clock when it opens.

    python -m benchmarks.conv_lab [tab ...]

The component stands on a bare page in Chromium. Each slider goes 200 times through its range; a movement's time is all
script that it sets off (handlers, frames, timers, observers), with style and layout forced inside, by
`performance.now()`; the browser's own painting is not in it. Tabs that are named are measured opened, too.
"""

from __future__ import annotations

import gzip
import math
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from cnnviz.ui import components, compression
from cnnviz.ui.paths import ASSETS
from tests.browser.lab_harness import AssetServer, assets
from tests.browser.stage import launch

MOVES = 200
SIZES = {32: 16.0, 64: 50.0}  # input size: limit in milliseconds for 95 of 100 movements
FIRST_DRAW = 100.0  # milliseconds
KILOBYTES = 60.0  # compressed, tabs apart
OPENINGS = 9
REST = 800  # milliseconds after which the server has heard whatever it will hear
BUSY = {"n": 7, "k": 3, "s": 1, "p": 1, "d": 1, "cin": 8, "cout": 8, "groups": 1}
SLIDERS = "input[type=range][data-name]"

# Before any script of the page: adds up the time of all callbacks that the component leaves with the browser.
CLOCK = """
window.spent = 0;
window.timed = (work) => {
  const began = performance.now();
  try { return work(); } finally { window.spent += performance.now() - began; }
};
window.nextFrame = window.requestAnimationFrame.bind(window);
window.later = window.setTimeout.bind(window);
window.requestAnimationFrame = (work) => nextFrame((now) => timed(() => work(now)));
window.setTimeout = (work, ...rest) => later((...given) => timed(() => work(...given)), ...rest);
for (const name of ["ResizeObserver", "MutationObserver"]) {
  const Native = window[name];
  window[name] = class extends Native {
    constructor(work) { super((...given) => timed(() => work(...given))); }
  };
}
"""

# A movement ends when its frame is drawn: the callback asked for last runs after those of the component.
DRAG = """async ({ name, low, high, moves }) => {
  const slider = lab(`input[type=range][data-name="${name}"]`);
  const host = document.getElementById("host");
  const settle = () => timed(() => host.getBoundingClientRect());
  const drawn = () => new Promise((done) => nextFrame(() => { settle(); later(done); }));
  const range = high - low;
  const times = [];
  const told = window.told.length;
  slider.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
  for (let move = 0; move < moves; move++) {
    const there = range - Math.abs((move % (2 * range || 1)) - range);
    slider.value = low + there;
    await drawn();
    window.spent = 0;
    const began = performance.now();
    slider.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    await null; // what the handlers left for afterwards
    window.spent += performance.now() - began;
    settle();
    await drawn();
    times.push(window.spent);
  }
  const heldBack = window.told.length === told;
  slider.dispatchEvent(new PointerEvent("pointerup", { bubbles: true, composed: true }));
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  return { times, heldBack };
}"""

# Every module has arrived and nothing has run yet, as with the links that the app puts before its script.
OPEN = """async ({ modules, data }) => {
  await Promise.all(modules.map((module) => new Promise((arrived) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: `/components/${module}`, onload: arrived });
    document.head.append(link);
  })));
  const shadow = document.getElementById("host").attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = await (await fetch("/components/lab.css")).text();
  const root = document.createElement("div");
  root.id = "root";
  const began = performance.now();
  shadow.append(style, root);
  const { default: mount } = await import("/components/lab.js");
  mount({ data, key: "lab", parentElement: shadow, setTriggerValue() {}, setStateValue() {} });
  await new Promise((done) => nextFrame(done));
  document.getElementById("host").getBoundingClientRect();
  return performance.now() - began;
}"""
BARE = """<!doctype html><html lang="en"><title>Lab</title><link rel="icon" href="data:,">
<body style="--st-background-color:#ffffff;--st-text-color:#1b2430;--st-font:sans-serif"><main id="host"></main>"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    value: float
    limit: float = math.inf
    unit: str = "ms"
    note: str = ""
    least: float = 0.0

    @property
    def fine(self) -> bool:
        """Whether the value is within its limit."""
        return self.least <= self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if math.isinf(self.limit) else f"limit {self.limit:g}"
        over = "" if self.fine else "  OVER"
        return f"{self.what:44s} {self.value:8.1f} {self.unit:8s} {limit:10s} {self.note}{over}".rstrip()


def opened(browser: Browser, server: AssetServer, **settings: Any) -> Page:
    """Open the lab on its bare page with these settings."""
    server.data = {"settings": BUSY | settings, "notes": [], "present": False}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(CLOCK)
    page.goto(server.url)
    page.wait_for_function("window.ready")
    page.wait_for_timeout(REST)
    return page


def drags(browser: Browser, server: AssetServer, size: int, tab: str) -> Iterator[Row]:
    """Drag each slider that can be seen, and yield what 95 of 100 movements take at most."""
    page = opened(browser, server, n=size, nw=size, tab=tab)
    ranges = page.locator(SLIDERS).evaluate_all(
        """(all) => all.filter((slider) => slider.checkVisibility() && !slider.disabled)
                       .map((slider) => [slider.dataset.name, Number(slider.min), Number(slider.max)])"""
    )
    page.close()
    for name, low, high in ranges:
        page = opened(browser, server, n=size, nw=size, tab=tab)
        end = min(high, size) if name in ("n", "nw") else high
        start = max(low, end - 31) if name in ("n", "nw") else low
        found = page.evaluate(DRAG, {"name": name, "low": start, "high": end, "moves": MOVES})
        times = sorted(found["times"])
        note = f"median {times[MOVES // 2]:.1f}, longest {times[-1]:.1f}"
        where = f" with {tab}" if tab else ""
        yield Row(f"{size}x{size}{where}, {name} {start}-{end}", times[MOVES * 95 // 100 - 1], SIZES[size], note=note)
        if not found["heldBack"]:
            yield Row(f"{size}x{size}{where}, {name}: told while dragging", 1, 0, "message")
        page.close()


def messages(browser: Browser, server: AssetServer) -> Iterator[Row]:
    """Drag with a real mouse, hold still, let go: the server hears nothing before and one word after."""
    page = opened(browser, server)
    box = page.locator(f"{SLIDERS} >> nth=0").bounding_box()
    if box is None:
        sys.exit("There is no slider to drag.")
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.1, middle)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.02 * step), middle)
    page.wait_for_timeout(REST)
    dragging = page.evaluate("told.length")
    page.mouse.up()
    page.wait_for_timeout(REST)
    yield Row("to the server while dragging", dragging, 0, "messages")
    rested = page.evaluate("told.length") - dragging
    yield Row("to the server at rest", rested, 1, "message", least=1)
    page.close()


def first_draws(browser: Browser, server: AssetServer) -> Row:
    """Run the modules, which are there already, and draw once; in a fresh browser context each time."""
    times = []
    data = {"settings": BUSY | {"n": 32, "nw": 32}, "notes": [], "present": False}
    for _ in range(OPENINGS):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.add_init_script(CLOCK)
        page.goto(server.url + "/blank")
        page.set_content(BARE)
        times.append(page.evaluate(OPEN, {"modules": components.modules("lab.js"), "data": data}))
        context.close()
    note = f"median of {OPENINGS}, longest {max(times):.1f}"
    return Row("first draw at 32x32, script there", statistics.median(times), FIRST_DRAW, note=note)


def weights() -> Iterator[Row]:
    """Weigh the JavaScript as the server sends it: each module compressed by itself."""
    folder = ASSETS / "components"
    tabs = {path.relative_to(folder).as_posix() for path in (folder / "lab" / "tabs").rglob("*.js")}
    lab = [module for module in components.modules("lab.js") if module not in tabs]
    yield from _weigh("JavaScript of the lab", lab, KILOBYTES)
    if tabs:
        yield from _weigh("JavaScript of all tabs, loaded when opened", sorted(tabs), math.inf)


def _weigh(what: str, names: list[str], limit: float) -> Iterator[Row]:
    bodies = [(ASSETS / "components" / name).read_bytes() for name in names]
    sent = sum(len(gzip.compress(body, compression.LEVEL, mtime=0)) for body in bodies) / 1000
    note = f"{sum(map(len, bodies)) / 1000:.1f} kB raw, {len(bodies)} modules"
    yield Row(what, sent, limit, "kB", note)


def rows(browser: Browser, server: AssetServer, tabs: list[str]) -> Iterator[Row]:
    """Measure one line of the table after the other."""
    yield from weights()
    yield first_draws(browser, server)
    yield from messages(browser, server)
    for size in SIZES:
        for tab in ("", *tabs):
            yield from drags(browser, server, size, tab)


def main() -> None:
    """Start the browser, measure, print; leave with 1 where a limit is not kept."""
    fine = True
    with assets() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            sys.exit("This needs Chromium or Chrome.")
        print(f"Movements of a slider: 95 of 100 of {MOVES} take at most")
        for row in rows(browser, server, sys.argv[1:]):
            print(row, flush=True)
            fine &= row.fine
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
