"""The builder under hand and keys, on a bare page without Streamlit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import SplitResult
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from cnnviz.arithmetic.building import PRESETS
from cnnviz.ui.lab_ranges import RANGES

from .bare_pages import THEMES, BarePages, serving

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Builder</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:16px;background:var(--st-background-color);%(theme)s;--st-font:sans-serif"><main id="host"></main>
<script type="module">
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
shadow.innerHTML = `<style>${await (await fetch("/components/builder.css")).text()}</style><div id="root"></div>`;
const { default: mount } = await import("/components/builder.js");
window.told = [];
const setStateValue = (name, value) => window.told.push([name, value]);
window.show = (data) => (window.leave = mount({ data, key: "builder", parentElement: shadow, setStateValue }));
window.parts = (selector) => [...shadow.querySelectorAll(selector)].filter((part) => part.getClientRects().length);
window.show(%(data)s);
window.ready = true;
</script></body></html>"""
LENET = PRESETS[0].code
REST = 500  # milliseconds: longer than the component waits


class BuilderPages(BarePages):
    """`/` is the page above with `theme` and `data`."""

    theme = "light"
    data: Any = None

    def page(self, asked: SplitResult) -> str | None:
        if asked.path != "/":
            return super().page(asked)
        return PAGE % {"theme": THEMES[self.theme], "data": json.dumps(self.data)}


@pytest.fixture(scope="module")
def served() -> Iterator[BuilderPages]:
    with serving(BuilderPages) as server:
        yield server


@pytest.fixture
def open_builder(page: Page, served: BuilderPages) -> Callable[..., Page]:
    def opened(code: str = LENET, theme: str = "light", on: Page = page) -> Page:
        served.theme = theme
        presets = [{"name": each.name, "code": each.code, "line": each.line} for each in PRESETS]
        served.data = {"network": code, "presets": presets, "notes": []}
        on.goto(served.url)
        on.wait_for_function("window.ready")
        on.wait_for_timeout(100)
        return on

    return opened


def number(page: Page, name: str) -> str:
    text: str = page.locator(f'[data-number="{name}"]').inner_text()
    return text.replace("\u2009", "")


def head(page: Page, index: int) -> Locator:
    return page.locator(f'.row[data-index="{index}"] .head')


def told(page: Page) -> list[str]:
    page.wait_for_timeout(REST)
    words: list[list[Any]] = page.evaluate("window.told")
    return [value for name, value in words if name == "network"]


def code(page: Page) -> str:
    return told(page)[-1]


def test_it_opens_with_numbers_and_blocks(open_builder: Callable[..., Page]) -> None:
    page = open_builder()
    shown = [number(page, name) for name in ("out", "params", "macs", "bytes", "field")]
    assert shown == ["10", "1256080", "6522000", "243 kB", "16 × 16"]
    expect(page.get_by_role("img")).to_have_attribute(
        "aria-label",
        "Blocks from left to right: Input 1 × 28 × 28; Convolution 5 × 5 20 × 28 × 28; Max pool 2 × 2 20 × 14 × 14; "
        "Convolution 5 × 5 50 × 14 × 14; Max pool 2 × 2 50 × 7 × 7; Flatten 2\u2009450; Linear 500; Linear 10.",
    )
    assert told(page) == []


