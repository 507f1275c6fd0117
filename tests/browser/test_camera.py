"""A shot of the camera, here Chromium's pretended one, on both pages that take photos."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.stage import Server, Watch, launch

pytestmark = pytest.mark.browser
PATIENCE = 60_000
PRETENDED = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def seeing(playwright: Playwright) -> Iterator[Page]:
    """A page whose browser has a camera and may use it."""
    running = launch(playwright, *PRETENDED)
    if running is None:
        pytest.skip("needs Chromium or Chrome, and neither is installed")
    context, watch = running.new_context(viewport={"width": 1280, "height": 900}), Watch()
    watch.attach(context)
    yield context.new_page()
    running.close()
    assert watch.outside == []
    assert watch.complaints == []


def shoot(page: Page) -> None:
    page.get_by_role("button", name="Your own photo").click()
    page.get_by_text("Use the camera").click()
    expect(page.locator("video")).to_have_js_property("readyState", 4, timeout=PATIENCE)
    page.wait_for_timeout(500)  # the first frames may be black
    page.get_by_role("button", name="Take photo").click(timeout=PATIENCE)


def test_one_click_shows_what_a_layer_sees_in_the_camera(seeing: Page, server: Server) -> None:
    seeing.goto(f"{server.url}/inspector?layer=edges.0.conv1")
    sheet = seeing.get_by_role("slider", name="Feature maps of edges.0.conv1")
    expect(sheet).to_be_visible(timeout=PATIENCE)
    cat = sheet.get_attribute("aria-valuetext") or ""
    shoot(seeing)
    expect(seeing).to_have_url(re.compile(r"photo=mine-"), timeout=PATIENCE)
    expect(sheet).not_to_have_attribute("aria-valuetext", cat)  # the same layer, another photo
    expect(seeing.get_by_text("could not finish")).to_have_count(0)


def test_one_click_filters_the_camera(seeing: Page, server: Server) -> None:
    seeing.goto(f"{server.url}/filters?kernel=laplacian&photo=coffee")
    after = seeing.locator("figure.after canvas")
    expect(after).to_have_attribute("aria-label", re.compile("^Laplacian"), timeout=PATIENCE)
    before = after.get_attribute("data-drawn")
    shoot(seeing)
    expect(after).not_to_have_attribute("data-drawn", before or "", timeout=PATIENCE)
    expect(seeing.get_by_role("button", name="Take photo")).to_have_count(0)  # what was taken lies free
    expect(seeing.get_by_text(re.compile(r"Your photo( \d)?, \d+ × \d+ pixels"))).to_be_visible(timeout=PATIENCE)
    expect(after).to_have_attribute("aria-label", re.compile("^Laplacian"))
