"""The lab's controls beyond the sliders: examples, rectangles, padding by name, depthwise, typed values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from .lab_harness import AssetServer

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def open_lab(page: Page, served: AssetServer) -> Open:
    def opened(**settings: Any) -> Page:
        served.data = {"settings": settings, "notes": [], "present": False}
        page.emulate_media(reduced_motion="reduce")
        page.goto(served.url)
        page.wait_for_function("window.ready && lab('[data-number=shape]').textContent !== ''")
        return page

    return opened


def drawn(page: Page) -> Page:
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(drawn))))")
    return page


def shape(page: Page) -> str:
    return drawn(page).locator('[data-number="shape"]').inner_text()


def told(page: Page, count: int) -> dict[str, Any]:
    """Wait until the server has been told `count` times; return what it heard last."""
    page.wait_for_function("(count) => told.length >= count", arg=count)
    heard = page.evaluate("told")
    assert len(heard) == count
    settings: dict[str, Any] = heard[-1][1]
    return settings


def test_an_example_sets_everything_at_once_and_is_undone_at_once(open_lab: Open) -> None:
    page = open_lab(bias=0)
    page.select_option("[data-name=preset]", label="LeNet, C1")
    assert shape(page) == "20 × 28 × 28"
    assert page.locator(".preset-said").inner_text().startswith("A digit of 28×28")
    settings = told(page, 1)
    assert (settings["n"], settings["k"], settings["p"], settings["cin"], settings["bias"]) == (28, 5, 2, 1, 1)
    page.get_by_role("button", name="Undo").click()
    assert shape(page) == "8 × 4 × 4"
    assert page.locator("[data-name=preset]").input_value() == "-1"
    assert page.locator("[data-name=bias]").is_checked() is False


def test_an_example_that_is_changed_is_ones_own(open_lab: Open) -> None:
    page = open_lab()
    page.select_option("[data-name=preset]", label="LeNet, C1")
    page.locator("input[type=number][data-name=s]").fill("2")
    drawn(page)
    assert page.locator("[data-name=preset]").input_value() == "-1"


def test_a_link_to_an_example_names_it(open_lab: Open) -> None:
    page = open_lab(n=7, k=3, s=3, p=0, cin=1, cout=1)
    assert "2.33" in page.locator(".preset-said").inner_text()


def test_height_and_width_are_linked_until_asked_otherwise(open_lab: Open) -> None:
    page = open_lab(s=1, p=0)
    width = page.locator("input[type=range][data-name=nw]")
    assert width.is_hidden()
    page.get_by_label("Square input and kernel").uncheck()
    drawn(page)
    assert width.is_visible()
    assert page.get_by_label("Input height", exact=True).is_visible()
    page.locator("input[type=number][data-name=nw]").fill("10")
    page.locator("input[type=number][data-name=kw]").fill("1")
    assert shape(page) == "8 × 5 × 10"
    page.get_by_label("Square input and kernel").check()
    assert shape(page) == "8 × 5 × 5"


def test_padding_by_name_and_back_to_a_number(open_lab: Open) -> None:
    page = open_lab(k=4, s=1)
    same = page.locator("[data-padding=same]")
    same.click()
    assert shape(page) == "8 × 7 × 7"
    assert same.get_attribute("aria-pressed") == "true"
    slider = page.locator("input[type=range][data-name=p]")
    assert slider.get_attribute("aria-valuetext") == "same: 1 before and 2 after"
    page.locator("[data-padding=full]").click()
    assert shape(page) == "8 × 10 × 10"
    slider.focus()
    page.keyboard.press("Home")
    assert shape(page) == "8 × 4 × 4"
    assert page.locator('[data-padding][aria-pressed="true"]').count() == 0


def test_same_with_a_stride_is_explained_and_mended(open_lab: Open) -> None:
    page = open_lab()
    page.locator("[data-padding=same]").click()
    reason = page.locator(".stage .misfit p")
    assert reason.inner_text() == "PyTorch refuses padding='same' with stride 2; use stride 1 or padding 1."
    page.get_by_role("button", name="Use padding 1").click()
    assert shape(page) == "8 × 4 × 4"


def test_depthwise_is_one_click_away_and_one_back(open_lab: Open) -> None:
    page = open_lab()
    button = page.locator("button.depthwise")
    button.click()
    settings = told(page, 1)
    assert (settings["cin"], settings["cout"], settings["groups"]) == (3, 9, 3)
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert told(page, 2)["groups"] == 1


def test_typing_starts_with_the_values_of_now(open_lab: Open) -> None:
    page = open_lab(n=3, inp="ramp")
    page.select_option("[data-name=inp]", "typed")
    assert page.locator("[data-name=xs]").input_value() == "0 1 2\n0 1 2\n0 1 2"
    assert told(page, 1)["xs"] == "0,1,2;0,1,2;0,1,2"


def test_typed_values_decide_the_size_and_are_told_at_rest(open_lab: Open) -> None:
    page = open_lab(s=1, p=0, ker="sobel_top", cin=1, cout=1)
    page.select_option("[data-name=inp]", "typed")
    page.locator("[data-name=xs]").fill("24 25 36\n20, 25, 34\n24;46 75")
    assert "Row 3 has 1 number and row 1 has 3" in page.locator(".typed-said").first.inner_text()
    page.locator("[data-name=xs]").fill("24 25 36\n20, 25, 34\n24 46 75")
    assert shape(page) == "1 × 1 × 1"
    assert page.locator(".typed-said").first.inner_text() == ""
    assert page.locator(".readout").inner_text().startswith("Output (row 1, column 1) is −81")
    settings = told(page, 2)
    assert (settings["xs"], settings["n"], settings["nw"]) == ("24,25,36;20,25,34;24,46,75", 3, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2\n3 x", "“x” does not read as a number"),
        ("1000", "“1000” does not read as a number"),
        ("", "Type rows of numbers"),
        ("1 " * 16, "At most 15 rows and columns fit; here are 16."),
    ],
)
def test_what_does_not_read_is_explained_and_changes_nothing(open_lab: Open, text: str, said: str) -> None:
    page = open_lab()
    page.select_option("[data-name=ker]", "typed")
    page.locator("[data-name=ks]").fill(text)
    assert said in page.locator(".typed-said").last.inner_text()
    assert shape(page) == "8 × 4 × 4"
    page.locator("[data-name=inp]").focus()
    assert page.locator("[data-name=ks]").input_value() == "-1 0 1\n-2 0 2\n-1 0 1"


def test_typed_values_grow_and_shrink_with_the_slider(open_lab: Open) -> None:
    page = open_lab(inp="typed", xs="1,2;3,4", s=1)
    page.locator("input[type=number][data-name=n]").fill("3")
    drawn(page)
    assert page.locator("[data-name=xs]").input_value() == "1 2 0\n3 4 0\n0 0 0"
    page.locator("input[type=number][data-name=n]").fill("1")
    drawn(page)
    assert page.locator("[data-name=xs]").input_value() == "1"


def test_a_typed_row_makes_a_rectangle(open_lab: Open) -> None:
    page = open_lab(s=1, p=0)
    page.select_option("[data-name=ker]", "typed")
    page.locator("[data-name=ks]").fill("1 -1")
    assert shape(page) == "8 × 7 × 6"
    assert page.get_by_label("Square input and kernel").is_checked() is False


def test_a_kernel_that_has_a_size_of_its_own_brings_it(open_lab: Open) -> None:
    page = open_lab(k=5)
    page.select_option("[data-name=ker]", "laplacian")
    assert told(page, 1)["k"] == 3
    note = page.locator(".kind-note")
    assert note.is_hidden()
    page.locator("input[type=number][data-name=k]").fill("5")
    drawn(page)
    assert note.inner_text() == "This kernel is 3×3; here its pattern is stretched to 5×5."


def test_seed_is_there_where_something_is_random(open_lab: Open) -> None:
    page = open_lab()
    seed = page.locator("input[type=range][data-name=seed]")
    assert seed.is_hidden()
    page.select_option("[data-name=inp]", "random")
    drawn(page)
    assert seed.is_visible()


def test_formula_lines_say_memory_and_the_fully_connected_layer(open_lab: Open) -> None:
    page = open_lab()
    plain = {name: page.locator(f".line.{name} .terms").inner_text() for name in ("memory", "dense", "parameters")}
    said = {name: "".join(text.split()) for name, text in plain.items()}
    # 3*7*7 = 147 and 8*4*4 = 128 values of 4 bytes, 224 parameters; 147 * 128 = 18,816 weights for 216
    assert said["memory"] == "input147(588B),weightsandbiases224(896B),output128(512B)"
    assert said["dense"] == "147×128=18816weights,87timesmore"
    assert said["parameters"] == "8×(3×3×3+1bias)=224"


def test_uneven_padding_is_written_out(open_lab: Open) -> None:
    page = open_lab(k=4, s=1, p="same")
    line = page.locator(".line.side .terms")
    assert line.get_attribute("aria-label") == "floor of (7 + 1 plus 2 minus 4) divided by 1, plus 1, is 7"


def test_controls_do_not_overflow_a_phone(open_lab: Open, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    open_lab(link=0, inp="random", ker="typed", ks="1,2;3,4", p="same", s=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = "[...lab('.controls').querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > 360).length"
    assert page.evaluate(wide) == 0
