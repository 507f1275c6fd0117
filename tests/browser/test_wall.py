"""The saliency wall in a browser: maps one by one, the stop, signs, agreement, files, checks, painting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import models, saliency
from cnnviz.imaging import samples
from cnnviz.ui import wall
from cnnviz.ui.settled import Settled
from cnnviz.ui.wall_controls import Look

from .bare_pages import serving
from .inspector_harness import ComponentServer, answering, show
from .stage import Watch

pytestmark = pytest.mark.browser
QUICK = 9  # methods that are computed without a click
PATIENCE = 30_000


@pytest.fixture(scope="module")
def components_served() -> Iterator[ComponentServer]:
    with serving(ComponentServer) as running:
        yield running


def data(theme: str = "light", versus: int = -1, look: Look | None = None) -> bytes:
    model, photo = models.load("embedded"), samples.load("cat")
    shown = wall.Shown(model, photo, "cat", model.class_names.index("tabby"), versus, "things.1.relu2")
    told = look or Look()
    ask = {"ticket": "t", "net": "embedded", "photo": "cat", "theme": theme}
    return wall.packed(shown, wall.photo(model, photo), "Chelsea the cat", Settled(told, told, 1), ask)


@pytest.fixture
def heard(page: Page) -> list[dict[str, Any]]:
    return answering(page)


@pytest.fixture
def hung(page: Page, heard: list[dict[str, Any]], components_served: ComponentServer) -> Page:
    page.goto(f"{components_served.url}/component/wall")
    show(page, data())
    expect(page.locator(".cover[data-state=done]")).to_have_count(QUICK, timeout=PATIENCE)
    return page


def tabby(method: str, **options: Any) -> np.ndarray:
    model = models.load("embedded")
    return saliency.explain(model, samples.load("cat"), model.class_names.index("tabby"), method, **options).map


def test_the_quick_maps_come_one_by_one_and_the_others_wait_for_a_click(
    hung: Page, heard: list[dict[str, Any]]
) -> None:
    asked = [each["method"] for each in heard if each["name"] == "wall"]
    assert asked == [method.name for method in wall.in_order()][:QUICK]
    hung.get_by_role("button", name="Compute Occlusion").click()
    expect(hung.locator(".cover[data-state=done]")).to_have_count(QUICK + 1, timeout=PATIENCE)
    expect(hung.get_by_role("img", name="Occlusion: the strongest tenth")).to_be_visible()


def test_signs_and_strength_are_drawn_without_a_question(hung: Page, heard: list[dict[str, Any]]) -> None:
    before, scale = len(heard), hung.locator("figure.method", has_text="Gradient x input").locator(".scale span").first
    expect(scale).to_have_text("0")
    hung.get_by_role("button", name="With signs").click()
    expect(scale).to_contain_text("\u2264 \u2212")
    hung.get_by_role("slider", name="Strength of the colours").press("ArrowLeft")
    hung.wait_for_function("window.sent.length > 0")
    assert hung.evaluate("window.sent.at(-1)") == [
        "look",
        {"strength": 70, "signs": "signed", "of": "grad_cam", "side": "difference"},
    ]
    assert len(heard) == before


def test_agreement_is_spearmans(hung: Page) -> None:
    head = hung.locator(".agree thead th").all_inner_texts()
    with hung.expect_download() as table:
        hung.get_by_role("button", name="Download the rank correlations as CSV").click()
    assert table.value.path().read_text().startswith(",Gradient,")
    row = hung.locator(".agree tbody tr", has=hung.get_by_role("rowheader", name="Gradient", exact=True))
    found = float(row.locator("td").nth(head.index("Grad-CAM")).inner_text().replace("\u2212", "-"))
    expected = saliency.rank_correlation(tabby("gradient"), tabby("grad_cam"))
    assert found == pytest.approx(expected, abs=0.006)


def test_the_raw_map_is_numpys_file_and_the_picture_has_a_caption(hung: Page, tmp_path: Path) -> None:
    hung.get_by_role("button", name="Grad-CAM: what it asks").click()
    with hung.expect_download() as waiting:
        hung.get_by_role("button", name="as numbers").click()
    waiting.value.save_as(tmp_path / "map.npy")
    np.testing.assert_array_equal(np.load(tmp_path / "map.npy"), tabby("grad_cam"))
    with hung.expect_download() as waiting:
        hung.get_by_role("button", name="as PNG").click()
    with Image.open(waiting.value.path()) as image:
        assert image.width == 2 * (640 + 32)
        assert image.height > 2 * (640 + 48)


def test_two_classes_give_the_difference_of_their_maps(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer, tmp_path: Path
) -> None:
    page.goto(f"{components_served.url}/component/wall")
    show(page, data(versus=5))
    expect(page.locator(".cover[data-state=done]")).to_have_count(QUICK, timeout=PATIENCE)
    page.get_by_role("button", name="Grad-CAM: what it asks").click()
    other = saliency.explain(models.load("embedded"), samples.load("cat"), 5, "grad_cam").map
    shown = {"Difference": tabby("grad_cam") - other, "tabby": tabby("grad_cam"), "scorpion": other}
    for side, expected in shown.items():
        page.get_by_role("button", name=side, exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="as numbers").click()
        waiting.value.save_as(tmp_path / "map.npy")
        np.testing.assert_allclose(np.load(tmp_path / "map.npy"), expected, atol=1e-6)


def test_a_stop_asks_no_more_and_leaves_the_button(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer
) -> None:
    page.route("**/answers/wall", lambda route: None)  # never answered
    page.goto(f"{components_served.url}/component/wall")
    show(page, data())
    page.unroute("**/answers/wall")
    page.wait_for_timeout(200)
    show(page, data(versus=5))  # the first question no longer matters
    expect(page.locator(".cover[data-state=done]")).to_have_count(QUICK, timeout=PATIENCE)
    page.route("**/answers/wall", lambda route: None)
    page.get_by_role("button", name="Compute RISE").click()
    page.get_by_role("button", name="Stop RISE").click()
    expect(page.get_by_role("button", name="Compute RISE")).to_be_visible()
    stops = [each for each in heard if each.get("stop")]
    assert stops[-1]["method"] == "rise"


def test_a_question_that_found_no_seat_is_asked_again(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer, watch: Watch
) -> None:
    page.route("**/answers/wall", lambda route: route.fulfill(status=409, body="Later."), times=1)
    page.goto(f"{components_served.url}/component/wall")
    show(page, data())
    expect(page.locator(".cover[data-state=done]")).to_have_count(QUICK, timeout=PATIENCE)
    watch.complaints.clear()  # the browser's own line about the refusal


def test_the_network_that_forgets_is_shown_layer_by_layer(hung: Page) -> None:
    hung.get_by_text("Can you believe it?").click()
    hung.get_by_role("button", name="Let the network forget: check").click()
    expect(hung.locator(".verdict")).to_be_visible(timeout=PATIENCE)
    hung.get_by_role("slider", name="Layers forgotten").press("Home")
    expect(hung.locator(".check-part .state").last).to_contain_text("Nothing forgotten: rank correlation with")
    hung.get_by_role("button", name="Five seeds: check").click()
    expect(hung.locator(".check-part .state").nth(1)).to_contain_text("draws nothing at random")


def test_painting_by_key_and_hand_moves_the_bars(hung: Page, heard: list[dict[str, Any]]) -> None:
    hung.get_by_text("Cover it yourself").click()
    expect(hung.locator(".hand .state")).to_have_text("Nothing is covered.", timeout=PATIENCE)
    board = hung.get_by_role("application")
    board.focus()
    board.press("Space")
    expect(hung.locator(".hand .state")).to_contain_text("of the photo is covered", timeout=PATIENCE)
    cells = next(each["cells"] for each in reversed(heard) if each["name"] == "wall_hand")
    assert int(cells, 16) == 1 << (255 - (8 * 16 + 8))
    board.click(position={"x": 3, "y": 3})
    hung.wait_for_timeout(400)
    cells = next(each["cells"] for each in reversed(heard) if each["name"] == "wall_hand")
    assert cells[0] == "8"
    hung.get_by_role("button", name="Uncover all").click()
    expect(hung.locator(".hand .state")).to_have_text("Nothing is covered.", timeout=PATIENCE)


def test_a_patch_slides_and_fills_the_map_until_it_is_stopped(hung: Page) -> None:
    hung.get_by_text("Slide a patch over it").click()
    hung.get_by_role("img", name="places; the logit falls").wait_for(timeout=PATIENCE)
    hung.get_by_role("button", name="Stop", exact=True).click()
    expect(hung.locator(".sliding .state")).to_have_text(re.compile(r"Place \d+ of 225"))
    expect(hung.locator(".sliding .bars li")).to_have_count(5)
    hung.emulate_media(reduced_motion="reduce")  # all that has come is shown at once
    hung.get_by_role("button", name="Go on").click()
    expect(hung.locator(".sliding .state")).to_contain_text("no other place matters more", timeout=PATIENCE)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer, theme: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{components_served.url}/component/wall?theme={theme}")
    show(page, data(theme))
    expect(page.locator(".cover[data-state=done]")).to_have_count(QUICK, timeout=PATIENCE)
    page.get_by_text("Cover it yourself").click()
    page.get_by_text("Slide a patch over it").click()
    page.get_by_text("All maps in words").click()
    page.get_by_text("Can you believe it?").click()
    page.get_by_role("button", name="bring them in: check").click()
    expect(page.locator(".outcome svg")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
