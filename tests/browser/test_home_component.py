"""Home's demo on a bare page: what it paints is what numpy computes, and a photo stays here until asked for."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect
from scipy.signal import correlate

from cnnviz.imaging import kernels
from cnnviz.render.palette import diverging

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-test'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
)
LEARNED = np.random.default_rng(2).normal(0, 0.01, (6, 3, 5, 5)).round(6)
BIAS = 0.75
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Home</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:16px;--st-background-color:#ffffff"><main id="host"></main>
<script type="module" nonce="test">
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
shadow.innerHTML = '<link rel="stylesheet" href="/components/home.css"><div id="root"></div>';
const { default: mount } = await import("/components/home.js");
window.sent = [];
const record = (name, value) => window.sent.push([name, value]);
window.show = (data) => {
  window.leave = mount({ data, key: "home", parentElement: shadow, setStateValue: record, setTriggerValue: record });
};
window.pixels = (selector) => shadow.querySelector(selector).toDataURL("image/png");
document.getElementById("host").dataset.ready = "";
</script></body></html>"""
DATA = {
    "photos": [
        {"name": name, "title": name.title(), "url": f"/samples/{name}.jpg", "alt": f"A {name}"}
        for name in ("cat", "coffee")
    ],
    "photo": "cat",
    "filters": {"url": "/filters.json"},
    "doors": [{"id": "lab", "title": "Convolution lab", "line": "Drag."}],
    "present": False,
}


class Handler(SimpleHTTPRequestHandler):
    """`/` is the page above, `/filters.json` random filters, everything else from `assets/`."""

    def do_GET(self) -> None:
        filters = [
            {"id": f"learned-{i}", "title": f"Filter {i}", "kernel": kernel.tolist(), "bias": BIAS}
            for i, kernel in enumerate(LEARNED)
        ]
        texts = {"/": PAGE, "/filters.json": json.dumps({"source": "a test", "filters": filters})}
        if self.path not in texts:
            super().do_GET()
            return
        body = texts[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if self.path == "/" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(ROOT / "assets")))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


Open = Callable[..., Page]


@pytest.fixture
def open_home(page: Page, address: str) -> Open:
    """Open the demo; `still` asks for no motion, so that the picture is finished at once."""

    def opened(still: bool = True, **data: Any) -> Page:
        page.emulate_media(reduced_motion="reduce" if still else "no-preference")
        page.goto(address)
        expect(page.locator("main[data-ready]")).to_be_attached()
        page.evaluate("data => window.show(data)", DATA | data)
        expect(page.locator(".ask")).to_be_enabled()
        expect(page.locator(".tile.waiting")).to_have_count(0)
        return page

    return opened


def pixels(page: Page, selector: str) -> NDArray[np.uint8]:
    """RGBA `(H, W, 4)` of a canvas."""
    return np.asarray(decoded(page.evaluate("selector => window.pixels(selector)", selector)).convert("RGBA"))


def decoded(url: str) -> Image.Image:
    """Open a picture that came as a data URL."""
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))


def photo(page: Page) -> NDArray[np.float64]:
    """RGB `(H, W, 3)` of what the demo computes on."""
    return pixels(page, ".photo canvas")[..., :3].astype(float)


def grey(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.floor(rgb @ [0.299, 0.587, 0.114] + 0.5)


def shown(page: Page) -> dict[str, Any]:
    """Row, column, value and kernel on show."""
    found: dict[str, Any] = page.locator(".demo").evaluate("node => ({ ...node.dataset })")
    return found


def tile(page: Page, name: str) -> Locator:
    return page.locator(f'.tile[data-id="{name}"]')


def sent(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("window.sent")
    return found


def number(text: str) -> float:
    return float(re.sub(r"[\u2009≤≥ ]", "", text).replace("\u2212", "-"))


def jpeg(width: int, height: int, orientation: int = 1) -> bytes:
    """A photo whose left half is dark and whose right half is light."""
    picture = Image.new("RGB", (width, height), (20, 40, 60))
    picture.paste((250, 220, 200), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif, quality=95)
    return target.getvalue()


def use(page: Page, name: str, body: bytes) -> None:
    page.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "image/png", "buffer": body}])


