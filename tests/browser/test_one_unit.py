"""The page of one unit under hand and keys, on a bare page whose questions get the true answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from cnnviz import activations, models
from cnnviz.imaging import samples
from cnnviz.render import encode
from cnnviz.serve import Visitor
from cnnviz.ui import about_unit
from cnnviz.ui.components import pack

from .bare_pages import serving
from .packed_harness import PackedPages, answering
from .stage import Server

pytestmark = pytest.mark.browser
REST = 500  # milliseconds: longer than the component waits
PATIENCE = 60_000


def data(layer: str, unit: int, visitor: Visitor, theme: str) -> bytes:
    model, picture = models.load("embedded"), samples.load("cat")
    asked = {"net": "embedded", "photo": "cat", "layer": layer, "theme": theme}
    meta = {
        "network": "Embedded network",
        "net": "embedded",
        "layer": layer,
        "count": about_unit.units(model, layer),
        "unit": unit,
        "photo": {
            "title": "Chelsea the cat",
            "size": [picture.height, picture.width],
            "seen": list(model.view(picture).box),
            "key": picture.digest,
        },
        "ask": {"ticket": visitor.ticket, **asked},
    }
    return pack(meta, [encode.jpeg(picture.rgb), about_unit.answer(visitor, {**asked, "unit": unit})])


@pytest.fixture(scope="module")
def served() -> Iterator[PackedPages]:
    with serving(PackedPages) as server:
        server.name = "one_unit"
        yield server


@pytest.fixture
def open_unit(page: Page, served: PackedPages) -> Callable[..., Page]:
    def opened(layer: str = "edges.0.relu1", unit: int = 5, theme: str = "light", on: Page = page) -> Page:
        visitor = Visitor()
        served.theme, served.data = theme, data(layer, unit, visitor, theme)
        on.heard = answering(on, visitor)  # type: ignore[attr-defined]
        on.goto(served.url)
        on.wait_for_function("window.ready")
        expect(on.locator(".nine li, .nine:empty").first).to_be_attached()
        return on

    return opened


def number(text: str) -> float:
    return float(text.replace("\u2212", "-").replace("\u2009", ""))


def maps(layer: str) -> np.ndarray[Any, Any]:
    return activations.maps(models.load("embedded"), samples.load("cat"), layer)


def told(page: Page) -> list[Any]:
    page.wait_for_timeout(REST)
    words: list[list[Any]] = page.evaluate("window.told")
    return [value for _, value in words]


def test_it_opens_with_the_units_numbers(open_unit: Callable[..., Page]) -> None:
    page, values = open_unit(), maps("edges.0.relu1")[5]
    row, col = np.unravel_index(int(values.argmax()), values.shape)
    expect(page.get_by_label("Unit", exact=True).first).to_be_visible()
    assert page.locator('[data-number="strongest"]').inner_text() == f"{values.max():.3g}"
    assert page.locator('[data-number="row, column"]').inner_text() == f"{row + 1}, {col + 1}"
    assert page.locator('[data-number="zeros"]').inner_text() == f"{100 * (values == 0).mean():.1f} %"
    expect(page.locator("header .sentence")).to_contain_text(f"Unit 6 of edges.0.relu1 answers most at row {row + 1}")
    assert told(page) == []


def test_keys_buttons_and_a_typed_number_step_and_the_page_hears_at_rest(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    page.get_by_role("button", name="Next unit").focus()
    for key, unit in (
        ("ArrowRight", 7),
        ("ArrowRight", 8),
        ("PageDown", 18),
        ("ArrowLeft", 17),
        ("End", 64),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        expect(page.locator("#one-unit-number")).to_have_value(str(unit))
    expect(page.get_by_role("button", name="Previous unit")).to_have_attribute("aria-disabled", "true")
    assert told(page)[-1] == {"unit": 0, "of": ["embedded", "edges.0.relu1"]}
    page.get_by_role("button", name="Next unit").click()
    expect(page.locator("header .sentence")).to_contain_text("Unit 2 of")
    page.locator("#one-unit-number").fill("40")
    expect(page.locator("header .sentence")).to_contain_text("Unit 40 of")
    assert told(page)[-1]["unit"] == 39


def test_a_number_that_is_not_there_changes_nothing(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    for wrong in ("0", "65", "2.5", ""):
        page.locator("#one-unit-number").fill(wrong)
    page.locator("#one-unit-number").blur()
    expect(page.locator("#one-unit-number")).to_have_value("6")
    assert told(page) == []


@pytest.mark.parametrize(
    ("layer", "unit"), [("edges.0.relu1", 5), ("things.1.conv2", 77), ("head", 12), ("things.0.add", 3)]
)
def test_the_numbers_of_the_parts_add_up_as_they_are_written(
    layer: str, unit: int, open_unit: Callable[..., Page]
) -> None:
    page = open_unit(layer, unit)
    texts = page.locator(".sums td.value").all_inner_texts()
    *parts, total = [number(text) for text in texts]
    decimals = len(texts[-1].partition(".")[2])
    assert round(sum(parts), decimals) == total
    meta, *_ = [maps(layer)[unit].max()]
    if layer in ("head", "things.0.add", "things.1.conv2"):
        assert total == pytest.approx(float(meta), abs=2 * 10**-decimals)


def test_the_formula_ends_with_the_networks_answer(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    lines = page.locator(".step-line")
    expect(lines).to_have_count(4)
    names = [text.split("\n")[0] for text in lines.all_inner_texts()]
    assert names == ["Convolution", "Batch norm", "ReLU", "Folded"]
    peak = float(maps("edges.0.relu1")[5].max())
    for line in (1, 2, 3):
        result = lines.nth(line).locator(".thing-output").last.inner_text()
        assert number(result) == pytest.approx(peak, rel=1e-4)


def test_nine_patches_come_with_their_photos_and_values(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    expect(page.locator(".nine li")).to_have_count(9)
    expect(page.locator("progress")).to_be_hidden()
    values = [number(text) for text in page.locator(".nine strong").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    best = max(
        float(activations.maps(models.load("embedded"), samples.load(name), "edges.0.relu1")[5].max())
        for name in samples.names()
    )
    assert values[0] == pytest.approx(best, rel=5e-3)
    expect(page.get_by_text(f"{len(samples.names())} sample photos")).to_be_visible()


def test_while_keys_are_held_only_the_last_unit_stays(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    page.get_by_role("button", name="Next unit").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.locator("header .sentence")).to_contain_text("Unit 18 of")
    expect(page.locator("section.waiting")).to_have_count(0)
    asked = [each["unit"] for each in page.heard if each["name"] == "patches"]  # type: ignore[attr-defined]
    assert asked[-1] == 17
    assert len(asked) <= 4  # not for each step


def test_a_value_can_be_read_off_the_map(open_unit: Callable[..., Page]) -> None:
    page, values = open_unit(), maps("edges.0.relu1")[5]
    canvas = page.locator(".map canvas")
    box = canvas.bounding_box()
    assert box is not None
    canvas.hover(position={"x": box["width"] * 10.5 / 32, "y": box["height"] * 20.5 / 32})
    under = page.locator(".under").inner_text()
    assert under.startswith("Row 21, column 11: ")
    assert number(under.split(": ")[1]) == pytest.approx(float(values[20, 10]), rel=1e-3)


def test_pictures_and_tables_download_with_what_they_show(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    expect(page.locator(".nine li")).to_have_count(9)
    for label in (
        "Download the photo with its map as PNG",
        "Download the patch as PNG",
        "Download the map as PNG",
        "Download kernels and maps as PNG",
        "Download the strongest patches as PNG",
    ):
        with page.expect_download() as coming:
            page.get_by_role("button", name=label).click()
        assert coming.value.suggested_filename.startswith("embedded-edges.0.relu1-unit-6-")
        with Image.open(coming.value.path()) as image:
            assert min(image.size) > 200
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download all contributions as CSV").click()
    rows = list(csv.reader(io.StringIO(coming.value.path().read_text())))
    assert rows[0] == ["reads", "adds"]
    assert rows[1][0] == "stem.pool 1"
    *parts, total = [float(value) for _, value in rows[1:]]
    assert sum(parts) == pytest.approx(total, abs=1e-9)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the list of patches as CSV").click()
    assert len(coming.value.path().read_text().splitlines()) == 10


def test_a_layer_without_weights_says_so_and_shows_what_can_be_shown(open_unit: Callable[..., Page]) -> None:
    page = open_unit("stem.pool", 2)
    expect(page.get_by_text("each value is the largest of a 2 × 2 window of unit 3 of stem.relu")).to_be_visible()
    expect(page.locator(".sums")).to_be_hidden()
    expect(page.locator(".written")).to_be_hidden()
    expect(page.locator(".nine li")).to_have_count(9)


def test_a_refusal_is_a_sentence_on_the_page(open_unit: Callable[..., Page], watch: Any) -> None:
    page = open_unit()
    watch.expected = "422"  # the browser's own note of each refusal; there is one more than is waited for
    page.unroute("**/answers/*")
    page.route("**/answers/*", lambda route: route.fulfill(status=422, body="This photo is no longer here."))
    page.get_by_role("button", name="Next unit").click()
    expect(page.locator(".refusal")).to_have_text("This photo is no longer here.")


def test_numbers_are_cut_so_that_they_add_up(open_unit: Callable[..., Page]) -> None:
    page = open_unit()
    found = page.evaluate(
        """async () => {
          const { addingUp, digits, fixed } = await import("/components/one_unit/numbers.js");
          const sums = [[1 / 3, 1 / 3, 1 / 3], [-0.005, 0.014, 0.996]].map((terms) => addingUp(terms, 2));
          return [...sums, digits(0.00001234), digits(-1234.6), fixed(-0.001, 2)];
        }"""
    )
    assert sum(found[0]) == pytest.approx(1)
    assert sorted(found[0]) == [0.33, 0.33, 0.34]
    assert sum(found[1]) == pytest.approx(1.0)  # 1.005 would round either way; every part is within a step
    assert all(abs(a - b) <= 0.01 for a, b in zip(found[1], [-0.005, 0.014, 0.996], strict=True))
    assert found[2:] == ["1.234 × 10⁻⁵", "−1\u2009235", "0.00"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layer", ["edges.0.relu1", "head", "stem.pool"])
def test_axe_finds_nothing(layer: str, theme: str, open_unit: Callable[..., Page]) -> None:
    page = open_unit(layer, 5, theme)
    expect(page.locator("section.waiting")).to_have_count(0)
    page.wait_for_timeout(400)
    found = {each["id"]: [node["html"] for node in each["nodes"]] for each in Axe().run(page).response["violations"]}
    found.pop("page-has-heading-one", None)  # the page's, not the component's
    found.pop("heading-order", None)
    assert found == {}


def test_nothing_hangs_over_a_phones_edge(browser: Browser, open_unit: Callable[..., Page]) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for layer, unit in (("things.1.relu1", 103), ("head", 3), ("things.0.relu2", 2)):
        open_unit(layer, unit, on=page)
        expect(page.locator("section.waiting")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, layer
        page.unroute("**/answers/*")
    context.close()


def test_a_link_opens_the_unit_and_the_address_follows_the_keys(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector?view=unit&layer=things.0.conv1&unit=7")
    expect(page.locator("#one-unit-number")).to_have_value("7", timeout=PATIENCE)
    expect(page.locator("header .sentence")).to_contain_text("Unit 7 of things.0.conv1")
    page.get_by_role("button", name="Next unit").click()
    page.wait_for_url("**/*unit=8*")
    expect(page.locator("header .sentence")).to_contain_text("Unit 8 of things.0.conv1")
    expect(page.locator("section:not(.waiting) > .nine li")).to_have_count(9, timeout=PATIENCE)  # nothing is under way
    page.reload()
    expect(page.locator("header .sentence")).to_contain_text("Unit 8 of things.0.conv1", timeout=PATIENCE)
    expect(page.locator(".nine li")).to_have_count(9, timeout=PATIENCE)


def test_a_link_that_asks_for_too_much_is_told(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector?view=unit&layer=stem.conv&unit=99")
    expect(page.get_by_text("The link asked for unit 99; it can be 1 to 32. Showing 32.")).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.locator("#one-unit-number")).to_have_value("32")
