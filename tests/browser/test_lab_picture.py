"""The lab's picture: what it shows at the cursor, how it is moved, and how it is taken along."""

from __future__ import annotations

import base64
import io
import statistics
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from .lab_harness import THEMES, AssetServer

pytestmark = pytest.mark.browser

SQUARE = {"n": 7, "nw": 7, "k": 3, "kw": 3, "s": 1, "d": 1, "p": 0, "cin": 1, "cout": 1, "groups": 1, "link": 1}
DEFAULTS = SQUARE | {"bias": 0, "inp": "disc", "seed": 0, "ker": "edges", "xs": "", "ks": "", "tab": "", "extra": {}}
PATCH = {
    "n": 3,
    "nw": 3,
    "inp": "typed",
    "xs": "24,25,36;20,25,34;24,46,75",
    "ker": "typed",
    "ks": "1,2,1;0,0,0;-1,-2,-1",
}
MOUNT = """async ([settings, theme, type]) => {
  document.documentElement.lang = "en";
  document.title = "Picture";
  document.body.style.cssText = `margin:16px;background:var(--st-background-color);${theme};--st-font:sans-serif`;
  document.body.innerHTML = '<main id="root"></main>';
  const [kit, state, scenes, stages, players, dots, readouts, keys, exports, saving] = await Promise.all(
    ["kit", ..."state scene stage player dot readout keys export downloads".split(" ").map((n) => `lab/${n}`)]
      .map((name) => import(`/components/${name}.js`)));
  const root = document.getElementById("root");
  const style = document.createElement("style");
  for (const sheet of ["lab.css", "lab/picture.css"]) {
    style.textContent += await (await fetch(`/components/${sheet}`)).text();
  }
  document.head.append(style);
  const { palette } = kit.paint(root, document.body);
  const readout = kit.element("p", { class: "readout" });
  const dot = new dots.Dot();
  const at = window.seen = [];
  const stage = new stages.Stage({ onSize() {}, onAt(place, how) {
    if (how === "pointer" || how === "keys") player.pause();
    at.push(how);
    readout.textContent = readouts.about(window.scene, place);
    dot.show(window.scene, place, how === "keys");
  } });
  const player = new players.Player({
    onStep(step) { stage.go({ board: "output", ...players.whereAt(step, window.scene.out) }, "player"); },
    onToggle() {},
  });
  const picture = () => ({ scene: window.scene, at: stage.at, pinned: stage.pinned, palette, font: "sans-serif",
    title: "Convolution <7 & 3>", description: "Input 7x7, kernel 3: output \\"5x5\\"." });
  const downloads = new saving.Downloads(picture);
  const list = keys.keyList();
  root.append(stage.element, readout, dot.element, downloads.element, list);
  stage.moving.setAttribute("aria-label", "Input, kernel and output");
  keys.listen(root, stage.moving, {
    move: (...by) => stage.move(...by),
    toggle: () => player.playing ? player.pause() : player.play(0),
    step: (delta) => player.step(delta, players.indexOf(stage.home, window.scene.out)),
    speed: (delta) => void player.faster(delta),
    pin: () => stage.pin(),
    unpin: () => stage.unpin(),
    board: (name) => stage.board(name),
    undo() {},
    help() { list.open = !list.open; },
  });
  Object.assign(window, { stage, dot, player, readout, picture, exports, readouts, palette, show(raw) {
    const settings = state.fair(raw);
    window.scene = scenes.compose(settings);
    player.cells = window.scene.out ? window.scene.out.h * window.scene.out.w : 1;
    stage.draw(window.scene, { palette, font: "sans-serif", type });
  }, place(board, row, col) {
    const { x, y, cell } = stage.layout[board === "input" ? "real" : board];
    const box = stage.moving.getBoundingClientRect();
    return [box.left + x + (col + 0.5) * cell, box.top + y + (row + 0.5) * cell];
  } });
  window.show(settings);
}"""


