"""axe on every page, in light and dark: no finding of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import Server, Watch

pytestmark = pytest.mark.browser
# Streamlit's own: the role of its uploader's drop zone.
NOT_OURS = ("stFileUploader", "stFileUploaderDropzone")


@pytest.fixture(params=["light", "dark"])
def coloured_page(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    watch.attach(context)
    yield context.new_page()
    context.close()


def ours(finding: dict[str, Any]) -> list[str]:
    """Return the places of a finding that are not inside Streamlit's own parts."""
    return [node["html"] for node in finding["nodes"] if not any(name in node["html"] for name in NOT_OURS)]


@pytest.mark.parametrize(
    "path",
    ["", "lab", "filters", "architectures", "builder", "field", "inspector", "saliency", "classes", "fool", "dream"],
)
def test_axe_finds_nothing_of_ours(path: str, coloured_page: Page, server: Server) -> None:
    page = coloured_page
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
    page.wait_for_timeout(2500)
    results = Axe().run(page)
    findings = {each["id"]: ours(each) for each in results.response["violations"]}
    assert {name: places for name, places in findings.items() if places} == {}