def test_the_painted_picture_is_the_correlation_in_signed_colours(open_home: Open) -> None:
    page = open_home()
    weights = kernels.get("sobel_x").weights
    response = correlate(grey(photo(page)), weights, "valid")
    limit = number(page.locator(".scale .number").last.inner_text())
    index = np.floor((np.clip(response / limit, -1, 1) + 1) * 127.5 + 0.5).astype(int)
    painted = pixels(page, ".paint canvas:last-child")
    np.testing.assert_allclose(painted[1:-1, 1:-1, :3], diverging("light")[index], atol=2)  # a step of the scale
    assert painted[1:-1, 1:-1, 3].min() == 255
    assert painted[0, :, 3].max() == 0, "no window centres on the border"


def test_smoothing_is_painted_in_grey(open_home: Open) -> None:
    page = open_home()
    tile(page, "box").click()
    mean = correlate(grey(photo(page)), np.full((3, 3), 1 / 9), "valid")
    painted = pixels(page, ".paint canvas:last-child")[1:-1, 1:-1, :3]
    np.testing.assert_allclose(painted, np.repeat(mean[..., None], 3, 2), atol=0.51)
    assert [number(text) for text in page.locator(".scale .number").all_inner_texts()] == [0, 255]


def test_a_learned_filter_sums_over_the_colours(open_home: Open) -> None:
    page = open_home()
    tile(page, "learned-3").click()
    planes = photo(page).transpose(2, 0, 1)
    response = correlate(planes, LEARNED[3], "valid")[0] + BIAS
    place = shown(page)
    assert place["kernel"] == "learned-3"
    row, col = int(place["row"]), int(place["col"])
    assert float(place["value"]) == pytest.approx(response[row, col], abs=1e-3)
    assert np.abs(response).max() == pytest.approx(abs(response[row, col])), (
        "at rest the window is where it is strongest"
    )
    expect(page.locator(".demo h2")).to_contain_text("75 multiplications")


def test_the_nine_products_add_up_to_the_pixel(open_home: Open) -> None:
    page = open_home()
    for _ in range(3):
        page.get_by_role("button", name="Step").click()
        products = [number(text) for text in page.locator(".grid.products span").all_inner_texts()]
        assert len(products) == 9
        assert sum(products) == number(page.locator(".swatch").inner_text()) == float(shown(page)["value"])
    row, col = int(shown(page)["row"]), int(shown(page)["col"])
    expect(page.locator(".live")).to_contain_text(f"Row {row + 1}, column {col + 1}:")


def test_the_mean_of_nine_is_their_sum_divided(open_home: Open) -> None:
    page = open_home()
    tile(page, "box").click()
    products = [number(text) for text in page.locator(".grid.products span").all_inner_texts()]
    total, divisor = page.locator(".result .label").inner_text().split("÷")
    assert number(total) == sum(products)
    assert float(shown(page)["value"]) == pytest.approx(sum(products) / float(divisor))


def test_kernels_made_by_hand_are_those_of_the_library(open_home: Open) -> None:
    found = open_home().evaluate(
        """async () => (await import("/components/home/kernels.js")).HAND_MADE.map(
            ({ id, size, planes, divisor }) => [id, size, [...planes[0]].map((weight) => weight / divisor)])"""
    )
    for name, size, weights in found:
        np.testing.assert_allclose(np.reshape(weights, (size, size)), kernels.get(name).weights, atol=1e-12)


def test_an_own_photo_changes_the_picture_and_sends_nothing(open_home: Open) -> None:
    page = open_home()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    use(page, "mine.jpg", jpeg(1600, 900))
    expect(page.locator("figcaption").first).to_contain_text("Your photo, 95 × 168")  # 168 * 900 / 1600 = 94.5
    expect(page.locator(".notice")).to_contain_text("stays in your browser")
    response = correlate(grey(photo(page)), kernels.get("sobel_x").weights, "valid")
    assert float(shown(page)["value"]) == np.abs(response).max()
    page.wait_for_timeout(300)
    assert sent(page) == []
    assert asked == []


