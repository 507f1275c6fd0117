"""A real server and a real browser whose network is cut off but for this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.bare_pages import serving
from tests.browser.lab_harness import AssetServer
from tests.browser.stage import Server, Watch, launch, serve
from tests.browser.tab_harness import TabServer


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    if running is None:
        pytest.skip("needs Chromium or Chrome, and neither is installed")
    yield running
    running.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = serve(tmp_path_factory.mktemp("server") / "log")
    yield running
    running.stop()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A desktop page; afterwards nothing may have asked the outside or complained in the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watch.attach(context)
    yield context.new_page()
    context.close()
    assert watch.outside == []
    assert watch.complaints == []


@pytest.fixture(scope="session")
def served() -> Iterator[AssetServer]:
    """The lab's component on a bare page, and the browser's modules."""
    with serving(AssetServer) as running:
        yield running


@pytest.fixture
def modules(page: Page, served: AssetServer) -> Page:
    """An empty page from which modules can be imported."""
    page.goto(served.url + "/blank")
    return page


@pytest.fixture(scope="session")
def tab_server() -> Iterator[TabServer]:
    with serving(TabServer) as running:
        yield running


@pytest.fixture
def open_tab(page: Page, tab_server: TabServer) -> Callable[..., Page]:
    """Open a tab of the lab by itself, with settings of the lab and keys of the tab."""

    def opened(tab: str, query: str = "", **asked: Any) -> Page:
        more = "&".join(f"{key}={value}" for key, value in asked.items())
        page.goto(f"{tab_server.url}/?tab={tab}&{query}&{more}")
        page.wait_for_function("window.ready")
        return page

    return opened
