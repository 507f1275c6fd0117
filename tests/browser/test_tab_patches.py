"""The lab's tabs im2col, flip and borders against hand calculation and PyTorch."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SOBEL_PATCH = "24,25,36;20,25,34;24,46,75"
CORRELATION = ".flip-lane:nth-of-type(1) figure:nth-of-type(2)"
CONVOLUTION = ".flip-lane:nth-of-type(2) figure:nth-of-type(2)"
FIELDS = """() => {
  const { settings: { n, nw, k, kw, s, d }, pads, out, input, kernel } = window.scene;
  return { n, nw, k, kw, s, d, pads, out, input: Array.from(input), kernel: Array.from(kernel) };
}"""


def random_settings(count: int, seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [
        {
            "n": chance.randint(5, 14),
            "nw": chance.randint(5, 14),
            "k": chance.randint(1, 4),
            "kw": chance.randint(1, 4),
            "s": chance.randint(1, 3),
            "d": chance.randint(1, 2),
            "p": chance.randint(0, 4),
            "link": 0,
            "inp": "random",
            "ker": "random",
            "seed": chance.randint(0, 999),
        }
        for _ in range(count)
    ]


def words(page: Page) -> str:
    text: str = page.locator("[class$=-words]").inner_text()
    return text.replace("\u2009", "")


def numbers(page: Page, selector: str) -> list[float]:
    cells: list[str] = page.locator(f"{selector} .grid > span").all_inner_texts()
    return [float(cell.replace("\u2212", "-")) for cell in cells]


def figure(name: str) -> str:
    return f"figure:has(figcaption :text-is('{name}'), figcaption:text-is('{name}'))"


# im2col


def test_patch_matrix_is_what_unfold_gives_lying_on_its_side(open_tab: Callable[..., Page]) -> None:
    import torch
    import torch.nn.functional as F

    page = open_tab("im2col")
    for setting in random_settings(40, seed=3):
        found = page.evaluate(
            """async (setting) => {
              const { unfold, copies } = await import("/components/lab/tabs/im2col.js");
              const { pad } = await import("/components/lab/pad.js");
              const { compose } = await import("/components/lab/scene.js");
              const { fair } = await import("/components/lab/state.js");
              const scene = compose(fair(setting));
              if (!scene.fits) return null;
              const { settings, pads, padded, out, input, kernel, output } = scene;
              const cells = Array.from({ length: out.h * out.w }, (_, cell) => cell);
              const matrix = unfold(pad(input, settings.n, settings.nw, pads), padded.w, settings, out, cells);
              return [input, kernel, matrix, copies(scene), output].map((values) => Array.from(values));
            }""",
            setting,
        )
        if found is None:
            continue
        image, kernel, matrix, copied, output = (torch.tensor(values, dtype=torch.float32) for values in found)
        image = image.reshape(1, 1, setting["n"], setting["nw"])
        size = (setting["k"], setting["kw"])
        options = {"dilation": setting["d"], "padding": setting["p"], "stride": setting["s"]}
        expected = F.unfold(image, size, **options)[0].T  # (L, taps)
        assert torch.equal(matrix.reshape(expected.shape), expected), setting
        assert torch.equal(expected @ kernel, output), setting
        ones = torch.ones_like(expected.T).unsqueeze(0)
        assert torch.equal(copied, F.fold(ones, image.shape[2:], size, **options).flatten()), setting


def test_seven_by_seven_with_three_by_three_copies_each_pixel_four_point_six_times(
    open_tab: Callable[..., Page],
) -> None:
    page = open_tab("im2col", n=7, k=3, s=1, p=0, cin=3, cout=8)
    text = words(page)
    assert "Each pixel is copied 4.6 times on average, at most 9 times: 49 values become 225." in text  # 225 / 49
    assert "For all 3 channels and 8 filters: 25 × 27 times 27 × 8." in text
    assert "takes 2.7 kB, the input 588 bytes: 4.6 times as much." in text  # 25 * 27 * 4 and 3 * 49 * 4
    assert "(1, 27, 25)" in text


def test_padding_stands_in_the_matrix_as_zeros(open_tab: Callable[..., Page]) -> None:
    text = words(open_tab("im2col", n=7, k=3, s=2, p=1))
    # each axis reads 1 + 9 + 1 of its padded cells 12 times, 10 of them inside: 10 * 10 of 144 are pixels
    assert "Each pixel is copied 2 times on average, at most 4 times: 49 values become 144, 44 of them zeros" in text


def test_pixels_between_the_windows_are_never_copied(open_tab: Callable[..., Page]) -> None:
    assert "48 pixels are never copied" in words(open_tab("im2col", n=8, k=1, s=2, p=0))  # 64 - 4 * 4


def test_groups_are_products_of_their_own(open_tab: Callable[..., Page]) -> None:
    text = words(open_tab("im2col", n=6, k=3, s=1, p=1, cin=4, cout=8, groups=2))
    assert "in 2 groups: 2 products, each 36 × 18 times 18 × 4." in text


def test_the_lectures_sobel_patch_is_one_row_and_gives_minus_81(open_tab: Callable[..., Page]) -> None:
    page = open_tab("im2col", n=3, k=3, s=1, p=0, inp="typed", xs=SOBEL_PATCH, ker="sobel_top")
    assert page.locator(".im2col-dot").inner_text() == (
        "Row 1 times the kernel: 24·1 + 25·2 + 36·1 + 20·0 + 25·0 + 34·0 + 24·(−1) + 46·(−2) + 75·(−1) = −81"
    )
    assert numbers(page, figure("Patches 1 × 9")) == [24, 25, 36, 20, 25, 34, 24, 46, 75]
    assert numbers(page, figure("Output 1 × 1")) == [-81]


def test_arrow_keys_on_the_slider_choose_the_cell_and_light_its_row_and_window(open_tab: Callable[..., Page]) -> None:
    page = open_tab("im2col", n=7, k=3, s=2, p=1)
    page.get_by_role("slider", name="Output cell").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.locator(".im2col-where").inner_text() == "6 of 16: row 2, column 2"
    assert page.evaluate("window.asked.at(-1)") == ["set", "mo", "5"]
    row = page.locator(".im2col-product .im2col-lit").first
    assert row.evaluate("box => [box.style.top, box.style.height]") == ["31.25%", "6.25%"]  # row 6 of 16
    window = page.locator(figure("Input with its padding") + " .im2col-lit")
    assert window.evaluate("box => Math.round(9 * parseFloat(box.style.left) / 100)") == 2  # third column of 9


def test_pointer_on_an_output_cell_lights_its_row(open_tab: Callable[..., Page]) -> None:
    page = open_tab("im2col", n=7, k=3, s=2, p=1)
    page.locator(figure("Output") + " .grid > span").nth(15).hover()
    assert page.locator(".im2col-where").inner_text() == "16 of 16: row 4, column 4"
    page.mouse.move(0, 0)
    assert page.locator(".im2col-where").inner_text() == "1 of 16: row 1, column 1"


def test_a_click_on_a_row_of_the_matrix_keeps_its_cell(open_tab: Callable[..., Page]) -> None:
    page = open_tab("im2col", n=7, k=3, s=2, p=1)
    page.locator(figure("Patches 16 × 9") + " .grid > span").nth(6 * 9 + 4).click()  # row 7, fifth tap
    page.mouse.move(0, 0)
    assert page.evaluate("window.asked.at(-1)") == ["set", "mo", "6"]
    assert page.locator(".im2col-where").inner_text() == "7 of 16: row 2, column 3"


def test_large_matrices_are_drawn_as_pixels_with_their_shape_said(open_tab: Callable[..., Page]) -> None:
    page = open_tab("im2col", n=32, k=5, s=1, p=0)
    assert page.get_by_role("img", name="Patch matrix, 784 × 25").count() == 1
    assert "The matrix has 784 rows; 480 of them, evenly spread, are drawn." in words(page)
    assert page.locator("canvas").first.is_visible()
    assert "(25 terms)" not in page.locator(".im2col-dot").inner_text()


# flip


def test_convolution_is_conv2d_with_the_kernel_flipped_in_both_axes(open_tab: Callable[..., Page]) -> None:
    import torch

    page = open_tab("flip", n=6, k=3, s=1, p=1, inp="random", ker="random", seed=5)
    scene = page.evaluate(FIELDS)
    image = torch.tensor(scene["input"]).reshape(1, 1, 6, 6)
    kernel = torch.tensor(scene["kernel"]).reshape(1, 1, 3, 3)
    correlation = torch.nn.functional.conv2d(image, kernel, padding=1).flatten()
    convolution = torch.nn.functional.conv2d(image, kernel.flip(2, 3), padding=1).flatten()
    assert numbers(page, CORRELATION) == correlation.tolist()
    assert numbers(page, CONVOLUTION) == convolution.tolist()
    difference = correlation - convolution
    assert numbers(page, figure("Difference: correlation − convolution")) == difference.tolist()
    assert f"{int((difference != 0).sum())} of 36 outputs differ, by up to {int(difference.abs().max())}." in words(
        page
    )


def test_convolution_of_two_by_two_by_hand(open_tab: Callable[..., Page]) -> None:
    page = open_tab("flip", n=2, k=2, s=1, p=0, inp="typed", xs="1,2;3,4", ker="typed", ks="1,0;0,5")
    assert numbers(page, CORRELATION) == [21]  # 1*1 + 4*5
    assert numbers(page, CONVOLUTION) == [9]  # 1*5 + 4*1
    assert numbers(page, figure("Kernel flipped")) == [5, 0, 0, 1]


def test_impulse_gives_back_the_kernel_under_convolution_and_the_flipped_one_under_correlation(
    open_tab: Callable[..., Page],
) -> None:
    page = open_tab("flip", n=5, k=3, s=1, p=1, ker="typed", ks="1,2,3;4,5,6;7,8,9", fi="impulse")
    zero, frame = [0.0], [0.0] * 5
    upright = [*frame, *zero, 1, 2, 3, *zero, *zero, 4, 5, 6, *zero, *zero, 7, 8, 9, *zero, *frame]
    assert numbers(page, CONVOLUTION) == upright
    assert numbers(page, CORRELATION) == upright[::-1]
    assert "The impulse response of the convolution is the kernel itself" in words(page)


@pytest.mark.parametrize(
    ("kernel", "said"),
    [
        ("laplacian", "so both agree for every input"),
        ("box", "so both agree for every input"),
        ("sobel_x", "the correlation with the sign turned"),
    ],
)
def test_symmetry_of_the_kernel_decides_whether_both_agree(
    open_tab: Callable[..., Page], kernel: str, said: str
) -> None:
    assert said in words(open_tab("flip", n=6, k=3, s=1, p=1, ker=kernel))


def test_stride_and_border_that_cut_the_impulse_response_offer_a_remedy(open_tab: Callable[..., Page]) -> None:
    page = open_tab("flip", n=4, k=3, s=2, p=0, fi="impulse")
    page.get_by_role("button", name="Use stride 1").click()
    assert page.evaluate("window.asked.at(-1)") == ["change", {"s": 1}]
    page.get_by_role("button", name="Use full padding").click()
    assert "is the kernel itself" in words(page)


def test_flipping_glides_every_weight_but_not_where_less_motion_is_asked_for(open_tab: Callable[..., Page]) -> None:
    page = open_tab("flip", n=6, k=3)
    moving = "tab.element.getAnimations({ subtree: true }).length"
    page.get_by_role("button", name="Flip the kernel").click()
    assert page.evaluate(moving) == 9
    page.evaluate("window.leave()")
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Flip the kernel").click()
    assert page.evaluate(moving) == 0


# borders


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_padding_is_what_torch_pads_and_the_output_its_conv2d(open_tab: Callable[..., Page], mode: str) -> None:
    import torch
    import torch.nn.functional as F

    page = open_tab("borders", n=7, nw=6, link=0, k=3, kw=2, s=1, p=2, inp="random", ker="random", bm=mode)
    scene = page.evaluate(FIELDS)
    image = torch.tensor(scene["input"]).reshape(1, 1, 7, 6)
    kernel = torch.tensor(scene["kernel"]).reshape(1, 1, 3, 2)
    padded = F.pad(image, (2, 2, 2, 2), mode="constant" if mode == "zeros" else mode)
    assert numbers(page, figure("The padded input")) == padded.flatten().tolist()
    assert numbers(page, figure("The output")) == F.conv2d(padded, kernel).flatten().tolist()


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_uneven_pads_follow_torch(open_tab: Callable[..., Page], mode: str) -> None:
    import torch

    image = torch.arange(20.0).reshape(1, 1, 4, 5)
    found = open_tab("borders").evaluate(
        """async ([values, mode]) => {
          const { pad } = await import("/components/lab/pad.js");
          return Array.from(pad(values, 4, 5, { top: 3, bottom: 0, left: 2, right: 4 }, mode));
        }""",
        [image.flatten().tolist(), mode],
    )
    assert found == torch.nn.functional.pad(image, (2, 4, 3, 0), mode=mode).flatten().tolist()


def test_cells_touched_by_padding_are_those_that_change_with_its_value(open_tab: Callable[..., Page]) -> None:
    import torch
    import torch.nn.functional as F

    page = open_tab("borders")
    for setting in random_settings(40, seed=4):
        found = page.evaluate(
            """async (setting) => {
              const { touched } = await import("/components/lab/tabs/borders.js");
              const { compose } = await import("/components/lab/scene.js");
              const { fair } = await import("/components/lab/state.js");
              const scene = compose(fair(setting));
              return scene.fits ? touched(scene) : null;
            }""",
            setting,
        )
        if found is None:
            continue
        frame = F.pad(torch.zeros(1, 1, setting["n"], setting["nw"]), [setting["p"]] * 4, value=1.0)
        ones = torch.ones(1, 1, setting["k"], setting["kw"])
        reached = F.conv2d(frame, ones, stride=setting["s"], dilation=setting["d"])
        assert found == int((reached > 0).sum()), setting


def test_the_frame_of_a_four_by_four_output_reads_the_padding(open_tab: Callable[..., Page]) -> None:
    # 7 x 7, kernel 3, stride 2, padding 1: the first and the last row and column of 4 x 4
    assert "12 of 16 output cells read at least one value of the padding (75 %)." in words(
        open_tab("borders", n=7, k=3, s=2, p=1)
    )


def test_reflect_says_why_it_needs_less_padding_and_offers_it(open_tab: Callable[..., Page]) -> None:
    page = open_tab("borders", n=4, k=3, s=1, p=4, bm="reflect")
    assert "Here reflect padding can be at most 3 wide, and 4 is asked for" in words(page)
    assert page.get_by_text("Needs padding smaller than the input.").is_visible()
    page.get_by_role("button", name="Use padding 3").click()
    assert page.evaluate("window.asked.at(-1)") == ["change", {"p": 3}]
    assert page.locator(figure("The padded input")).is_visible()


def test_arrow_keys_walk_through_the_modes(open_tab: Callable[..., Page]) -> None:
    page = open_tab("borders", n=7, k=3, p=1)
    page.get_by_role("radio", name="Zeros").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("window.asked.at(-1)") == ["set", "bm", "reflect"]
    assert page.get_by_role("heading").inner_text() == "Reflect: 9 × 9 after padding"


def test_without_padding_all_modes_are_the_same(open_tab: Callable[..., Page]) -> None:
    page = open_tab("borders", n=7, k=3, s=1, p=0)
    assert "so all four modes give the same output" in words(page)
    page.get_by_role("button", name="Use padding 1").click()
    assert page.evaluate("window.asked.at(-1)") == ["change", {"p": 1}]


# all three


@pytest.mark.parametrize("tab", ["im2col", "flip", "borders"])
def test_a_kernel_that_does_not_fit_is_said_and_comes_back(open_tab: Callable[..., Page], tab: str) -> None:
    page = open_tab(tab, n=3, k=5, s=1, p=0)
    assert words(page)
    assert page.locator("figure:visible").count() == 0
    page.evaluate("window.show({ p: 1 })")
    assert page.locator("figure:visible").count() >= 2


@pytest.mark.parametrize("tab", ["im2col", "flip", "borders"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_tab: Callable[..., Page], tab: str, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(open_tab(tab, theme=theme))
    # the bare page around the tab has no heading of its own
    assert {violation["id"] for violation in found.response["violations"]} <= {"page-has-heading-one"}


@pytest.mark.parametrize("tab", ["im2col", "flip", "borders"])
@pytest.mark.parametrize("size", [{"n": 7, "k": 3}, {"n": 64, "k": 15, "s": 1, "p": 15}, {"n": 64, "k": 1, "p": 15}])
def test_nothing_is_wider_than_a_phone(open_tab: Callable[..., Page], tab: str, size: dict[str, int]) -> None:
    page = open_tab(tab)
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("(size) => window.show(size)", size)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("tab", ["im2col", "flip", "borders"])
def test_drawing_fits_into_the_frame_at_32_by_32(open_tab: Callable[..., Page], tab: str) -> None:
    page = open_tab(tab, n=32, k=3, s=1, p=1)
    taken = page.evaluate(
        """() => Array.from({ length: 40 }, (_, i) => {
          window.show({ k: 2 + (i % 4), kw: 2 + (i % 4) });
          return window.drawn;
        }).sort((first, second) => first - second)"""
    )
    assert taken[20] < 8  # milliseconds, the median
