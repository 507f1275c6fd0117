"""The receptive field page in a browser: the box follows hand and keys, links restore it, the film steps."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.stage import Server, Watch
from tests.browser.test_accessibility import ours

pytestmark = pytest.mark.browser
LINK = "/field?layer=parts.0.add&row=4&col=6"
WAIT = 60_000


def opened(page: Page, server: Server, address: str = LINK) -> Locator:
    page.goto(server.url + address)
    canvas = page.locator("canvas[role=img]")
    expect(canvas).to_have_attribute("aria-label", re.compile("with the field of|;"), timeout=WAIT)
    return canvas


def number(page: Page, name: str) -> Locator:
    return page.locator(f"dd[data-number={name}]")


def map_cell(canvas: Locator, row: int, col: int, size: int) -> dict[str, float]:
    """A place on the map at the canvas's right: as wide as `layout.js` makes it on a wide page."""
    box = canvas.bounding_box()
    assert box is not None
    side = min(box["width"] * 0.27, 260)
    left, top = box["width"] - side - 2, (box["height"] - side) / 2
    return {"x": left + (col + 0.5) * side / size, "y": top + (row + 0.5) * side / size}


def test_a_link_opens_its_unit_and_the_words_say_where_it_looks(page: Page, server: Server) -> None:
    canvas = opened(page, server)
    # row 4: 4 * 4 - 12 = 4 to 30, counted from 1 rows 5 to 30; column 6: 12 to 38
    expect(page.locator(".sentence")).to_contain_text("rows 5 to 30 and columns 13 to 38")
    expect(canvas).to_have_attribute("aria-label", re.compile("26 by 26 pixels; in the picture rows 5 to 30"))
    expect(number(page, "field")).to_have_text("26\u2009×\u200926")
    expect(number(page, "stride")).to_have_text("4")
    expect(number(page, "padding")).to_have_text("12")


def test_a_hover_moves_the_box_and_the_address_follows_at_rest(page: Page, server: Server) -> None:
    canvas = opened(page, server)
    canvas.hover(position=map_cell(canvas, 0, 15, 16))  # type: ignore[arg-type]
    expect(canvas).to_have_attribute("aria-label", re.compile("row 1, column 16"), timeout=500)
    expect(page.locator(".sentence")).to_contain_text("12 at the top, 10 at the right")
    page.wait_for_url(re.compile("row=0&col=15"))


def test_keys_move_the_unit_and_stay_on_the_map(page: Page, server: Server) -> None:
    canvas = opened(page, server)
    canvas.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(canvas).to_have_attribute("aria-label", re.compile("row 6, column 8"))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(canvas).to_have_attribute("aria-label", re.compile("row 6, column 1 "))
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(canvas).to_have_attribute("aria-label", re.compile("row 16, column 1 "))


def test_a_typed_row_moves_the_unit(page: Page, server: Server) -> None:
    canvas = opened(page, server)
    page.get_by_label("Row", exact=True).fill("16")
    expect(canvas).to_have_attribute("aria-label", re.compile("row 16, column 7"))
    page.get_by_label("Row", exact=True).fill("99")
    expect(canvas).to_have_attribute("aria-label", re.compile("row 16, column 7"))


def test_the_film_steps_and_keeps_to_its_spot(page: Page, server: Server) -> None:
    canvas = opened(page, server)
    page.get_by_role("button", name="Step forward").click()
    expect(canvas).to_have_attribute("aria-label", re.compile("parts.1.conv1"))
    expect(number(page, "field")).to_have_text("34\u2009×\u200934")
    expect(canvas).to_have_attribute("aria-label", re.compile("row 5, column 7"))
    canvas.focus()
    page.keyboard.press(",")
    page.keyboard.press(",")
    expect(number(page, "field")).to_have_text("18\u2009×\u200918")
    page.wait_for_url(re.compile("layer=parts.0.conv1"))


def test_the_film_plays_to_its_end_and_can_be_paused(page: Page, server: Server) -> None:
    opened(page, server, "/field?layer=things.1.conv1&row=4&col=4")
    play = page.locator("button.play")
    play.click()
    expect(play).to_have_text("Pause")
    play.click()
    expect(play).to_have_text("Play")
    play.click()
    expect(number(page, "field")).to_have_text("whole picture", timeout=10_000)
    expect(play).to_have_text("Play")


def test_the_first_look_plays_once_and_rests_with_its_heat(page: Page, server: Server) -> None:
    opened(page, server, "/field")
    expect(page.locator("button.play")).to_have_text("Pause")
    expect(page.locator("button.play")).to_have_text("Play", timeout=20_000)
    expect(number(page, "field")).to_have_text("34\u2009×\u200934")
    expect(page.locator(".heat-words")).to_contain_text(re.compile(r"% of the energy lies in the central third"))
    assert "layer" not in page.url


