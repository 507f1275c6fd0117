"""The switchboard in a browser: switches by hand and by key, their effect, undo, the search with its stop, files."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import models
from cnnviz.activations import maps, strongest
from cnnviz.activations.switching import losses, switched
from cnnviz.imaging import samples
from cnnviz.render import percent
from cnnviz.ui import switches_text
from cnnviz.ui.inspecting_switches import component_data
from cnnviz.ui.switch_answers import Switchboard, board, effect

from .bare_pages import serving
from .inspector_harness import ComponentServer, answering, show
from .stage import Watch

pytestmark = pytest.mark.browser
LAYER, COUNT, TABBY = "stem.relu", 32, "tabby"


@pytest.fixture(scope="module")
def components_served() -> Iterator[ComponentServer]:
    with serving(ComponentServer) as running:
        yield running


def about(layer: str = LAYER, later: str = "edges.0.relu1", theme: str = "light") -> Switchboard:
    model = models.load("embedded")
    target = model.class_names.index(TABBY)
    return Switchboard(model, samples.load("cat"), layer, later, target, "dark" if theme == "dark" else "light")


def data(what: Switchboard, start: str = "", serial: int = 1) -> bytes:
    found = board(what)[1]()
    drawn = effect(what, switches_text.parse(start, len(found.labels)), "after")[1]()
    ask = {"ticket": "t", "net": "embedded", "photo": "cat", "theme": what.theme}
    return component_data(what, found, drawn, start, serial, "Chelsea the cat", ask)


@pytest.fixture
def heard(page: Page) -> list[dict[str, Any]]:
    return answering(page)


@pytest.fixture
def switchboard(page: Page, heard: list[dict[str, Any]], components_served: ComponentServer) -> Page:
    page.goto(f"{components_served.url}/component/switchboard")
    show(page, data(about()))
    return page


def order() -> list[int]:
    return [int(unit) for unit in strongest(maps(models.load("embedded"), samples.load("cat"), LAYER))]


def share(page: Page) -> str:
    return page.locator(".bars li.chosen .share").inner_text()


def expected_share(scales: list[float]) -> str:
    logits = switched(models.load("embedded"), samples.load("cat"), LAYER, scales).logits
    found = float(torch.from_numpy(logits).double().softmax(0)[models.load("embedded").class_names.index(TABBY)])
    return percent(found)


def test_a_click_switches_a_unit_off_and_the_bars_are_those_of_the_network_without_it(switchboard: Page) -> None:
    grid = switchboard.get_by_role("slider", name="Units of")
    grid.click(position={"x": 10, "y": 10})
    unit = order()[0]
    expect(switchboard.locator(".state")).to_have_text("1 of 32 units is off.")
    scales = [1.0] * COUNT
    scales[unit] = 0
    expect(switchboard.locator(".bars li.chosen .share")).to_have_text(expected_share(scales))
    expect(grid).to_have_attribute("aria-valuetext", f"Unit {unit + 1}: off; {data_label(0)}")
    switchboard.wait_for_function(f"window.sent.at(-1)?.[1] === '{unit + 1}'")


def data_label(place: int) -> str:
    return board(about())[1]().labels[place]


def test_the_keyboard_does_all_that_a_click_does(switchboard: Page) -> None:
    grid = switchboard.get_by_role("slider", name="Units of")
    grid.focus()
    switchboard.keyboard.press("ArrowRight")
    switchboard.keyboard.press("Space")
    switchboard.keyboard.press("End")
    switchboard.keyboard.press("Enter")
    expect(switchboard.locator(".state")).to_have_text("2 of 32 units are off.")
    units = order()
    expected = switches_text.text(tuple(0.0 if unit in (units[1], units[-1]) else 1.0 for unit in range(COUNT)))
    switchboard.wait_for_function("text => window.sent.at(-1)?.[1] === text", arg=expected)


def test_undo_invert_only_and_reset(switchboard: Page, heard: list[dict[str, Any]]) -> None:
    press = lambda name: switchboard.get_by_role("button", name=name, exact=True).click()  # noqa: E731
    state = switchboard.locator(".state")
    undo = switchboard.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    press("All off but this")
    expect(state).to_have_text("31 of 32 units are off.")
    press("Invert")
    expect(state).to_have_text("1 of 32 units is off.")
    press("Undo")
    expect(state).to_have_text("31 of 32 units are off.")
    press("All on")
    expect(state).to_have_text("All 32 units are on.")
    press("Undo")
    press("Undo")
    expect(state).to_have_text("All 32 units are on.")
    expect(undo).to_be_disabled()
    assert heard[0]["sw"] == f"only_{order()[0] + 1}"


def test_a_slide_of_the_scale_is_one_step_to_undo(switchboard: Page) -> None:
    slider = switchboard.get_by_role("slider", name="Scale of the unit")
    slider.focus()
    for _ in range(3):
        slider.evaluate("s => { s.value = Number(s.value) - 0.05; s.dispatchEvent(new Event('input')); }")
    expect(switchboard.locator(".one output")).to_have_text("× 0.85")
    expect(switchboard.locator(".state")).to_have_text("1 is scaled.")
    switchboard.get_by_role("button", name="Undo").click()
    expect(switchboard.locator(".state")).to_have_text("All 32 units are on.")


def test_the_later_layer_is_shown_before_after_and_as_change(switchboard: Page, heard: list[dict[str, Any]]) -> None:
    expect(switchboard.locator(".moved")).to_have_text("Nothing has moved.")
    switchboard.get_by_role("slider", name="Units of").click(position={"x": 10, "y": 10})
    expect(switchboard.locator(".moved")).to_contain_text("Moved most: unit")
    switchboard.get_by_role("button", name="Change").click()
    expect(switchboard.locator(".later img")).to_have_attribute(
        "alt", f"Change of the maps of edges.0.relu1, as switched. {switchboard.locator('.moved').inner_text()}"
    )
    assert heard[-1]["shown"] == "change"


def test_the_search_finds_the_units_that_matter_and_applies_them(switchboard: Page) -> None:
    switchboard.get_by_role("button", name="Find the five units whose loss hurts tabby most").click()
    expect(switchboard.locator(".search .said")).to_have_text("All 32 tried", timeout=20_000)
    target = models.load("embedded").class_names.index(TABBY)
    every = losses(models.load("embedded"), samples.load("cat"), LAYER, target, range(COUNT))
    worst = sorted(every, key=lambda loss: loss.log_odds)[:5]
    rows = switchboard.locator(".found li").all_inner_texts()
    assert [row.split(":")[0] for row in rows] == [f"Unit {loss.unit + 1}" for loss in worst]
    assert f"{percent(worst[0].probability)} left" in rows[0]
    switchboard.get_by_role("button", name="Switch these off").click()
    expect(switchboard.locator(".state")).to_have_text("5 of 32 units are off.")
    scales = [0.0 if unit in [loss.unit for loss in worst] else 1.0 for unit in range(COUNT)]
    expect(switchboard.locator(".bars li.chosen .share")).to_have_text(expected_share(scales))
    with switchboard.expect_download() as waiting:
        switchboard.get_by_role("button", name="CSV of all units").click()
    table = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8"))))
    assert len(table) == COUNT + 1


def test_a_stopped_search_asks_no_more(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer
) -> None:
    page.goto(f"{components_served.url}/component/switchboard")
    show(page, data(about("things.0.relu1", "things.1.relu2")))  # 256 units: sixteen slices and more
    page.get_by_role("button", name="Find the five units").click()
    expect(page.locator(".search .said")).to_contain_text("s left")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".search .said")).to_contain_text("Stopped after")
    page.wait_for_timeout(300)
    asked = len(heard)
    page.wait_for_timeout(700)
    assert len(heard) == asked
    assert heard[-1]["start"] < 240
    expect(page.locator(".found li")).to_have_count(5)
    expect(page.get_by_role("button", name="Find the five units")).to_be_visible()


def test_a_link_with_switches_opens_with_them(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer
) -> None:
    page.goto(f"{components_served.url}/component/switchboard")
    show(page, data(about(), "3_7-9_12*0.5"))
    expect(page.locator(".state")).to_have_text("4 of 32 units are off, 1 is scaled.")
    assert heard == []  # the page has brought the answer along


def test_new_data_does_not_undo_what_the_hand_has_done(switchboard: Page) -> None:
    switchboard.get_by_role("button", name="Invert").click()
    show(switchboard, data(about(later="things.1.relu2")))
    expect(switchboard.locator(".state")).to_have_text("32 of 32 units are off.")
    expect(switchboard.locator(".later h2")).to_contain_text("things.1.relu2")
    show(switchboard, data(about(), "5", serial=2))  # a link asks
    expect(switchboard.locator(".state")).to_have_text("1 of 32 units is off.")


def test_browser_and_server_write_switches_alike(switchboard: Page) -> None:
    dice = random.Random(3)
    lists = [
        [dice.choice((0.0, 1.0, 1.0, dice.randrange(41) / 20)) for _ in range(dice.randint(1, 40))] for _ in range(200)
    ]
    lists += [[0.0] * 5, [1.0] * 5, [0.0, 1.0], [2.0, 0.05, 1.15]]
    found = switchboard.evaluate(
        """async (lists) => {
          const { parse, text } = await import("/components/switchboard/state.js");
          return lists.map((scales) => [text(scales), parse(text(scales), scales.length)]);
        }""",
        lists,
    )
    for scales, (written, back) in zip(lists, found, strict=True):
        assert written == switches_text.text(tuple(scales))
        assert back == scales == list(switches_text.parse(written, len(scales)))


def test_a_refusal_is_shown_and_the_old_answer_stays(switchboard: Page, watch: Watch) -> None:
    watch.expected = "422"  # the browser's own line about the refusal
    before = share(switchboard)
    switchboard.route("**/answers/switch", lambda route: route.fulfill(status=422, body="Wait a moment."))
    switchboard.get_by_role("button", name="Invert").click()
    expect(switchboard.locator(".refusal")).to_have_text("Wait a moment.")
    assert share(switchboard) == before


@pytest.mark.parametrize("name", ["PNG of the board", "PNG of the later layer"])
def test_pictures_are_files_with_a_caption(switchboard: Page, name: str) -> None:
    switchboard.wait_for_timeout(300)
    with switchboard.expect_download() as waiting:
        switchboard.get_by_role("button", name=name).click()
    with Image.open(waiting.value.path()) as image:
        assert (image.format, image.width) == ("PNG", 2 * (640 + 32))
    assert waiting.value.suggested_filename.startswith("embedded-stem.relu-")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer, theme: str
) -> None:
    page.goto(f"{components_served.url}/component/switchboard?theme={theme}")
    show(page, data(about(theme=theme), "3_7-9_12*0.5"))
    page.get_by_role("button", name="Find the five units").click()
    expect(page.locator(".search .said")).to_have_text("All 32 tried", timeout=20_000)
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


def test_nothing_is_wider_than_a_phone(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{components_served.url}/component/switchboard")
    show(page, data(about()))
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