@pytest.fixture
def draw(page: Page, served: AssetServer) -> Callable[..., Page]:
    def drawn(theme: str = "light", size: float = 1, **settings: Any) -> Page:
        page.goto(served.url + "/blank")
        page.evaluate(MOUNT, [DEFAULTS | settings, THEMES[theme], size])
        return page

    return drawn


def hover(page: Page, board: str, row: int, col: int) -> None:
    page.mouse.move(*page.evaluate("(at) => place(...at)", [board, row, col]))


def said(page: Page) -> str:
    text: str = page.locator(".readout").inner_text()
    return text


def blob(page: Page, made: str) -> bytes:
    """The bytes of a Blob that the page makes."""
    read = "new Promise((r) => { const f = new FileReader(); f.onload = () => r(f.result); f.readAsDataURL(made); })"
    url: str = page.evaluate(f"async () => {{ const made = await ({made}); return await {read}; }}")
    return base64.b64decode(url.split(",", 1)[1])


def inked(page: Page, board: str, rows: list[int], cols: list[int], colour: str) -> list[list[int]]:
    """How many pixels of the still picture have exactly this colour, for each of these cells."""
    counts: list[list[int]] = page.evaluate(
        """([board, rows, cols, path]) => {
          const colour = path.split(".").reduce((found, name) => found[name], palette);
          const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
          const { x, y, cell } = stage.layout[board];
          return rows.map((row) => cols.map((col) => {
            const paper = stage.still.getContext("2d");
            const { data } = paper.getImageData(x + col * cell + 2, y + row * cell + 2, cell - 4, cell - 4);
            const alike = (i) => wanted.every((value, c) => Math.abs(data[4 * i + c] - value) < 3);
            return Array.from({ length: data.length / 4 }, (_, i) => i).filter(alike).length;
          }));
        }""",
        [board, rows, cols, colour],
    )
    return counts


def test_window_of_an_output_cell_of_a_rectangular_convolution_is_named(draw: Callable[..., Page]) -> None:
    page = draw(n=4, nw=6, k=2, kw=3, link=0)
    hover(page, "output", 2, 3)
    assert said(page).startswith("Output (row 3, column 4) is ")
    assert said(page).endswith("its window is over input rows 3–4, columns 4–6.")


@pytest.mark.parametrize(
    ("settings", "cell", "sentence"),
    [
        ({}, (3, 3), "used 9 times, by output rows 2–4, columns 2–4."),
        ({}, (0, 0), "used once, by output row 1, column 1."),
        ({"k": 1, "kw": 1, "s": 2}, (1, 0), "never used."),
        ({"k": 2, "kw": 2, "d": 2}, (2, 3), "used 4 times, by output rows 1 and 3, columns 2 and 4."),
        ({"n": 4, "nw": 4, "k": 2, "kw": 2, "p": "same"}, (4, 4), "used once, by output row 4, column 4."),
    ],
)
def test_hovering_an_input_cell_says_how_often_it_is_used(
    draw: Callable[..., Page], settings: dict[str, Any], cell: tuple[int, int], sentence: str
) -> None:
    page = draw(**settings)
    hover(page, "input", *cell)
    assert said(page).split(": ", 1)[1] == sentence


def test_padding_of_same_stands_only_at_the_end_for_a_kernel_of_two(draw: Callable[..., Page]) -> None:
    page = draw(n=4, nw=4, k=2, kw=2, p="same")
    assert page.evaluate(
        "hovered = place('input', 4, 4), stage.under({ clientX: hovered[0], clientY: hovered[1] })"
    ) == {
        "board": "input",
        "row": 4,
        "col": 4,
    }
    assert (
        page.evaluate("hovered = place('input', -1, -1), stage.under({ clientX: hovered[0], clientY: hovered[1] })")
        is None
    )
    hover(page, "input", 4, 4)
    assert said(page).startswith("Padding is 0: ")


