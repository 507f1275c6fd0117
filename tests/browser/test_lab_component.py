"""The lab under a finger: everything follows while it drags, the server hears once it rests."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from cnnviz.ui.components import modules

from .lab_harness import ROOT, AssetServer

pytestmark = pytest.mark.browser

DEFAULTS: dict[str, Any] = {
    "n": 7,
    "nw": 7,
    "k": 3,
    "kw": 3,
    "s": 2,
    "p": 1,
    "d": 1,
    "cin": 3,
    "cout": 8,
    "groups": 1,
    "link": 1,
    "bias": 1,
    "inp": "disc",
    "seed": 0,
    "ker": "edges",
    "xs": "",
    "ks": "",
    "tab": "",
    "extra": {},
}
HOLES = (
    "Rows 2, 4 and 6 of 7 are never read: they lie in the holes of the kernel, "
    "whose taps stand 2 rows apart (dilation 2)."
)
REST = 450  # milliseconds: longer than the component waits after a key


@pytest.fixture
def open_lab(page: Page, served: AssetServer) -> Callable[..., Page]:
    def opened(present: bool = False, theme: str = "light", **settings: Any) -> Page:
        served.theme = theme
        served.data = {"settings": DEFAULTS | settings, "notes": [], "present": present}
        page.goto(served.url)
        page.wait_for_function("window.ready")
        return page

    return opened


def square(**sides: int) -> dict[str, Any]:
    """The defaults with other heights, and widths that follow them."""
    return DEFAULTS | sides | {f"{name}w": value for name, value in sides.items()}


def slider(page: Page, name: str) -> Locator:
    return page.locator(f'input[type=range][data-name="{name}"]')


def typed(page: Page, name: str) -> Locator:
    return drawn(page).locator(f'input[type=number][data-name="{name}"]')


def drawn(page: Page) -> Page:
    """Wait for the frame that draws what was changed."""
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(drawn))))")
    return page


def number(page: Page, name: str) -> str:
    drawn(page)
    text: str = page.locator(f'[data-number="{name}"]').inner_text()
    return text.replace("\u2009", "")


def told(page: Page) -> list[Any]:
    """What the server has heard, a moment after the last step: it is told of the last of several in a row."""
    page.wait_for_timeout(200)
    found: list[Any] = page.evaluate("window.told")
    return found


def heard(page: Page, count: int) -> list[Any]:
    """Wait until the server has been told `count` times."""
    page.wait_for_function("(count) => told.length >= count", arg=count)
    return told(page)


def test_first_screen_says_what_the_default_gives(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    assert number(page, "shape") == "8 × 4 × 4"
    assert number(page, "parameters") == "224"  # 8 * (3 * 3 * 3 + 1)
    assert number(page, "macs") == "3456"  # 8 * 4 * 4 * 3 * 3 * 3
    assert number(page, "field") == "3 × 3"
    assert page.locator("canvas.moving").get_attribute("aria-label") == (
        "Input 7x7, kernel 3, stride 2, padding 1: output 4x4; every row and column is read."
    )
    assert told(page) == []


def test_dragging_changes_the_numbers_and_tells_the_server_once_at_rest(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    box = slider(page, "n").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.1, middle)
    page.mouse.down()
    seen = set()
    for step in range(2, 10):
        page.mouse.move(box["x"] + box["width"] * step / 10, middle)
        seen.add(number(page, "shape"))
        page.wait_for_timeout(60)
    page.wait_for_timeout(REST)
    assert len(seen) > 5
    assert told(page) == []
    page.mouse.move(box["x"] + box["width"] * 0.9, middle + 300)  # the finger lifts somewhere else
    page.mouse.up()
    name, settings = heard(page, 1)[0]
    page.wait_for_timeout(REST)
    assert (name, len(told(page))) == ("settings", 1)
    assert settings == square(n=int(slider(page, "n").input_value()))


def test_canvas_changes_while_dragging(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    picture = "lab('canvas').toDataURL()"
    before = page.evaluate(picture)
    slider(page, "k").evaluate("(s) => { s.value = 5; s.dispatchEvent(new Event('input')); }")
    assert drawn(page).evaluate(picture) != before


def test_keys_on_a_slider_rest_after_a_while(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    slider(page, "k").focus()
    page.keyboard.press("ArrowRight")
    assert number(page, "field") == "4 × 4"
    assert heard(page, 1) == [["settings", square(k=4)]]
    at_once = slider(page, "k").evaluate(
        """(slider) => {
          for (const value of [5, 6, 7]) {
            slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", repeat: true }));
            slider.value = value;
            for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name));
          }
          return told.length;
        }"""
    )
    assert at_once == 1
    assert heard(page, 2)[1:] == [["settings", square(k=7)]]


def test_number_can_be_typed_and_is_brought_into_range(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    typed(page, "n").fill("28")
    assert number(page, "shape") == "8 × 14 × 14"
    typed(page, "n").fill("900")
    page.keyboard.press("Enter")
    assert number(page, "shape") == "8 × 32 × 32"
    heard(page, 1)
    assert typed(page, "n").input_value() == "64"
    typed(page, "n").fill("")
    page.keyboard.press("Tab")
    assert typed(page, "n").input_value() == "64"
    page.wait_for_function("told.at(-1)[1].n === 64")
    assert told(page)[-1] == ["settings", square(n=64)]


def test_only_divisors_are_offered_as_groups(open_lab: Callable[..., Page]) -> None:
    page = open_lab(cin=8, cout=12)
    groups = slider(page, "groups")
    assert groups.get_attribute("aria-valuetext") == "1 of 1, 2, 4"
    groups.focus()
    page.keyboard.press("End")
    assert number(page, "parameters") == "228"  # 12 * (8 / 4 * 3 * 3 + 1)
    typed(page, "groups").fill("3")
    assert number(page, "parameters") == "444"  # 3 does not divide 8: 2 groups


def test_groups_come_back_after_a_slider_has_passed_a_count_that_they_do_not_divide(
    open_lab: Callable[..., Page],
) -> None:
    page = open_lab(cin=8, cout=8, groups=8)
    move = "(s, value) => { s.value = value; s.dispatchEvent(new Event('input')); }"
    slider(page, "cin").evaluate(move, 7)
    assert typed(page, "groups").input_value() == "1"
    slider(page, "cin").evaluate(move, 8)
    assert typed(page, "groups").input_value() == "8"


@pytest.mark.parametrize(
    ("settings", "sentences"),
    [
        ({"n": 28, "k": 5, "p": 0}, ["Row 28 of 28 is never read: stride 2 does not fit; PyTorch rounds down."]),
        (
            {"n": 6},
            ["Only padding is left over: 1 row of it at the end, and no row of the input is lost there."],
        ),
        (
            {"p": 0, "d": 2, "s": 2},
            [HOLES],
        ),
        (
            {"n": 8, "k": 1, "p": 0},
            [
                "Row 8 of 8 is never read: stride 2 does not fit; PyTorch rounds down.",
                "Rows 2, 4 and 6 of 8 are never read: stride 2 steps over them, because the kernel covers only 1 row.",
            ],
        ),
        ({}, ["Every row is read; the stride fits exactly."]),
    ],
)
def test_rows_that_are_not_read_are_named(
    open_lab: Callable[..., Page], settings: dict[str, int], sentences: list[str]
) -> None:
    page = open_lab(**settings)
    assert page.locator(".words p").all_inner_texts() == sentences


@pytest.mark.parametrize("mend", ["Use kernel 3", "Add 1 row of padding on each side"])
def test_kernel_that_does_not_fit_is_explained_and_mended(open_lab: Callable[..., Page], mend: str) -> None:
    page = open_lab(n=3, k=5, s=1, p=0)
    assert (
        page.locator(".stage .misfit p").inner_text()
        == "A 5×5 kernel needs at least 5 rows; there are 3 without padding."
    )
    assert number(page, "shape") == "–"
    page.get_by_role("button", name=mend).click()
    assert number(page, "shape") == "8 × 1 × 1"
    assert page.locator(".stage .misfit").is_hidden()
    assert len(told(page)) == 1


def test_every_mend_that_is_offered_fits(page: Page, served: AssetServer) -> None:
    page.goto(served.url + "/blank")
    left = page.evaluate(
        """async () => {
          const { misfit } = await import("/components/lab/words.js");
          const { convOutput } = await import("/components/lab/geometry.js");
          const { fair, same } = await import("/components/lab/state.js");
          const left = [];
          for (const n of [1, 2, 3, 7, 20, 64]) for (let k = 1; k <= 15; k++)
            for (const p of [0, 1, 5, 15]) for (let d = 1; d <= 6; d++) {
              if (convOutput(n, k, 1, p, d)) continue;
              const settings = fair({ n, k, p, d, s: 1 });
              const { mends } = misfit(settings);
              if (mends.length === 0) left.push(settings);
              for (const { change } of mends) {
                const next = { ...settings, ...change };
                const fits = convOutput(next.n, next.k, next.s, next.p, next.d);
                if (!fits || !same(next, fair(next))) left.push([settings, change]);
              }
            }
          return left;
        }"""
    )
    assert left == []


@pytest.mark.parametrize(
    "data",
    [
        None,
        "settings",
        {},
        {"settings": None},
        {"settings": "k=3", "notes": "no", "present": "1"},
        {"settings": {"k": -1, "n": 1e9, "groups": 0}},
        {
            "settings": {
                "k": "<script>",
                "n": None,
                "s": [2],
                "p": {},
                "d": True,
                "cin": 2.5,
                "cout": -0.5,
                "groups": "4",
            }
        },
        {"settings": {"cin": 16, "cout": 9, "groups": 16}, "notes": ["<b>1</b>", 3]},
    ],
)
def test_hostile_settings_open_a_working_lab(page: Page, served: AssetServer, data: Any) -> None:
    served.data = data
    page.goto(served.url)
    page.wait_for_function("window.ready")
    slider(page, "s").focus()
    page.keyboard.press("Home")
    settings = heard(page, 1)[0][1]
    assert settings["s"] == 1
    assert settings["cin"] % settings["groups"] == settings["cout"] % settings["groups"] == 0
    for name in ("n", "k", "s", "p", "d", "cin", "cout", "groups"):
        value = settings[name]
        field = typed(page, name)
        assert int(field.get_attribute("min") or 0) <= value <= int(field.get_attribute("max") or 0)


def test_settings_from_outside_are_taken_over_but_never_under_a_finger(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    show = "(settings) => show({ settings, notes: [], present: false })"
    page.evaluate(show, square(n=9))
    assert number(page, "shape") == "8 × 5 × 5"
    box = slider(page, "n").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    held = number(page, "shape")
    page.evaluate(show, square(n=20))
    assert number(page, "shape") == held
    page.mouse.up()
    assert number(page, "shape") == held


def test_late_echo_of_an_older_setting_changes_nothing(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    slider(page, "n").focus()
    for count, key in enumerate(("End", "Home"), 1):
        page.keyboard.press(key)
        heard(page, count)
    assert [settings["n"] for _, settings in told(page)] == [64, 1]
    page.evaluate("show({ settings: told[0][1], notes: [], present: false })")
    assert typed(page, "n").input_value() == "1"
    page.evaluate("show({ settings: told[1][1], notes: [], present: false })")
    assert typed(page, "n").input_value() == "1"


def test_undo_redo_and_reset(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    slider(page, "n").focus()
    page.keyboard.press("End")
    heard(page, 1)
    page.keyboard.press("Control+z")
    assert typed(page, "n").input_value() == "7"
    heard(page, 2)
    page.keyboard.press("Control+y")
    assert typed(page, "n").input_value() == "64"
    heard(page, 3)
    page.get_by_role("button", name="Reset").click()
    assert [settings["n"] for _, settings in told(page)] == [64, 7, 64, 7]


def test_arrow_keys_move_the_window_and_say_the_value(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    page.locator("canvas.moving").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Home"):
        page.keyboard.press(key)
    readout = page.locator(".readout")
    assert readout.inner_text().startswith("Output (row 4, column 1) is ")
    assert readout.get_attribute("aria-live") == "polite"
    page.keyboard.press("End")
    assert readout.inner_text().endswith("its window is over input rows 6–7, columns 6–7.")


def test_space_plays_and_pauses(open_lab: Callable[..., Page]) -> None:
    page = open_lab(n=20)
    page.locator("canvas.moving").focus()
    button = page.locator("button.play")
    assert button.inner_text() == "Pause"  # it plays by itself at first
    page.keyboard.press(" ")
    assert button.inner_text() == "Play"
    still = page.locator(".readout").inner_text()
    page.wait_for_timeout(300)
    assert page.locator(".readout").inner_text() == still
    page.keyboard.press(" ")
    page.wait_for_function("(still) => lab('.readout').textContent !== still", arg=still)


def test_nothing_moves_by_itself_where_less_motion_is_asked_for(open_lab: Callable[..., Page], page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_lab()
    assert page.locator("button.play").inner_text() == "Play"


def test_hovering_an_input_cell_counts_the_outputs_that_use_it(open_lab: Callable[..., Page]) -> None:
    page = open_lab(n=7, k=3, s=1, p=0)
    box = page.locator("canvas.moving").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.47 * 0.47, box["y"] + box["height"] / 2)  # the input's middle
    page.wait_for_function("lab('.readout').textContent.startsWith('Input')")
    assert page.locator(".readout").inner_text().endswith(": used 9 times, by output rows 2–4, columns 2–4.")


@pytest.mark.parametrize("width", [360, 640, 820, 1280])  # 640: a laptop zoomed to 200 %
@pytest.mark.parametrize("present", [False, True])
def test_layout_neither_jumps_nor_overflows(
    open_lab: Callable[..., Page], page: Page, width: int, present: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_lab(present=present)
    places = "[...lab('.lab').querySelectorAll('.stage, .numbers > div, .control, .formula')].map((e) => e.offsetTop)"
    before = drawn(page).evaluate(places)
    for settings in (
        {"n": 64, "k": 15, "s": 1, "p": 15, "d": 1, "cin": 16, "cout": 32},
        {"n": 1, "k": 15, "p": 0, "d": 6, "cin": 16, "cout": 32},
    ):
        page.evaluate("([settings, present]) => show({ settings, notes: [], present })", [settings, present])
        assert drawn(page).evaluate(places) == before
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        clipped = "[...lab('.numbers').querySelectorAll('dd')].filter((e) => e.scrollWidth > e.clientWidth).length"
        assert page.evaluate(clipped) == 0


@pytest.mark.parametrize(("n", "budget"), [(32, 100), (64, 150)])
def test_work_of_one_movement_is_short(open_lab: Callable[..., Page], n: int, budget: float) -> None:
    page = open_lab(n=n, s=1)
    times = page.evaluate(
        """(size) => {
          const times = [];
          for (let i = 0; i < 200; i++) {
            const name = ["k", "p", "s", "n"][i % 4];
            const slider = lab(`input[type=range][data-name=${name}]`);
            const wanted = { k: 1 + (i % 15), p: i % 16, s: 1 + (i % 3), n: size - (i % 3) }[name];
            slider.value = wanted;
            const start = performance.now();
            slider.dispatchEvent(new Event("input"));
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b);
        }""",
        n,
    )
    print(f"\nlab at {n}x{n}: p50 {times[100]:.1f} ms, p95 {times[190]:.1f} ms")
    assert times[190] < budget


def test_leaving_stops_everything(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    slider(page, "n").evaluate("(s) => { s.value = 30; s.dispatchEvent(new Event('input')); leave(); }")
    page.wait_for_timeout(REST)
    assert told(page) == []


def test_modules_are_small() -> None:
    folder = ROOT / "assets" / "components"
    parts = [folder / "lab.js", *sorted((folder / "lab").glob("*.js"))]
    assert max(len(part.read_text(encoding="utf-8").splitlines()) for part in parts) < 300
    # What a browser has to fetch at first: the server sends modules compressed.
    assert sum(len(gzip.compress((folder / module).read_bytes())) for module in modules("lab.js")) < 60_000


def test_a_click_takes_the_focus_from_field_to_field(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    for name, value in (("n", "9"), ("k", "5"), ("s", "1")):
        box = typed(page, name).bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
        page.keyboard.type(value)
    assert number(page, "shape") == "8 × 7 × 7"  # (9 + 2 - 5) / 1 + 1


def test_a_number_can_be_typed_again_after_enter(open_lab: Callable[..., Page]) -> None:
    page = open_lab()
    typed(page, "n").fill("20")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("15")
    drawn(page)
    assert typed(page, "n").input_value() == "15"
    assert number(page, "shape") == "8 × 8 × 8"


def test_a_finger_drags_a_slider_and_a_tap_pins_a_cell(browser: Browser, served: AssetServer) -> None:
    served.theme, served.data = "light", {"settings": DEFAULTS, "notes": [], "present": False}
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(served.url)
    page.wait_for_function("window.ready")
    box = drawn(page).locator("canvas.moving").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 4, box["y"] + 54 + box["width"] / 4)  # the middle of the input
    assert page.locator(".readout").inner_text().startswith("Input (row 4, column 4)")
    slider(page, "k").evaluate("(track) => track.scrollIntoView({ block: 'end' })")
    track = slider(page, "k").bounding_box()
    assert track is not None
    page.touchscreen.tap(track["x"] + track["width"] - 4, track["y"] + track["height"] / 2)
    assert number(page, "field") == "15 × 15"
    assert heard(page, 1)[0][1]["k"] == 15
    context.close()
