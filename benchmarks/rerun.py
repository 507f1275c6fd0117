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

# Starts the clock at the key's event and stops it when what `probe` returns has changed. `probe` looks through shadow
# roots, where the components live.
CLOCK = """
({ probe }) => {
  const all = (selector, root = document) => {
    const found = [...root.querySelectorAll(selector)];
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...all(selector, node.shadowRoot));
    return found;
  };
  const look = new Function("all", `return ${probe}`);
  const state = (window.cnnClock = { took: null });
  const start = (event) => {
    document.removeEventListener("keydown", start, true);
    const before = look(all);
    const began = performance.now();
    const check = () => {
      if (look(all) !== before) state.took = performance.now() - began;
      else setTimeout(check, 1);
    };
    check();
  };
  document.addEventListener("keydown", start, true);
}
"""


@dataclass(frozen=True)
class Control:
    """A control of a page: where it is, which keys move it, what shows that the page has changed."""

    name: str
    path: str
    presses: tuple[tuple[str, str], ...]  # (selector of what takes the key, the key), in turn: back and forth
    probe: str  # JavaScript over `all(selector)`
    ready: str  # JavaScript that is true when the page has its first answer
    limit: float


EMPTY = Control(
    "empty page",
    "",
    (("input[type=checkbox]", "Space"),),
    'all("[data-testid=stText]").map((e) => e.textContent).join()',
    'all("[data-testid=stText]").length > 0',
    1.0,
)
GREY, COLOURS = "button:has-text('on grey')", "button:has-text('each colour')"
CONTROLS = (
    Control(
        "lab: stride to the PyTorch lines",
        "lab",
        (("input[type=range][data-name=s]", "ArrowRight"), ("input[type=range][data-name=s]", "ArrowLeft")),
        'all("[data-testid=stCode]").map((e) => e.textContent).join()',
        'all("[data-testid=stCode]").length > 0 && all("input[type=range]").length > 4',
        1.5,
    ),
    Control(
        "inspector: unit to its sentence",
        "inspector",
        (("[role=slider][aria-valuemax]", "ArrowRight"), ("[role=slider][aria-valuemax]", "ArrowLeft")),
        'all("figcaption").map((e) => e.textContent).join()',
        'all("[role=slider]").length > 0 && all("figure img").length > 4',
        1.5,
    ),
    Control(
        "filters: 512x512 photo filtered",
        "filters?photo=astronaut",
        ((COLOURS, "Enter"), (GREY, "Enter")),
        'all("figure img").map((e) => e.src).join()',
        'all("figure img").filter((e) => e.complete && e.naturalWidth > 0).length > 1',
        2.5,
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
        page.evaluate(CLOCK, {"probe": control.probe})
        page.keyboard.press(key)
        page.wait_for_function("() => window.cnnClock.took !== null", timeout=20_000)
        took.append(page.evaluate("() => window.cnnClock.took"))
        page.wait_for_timeout(150)
    return took[WARM:]


HELPER = """
const all = (selector, root = document) => {
  const found = [...root.querySelectorAll(selector)];
  for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...all(selector, node.shadowRoot));
  return found;
};
"""


def run(browser: Browser, app: Server, empty: Server) -> bool:
    """Print the table; True where every ratio is within its limit."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    base = statistics.median(measure(page, empty.url, EMPTY))
    print(f"{'empty page':34s} {base:7.1f} ms")
    fine = True
    for control in CONTROLS:
        median = statistics.median(measure(page, app.url, control))
        ratio = median / base
        fine &= ratio <= control.limit
        print(f"{control.name:34s} {median:7.1f} ms  {ratio:5.2f} times (limit {control.limit})")
    return fine


def main() -> None:
    """Start both servers and the browser, measure, print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = serve(Path(folder) / "app.log")
        empty = serve(Path(folder) / "empty.log", "benchmarks/empty_page.py")
        browser = launch(playwright)
        try:
            if browser is None:
                sys.exit("This needs Chromium or Chrome.")
            sys.exit(0 if run(browser, app, empty) else 1)
        finally:
            app.stop()
            empty.stop()


if __name__ == "__main__":
    main()
