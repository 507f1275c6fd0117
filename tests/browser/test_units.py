"""The sheet of units: exact values under the pointer, the pin, orders and scales, pages, files, keys."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import activations, models
from cnnviz.imaging import samples
from tests.browser.stage import Server

pytestmark = pytest.mark.browser
PATIENCE = 60_000
LAYER = "edges.0.conv1"


def opened(page: Page, server: Server, query: str = f"layer={LAYER}") -> None:
    page.goto(f"{server.url}/inspector?{query}")
    expect(page.locator(".pinned canvas")).to_be_visible(timeout=PATIENCE)


def maps() -> np.ndarray:
    return activations.maps(models.load("embedded"), samples.load("cat"), LAYER)


def read(text: str) -> float:
    return float(text.rsplit(": ", 1)[1].replace("\u2212", "-"))


def test_pointer_reads_the_exact_value_of_the_map_that_it_enlarges(page: Page, server: Server) -> None:
    opened(page, server, f"layer={LAYER}&order=channel")
    board = page.locator(".sheet .board")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    side = box["width"] / (8 * 34 + 2)  # eight cells of 32 pixels and gaps of 2; page pixels a pixel
    page.mouse.move(box["x"] + (2 + 34 * 3 + 10.5) * side, box["y"] + (2 + 34 * 2 + 20.5) * side)  # unit 20 of row 3
    reading = page.locator(".units .label")
    expect(reading).to_contain_text(re.compile(r"Unit 20, row 21, column 11: .*\d"), timeout=10_000)
    assert np.float32(read(reading.inner_text())) == maps()[19, 20, 10]
    expect(page.locator(".lens canvas")).to_be_visible()


def test_arrow_keys_read_the_pinned_map_value_by_value(page: Page, server: Server) -> None:
    opened(page, server, f"layer={LAYER}&unit=5")
    board = page.get_by_role("slider", name="Values of unit 5")
    expect(board).to_be_visible(timeout=PATIENCE)
    best = np.unravel_index(int(maps()[4].argmax()), (32, 32))
    reading = page.locator(".units .reading")
    assert np.float32(read(reading.inner_text())) == maps()[4].max()
    board.focus()
    page.keyboard.press("ArrowLeft" if best[1] else "ArrowRight")
    column = int(best[1]) + (-1 if best[1] else 1)
    assert np.float32(read(reading.inner_text())) == maps()[4, int(best[0]), column]


def test_every_state_is_a_link(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_label("Sort by").select_option("sparsity")
    page.get_by_label("Colour scale per").select_option("layer")
    page.get_by_label("Colours").select_option("magnitude")
    board = page.get_by_role("slider", name="Feature maps of")
    expect(page.locator(".units h2")).to_contain_text("the most zeros first", timeout=10_000)
    board.focus()
    page.keyboard.press("ArrowRight")
    said = board.get_attribute("aria-valuetext")
    for part in ("order=sparsity", "scale=layer", "signs=magnitude", r"unit=\d+"):
        expect(page).to_have_url(re.compile(part))
    page.goto(page.url)
    expect(page.locator(".units h2")).to_contain_text("the most zeros first", timeout=PATIENCE)
    expect(page.get_by_label("Colours")).to_have_value("magnitude")
    expect(page.get_by_role("slider", name="Feature maps of")).to_have_attribute("aria-valuetext", said or "")


def test_keys_change_scale_and_order_wherever_the_focus_is(page: Page, server: Server) -> None:
    opened(page, server)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("s")
    expect(page.get_by_label("Colour scale per")).to_have_value("layer", timeout=10_000)
    expect(page.locator(".under .note")).to_contain_text("One scale for the layer")
    page.keyboard.press("o")
    expect(page.locator(".units h2")).to_contain_text("the highest maximum first", timeout=10_000)
    page.keyboard.press("?")
    expect(page.locator(".units .keys dl")).to_be_visible()


def test_picture_and_table_can_be_taken_along(page: Page, server: Server, tmp_path: Path) -> None:
    opened(page, server)
    with page.expect_download() as picture:
        page.get_by_role("button", name="Picture (PNG)").click()
    picture.value.save_as(tmp_path / "sheet.png")
    assert picture.value.suggested_filename == "embedded-edges.0.conv1-units.png"
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.height > image.width  # a square sheet and its caption
    with page.expect_download() as table:
        page.get_by_role("button", name="Numbers of all units (CSV)").click()
    table.value.save_as(tmp_path / "units.csv")
    rows = list(csv.DictReader((tmp_path / "units.csv").read_text().splitlines()))
    assert len(rows) == 64
    assert float(rows[7]["maximum"]) == pytest.approx(maps()[7].max())


def test_large_layers_come_in_pages_and_the_pin_stays(modules: Page) -> None:
    """A sheet of the second page of three: the first unit is pinned and not on it."""
    found = modules.evaluate(
        """async () => {
          const { ContactSheet } = await import("/components/contact_sheet.js");
          const pins = [];
          const sheet = new ContactSheet({ onPin: (unit) => pins.push(unit) });
          document.body.append(sheet.element);
          const order = Array.from({ length: 256 }, (_, i) => 256 + i);
          const data = { alt: "maps", columns: 16, rows: 16, cell: [7, 7], map: [7, 7], gap: 2, order,
            labels: order.map(String) };
          sheet.show(data, new Uint8Array(), 3);
          const hidden = sheet.pin.hidden;
          sheet.board.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
          sheet.board.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
          return { hidden, pins, text: sheet.board.getAttribute("aria-valuetext") };
        }"""
    )
    assert found == {"hidden": True, "pins": [256, 272], "text": "272"}


def test_numbers_are_written_with_as_many_digits_as_tell_them_apart(modules: Page) -> None:
    values = np.random.default_rng(2).normal(size=200).astype(np.float32) * 10.0 ** np.arange(-100, 100).clip(-30, 30)
    values = values.astype(np.float32)
    texts = modules.evaluate(
        """async (bytes) => {
          const { exact, floats } = await import("/components/units/values.js");
          return [...floats(Uint8Array.from(bytes))].map(exact);
        }""",
        list(values.astype("<f4").tobytes()),
    )
    assert [np.float32(text.replace("\u2212", "-")) for text in texts] == values.tolist()
    assert max(map(len, texts)) <= 22
