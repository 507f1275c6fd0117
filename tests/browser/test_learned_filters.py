"""The page of learned filters under hand and keys, on a bare page whose questions get the true answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from cnnviz import activations, models
from cnnviz.serve import Visitor
from cnnviz.ui import filter_bank
from cnnviz.ui.components import pack

from .bare_pages import serving
from .packed_harness import PackedPages, answering
from .stage import Server

pytestmark = pytest.mark.browser
REST = 500  # milliseconds: longer than the component waits
PATIENCE = 60_000
START = {"acts": False, "sort": "number", "row": 0, "column": 0}


@pytest.fixture(scope="module")
def served() -> Iterator[PackedPages]:
    with serving(PackedPages) as server:
        server.name = "learned_filters"
        yield server


@pytest.fixture
def open_filters(page: Page, served: PackedPages) -> Callable[..., Page]:
    def opened(layer: str = "edges.0.conv1", theme: str = "light", on: Page = page, **told: Any) -> Page:
        visitor, start = Visitor(), {**START, **told}
        ask = {"net": "embedded", "layer": layer}
        first = filter_bank.answer(visitor, {**ask, **start})
        meta = {"network": "Embedded network", "net": "embedded", "asked": layer, "serial": 1}
        meta |= {"told": {**start, "unit": told.get("unit")}, "ask": {"ticket": visitor.ticket, **ask}}
        served.theme, served.data = theme, pack(meta, [first])
        answering(on, visitor)
        on.goto(served.url)
        on.wait_for_function("window.ready")
        on.wait_for_timeout(100)
        return on

    return opened


def weights(layer: str = "edges.0.conv1") -> np.ndarray[Any, Any]:
    return activations.filters(models.load("embedded"), layer).weights


def told(page: Page) -> list[Any]:
    page.wait_for_timeout(REST)
    words: list[list[Any]] = page.evaluate("window.told")
    return [value for _, value in words]


def said(page: Page) -> tuple[str, list[float]]:
    who, numbers = page.locator(".matrix .told").inner_text().split(": ")
    return who, [float(each.replace("\u2212", "-")) for each in numbers.replace("|", " ").split() if each != "|"]


def test_first_filters_are_in_colour_and_the_keys_walk_over_them(open_filters: Callable[..., Page]) -> None:
    page = open_filters("stem.conv", unit=3)
    expect(page.locator(".tile")).to_have_count(32)
    expect(page.locator(".tile[aria-pressed=true]")).to_contain_text("4")
    page.locator(".tile[aria-pressed=true]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".detail .told")).to_contain_text("Filter 5: ")
    strength = float(np.linalg.norm(weights("stem.conv")[4].astype(float)))
    expect(page.locator(".detail .told")).to_contain_text(f"Strength {strength:.3g}")
    assert told(page)[-1]["unit"] == 4
    page.keyboard.press("End")
    expect(page.locator(".detail .told")).to_contain_text("Filter 32: ")


def test_colours_are_weights_around_grey_each_on_its_own_scale(open_filters: Callable[..., Page]) -> None:
    page, kernel = open_filters("stem.conv", unit=10), weights("stem.conv")[10]
    pixels = page.evaluate(
        """() => {
          const root = document.getElementById("host").shadowRoot;
          const canvas = root.querySelectorAll(".tile")[10].querySelector("canvas");
          return [...canvas.getContext("2d").getImageData(0, 0, 5, 5).data];
        }"""
    )
    shown = np.array(pixels).reshape(5, 5, 4)[..., :3].transpose(2, 0, 1)
    expected = 127.5 + 127.5 * kernel / np.abs(kernel).max()
    assert np.abs(shown - expected).max() <= 0.51


def test_the_arrows_read_weights_and_turn_the_page(open_filters: Callable[..., Page]) -> None:
    page, kernels = open_filters(), weights()
    page.locator(".matrix canvas").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    who, numbers = said(page)
    assert who == "Filter 2 on unit 2 of stem.pool"
    np.testing.assert_allclose(numbers, kernels[1, 1].ravel(), rtol=0.06)
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".matrix .told")).to_contain_text("Filter 2 on unit 17 of stem.pool")
    np.testing.assert_allclose(said(page)[1], kernels[1, 16].ravel(), rtol=0.06)
    page.keyboard.press("PageDown")
    expect(page.locator(".matrix .told")).to_contain_text("Filter 14 on unit 17 of stem.pool")
    assert told(page)[-1] == {**START, "row": 12, "column": 16, "unit": None}
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".matrix .told")).to_contain_text("Filter 14 on unit 16 of stem.pool")


def test_filters_as_they_act_and_sorted(open_filters: Callable[..., Page]) -> None:
    page = open_filters()
    norm = activations.unit_norm(models.load("embedded"), "edges.0.norm1", 0)
    assert norm is not None
    page.get_by_label("As it acts").check()
    page.wait_for_timeout(REST)
    np.testing.assert_allclose(said(page)[1], weights()[0, 0].ravel() * norm.scale, rtol=0.06)
    page.get_by_label("Filters", exact=True).first.select_option("strong")
    strongest = int(np.argmax(activations.norms(activations.folded(models.load("embedded"), "edges.0.conv1").weights)))
    expect(page.locator(".matrix .told")).to_contain_text(f"Filter {strongest + 1} on unit 1")
    assert told(page)[-1] == {"acts": True, "sort": "strong", "row": 0, "column": 0, "unit": None}


def test_pairs_are_listed_with_their_cosine(open_filters: Callable[..., Page]) -> None:
    page = open_filters()
    alike, opposite = activations.pairs(weights())
    texts = page.locator(".pairs li").all_inner_texts()
    assert len(texts) == len(alike) + len(opposite)
    assert f"{alike[0].first + 1} and {alike[0].second + 1}" in texts[0]
    assert f"{alike[0].cosine:.3f}" in texts[0]
    assert f"\u2212{-opposite[0].cosine:.3f}" in texts[len(alike)]


def test_a_layer_without_filters_says_whose_are_shown(open_filters: Callable[..., Page]) -> None:
    page = open_filters("stem.pool")
    expect(page.get_by_text("stem.pool has no filters of its own: these are of stem.conv")).to_be_visible()


def test_pictures_and_tables_download(open_filters: Callable[..., Page]) -> None:
    page = open_filters()
    for button in page.get_by_role("button", name="as PNG").all():
        with page.expect_download() as coming:
            button.click()
        with Image.open(coming.value.path()) as image:
            assert min(image.size) > 150
    lines = []
    for button in page.get_by_role("button", name="as CSV").all():
        with page.expect_download() as coming:
            button.click()
        lines.append(coming.value.path().read_text().splitlines())
    assert [len(each) for each in lines] == [1 + 12 * 16, 1 + 64, 1 + 12]
    first = [float(each) for each in lines[0][1].split(",")]
    np.testing.assert_allclose(first, [1, 1, *weights()[0, 0].ravel()], rtol=1e-6)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layer", ["stem.conv", "edges.0.conv1"])
def test_axe_finds_nothing(layer: str, theme: str, open_filters: Callable[..., Page]) -> None:
    page = open_filters(layer, theme)
    found = {each["id"]: [node["html"] for node in each["nodes"]] for each in Axe().run(page).response["violations"]}
    found.pop("page-has-heading-one", None)  # the page's, not the component's
    found.pop("heading-order", None)
    assert found == {}


def test_nothing_hangs_over_a_phones_edge(browser: Browser, open_filters: Callable[..., Page]) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for layer in ("stem.conv", "things.1.conv2", "parts.0.shortcut.1"):
        open_filters(layer, on=page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, layer
        page.unroute("**/answers/*")
    context.close()


def test_a_link_opens_the_page_of_weights_and_follows(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector?view=filters&layer=edges.0.conv1&acts=1&wsort=weak&wfrom=12,16")
    expect(page.locator(".matrix .pager")).to_contain_text("13 to 24 of 64", timeout=PATIENCE)
    expect(page.locator(".matrix .pager")).to_contain_text("17 to 32 of 32")
    expect(page.get_by_label("As it acts")).to_be_checked()
    page.get_by_role("button", name="Later filters").click()
    page.wait_for_url("**/*wfrom=24%2C16*")
    page.reload()
    expect(page.locator(".matrix .pager")).to_contain_text("25 to 36 of 64", timeout=PATIENCE)
