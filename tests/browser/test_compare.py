"""The inspector's comparison in a browser: steps, keys, the sweep, links, files, small screens, accessibility."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import Server, Watch
from tests.browser.test_accessibility import ours

pytestmark = pytest.mark.browser
WAIT = 150_000


@pytest.fixture
def compare(page: Page, server: Server) -> Page:
    opened(page, server)
    return page


def opened(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}/inspector?view=compare&{query}")
    expect(page.locator(".maps .board.difference canvas[data-drawn]")).to_be_visible(timeout=WAIT)


def lead(page: Page) -> str:
    return page.locator(".said .lead").first.inner_text()


def slide(page: Page, label: str, value: float) -> None:
    page.get_by_label(label, exact=True).evaluate(
        "(range, value) => { range.value = value; range.dispatchEvent(new Event('input')); }", value
    )


def test_the_first_view_shows_a_shift_that_moves_along(compare: Page) -> None:
    assert "stem.relu has stride 1: 2 pixels right is 2 whole cells" in lead(compare)
    assert "nothing changes at all" in lead(compare)
    expect(compare.locator(".inputs .board:visible")).to_have_count(2)
    expect(compare.locator(".chances li")).to_have_count(5)


def test_a_step_is_answered_without_the_page_and_comes_into_the_address(compare: Page) -> None:
    with compare.expect_response(lambda answer: "/answers/compare" in answer.url):
        slide(compare, "Shift right", 5)
    expect(compare.locator(".said .lead").first).to_contain_text("5 pixels right is 5 whole cells")
    compare.wait_for_url(re.compile("cmp_x=5"), timeout=WAIT)
    query = parse_qs(urlsplit(compare.url).query)
    assert query["cmp_x"] == ["5"]
    assert query["view"] == ["compare"]


def test_the_slider_has_keys(compare: Page) -> None:
    compare.get_by_label("Shift right", exact=True).focus()
    compare.keyboard.press("ArrowRight")
    expect(compare.locator(".said .lead").first).to_contain_text("3 pixels right is 3 whole cells")


def test_a_link_restores_layer_unit_and_change(page: Page, server: Server) -> None:
    opened(page, server, "layer=parts.0.relu2&unit=9&cmp_x=1&cmp_y=-4&cmp_read=along")
    assert "parts.0.relu2 has stride 4" in lead(page)
    assert "1/4 of a cell and 1 whole cell" in lead(page)
    expect(page.get_by_label("Unit", exact=True)).to_have_value("9")
    expect(page.get_by_role("button", name="Moved along")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".board.second figcaption")).to_contain_text("moved back")


def test_what_a_link_cannot_have_is_told(page: Page, server: Server) -> None:
    opened(page, server, "cmp_x=900&cmp_change=explode")
    expect(page.get_by_text("it can be -32 to 32")).to_be_visible()
    expect(page.get_by_text("which is not here")).to_be_visible()


def test_the_curve_is_read_by_keys_and_chooses_the_layer(compare: Page) -> None:
    curve = compare.locator(".curve").first
    curve.focus()
    compare.keyboard.press("Home")
    readout = compare.locator(".plot .readout").first
    expect(readout).to_have_text(re.compile(r"^stem\.conv, convolution: in place 0\.\d{4}, moved along 0\.\d{4}$"))
    assert curve.get_attribute("aria-valuetext") == readout.inner_text()
    for _ in range(3):
        compare.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("stem.pool, pool")
    compare.keyboard.press("Enter")
    expect(compare.locator(".said .lead").first).to_contain_text("stem.pool has stride 2")
    expect(compare.locator(".said .lead").nth(1)).to_contain_text("Pooling tolerates")
    compare.wait_for_url(re.compile(r"layer=stem\.pool"), timeout=WAIT)


def test_a_map_tells_its_exact_values(compare: Page) -> None:
    compare.locator(".board.first canvas").focus()
    compare.keyboard.press("ArrowRight")
    compare.keyboard.press("ArrowDown")
    text = compare.locator(".maps .readout").inner_text()
    found = re.fullmatch(r"Row 2, column 2: ([−\d.]+) and ([−\d.]+); difference ([−\d.]+)", text)
    assert found
    one, two, off = (float(part.replace("−", "-")) for part in found.groups())
    assert off == pytest.approx(two - one, abs=0.0016)
    expect(compare.locator(".maps .mark:visible")).to_have_count(3)


def test_two_photos_and_two_layers(compare: Page) -> None:
    compare.get_by_role("button", name="Two photos").click()
    expect(compare.locator(".chances .lead")).to_contain_text("the second for")
    compare.get_by_label("Second photo", exact=True).select_option("rocket")
    expect(compare.locator(".board.second figcaption")).to_contain_text("ocket")
    compare.get_by_role("button", name="Two layers").click()
    expect(compare.locator(".said .lead").first).to_contain_text("linear CKA")
    expect(compare.locator(".chances")).to_be_hidden()
    compare.get_by_label("Second layer", exact=True).select_option("things.0.relu2")
    expect(compare.locator(".said .lead").first).to_contain_text("stem.relu and things.0.relu2")


@pytest.mark.parametrize("kind", ["Turn", "Mirror", "Blur", "Noise"])
def test_every_change_has_its_sentence(kind: str, compare: Page) -> None:
    compare.get_by_role("button", name=kind, exact=True).click()
    said = {"Turn": "Turned by 15°", "Mirror": "Mirrored", "Blur": "blur of 1", "Noise": "noise of 20"}[kind]
    expect(compare.locator(".said .lead").first).to_contain_text(said)


def test_a_sweep_runs_to_its_end_and_tells_the_stride(page: Page, server: Server) -> None:
    opened(page, server, "layer=stem.pool")
    page.get_by_role("button", name="Sweep").click()
    expect(page.locator(".sweep .note")).to_contain_text("shifts by multiples of 2 keep", timeout=WAIT)
    text = page.locator(".sweep .note").inner_text()
    whole, between = (float(part) for part in re.findall(r"(0\.\d{4}) on average, those between (0\.\d{4})", text)[0])
    assert whole > between
    with page.expect_download() as found:
        page.locator(".sweep").get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(found.value.path()).read_text())))
    assert rows[0] == ["right", "cosine_in_place", "cosine_moved_along", "probability"]
    assert [row[0] for row in rows[1:]] == [str(value) for value in range(33)]
    assert rows[1][1:3] == ["1", "1"]


def test_a_sweep_can_be_stopped(compare: Page) -> None:
    compare.evaluate(  # a slow network: each answer takes half a second
        """() => {
          const { fetch } = window;
          window.fetch = async (...asked) => {
            await new Promise((done) => setTimeout(done, 500));
            return fetch(...asked);
          };
        }"""
    )
    compare.get_by_role("button", name="Sweep").click()
    expect(compare.locator(".sweep .note")).to_contain_text("4 of 33")
    compare.get_by_role("button", name="Stop").click()
    expect(compare.locator(".sweep .note")).to_contain_text("Stopped after")
    expect(compare.get_by_role("button", name="Sweep")).to_be_visible()


def test_the_depth_curve_and_the_maps_can_be_taken_along(compare: Page) -> None:
    plot = compare.locator(".plot").first
    with compare.expect_download() as found:
        plot.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(found.value.path()).read_text())))
    assert rows[0][:4] == ["layer", "kind", "shape", "stride"]
    assert rows[1][:4] == ["stem.conv", "convolution", "32x64x64", "1x1"]
    for button in (plot.get_by_role("button", name="PNG"), compare.locator(".board.difference .download")):
        with compare.expect_download() as found:
            button.click()
        with Image.open(found.value.path()) as image:
            assert image.width >= 640


def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, server: Server, watch: Watch) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    watch.attach(context)
    page = context.new_page()
    opened(page, server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator(".compare").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    context.close()
    assert watch.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "cmp=photo", "cmp=layer", "cmp_change=noise"])
def test_axe_finds_nothing(scheme: str, query: str, browser: Browser, server: Server, watch: Watch) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    watch.attach(context)
    page = context.new_page()
    opened(page, server, query)
    if not query:
        page.get_by_role("button", name="Sweep").click()
        expect(page.locator(".sweep .note")).to_contain_text("Stride 1", timeout=WAIT)
    found = Axe().run(page)
    context.close()
    findings = {each["id"]: ours(each) for each in found.response["violations"]}
    assert {name: places for name, places in findings.items() if places} == {}
    assert watch.complaints == []
