"""From a key press to the changed page, beside an empty Streamlit page with the same settings, in one run.

    python -m benchmarks.rerun

Both servers and the browser run on this machine; every figure is the median over rounds in which the pages take turns,
so that a slow moment of the machine meets them all. Milliseconds are measured inside the page, from the key's event to
the frame that shows the changed text (or the new picture, painted): what a person sees.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, FilePayload, sync_playwright

from cnnviz.imaging import samples
from tests.browser.stage import Server, launch, serve

ROUNDS = 4
PRESSES = 12
WARM = 3  # presses that are not counted
LARGE = 1024

# Looks through shadow roots, where the components live.
HELPER = """
const all = (selector, root = document) => {
  const found = [...root.querySelectorAll(selector)];
  for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...all(selector, node.shadowRoot));
  return found;
};
"""

# Starts the clock at the key's event and stops it with the frame that shows the changed text (or the picture's new
# address). The places are looked up beforehand: a search through the page in each frame would slow down what it times.
CLOCK = (
    "({ selector, property }) => {"
    + HELPER
    + """
  let places = all(selector);
  const look = () => {
    if (places.some((place) => !place.isConnected)) places = all(selector);
    return places.map((place) => place[property] ?? place.getAttribute(property)).join("|");
  };
  const state = (window.cnnClock = { took: null });
  const start = () => {
    document.removeEventListener("keydown", start, true);
    const before = look();
    const began = performance.now();
    const check = () => (look() !== before ? (state.took = performance.now() - began) : requestAnimationFrame(check));
    requestAnimationFrame(check);
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
    upload: bool = False  # True: on an upload of 1024 x 1024 pixels


EMPTY = Control(
    "empty page",
    "",
    (("input[type=range]", "ArrowRight"), ("input[type=range]", "ArrowLeft")),
    "[data-testid=stText]",
    'all("[data-testid=stText]").length > 0',
    1.0,
)
GREY, COLOURS = "button:has-text('on grey')", "button:has-text('each colour')"
AFTER = "figure.after canvas[data-drawn]"  # counts up in the very task that paints the canvas
CONTROLS = (
    Control(
        "lab: stride to the PyTorch lines",
        "lab",
        (("input[type=range][data-name=s]", "ArrowRight"), ("input[type=range][data-name=s]", "ArrowLeft")),
        "pre",
        'all("pre").length > 0 && all("input[type=range]").length > 4',
        1.5,
    ),
    Control(
        "inspector: unit to its sentence",
        "inspector",
        ((".sheet .board", "ArrowRight"), (".sheet .board", "ArrowLeft")),
        ".units .said",
        'all(".sheet .board").length > 0 && all(".pinned canvas").length > 0',
        1.5,
    ),
    Control(
        "filters: 512x512 photo filtered",
        "filters?photo=astronaut",
        ((COLOURS, "Enter"), (GREY, "Enter")),
        AFTER,
        f'all("{AFTER}").length > 0',
        2.5,
        cached=False,
    ),
    Control(
        "filters: 1024x1024 photo filtered",
        "filters",
        ((COLOURS, "Enter"), (GREY, "Enter")),
        AFTER,
        f'all("{AFTER}").length > 0',
        5.0,
        cached=False,
        upload=True,
    ),
)


@cache
def large_photo() -> FilePayload:
    """Return a photo of 1024 x 1024 pixels: the astronaut, four times."""
    astronaut = samples.load("astronaut").rgb
    buffer = io.BytesIO()
    Image.fromarray(np.tile(astronaut, (2, 2, 1))[:LARGE, :LARGE]).save(buffer, "PNG")
    return {"name": "large.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def measure(browser: Browser, url: str, control: Control) -> list[float]:
    """Press the control's keys on a page just opened and return each press's milliseconds."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{url}/{control.path}")
    page.wait_for_function(f"() => {{ {HELPER} return {control.ready}; }}", timeout=60_000)
    if control.upload:
        page.get_by_role("button", name="Your own photo").click()
        page.locator("input[type=file]").first.set_input_files(large_photo())
        page.wait_for_function(
            f"() => {{ {HELPER} return all('figure.after canvas')[0].width === {LARGE}; }}", timeout=60_000
        )
        page.keyboard.press("Escape")
    page.wait_for_timeout(1500)
    took = []
    for press in range(PRESSES + WARM):
        selector, key = control.presses[press % len(control.presses)]
        page.locator(selector).first.focus()
        prop = "data-drawn" if control.shows == AFTER else "textContent"
        page.evaluate(CLOCK, {"selector": control.shows, "property": prop})
        page.keyboard.press(key)
        page.wait_for_function("() => window.cnnClock.took !== null", timeout=20_000)
        took.append(page.evaluate("() => window.cnnClock.took"))
        page.wait_for_timeout(150)
    page.close()
    return took[WARM:]


def run(browser: Browser, app: Server, forgetful: Server, empty: Server) -> bool:
    """Print the table; True where every ratio is within its limit."""
    took: dict[str, list[float]] = {control.name: [] for control in (EMPTY, *CONTROLS)}
    for server in (app, forgetful):  # their warm-up would slow down whatever is measured beside it
        measure(browser, server.url, CONTROLS[1])
    for _ in range(ROUNDS):
        took[EMPTY.name] += measure(browser, empty.url, EMPTY)
        for control in CONTROLS:
            took[control.name] += measure(browser, (app if control.cached else forgetful).url, control)
    base = statistics.median(took[EMPTY.name])
    print(f"{EMPTY.name:34s} {base:7.1f} ms")
    fine = True
    for control in CONTROLS:
        median = statistics.median(took[control.name])
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
