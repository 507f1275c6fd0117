"""The image filters in a real browser: the probe's numbers are the drawn picture's, and the hand finds everything."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cnnviz.imaging import samples
from cnnviz.ui import filtering
from cnnviz.ui.filter_settings import from_browser
from tests.browser.lab_harness import AssetServer, assets
from tests.browser.stage import Server, Watch
from tests.browser.test_accessibility import coloured_page, ours  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser
PATIENCE = 60_000
PATCH = "24 25 36;20 25 34;24 46 75"
PROBE = """async ([asked, places]) => {
  const { Photo, probe } = await import("/components/filters/pixels.js");
  return places.map((at) => probe(new Photo(asked.size, Uint8Array.from(asked.pixels)), asked.how, at).value);
}"""


@pytest.fixture(scope="module")
def scripts() -> Iterator[AssetServer]:
    with assets() as running:
        yield running


def opened(page: Page, server: Server, link: str = "") -> Page:
    page.goto(f"{server.url}/filters{link}")
    expect(page.locator("#root[data-ready]")).to_be_visible(timeout=PATIENCE)
    return page


def total(page: Page) -> str:
    return page.locator(".total").first.text_content() or ""


def test_the_lectures_patch_gives_minus_81_under_the_mark(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="The lectures' patch").click()
    expect(page.locator(".sum").first).to_have_text("\u221281")
    assert "24 + 50 + 36 \u2212 24 \u2212 92 \u2212 75 = \u221281" in total(page)
    expect(page).to_have_url(re.compile("px="))
    page.get_by_role("button", name="Take the typed picture away").click()
    expect(page.get_by_text("Chelsea the cat, 451")).to_be_visible()


@pytest.mark.parametrize("border", ["zero", "reflect", "replicate", "circular"])
@pytest.mark.parametrize(
    "asked",
    [
        {"kernel": "sobel_y", "mode": "grey"},
        {"kernel": "sobel_magnitude", "mode": "channels"},
        {"kernel": "gabor", "mode": "full", "size": 15, "angle": 30},
        {"kernel": "log", "mode": "channels", "stride": 3, "dilation": 2},
        {"from": "typed", "typed": "1 2;3 4;5 -6|0 1;1 0;2 2|-1 0;0 0;0 1/3", "stride": 2, "dilation": 6, "flip": 1},
        {"kernel": "box", "size": 4, "norm": 1},
    ],
    ids=lambda asked: str(asked.get("kernel", "typed")),
)
def test_the_probe_computes_what_python_draws(asked: dict, border: str, page: Page, scripts: AssetServer) -> None:
    page.goto(f"{scripts.url}/blank")
    settings = from_browser({**asked, "border": border})
    rgb = np.ascontiguousarray(samples.load("colours").rgb[40:83, 60:97])
    subject = filtering.Subject(rgb, "")
    values, how = filtering.response(subject, settings), filtering.laid(settings)
    kernels = [(each if each.ndim == 3 else each[None]).tolist() for each in how.kernels]
    told = {"kernels": kernels, "mode": how.mode, "border": border, "stride": settings.stride}
    size = {"height": 43, "width": 37, "channels": 3}
    places = [(row, col) for row in range(values.shape[0]) for col in range(values.shape[1])]
    found = page.evaluate(
        PROBE,
        [
            {"size": size, "pixels": rgb.ravel().tolist(), "how": {**told, "dilation": settings.dilation}},
            [{"row": row, "col": col} for row, col in places],
        ],
    )
    ours = np.array(found).reshape(values.shape)
    np.testing.assert_allclose(ours, values, atol=max(2e-5, 2e-6 * np.abs(values).max()))
    if asked["kernel" if "kernel" in asked else "from"] == "sobel_magnitude":
        return
    if np.array_equal(np.array(kernels), np.rint(kernels)) and how.mode != "grey":
        np.testing.assert_array_equal(ours, values)


def test_the_marked_pixel_has_the_colour_of_the_probes_value(page: Page, server: Server) -> None:
    opened(page, server, "?photo=checkerboard&mode=grey&at=31,64")
    value = float((page.locator(".sum").first.text_content() or "").replace("\u2212", "-"))
    assert value == filtering.response(filtering.Subject.of(samples.load("checkerboard")), from_browser({}))[31, 64]


def test_keys_walk_over_both_pictures_and_the_pointer_needs_no_server(page: Page, server: Server) -> None:
    opened(page, server, "?at=10,20")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/answers/" in request.url else None)
    for name in ("before", "after"):
        board = page.locator(f"figure.{name} canvas")
        board.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    expect(page.locator(".total").first).to_have_text(re.compile("^Row 13, column 23:"))
    page.locator("figure.after canvas").hover(position={"x": 4, "y": 4})
    expect(page.locator(".total").first).to_have_text(re.compile(r"^Row (\d), column \1:"))
    assert asked == []


def test_flip_turns_the_sign_and_undo_turns_it_back(page: Page, server: Server) -> None:
    opened(page, server, "?at=100,100")
    number = page.locator(".sum").first
    before = number.text_content() or ""
    page.get_by_text("Flip", exact=True).click()
    other = before[1:] if before.startswith("\u2212") else "\u2212" + before
    expect(number).to_have_text(other)
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Undo").click()
    expect(number).to_have_text(before)


def test_a_typed_cell_makes_the_kernel_your_own_and_the_link_keeps_it(page: Page, server: Server) -> None:
    opened(page, server)
    cell = page.get_by_label("Row 2, column 2", exact=True)
    cell.fill("7")
    expect(page.get_by_role("heading", name="your 3 \u00d7 3 kernel")).to_be_visible()
    expect(page).to_have_url(re.compile(r"typed=-1"), timeout=10_000)
    opened(page, server, page.url.partition("/filters")[2])
    expect(page.get_by_label("Row 2, column 2", exact=True)).to_have_value("7")


def test_rows_are_pasted_and_what_cannot_be_read_gets_a_sentence(page: Page, server: Server, watch: Watch) -> None:
    opened(page, server)
    watch.expected = "422"  # the browser's own word for a refusal
    page.get_by_text("Type or paste rows").click()
    area = page.get_by_label("The kernel's rows as text")
    area.fill("1 0 -1\n2 0")
    expect(page.get_by_text("Row 2 has 2 numbers and row 1 has 3")).to_be_visible()
    area.fill("1 0 -1 0\n2 0 0 1")
    expect(page.get_by_role("heading", name="your 2 \u00d7 4 kernel")).to_be_visible()
    expect(page.get_by_text("Row 2 has 2 numbers")).to_be_hidden()


def test_a_picture_is_downloaded_with_its_caption(page: Page, server: Server) -> None:
    opened(page, server)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download after as PNG").click()
    assert waiting.value.suggested_filename == "filter-sobel-x.png"


def test_the_threshold_is_drawn_by_the_browser_alone(page: Page, server: Server) -> None:
    opened(page, server, "?from=edges")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/answers/" in request.url else None)
    lines = page.locator("figure.lines canvas")
    before = lines.get_attribute("aria-label")
    page.locator("input[data-name=threshold]").focus()
    page.keyboard.press("End")
    expect(lines).not_to_have_attribute("aria-label", before or "")
    assert asked == []


def test_complex_cells_forgive_a_move_that_simple_cells_do_not(page: Page, server: Server) -> None:
    opened(page, server, "?from=gabor")
    said = page.locator(".bank .total").text_content() or ""
    simple, complex_ = (float(each) for each in re.findall(r"to (\d\.\d\d)", said))
    assert complex_ > simple + 0.2


def test_a_learned_filter_is_chosen_and_kept_in_the_link(page: Page, server: Server) -> None:
    opened(page, server, "?from=learned")
    page.locator(".learned-filter").nth(3).click()
    expect(page.locator(".learned-filter").nth(3)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"filter=\d+"), timeout=10_000)


def test_the_learned_filters_open_from_their_tab_as_from_a_link(page: Page, server: Server) -> None:
    opened(page, server)
    title = page.get_by_role("heading", level=1)
    before = title.bounding_box()
    page.get_by_text("Learned filters", exact=True).click()
    expect(page.locator(".learned-filter").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("combobox", name=re.compile("Network"))).to_be_visible(timeout=PATIENCE)
    assert title.bounding_box() == before
    page.get_by_text("Kernel", exact=True).first.click()
    expect(page.locator("figure.after canvas")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("combobox", name=re.compile("Network"))).to_have_count(0, timeout=10_000)
    expect(page.get_by_text("could not finish")).to_have_count(0)


@pytest.mark.parametrize(
    "link", ["?from=edges", "?from=gabor", "?from=learned&present=1", f"?px={quote(PATCH)}&mode=full"]
)
def test_axe_finds_nothing_of_ours_in_any_part(link: str, coloured_page: Page, server: Server) -> None:  # noqa: F811
    page = opened(coloured_page, server, link)
    page.wait_for_timeout(1500)
    findings = {each["id"]: ours(each) for each in Axe().run(page).response["violations"]}
    assert json.dumps({name: places for name, places in findings.items() if places}) == "{}"


@pytest.mark.parametrize("link", ["", "?from=edges", "?from=gabor", "?from=learned", "?kernel=gabor&mode=full"])
def test_no_part_is_wider_than_a_phone(link: str, page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, server, link)
    page.wait_for_timeout(800)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360


def test_kernel_and_likeness_can_be_taken_along_as_tables(page: Page, server: Server) -> None:
    opened(page, server, "?kernel=sobel_y")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the kernel as CSV").click()
    rows = list(csv.reader(waiting.value.path().read_text().splitlines()))
    assert rows == [
        ["slice", "row", "column_1", "column_2", "column_3"],
        ["all", "1", "1", "2", "1"],
        ["all", "2", "0", "0", "0"],
        ["all", "3", "-1", "-2", "-1"],
    ]
    opened(page, server, "?from=learned")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="how alike all filters are as CSV").click()
    rows = list(csv.reader(waiting.value.path().read_text().splitlines()))
    alike = [abs(float(cosine)) for _, _, cosine in rows[1:]]
    assert len(alike) == 32
    assert alike == sorted(alike, reverse=True)


def test_for_a_class_before_kernel_and_after_fill_the_screen(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, server, "?present=1&photo=rocket&at=40,50")
    boxes = [page.locator(where).bounding_box() for where in ("figure.before", "section.kernel", "figure.after")]
    assert all(box and box["y"] + 40 < 768 for box in boxes)
    assert sum(box["width"] for box in boxes if box) > 0.95 * (1206 - 32)  # but for the gaps
    assert page.locator(".total").evaluate("line => parseFloat(getComputedStyle(line).fontSize)") >= 24
    expect(page.get_by_role("combobox", name="Photo")).to_be_hidden()
    page.get_by_text("Photo and network").click()
    expect(page.get_by_role("combobox", name="Photo")).to_be_visible()
    page.get_by_text("Learned filters", exact=True).click()
    expect(page.get_by_role("combobox", name=re.compile("Network"))).to_be_visible(timeout=PATIENCE)