@pytest.mark.parametrize(
    ("settings", "weight", "sentence"),
    [
        ({"n": 6, "nw": 6}, (0, 0), "Weight (row 1, column 1) is −1: it touches 16 input cells, one for each output."),
        (
            {"n": 4, "nw": 4, "p": 1},
            (0, 0),
            "Weight (row 1, column 1) is −1: it touches 16 input cells, one for each output; 7 of them are padding.",
        ),
        ({"n": 3, "nw": 3}, (1, 2), "Weight (row 2, column 3) is 2: it touches 1 input cell, for the only output."),
    ],
)
def test_hovering_a_weight_counts_the_input_cells_it_touches(
    draw: Callable[..., Page], settings: dict[str, Any], weight: tuple[int, int], sentence: str
) -> None:
    page = draw(**settings)
    hover(page, "kernel", *weight)
    assert said(page) == sentence


def test_weight_touches_one_input_cell_for_each_output_position(draw: Callable[..., Page]) -> None:
    page = draw(n=7, nw=9, link=0, k=3, kw=2, s=2, d=2, p=1)
    # Padded 9 x 11, span 5 x 3: outputs 3 x 5; the tap in row 2, column 1 starts 4 rows and 2 columns in.
    assert page.evaluate("readouts.touchedBy(scene, 2, 1)") == {"rows": [3, 5, 7], "cols": [1, 3, 5, 7, 9]}


def test_rows_and_columns_are_hatched_each_for_themselves(draw: Callable[..., Page]) -> None:
    page = draw(n=8, nw=7, link=0, s=2)  # rows: (8 - 3) / 2 is not whole, the last is lost; columns fit
    hatched = inked(page, "real", list(range(8)), [0, 6], "dropped.fill")
    assert all(count > 0 for count in hatched[7])
    assert hatched[:7] == [[0, 0]] * 7


def test_padding_left_over_is_crossed_and_no_input_is_hatched(draw: Callable[..., Page]) -> None:
    page = draw(n=6, nw=6, s=2, p=1)
    crossed = inked(page, "input", [0, 7], [2], "padding.fill")
    assert crossed[1][0] < crossed[0][0]
    assert sum(map(sum, inked(page, "real", list(range(6)), list(range(6)), "dropped.fill"))) == 0


def test_skipped_rows_are_struck_through_and_not_hatched(draw: Callable[..., Page]) -> None:
    page = draw(n=7, nw=7, k=1, kw=1, s=2)
    struck = inked(page, "real", [0, 1, 2, 3], [0], "dropped.ink")
    assert [count[0] > 0 for count in struck] == [False, True, False, True]
    assert inked(page, "real", [1], [0], "dropped.fill") == [[0]]


def test_sobel_patch_of_the_lecture_is_written_out(draw: Callable[..., Page]) -> None:
    page = draw(**PATCH)
    written = page.locator(".dot .written").inner_text()
    sum_of_all = "24·1 + 25·2 + 36·1 + 20·0 + 25·0 + 34·0 + 24·(−1) + 46·(−2) + 75·(−1) = −81"
    assert " ".join(written.split()) == f"Output (row 1, column 1) = {sum_of_all}"
    assert page.locator(".dot .spoken").inner_text() == (
        "24 times 1, plus 25 times 2, plus 36 times 1, plus 24 times minus 1, plus 46 times minus 2, "
        "plus 75 times minus 1; 3 more products are 0. The sum is minus 81."
    )


def test_more_than_25_products_are_collapsed(draw: Callable[..., Page]) -> None:
    page = draw(k=5, kw=5)
    assert page.locator(".dot .term").count() == 25
    page.evaluate("settings => show(settings)", DEFAULTS | {"k": 6, "kw": 6})
    assert page.locator(".dot .term").count() == 10
    assert page.locator(".dot .more").inner_text() == "… 26 more …"