def test_the_question_sends_an_own_photo_upright_and_at_most_1024_wide(open_home: Open) -> None:
    page = open_home()
    use(page, "mine.jpg", jpeg(1600, 900, orientation=6))  # lies on its side: dark left becomes dark top
    expect(page.locator("figcaption").first).to_contain_text("112 × 63")
    page.get_by_role("button", name="What does a network see in it?").click()
    [[name, value]] = sent(page)
    assert (name, value["photo"]) == ("look", None)
    picture = decoded(value["upload"])
    assert picture.size == (576, 1024)
    assert sum(picture.getpixel((288, 100))) < 150  # type: ignore[arg-type]
    assert sum(picture.getpixel((288, 900))) > 600  # type: ignore[arg-type]


def test_the_question_names_a_sample_without_sending_it(open_home: Open) -> None:
    page = open_home()
    tile(page, "emboss").click()
    page.locator(".thumb[data-name=coffee]").click()
    expect(page.locator("figcaption").first).to_contain_text("Coffee")
    page.get_by_role("button", name="What does a network see in it?").click()
    assert sent(page) == [["look", {"photo": "coffee"}]]


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("notes.png", b"just some text", '"notes.png" is not a picture this browser can open'),
        ("huge.png", bytes(21 * 1024 * 1024), '"huge.png" is 21.0 MB'),
    ],
)
def test_what_is_no_photo_gets_a_sentence_and_changes_nothing(
    open_home: Open, tmp_path: Path, name: str, body: bytes, says: str
) -> None:
    page = open_home()
    before = photo(page)
    (tmp_path / name).write_bytes(body)
    page.locator("input[type=file]").set_input_files(tmp_path / name)
    expect(page.locator(".notice")).to_contain_text(says)
    np.testing.assert_array_equal(photo(page), before)


def test_a_photo_of_one_pixel_works(open_home: Open) -> None:
    page = open_home()
    target = io.BytesIO()
    Image.new("RGB", (1, 1), (90, 90, 90)).save(target, "PNG")
    use(page, "dot.png", target.getvalue())
    expect(page.locator("figcaption").first).to_contain_text("Your photo")
    assert float(shown(page)["value"]) == 0


def test_a_dropped_file_becomes_the_photo(open_home: Open) -> None:
    page = open_home()
    transfer = page.evaluate_handle(
        """bytes => { const all = new DataTransfer();
            all.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" })); return all; }""",
        list(jpeg(60, 40)),
    )
    page.dispatch_event(".demo", "dragover", {"dataTransfer": transfer})
    expect(page.locator(".demo")).to_have_class("demo over")
    page.dispatch_event(".demo", "drop", {"dataTransfer": transfer})
    expect(page.locator("figcaption").first).to_contain_text("Your photo, 40 × 60")


def test_pointing_previews_and_a_click_pins(open_home: Open) -> None:
    page = open_home()
    tile(page, "learned-0").hover()
    assert shown(page)["kernel"] == "learned-0"
    expect(page.locator(".paint canvas:last-child")).to_have_css("opacity", "0")
    expect(tile(page, "sobel_x")).to_have_attribute("aria-pressed", "true")
    page.mouse.move(5, 5)
    assert shown(page)["kernel"] == "sobel_x"
    tile(page, "laplacian").click()
    page.mouse.move(5, 5)
    assert shown(page)["kernel"] == "laplacian"
    expect(tile(page, "laplacian")).to_have_attribute("aria-pressed", "true")


def test_dragging_across_the_tiles_previews_each(open_home: Open) -> None:
    page = open_home()
    first, second = middle(tile(page, "sobel_y")), middle(tile(page, "sharpen"))
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*second, steps=4)
    assert shown(page)["kernel"] == "sharpen"
    page.mouse.up()
    expect(tile(page, "sharpen")).to_have_attribute("aria-pressed", "true")


