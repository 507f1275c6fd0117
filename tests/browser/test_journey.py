"""What people do, in a real browser on a real server, with every request to the outside blocked."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.stage import Server, serve

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # ms: the first page waits for torch
TITLES = {
    "": "What does a convolution do to a picture?",
    "lab": "Convolution lab",
    "filters": "Image filters",
    "architectures": "Architectures",
    "builder": "Network builder",
    "field": "What can one unit see?",
    "inspector": "Network inspector",
    "saliency": "Saliency wall",
    "fool": "Fool the network",
    "dream": "Dream a class",
}


def photo(shared: Path | None = None) -> bytes:
    """Return a photo of ours that no sample equals: the left half red, the right half white."""
    image = Image.new("RGB", (300, 200), "white")
    image.paste((200, 30, 30), (0, 0, 150, 200))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.mark.parametrize("path", list(TITLES))
def test_cold_deep_link_opens_its_page(path: str, page: Page, tmp_path: Path) -> None:
    server = serve(tmp_path / "log")
    try:
        page.goto(f"{server.url}/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[path], timeout=PATIENCE)
        expect(page.get_by_text("could not finish")).to_have_count(0)
        page.goto("about:blank")  # before the server goes, or the page complains that it has gone
    finally:
        server.stop()
    assert "Traceback" not in server.log.read_text()


def test_photo_travels_from_upload_through_a_filter_to_the_inspector(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/filters")
    after = page.locator("figure.after canvas")
    expect(after).to_have_attribute("aria-label", re.compile("near 0"), timeout=PATIENCE)
    page.get_by_role("button", name="Your own photo").click()
    page.locator("input[type=file]").set_input_files({"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    # One edge, dark to bright, in the middle: Sobel x answers at column 150 or 151 and nowhere else.
    expect(after).to_have_attribute("aria-label", re.compile("column 15[01]:"), timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="A whole network").click()
    page.get_by_role("menuitem", name="Network inspector").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["inspector"], timeout=PATIENCE)
    expect(page.get_by_text("Your photo").first).to_be_visible(timeout=PATIENCE)
    seen = page.locator("img[alt^='The photo; the network sees columns 50 to 250 and rows 0 to 200']")
    expect(seen).to_be_visible(timeout=PATIENCE)
    assert seen.evaluate("image => image.naturalWidth") == 300


def test_file_that_is_no_picture_gets_a_sentence_and_nothing_is_lost(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/filters?kernel=gaussian")
    after = page.locator("figure.after canvas")
    expect(after).to_have_attribute("aria-label", re.compile("^Gaussian"), timeout=PATIENCE)
    page.get_by_role("button", name="Your own photo").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"these are only words"}
    )
    expect(page.get_by_text("notes.png:")).to_be_visible(timeout=PATIENCE)
    expect(after).to_have_attribute("aria-label", re.compile("^Gaussian"))


def test_dragging_the_kernel_changes_numbers_at_once_and_python_follows_at_rest(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/lab")
    slider = page.get_by_role("slider", name="Kernel")
    expect(slider).to_be_visible(timeout=PATIENCE)
    code = page.get_by_label("The same in PyTorch")
    expect(code).to_contain_text("kernel_size=3")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(code).to_contain_text("kernel_size=5", timeout=10_000)
    expect(page).to_have_url(re.compile(r"[?&]k=5\b"))


def test_home_demo_leads_into_the_network(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="What does a network see in it?").click(timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["inspector"], timeout=PATIENCE)
    expect(page.get_by_role("list", name="What the network says")).to_be_visible(timeout=PATIENCE)


def test_pinning_a_unit_shows_it(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector")
    board = page.get_by_role("slider", name="Feature maps of")
    expect(board).to_be_visible(timeout=PATIENCE)
    board.click(position={"x": 12, "y": 12})
    first = board.get_attribute("aria-valuetext")
    assert first is not None
    board.press("ArrowRight")
    expect(page.locator("figcaption", has_text="Unit ").first).to_be_visible()
    assert board.get_attribute("aria-valuetext") != first


@pytest.mark.parametrize("path", list(TITLES))
def test_nothing_is_wider_than_a_phone(path: str, page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[path], timeout=PATIENCE)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360