def test_zeros_of_the_padding_are_grey(draw: Callable[..., Page]) -> None:
    page = draw(p=1)
    hover(page, "output", 0, 0)
    assert page.locator(".dot .pad").count() == 5
    assert page.locator(".dot .value").count() == 4
    faint = page.evaluate("getComputedStyle(document.querySelector('.dot .pad')).color")
    assert faint == "rgb(86, 98, 115)"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, ""),
        ({"bias": 1}, "The layer adds the bias to this sum."),
        ({"cin": 3}, "This is channel 1 of 3: the layer adds the sums of all 3."),
        (
            {"cin": 4, "cout": 2, "groups": 2, "bias": 1},
            "This is channel 1 of 2 that the filter sees: the layer adds the sums of all 2 and the bias.",
        ),
    ],
)
def test_sum_says_what_the_layer_adds_to_it(draw: Callable[..., Page], settings: dict[str, Any], sentence: str) -> None:
    assert draw(**settings).locator(".dot .context").text_content() == sentence


def test_sum_is_read_aloud_only_when_keys_move_it(draw: Callable[..., Page]) -> None:
    page = draw()
    spoken = page.locator(".dot .spoken")
    hover(page, "output", 2, 2)
    assert spoken.get_attribute("aria-live") is None
    page.locator("canvas.moving").focus()
    page.keyboard.press("ArrowLeft")
    assert spoken.get_attribute("aria-live") == "polite"


def test_click_pins_and_a_second_click_or_escape_lets_go(draw: Callable[..., Page]) -> None:
    page = draw()
    hover(page, "input", 2, 2)
    page.mouse.down()
    page.mouse.up()
    held = said(page)
    hover(page, "output", 4, 4)
    assert said(page) == held
    amber = page.evaluate(
        """() => { const box = stage.moving.getBoundingClientRect(), [x, y] = place("input", 2, 2);
        const edge = x - box.left - stage.layout.input.cell / 2;
        const { data } = stage.moving.getContext("2d").getImageData(edge, y - box.top, 1, 1);
        return [...data].slice(0, 3); }"""
    )
    assert amber == [0xFF, 0xD1, 0x66]
    hover(page, "input", 2, 2)
    page.mouse.down()
    page.mouse.up()
    hover(page, "output", 4, 4)
    assert said(page).startswith("Output (row 5, column 5)")
    page.locator("canvas.moving").focus()
    page.keyboard.press("p")
    hover(page, "output", 0, 0)
    assert said(page).startswith("Output (row 5, column 5)")
    page.keyboard.press("Escape")
    assert page.evaluate("stage.pinned") is False


def test_finger_pins_what_it_taps_and_the_page_still_scrolls(browser: Browser, served: AssetServer) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700}, has_touch=True)
    page = context.new_page()
    page.goto(served.url + "/blank")
    page.evaluate(MOUNT, [DEFAULTS, THEMES["light"], 1])
    page.touchscreen.tap(*page.evaluate("place('kernel', 0, 0)"))
    assert said(page).startswith("Weight (row 1, column 1)")
    assert page.evaluate("stage.pinned") is True
    assert page.evaluate("getComputedStyle(stage.moving).touchAction") == "pan-y pinch-zoom"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_keys_move_on_all_three_boards(draw: Callable[..., Page]) -> None:
    page = draw(n=7, nw=9, link=0)
    page.locator("canvas.moving").focus()
    for keys, start in [
        (("o", "Home", "ArrowDown"), "Output (row 3, column 1)"),
        (("End",), "Output (row 3, column 7)"),
        (("i",), "Input (row 4, column 8)"),
        (("End", "ArrowRight"), "Input (row 4, column 9)"),
        (("k", "ArrowDown"), "Weight (row 2, column 1)"),
        (("o",), "Output (row 3, column 7)"),
    ]:
        for key in keys:
            page.keyboard.press(key)
        assert said(page).startswith(start)