def test_arrow_keys_walk_the_tiles_and_enter_pins(open_home: Open) -> None:
    page = open_home()
    tile(page, "sobel_x").focus()
    page.keyboard.press("ArrowRight")
    assert shown(page)["kernel"] == "sobel_y"
    page.keyboard.press("ArrowDown")
    assert shown(page)["kernel"] == "learned-1"
    expect(tile(page, "learned-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tile(page, "learned-1")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert shown(page)["kernel"] == "learned-1", "what was only looked at is forgotten"


def test_arrow_keys_move_the_window_one_pixel(open_home: Open) -> None:
    page = open_home()
    box = page.locator(".photo .frame").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    before = shown(page)
    assert (int(before["row"]), int(before["col"])) == (55, 83)  # pixel (56, 84) of 112 x 168, less one
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    after = shown(page)
    assert (int(after["row"]), int(after["col"])) == (65, 84)


def test_dragging_on_the_photo_takes_the_window_along_to_the_edge(open_home: Open) -> None:
    page = open_home()
    box = page.locator(".photo .frame").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 60, box["y"] + box["height"] + 60, steps=3)
    page.mouse.up()
    assert (shown(page)["row"], shown(page)["col"]) == ("109", "165")  # the last of 110 x 166


def test_without_motion_the_picture_is_whole_and_nothing_moves(open_home: Open) -> None:
    page = open_home(still=True)
    before = shown(page)
    assert pixels(page, ".paint canvas:last-child")[1:-1, 1:-1, 3].min() == 255
    page.wait_for_timeout(400)
    assert shown(page) == before
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_window_paints_row_by_row_and_pauses(open_home: Open) -> None:
    page = open_home(still=False)
    page.wait_for_timeout(300)
    page.get_by_role("button", name="Pause").click()
    half = pixels(page, ".paint canvas:last-child")[..., 3] > 0
    assert half[5, 20:-20].all()
    assert not half[-5].any()
    where = shown(page)
    page.wait_for_timeout(300)
    assert shown(page) == where


def test_data_that_arrives_again_does_not_start_the_film_over(open_home: Open) -> None:
    page = open_home(still=False)
    page.get_by_role("button", name="Pause").click()
    before, painted = shown(page), pixels(page, ".paint canvas:last-child")
    page.evaluate("data => window.show(data)", DATA)
    page.wait_for_timeout(200)
    assert shown(page) == before
    np.testing.assert_array_equal(pixels(page, ".paint canvas:last-child"), painted)


def test_a_change_of_theme_recolours_what_is_painted(open_home: Open) -> None:
    page = open_home(still=False)
    page.get_by_role("button", name="Pause").click()
    before = pixels(page, ".paint canvas:last-child")
    page.evaluate("document.body.style.setProperty('--st-background-color', '#0f141b')")
    page.evaluate("data => window.show(data)", DATA)
    after = pixels(page, ".paint canvas:last-child")
    np.testing.assert_array_equal(after[..., 3], before[..., 3])
    there = before[..., 3] > 0
    assert after[there][:, :3].mean() < 100 < before[there][:, :3].mean()


def test_doors_open_pages(open_home: Open) -> None:
    page = open_home()
    page.get_by_role("button", name="Convolution lab").click()
    assert sent(page) == [["open", {"page": "lab", "photo": "cat"}]]


def test_without_learned_filters_the_rest_works(open_home: Open) -> None:
    page = open_home(filters=None)
    expect(page.locator(".tile")).to_have_count(6)


def test_presenting_doubles_the_type(open_home: Open) -> None:
    def type_size(page: Page) -> float:
        size: float = page.locator(".live").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
        return size

    assert type_size(open_home(present=True)) == pytest.approx(2 * type_size(open_home()))


@pytest.mark.parametrize("present", [False, True])
def test_a_phone_shows_one_column_with_the_photo_first(open_home: Open, present: bool, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_home(present=present)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert tops(page) == sorted(tops(page))


def test_the_whole_demo_is_small() -> None:
    folder = ROOT / "assets" / "components"
    files = [folder / "home.js", folder / "home.css", *(folder / "home").glob("*.js")]
    assert sum(file.stat().st_size for file in files) < 70_000  # before compression; ten doors drawn
    assert max(len(file.read_text(encoding="utf-8").splitlines()) for file in files) < 300


def tops(page: Page) -> list[float]:
    """Where photo, painting, numbers and kernels begin."""
    return [box_of(page.locator(name))["y"] for name in ("figure.photo", "figure.output", ".numbers", ".tiles")]


def box_of(node: Locator) -> FloatRect:
    box = node.bounding_box()
    assert box is not None
    return box


def middle(node: Locator) -> tuple[float, float]:
    box = box_of(node)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
