"""A real server and a real browser whose network is cut off but for this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.stage import Server, Watch, launch, serve


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
