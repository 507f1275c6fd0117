"""The channels tab: every slice's products at one output cell, added up as torch adds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from torch.nn import functional

pytestmark = pytest.mark.browser

READ = """() => {
  const { settings, inputOf, kernelOf, biasOf, pads } = window.scene;
  const run = (count, of) => Array.from({ length: count }, (_, i) => of(i));
  const slices = settings.cin / settings.groups;
  return {
    settings, pads,
    input: run(settings.cin, (channel) => Array.from(inputOf(channel))),
    weight: run(settings.cout, (filter) => run(slices, (slice) => Array.from(kernelOf(filter, slice)))),
    bias: run(settings.cout, biasOf),
  };
}"""


def numbers(page: Page, selector: str) -> list[float]:
    texts = page.locator(selector).all_inner_texts()
    return [float(text.strip("()").replace("\u2212", "-")) for text in texts]


def by_torch(page: Page, filter_: int, row: int, col: int) -> tuple[list[float], float]:
    """Each slice's products at one cell, and the output there, from the page's own input, kernel and bias."""
    read: dict[str, Any] = page.evaluate(READ)
    settings, pads = read["settings"], read["pads"]
    maps = torch.tensor(read["input"], dtype=torch.float64).reshape(1, settings["cin"], settings["n"], settings["nw"])
    maps = functional.pad(maps, (pads["left"], pads["right"], pads["top"], pads["bottom"]))
    slices = settings["cin"] // settings["groups"]
    weight = torch.tensor(read["weight"], dtype=torch.float64).reshape(
        settings["cout"], slices, settings["k"], settings["kw"]
    )
    steps = {"stride": settings["s"], "dilation": settings["d"]}
    output = functional.conv2d(
        maps, weight, torch.tensor(read["bias"], dtype=torch.float64), groups=settings["groups"], **steps
    )
    first = filter_ // (settings["cout"] // settings["groups"]) * slices
    parts = [
        functional.conv2d(maps[:, first + at : first + at + 1], weight[filter_ : filter_ + 1, at : at + 1], **steps)
        for at in range(slices)
    ]
    return [float(part[0, 0, row, col]) for part in parts], float(output[0, filter_, row, col])


@pytest.mark.parametrize(
    ("query", "cell"),
    [
        ("cf=0&cr=0&cc=0", (0, 0, 0)),
        ("cf=7&cr=3&cc=2", (7, 3, 2)),
        ("n=9&k=4&s=1&p=same&cin=6&cout=12&groups=3&cf=5&cr=8&cc=0&inp=random&seed=5", (5, 8, 0)),
        ("n=12&nw=7&link=0&k=3&kw=2&s=2&p=1&d=2&cin=4&cout=4&groups=4&cf=2&cr=1&cc=3", (2, 1, 3)),
        ("n=8&k=3&s=1&p=full&cin=16&cout=2&cf=1&cr=9&cc=9&ker=random", (1, 9, 9)),
        ("n=6&k=3&s=1&p=valid&cin=2&cout=2&cf=1&bias=0", (1, 1, 1)),
    ],
)
def test_slices_and_total_are_those_of_torch(open_tab: Callable[..., Page], query: str, cell: tuple[int, ...]) -> None:
    page = open_tab("channels", query)
    parts, total = by_torch(page, *cell)
    assert numbers(page, ".channels-part b") == parts
    assert numbers(page, ".channels-result b") == [total]
    bias = numbers(page, ".channels-bias b")
    assert len(bias) == page.evaluate("window.settings.bias")
    assert sum(parts) + sum(bias) == total


def test_patch_times_kernel_gives_the_number_under_its_column(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels", "cr=0&cc=0")
    for column in range(3):
        place = f".channels-column:nth-child({column + 1})"
        patch = numbers(page, f"{place} .channels-patch span")
        kernel = numbers(page, f"{place} .channels-kernel span")
        sums = page.locator(f"{place} .channels-sum").inner_text().split("=")[1].replace("\u2212", "-")
        assert sum(x * w for x, w in zip(patch, kernel, strict=True)) == float(sums)


def test_padding_under_the_window_is_marked(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels", "cr=0&cc=0")  # 3 x 3 at a corner with padding 1: a row and a column of it, 5 cells
    expect(page.locator(".channels-column").first.locator(".channels-padding")).to_have_count(5)
    page.evaluate("window.show({ cr: 1, cc: 1 })")
    expect(page.locator(".channels-column").first.locator(".channels-padding")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("cin=8&cout=16&groups=4&cf=4", "Output channel 5 is in group 2 of 4: it sees input channels 3 and 4."),
        ("cin=12&cout=8&groups=2&cf=7", "Output channel 8 is in group 2 of 2: it sees input channels 7 to 12."),
        ("cin=6&cout=6&groups=6&cf=3", "Output channel 4 is in group 4 of 6: it sees input channel 4 alone."),
        ("cin=3&cout=8&cf=1", "Output channel 2 sees all 3 input channels: there is only one group."),
        ("cin=1&cout=2&cf=9", "Output channel 2 sees the only input channel."),
    ],
)
def test_groups_say_who_sees_whom(open_tab: Callable[..., Page], query: str, sentence: str) -> None:
    page = open_tab("channels", query)
    assert page.locator(".channels-said").inner_text() == sentence
    assert page.locator(".channels-svg").get_attribute("aria-label") == sentence


def test_arrows_on_the_output_map_move_the_cell_and_stop_at_its_edge(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels")
    page.locator(".channels-map").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".channels-where")).to_contain_text("Row 3 of 4, column 3 of 4")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".channels-where")).to_contain_text("Row 3 of 4, column 1 of 4")
    parts, total = by_torch(page, 0, 2, 0)
    assert numbers(page, ".channels-part b") == parts
    assert numbers(page, ".channels-result b") == [total]


def test_a_click_on_the_map_chooses_its_cell(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels")
    page.locator(".channels-map .grid span").nth(4 * 3 + 2).click()
    expect(page.locator(".channels-where")).to_contain_text("Row 4 of 4, column 3 of 4")
    page.locator(".channels-out").nth(5).click()
    expect(page.locator(".channels-top output")).to_have_text("6 of 8")


def test_a_cell_beyond_a_smaller_output_becomes_its_last(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels", "cr=200&cc=3")
    expect(page.locator(".channels-where")).to_contain_text("Row 4 of 4, column 4 of 4")


def test_a_kernel_that_does_not_fit_leaves_a_sentence(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels", "n=3&k=7&p=0")
    expect(page.get_by_text("There is no output cell to add up")).to_be_visible()
    expect(page.locator(".channels-sheet")).to_be_hidden()
    page.evaluate("window.show({ n: 9 })")
    expect(page.locator(".channels-sheet")).to_be_visible()


def test_sixteen_channels_scroll_in_a_region_that_keys_reach(open_tab: Callable[..., Page]) -> None:
    page = open_tab("channels", "cin=16&n=16")
    region = page.get_by_role("region", name="Input channels side by side")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('main').shadowRoot.querySelector('.channels-region').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_also_on_a_narrow_page(open_tab: Callable[..., Page], page: Page, theme: str) -> None:
    open_tab("channels", f"theme={theme}&cin=8&cout=8&groups=2&cf=5&cr=0")
    for width in (1200, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert {each["id"] for each in Axe().run(page).response["violations"]} - {"page-has-heading-one"} == set()