def test_everything_follows_in_the_same_instant_and_the_server_hears_once(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x32x32_c8k3p1")
    head(page, 0).click()
    raise_kernel = page.get_by_role("button", name="Raise kernel")
    shapes = []
    for _ in range(3):
        raise_kernel.click()
        shapes.append(number(page, "out"))
    assert shapes == ["8 × 31 × 31", "8 × 30 × 30", "8 × 29 × 29"]
    assert told(page) == ["1_3x32x32_c8k6p1"]
    page.keyboard.press("Control+z")
    assert number(page, "out") == "8 × 32 × 32"  # steps of one number are one change
    page.keyboard.press("Control+Shift+z")
    assert number(page, "out") == "8 × 29 × 29"


def test_a_number_can_be_typed(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x32x32_c8k3p1")
    head(page, 0).click()
    field = page.get_by_label("Output channels", exact=True)
    field.fill("64")
    assert number(page, "out") == "64 × 32 × 32"
    field.fill("99999")
    assert number(page, "out") == "64 × 32 × 32"
    field.blur()
    expect(field).to_have_value("64")


def test_a_mismatch_names_the_number_that_fits_and_what_waits(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_1x28x28_c20k5p2_r_m2_c50k5p2_r_m2_f_l500i2500_r_l10")
    wrong = page.locator(".row.wrong")
    expect(wrong).to_contain_text("Linear expects 2450 inputs: 50 x 7 x 7. It is set to 2500.")
    expect(page.locator(".row.waits")).to_have_count(2)
    assert number(page, "out") == "–"
    wrong.get_by_role("button", name="Use 2450").click()
    expect(page.locator(".row.wrong, .row.waits")).to_have_count(0)
    assert code(page) == LENET


def test_layers_are_added_moved_copied_and_removed_by_hand(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x32x32")
    for name in ("Convolution", "Activation", "Max pool"):
        page.get_by_role("group", name="Add after").get_by_role("button", name=name, exact=True).click()
    assert code(page) == "1_3x32x32_c16k3p1_r_m2"
    page.get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Duplicate").click()
    assert code(page) == "1_3x32x32_c16k3p1_m2_m2_r"
    page.get_by_role("button", name="Remove", exact=True).click()
    assert code(page) == "1_3x32x32_c16k3p1_m2_r"
    for _ in range(6):
        page.get_by_role("button", name="Undo").click()
    assert code(page) == "1_3x32x32"
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_keys_do_all_of_it(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x32x32_c16k3p1_r_m2")
    head(page, -1).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(head(page, 1)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(head(page, 2)).to_be_focused()
    assert code(page) == "1_3x32x32_c16k3p1_m2_r"
    expect(page.get_by_role("status")).to_contain_text("ReLU is now layer 3.")
    page.keyboard.press("Delete")
    expect(head(page, 1)).to_be_focused()
    assert code(page) == "1_3x32x32_c16k3p1_m2"
    page.keyboard.press("Enter")
    expect(head(page, 1)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Insert")
    page.keyboard.press("Enter")
    assert code(page) == "1_3x32x32_c16k3p1_m2_c16k3p1"
    expect(head(page, 2)).to_be_focused()
    page.keyboard.press("Home")
    expect(head(page, -1)).to_be_focused()


def test_a_network_from_outside_is_shown_and_an_echo_changes_nothing(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x32x32_r")
    page.get_by_role("combobox", name="Start from").select_option("One 7 × 7")
    assert told(page) == [PRESETS[6].code]
    show = "(network) => window.show({ network, presets: [], notes: [] })"
    page.evaluate(show, PRESETS[6].code)
    assert number(page, "params") == "200768"
    page.evaluate(show, "1_3x8x8_c1k1")
    assert number(page, "params") == "4"


@pytest.mark.parametrize(
    ("code", "index", "address"),
    [
        ("1_3x32x32_c8k5p2d2n", 0, "n=32 k=5 s=1 p=2 d=2 cin=3 cout=8 groups=1 bias=0"),
        ("1_3x224x224_c64k11s4p2", 0, "n=64 k=11 s=4 p=2 d=1 cin=3 cout=32 groups=1 bias=1"),
        ("1_64x9x7_c128k3g64", 0, "link=0 n=9 nw=7 kw=3 k=3 s=1 p=0 d=1 cin=16 cout=32 groups=16 bias=1"),
        ("1_3x32x32_a3s1p1", 0, "n=32 tab=pooling pool=average pk=3 ps=1 pp=1"),
    ],
)
def test_a_layer_opens_in_the_lab(open_builder: Callable[..., Page], code: str, index: int, address: str) -> None:
    page = open_builder(code)
    head(page, index).click()
    link = page.get_by_role("link", name="Open in the convolution lab")
    href = link.get_attribute("href") or ""
    assert href == f"lab?{'&'.join(address.split())}&b={code}"
    asked = dict(part.split("=") for part in address.split())
    assert all(RANGES[key].low <= int(value) <= RANGES[key].high for key, value in asked.items() if key in RANGES)


def test_the_labs_limits_of_pooling_are_known(page: Page, served: BuilderPages) -> None:
    page.goto(served.url + "/blank")
    script = """async () => {
      const { KEYS } = await import("/components/lab/tabs/pooling.js");
      return ["pk", "ps", "pp"].map((key) => KEYS[key].high);
    }"""
    assert page.evaluate(script) == [8, 8, 4]


def test_table_and_figure_can_be_taken_along(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x32x32_c8k5p2_f_l10")
    with page.expect_download() as csv:
        page.get_by_role("button", name="table as CSV").click()
    assert csv.value.path().read_text(encoding="utf-8").splitlines() == [
        "layer,name,settings,output,parameters,macs,activation_bytes,receptive_field,field_stride,field_padding",
        "1,Convolution 5 × 5,padding 2,8x32x32,608,614400,32768,5x5,1x1,2x2",
        "2,Flatten,,8192,0,0,32768,5x5,1x1,2x2",
        "3,Linear,,10,81930,81920,40,global,,",
    ]
    with page.expect_download() as svg:
        page.get_by_role("button", name="figure as SVG").click()
    text = svg.value.path().read_text(encoding="utf-8")
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    assert text.count("<path") == 4 * 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_builder: Callable[..., Page], theme: str) -> None:
    page = open_builder("1_1x28x28_c20k5p2_r_m2_f_l500i2500_r", theme=theme)
    head(page, 0).click()
    found = Axe().run(page).response["violations"]
    ours = {each["id"]: [node["html"] for node in each["nodes"]] for each in found}
    ours.pop("page-has-heading-one", None)  # the bare page has none
    assert ours == {}


@pytest.mark.parametrize("name", [preset.name for preset in PRESETS])
def test_a_phone_shows_it_in_one_column(browser: Browser, open_builder: Callable[..., Page], name: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = open_builder(next(each.code for each in PRESETS if each.name == name), on=context.new_page())
    page.locator(".row .head").nth(1).click()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    inside = """() => parts("*").filter((each) => !each.closest(".said-of-it, svg"))
      .filter((each) => each.getBoundingClientRect().right > 345).map((each) => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(inside) == []
    small = """() => parts("button, select, a, input[type=number]")
      .map((each) => [each.getBoundingClientRect(), each.outerHTML])
      .filter(([{ width, height }]) => width < 44 || height < 44).map(([, html]) => html)"""
    assert page.evaluate(small) == []
    context.close()


def test_a_step_in_the_largest_network_takes_less_than_a_frame_or_two(open_builder: Callable[..., Page]) -> None:
    page = open_builder("1_3x224x224_" + "_".join(["c64k3p1", "r"] * 32))
    head(page, 0).click()
    script = """() => {
      const more = parts(".step").at(1);
      const step = (from) => (more.click(), performance.now() - from);
      return Array.from({ length: 20 }, () => step(performance.now())).sort((a, b) => a - b)[10];
    }"""
    assert page.evaluate(script) < 60
