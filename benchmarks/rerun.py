"""From a key press to the changed page, beside an empty Streamlit page with the same settings, in one run.

    python -m benchmarks.rerun

Both servers and the browser run on this machine; every figure is the median of alternating presses, in milliseconds,
measured inside the page from the key's event to the change of the text (or to the new picture, decoded and in place).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.stage import Server, launch, serve

PRESSES = 24
WARM = 4  # presses that are not counted

# Looks through shadow roots, where the components live.
HELPER = """
const all = (selector, root = document) => {
  const found = [...root.querySelectorAll(selector)];
  for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...all(selector, node.shadowRoot));
  return found;
};
"""

# Starts the clock at the key's event and stops it when the text (or the picture's address) has changed. The places are
# looked up beforehand: a search through the page each millisecond would slow down what is measured.
CLOCK = (
    "({ selector, property }) => {"
    + HELPER
    + """
  let places = all(selector);
  const look = () => {
    if (places.some((place) => !place.isConnected)) places = all(selector);
    return places.map((place) => place[property]).join("|");
  };
  const state = (window.cnnClock = { took: null });
  const start = () => {
    document.removeEventListener("keydown", start, true);
    const before = look();
    const began = performance.now();
    const check = () => (look() !== before ? (state.took = performance.now() - began) : setTimeout(check, 1));
    check();
  };
  document.addEventListener("keydown", start, true);
}
"""
)


@dataclass(frozen=True)
class Control:
    """A control of a page: where it is, which keys move it, what shows that the page has changed."""

    name: str
    path: str
    presses: tuple[tuple[str, str], ...]  # (selector of what takes the key, the key), in turn: back and forth
    shows: str  # selector of what shows that the page has changed
    ready: str  # JavaScript that is true when the page has its first answer
    limit: float
    cached: bool = True  # False: each step is computed anew, on a server that keeps no answers


EMPTY = Control(
    "empty page",
    "",
    (("input[type=checkbox]", "Space"),),
    "[data-testid=stText]",
    'all("[data-testid=stText]").length > 0',
    1.0,
)
GREY, COLOURS = "button:has-text('on grey')", "button:has-text('each colour')"
CONTROLS = (
    Control(
        "lab: stride to the PyTorch lines",
        "lab",
        (("input[type=range][data-name=s]", "ArrowRight"), ("input[type=range][data-name=s]", "ArrowLeft")),
        "[data-testid=stCode]",
        'all("[data-testid=stCode]").length > 0 && all("input[type=range]").length > 4',
        1.5,
    ),
    Control(
        "inspector: unit to its sentence",
        "inspector",
        (("[role=slider][aria-valuemax]", "ArrowRight"), ("[role=slider][aria-valuemax]", "ArrowLeft")),
        "figcaption",
        'all("[role=slider]").length > 0 && all("figure img").length > 4',
        1.5,
    ),
    Control(
        "filters: 512x512 photo filtered",
        "filters?photo=astronaut",
        ((COLOURS, "Enter"), (GREY, "Enter")),
        "figure img",
        'all("figure img").filter((e) => e.complete && e.naturalWidth > 0).length > 1',
        2.5,
        cached=False,
    ),
)


def measure(page: Page, url: str, control: Control) -> list[float]:
    """Press the control's keys and return each press's milliseconds."""
    page.goto(f"{url}/{control.path}")
    page.wait_for_function(f"() => {{ {HELPER} return {control.ready}; }}", timeout=60_000)
    page.wait_for_timeout(1500)
    took = []
    for press in range(PRESSES + WARM):
        selector, key = control.presses[press % len(control.presses)]
        page.locator(selector).first.focus()
        prop = "src" if control.shows.endswith("img") else "textContent"
        page.evaluate(CLOCK, {"selector": control.shows, "property": prop})
        page.keyboard.press(key)
        page.wait_for_function("() => window.cnnClock.took !== null", timeout=20_000)
        took.append(page.evaluate("() => window.cnnClock.took"))
        page.wait_for_timeout(150)
    return took[WARM:]


def run(browser: Browser, app: Server, forgetful: Server, empty: Server) -> bool:
    """Print the table; True where every ratio is within its limit."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    base = statistics.median(measure(page, empty.url, EMPTY))
    print(f"{'empty page':34s} {base:7.1f} ms")
    fine = True
    for control in CONTROLS:
        median = statistics.median(measure(page, (app if control.cached else forgetful).url, control))
        ratio = median / base
        fine &= ratio <= control.limit
        print(f"{control.name:34s} {median:7.1f} ms  {ratio:5.2f} times (limit {control.limit})")
    return fine


def main() -> None:
    """Start both servers and the browser, measure, print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = serve(Path(folder) / "app.log")
        forgetful = serve(Path(folder) / "forgetful.log", CNNVIZ_CACHE_MB="0")
        empty = serve(Path(folder) / "empty.log", "benchmarks/empty_page.py")
        browser = launch(playwright)
        try:
            if browser is None:
                sys.exit("This needs Chromium or Chrome.")
            sys.exit(0 if run(browser, app, forgetful, empty) else 1)
        finally:
            for server in (app, forgetful, empty):
                server.stop()


if __name__ == "__main__":
    main()