def test_steps_go_forward_and_back_and_around(draw: Callable[..., Page], page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    draw()
    page.locator("canvas.moving").focus()
    page.evaluate("stage.go({ board: 'output', row: 0, col: 4 }, 'keys')")
    page.keyboard.press(".")
    assert page.evaluate("stage.at") == {"board": "output", "row": 1, "col": 0}
    for _ in range(6):
        page.keyboard.press(",")
    assert page.evaluate("stage.at") == {"board": "output", "row": 4, "col": 4}


def test_step_glides_and_ends_exactly_on_the_next_cell(draw: Callable[..., Page]) -> None:
    page = draw()
    page.evaluate("stage.go({ board: 'output', row: 0, col: 0 }, 'keys'), seen.length = 0, player.step(1, 0)")
    page.wait_for_function("stage.at.col === 1")
    assert page.evaluate("seen.length") > 2


def test_speed_has_five_steps(draw: Callable[..., Page]) -> None:
    page = draw()
    page.locator("canvas.moving").focus()
    speeds = []
    for key in "+++-----":
        page.keyboard.press(key)
        speeds.append(page.evaluate("player.speed"))
    assert speeds == [2, 4, 4, 2, 1, 0.5, 0.25, 0.25]


def test_playing_with_less_motion_jumps_from_cell_to_cell(draw: Callable[..., Page], page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    draw()
    places = page.evaluate(
        """async () => { const cols = []; const go = stage.go.bind(stage);
        stage.go = (at, how) => { cols.push(at.col); go(at, how); };
        player.speed = 4; player.play(0);
        await new Promise((done) => setTimeout(done, 700));
        player.pause(); return cols; }"""
    )
    assert places == list(range(len(places)))


def test_png_has_twice_the_pixels_a_title_and_the_twin(draw: Callable[..., Page]) -> None:
    picture = Image.open(io.BytesIO(blob(draw(), "exports.png(picture())")))
    picture.load()
    assert picture.width == 2400
    assert picture.info["Title"] == "Convolution <7 & 3>"
    assert picture.info["Description"] == 'Input 7x7, kernel 3: output "5x5".'
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize(
    "at", ["stage.go({ board: 'kernel', row: 0, col: 0 })", "stage.go({ board: 'input', row: 0, col: 0 })", "0"]
)
def test_svg_is_well_formed_and_holds_the_numbers(draw: Callable[..., Page], at: str) -> None:
    page = draw(**PATCH, p=1)
    page.evaluate(at)
    root = ET.fromstring(blob(page, "exports.svg(picture())"))  # noqa: S314
    name = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in root.iter(f"{name}text")]
    assert sorted(map(str, texts[:9])) == ["20", "24", "24", "25", "25", "34", "36", "46", "75"]
    assert "−81" in texts
    assert "Input 3 × 3" in texts
    assert root.findtext(f"{name}title") == "Convolution <7 & 3>"
    assert root.findtext(f"{name}desc") == 'Input 7x7, kernel 3: output "5x5".'
    known = {element.get("id") for element in root.iter()}
    used = {value[5:-1] for element in root.iter() for value in element.attrib.values() if value.startswith("url(#")}
    assert used <= known


def test_svg_draws_every_kind_of_row(draw: Callable[..., Page]) -> None:
    page = draw(n=8, nw=8, k=1, kw=1, s=3, p=0)
    root = ET.fromstring(blob(page, "exports.svg(picture())"))  # noqa: S314
    assert sum("stroke-dasharray" in element.attrib for element in root.iter()) == 1
    assert blob(page, "exports.svg(picture())").count(b"<pattern") >= 1


def test_gif_has_a_frame_for_each_output_cell(draw: Callable[..., Page]) -> None:
    page = draw(n=6, nw=7, link=0)
    moving = Image.open(
        io.BytesIO(blob(page, "exports.gif(picture(), { onProgress: (done, of) => progress = [done, of] })"))
    )
    assert moving.n_frames == 20
    assert moving.info["loop"] == 0
    assert page.evaluate("progress") == [20, 20]
    seen = set()
    for i in range(20):
        moving.seek(i)
        seen.add(moving.convert("RGB").tobytes())
    assert len(seen) == 20


def test_gif_of_many_outputs_takes_every_third_row_and_column(draw: Callable[..., Page]) -> None:
    page = draw()
    places = page.evaluate("exports.frames({ h: 28, w: 28 })")
    assert len(places) == 100
    assert [places[1]["col"], places[10]["row"]] == [3, 3]


def test_gif_decodes_to_the_pixels_that_were_encoded(draw: Callable[..., Page]) -> None:
    page = draw()
    made = """import("/components/lab/gif.js").then(async ({ encode }) => {
      const noise = (i, at) => (Math.imul(at + 7919 * i, 2654435761) >>> 16) % 200;
      const draw = (i) => { const image = new ImageData(320, 200);
        const pixel = (at) => i > 0 && at % 320 < 100 ? [1, 2, 3, 255] : [noise(i, at), 40, 90, 255];
        for (let at = 0; at < 64000; at++) image.data.set(pixel(at), 4 * at);
        return image; };
      const size = { count: 3, width: 320, height: 200 };
      return new Blob([await encode({ ...size, draw, delay: 10, comment: "noise" })]); })"""
    moving = Image.open(io.BytesIO(blob(page, made)))
    assert moving.n_frames == 3
    for i in range(3):
        moving.seek(i)
        flat = moving.convert("RGB").tobytes()
        for at in range(64000):
            noise = (((at + 7919 * i) * 2654435761 & 0xFFFFFFFF) >> 16) % 200
            wanted = (1, 2, 3) if i > 0 and at % 320 < 100 else (noise, 40, 90)
            assert tuple(flat[3 * at : 3 * at + 3]) == wanted


def test_drawing_a_gif_leaves_the_page_alive_and_can_be_stopped(draw: Callable[..., Page]) -> None:
    page = draw(n=12, nw=12)
    page.get_by_role("button", name="Download the animation as GIF").click()
    page.wait_for_function("document.querySelector('progress').value > 1")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_function("document.querySelector('.downloads .said-of-it').textContent === 'Stopped.'")
    assert page.locator("progress").is_hidden()
    assert page.get_by_role("button", name="Download the animation as GIF").is_visible()


@pytest.mark.parametrize(
    ("kind", "label"), [("png", "the picture as PNG"), ("svg", "the picture as SVG"), ("gif", "the animation as GIF")]
)
def test_buttons_download_files_named_after_the_settings(draw: Callable[..., Page], kind: str, label: str) -> None:
    page = draw(n=4, nw=4)
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download {label}").click()
    assert download.value.suggested_filename == f"convolution-4x4-kernel-3x3-stride-1.{kind}"


def test_settings_without_a_picture_are_no_dead_end(draw: Callable[..., Page]) -> None:
    page = draw(n=2, nw=2)
    assert said(page) == ""
    assert page.locator(".dot").is_hidden()
    page.locator("canvas.moving").focus()
    for key in ("ArrowLeft", "i", "p", "Escape", "Home"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Download the picture as PNG").click()
    assert page.locator(".downloads .said-of-it").inner_text() == "There is no picture yet: the kernel does not fit."


@pytest.mark.parametrize(("n", "budget"), [(32, 6), (64, 15)])
def test_drawing_is_quick(draw: Callable[..., Page], n: int, budget: float) -> None:
    page = draw()
    times = page.evaluate(
        """([settings, n]) => Array.from({ length: 60 }, (_, i) => {
          show({ ...settings, n: n - (i % 2), nw: n, link: 0, p: 1 });
          const start = performance.now();
          stage.draw(scene, { palette, font: "sans-serif", type: 1 });
          return performance.now() - start;
        })""",
        [DEFAULTS, n],
    )
    print(f"\ndrawing {n}x{n}: p50 {statistics.median(times):.1f} ms")
    assert statistics.median(times) < budget


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_picture(draw: Callable[..., Page], theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(draw(theme=theme, cin=3, p=1))
    broken = [violation["id"] for violation in found.response["violations"]]
    assert [rule for rule in broken if rule not in ("page-has-heading-one", "region", "meta-viewport")] == []
