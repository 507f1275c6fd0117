"""From the start command to a usable home page, from a click to a page's first picture, and what home sends.

    python -m benchmarks.start

Peers in the same run: `streamlit hello` for the start, an empty Streamlit page for the bytes. Run it alone.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.rerun import HELPER
from tests.browser.stage import Server, launch, serve

STARTS = 5
START_LIMIT = 1.5  # times `streamlit hello`
CLICK_LIMIT = 200.0  # ms from the click to the default picture, once warm
BYTES_LIMIT = 200_000  # more than an empty page sends
HOME = 'all("#root h2, #root canvas").length > 1'
DEFAULT_PICTURES = {
    "lab": ("One layer", "Convolution lab", 'all("canvas").length > 0 && all("input[type=range]").length > 4'),
    "filters": ("One layer", "Image filters", 'all("figure.after canvas[data-drawn]").length > 0'),
    "inspector": ("A whole network", "Network inspector", 'all(".sheet .board img").some((e) => e.naturalWidth > 0)'),
}


def warm(server: Server) -> None:
    """Wait until the server has every page's first answer."""
    while True:
        try:
            with urllib.request.urlopen(server.url + "/ready", timeout=10):
                return
        except urllib.error.HTTPError:
            time.sleep(0.5)


def wait(page: Page, condition: str) -> None:
    """Wait until a condition over `all(selector)` holds, looking every few milliseconds."""
    page.wait_for_function(f"() => {{ {HELPER} return {condition}; }}", timeout=60_000, polling=5)


def start(browser: Browser, folder: Path, script: str, condition: str) -> float:
    """Return the seconds from the start command to a page that fulfils the condition."""
    page = browser.new_page()
    began = time.monotonic()
    server = serve(folder / "log", script)
    try:
        page.goto(server.url)
        wait(page, condition)
        return time.monotonic() - began
    finally:
        page.close()
        server.stop()


def click(page: Page, server: Server, section: str, title: str, condition: str) -> float:
    """Return the milliseconds from the click on a page's name to its default picture."""
    page.goto(server.url)
    wait(page, HOME)
    page.wait_for_timeout(1500)
    page.get_by_role("button", name=section).click()
    page.get_by_role("menuitem", name=title).wait_for()
    page.evaluate(
        f"""() => {{ {HELPER}
          window.cnnTook = null;
          addEventListener("click", () => {{
            const began = performance.now();
            const check = () => ({condition}) ? (window.cnnTook = performance.now() - began) : setTimeout(check, 2);
            check();
          }}, {{ capture: true, once: true }});
        }}"""
    )
    page.get_by_role("menuitem", name=title).click()
    page.wait_for_function("() => window.cnnTook !== null", timeout=20_000)
    took: float = page.evaluate("() => window.cnnTook")
    return took


def sent(browser: Browser, server: Server, condition: str) -> int:
    """Return how many bytes a page brings over the wire: all responses with their headers, all frames of its socket."""
    context = browser.new_context()
    page, total = context.new_page(), [0]
    wire = context.new_cdp_session(page)  # the only one that knows what a compressed answer weighs
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: total.append(int(event["encodedDataLength"])))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: total.append(len(frame))))
    page.goto(server.url)
    wait(page, condition)
    page.wait_for_timeout(3000)
    context.close()
    return sum(total)


def report(name: str, value: str, fine: bool) -> bool:
    """Print one line of the table."""
    print(f"{name:44s} {value:34s} {'within' if fine else 'OVER'} the limit")
    return fine


def run(browser: Browser, folder: Path) -> bool:
    """Measure everything; True where all limits hold."""
    pairs = [
        (start(browser, folder, "hello", 'all("h1").length > 0'), start(browser, folder, "app.py", HOME))
        for _ in range(STARTS)
    ]
    hello, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    told = f"{ours:.2f} s, {ours / hello:.2f} times hello's {hello:.2f}"
    fine = report("start to home", told, ours <= START_LIMIT * hello)

    server, empty = serve(folder / "app"), serve(folder / "empty", "benchmarks/empty_page.py")
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{server.url}/inspector")
        wait(page, DEFAULT_PICTURES["inspector"][2])
        warm(server)
        for name, (section, title, condition) in DEFAULT_PICTURES.items():
            took = statistics.median(click(page, server, section, title, condition) for _ in range(5))
            fine &= report(f"click to the first picture of {name}", f"{took:.0f} ms", took <= CLICK_LIMIT)
        nothing = sent(browser, empty, 'all("[data-testid=stText]").length > 0')
        home = sent(browser, server, HOME)
        more = home - nothing
        fine &= report("home beyond an empty page", f"{more / 1000:.0f} kB of {home / 1000:.0f}", more <= BYTES_LIMIT)
    finally:
        server.stop()
        empty.stop()
    return fine


def main() -> None:
    """Start the browser, measure, print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            sys.exit("This needs Chromium or Chrome.")
        sys.exit(0 if run(browser, Path(folder)) else 1)


if __name__ == "__main__":
    main()