def test_no_film_starts_where_less_motion_is_asked_for(browser: Browser, watch: Watch, server: Server) -> None:
    context = browser.new_context(reduced_motion="reduce")
    watch.attach(context)
    page = context.new_page()
    opened(page, server, "/field")
    expect(page.locator("button.play")).to_have_text("Play")
    page.wait_for_timeout(600)
    expect(number(page, "field")).to_have_text("34\u2009×\u200934")
    context.close()


def test_no_film_runs_over_what_a_link_asks_for(page: Page, server: Server) -> None:
    opened(page, server, "/field?layer=parts.1.conv1")  # also where that is the default
    page.wait_for_timeout(400)
    expect(page.locator("button.play")).to_have_text("Play")


def test_heat_can_be_switched_off_and_a_link_remembers(page: Page, server: Server) -> None:
    opened(page, server)
    expect(page.locator(".heat-words")).to_contain_text("spread evenly it would be 11.1 %")
    page.get_by_label("Effective field").uncheck()
    expect(page.locator(".heat-words")).to_be_hidden()
    page.wait_for_url(re.compile("heat=0"))
    page.reload()
    expect(page.get_by_label("Effective field")).not_to_be_checked(timeout=WAIT)


def test_channel_groups_can_be_chosen(page: Page, server: Server) -> None:
    opened(page, server, "/field?arch=squeezenet1_0&layer=features.12.cat")
    expect(number(page, "field")).to_have_text("155\u2009×\u2009155")
    page.get_by_role("button", name="256 channels: 123").click()
    expect(number(page, "field")).to_have_text("123\u2009×\u2009123")
    page.wait_for_url(re.compile("group=0"))
    expect(page.locator(".heat-words")).to_contain_text("not on this machine")


def test_the_resnet_switch_shows_both_fields(page: Page, server: Server) -> None:
    opened(page, server, "/field?arch=resnet50&layer=layer4.2.add")
    expect(number(page, "field")).to_have_text("427\u2009×\u2009427")
    expect(page.locator(".sentence")).to_contain_text("483\u2009×\u2009483")
    page.get_by_role("button", name="v1: stride on the 1×1").click()
    expect(number(page, "field")).to_have_text("483\u2009×\u2009483", timeout=15_000)
    expect(page.locator(".sentence")).to_contain_text("427\u2009×\u2009427")
    page.wait_for_url(re.compile("arch=resnet50_v1"))


def test_a_measurement_puts_a_tick(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Measure it").click()
    expect(page.locator(".measured")).to_contain_text("✓ Measured too", timeout=30_000)
    expect(page.locator(".measured")).to_contain_text("26 × 26")


def test_the_ladder_is_walked_with_keys(page: Page, server: Server) -> None:
    canvas = opened(page, server)
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("parts.1.conv1")
    page.keyboard.press("End")
    expect(number(page, "field")).to_have_text("whole picture")
    expect(canvas).to_have_attribute("aria-label", re.compile("the whole picture"))


def test_downloads_have_names_and_content(page: Page, server: Server) -> None:
    opened(page, server)
    with page.expect_download() as picture:
        page.get_by_role("button", name="Download the picture as PNG").click()
    assert picture.value.suggested_filename == "embedded-parts.0.add-row-5-column-7.png"
    with page.expect_download() as table:
        page.get_by_role("button", name="as CSV").click()
    lines = table.value.path().read_text().splitlines()
    assert lines[0].startswith("layer,kind,channels,map_height")
    assert "parts.0.add,add,128,16,16,26,26,4,4,12,12" in lines


def test_a_hostile_link_opens_and_says_what_it_could_not_do(page: Page, server: Server) -> None:
    opened(page, server, "/field?arch=%3Cscript%3E&layer=..%2F..&row=-5&col=1e9&group=x&heat=2&photo=%00")
    expect(page.get_by_text("The link asked for the network")).to_be_visible()
    expect(page.get_by_text(re.compile("5 more|4 more|3 more"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(browser: Browser, watch: Watch, server: Server, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    watch.attach(context)
    page = context.new_page()
    opened(page, server, LINK if scheme == "light" else "/field?arch=squeezenet1_0&layer=features.12.cat")
    page.wait_for_timeout(1500)
    results = Axe().run(page, context="[data-testid=stMain]")  # the menu of narrow pages is Streamlit's
    findings = {each["id"]: ours(each) for each in results.response["violations"]}
    assert {name: places for name, places in findings.items() if places} == {}
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
    context.close()
    assert watch.complaints == []
