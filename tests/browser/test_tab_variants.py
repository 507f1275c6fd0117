"""The tabs of the other layers against torch and by hand: transposed convolution, pooling, one and three axes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

torch = pytest.importorskip("torch")
F = torch.nn.functional

pytestmark = pytest.mark.browser

LECTURE = {"n": 4, "inp": "typed", "xs": "1,1,2,4;5,6,7,8;3,2,1,0;1,2,3,4"}
Open = Callable[..., Page]

TRANSPOSED = """async (cases) => {
  const { plan, spread, stamped } = await import("/components/lab/tabs/transposed/arithmetic.js");
  const { products } = await import("/components/lab/tabs/transposed/words.js");
  const { compose } = await import("/components/lab/scene.js");
  const { fair } = await import("/components/lab/state.js");
  return cases.map(({ op, ...asked }) => {
    const scene = compose(fair(asked));
    const made = plan(scene, op);
    const { values } = spread(scene, made);
    const window = Array.from({ length: made.out.h * made.out.w }, (_, i) =>
      products(scene, made, Math.floor(i / made.out.w), i % made.out.w).reduce((sum, [x, w]) => sum + x * w, 0));
    const { out, field, notes } = made;
    const all = [scene.input, scene.kernel, stamped(scene, made), values];
    const [input, kernel, stamps, spreadOut] = all.map((each) => Array.from(each));
    return { out, field, notes: notes.length, input, kernel, stamps, window, spreadOut };
  });
}"""
POOLED = """async (cases) => {
  const { poolOutput, pool, settle } = await import("/components/lab/tabs/pooling/arithmetic.js");
  return cases.map(({ n, nw, input, asked }) => {
    const made = settle({ n, nw }, asked);
    const out = { h: poolOutput(n, made).size, w: poolOutput(nw, made).size };
    const { values, winners } = pool(Float32Array.from(input), { n, nw }, made, out);
    return { out, notes: made.notes.length, values: Array.from(values), winners: Array.from(winners) };
  });
}"""
LAYERS = """async (cases) => {
  const { layers } = await import("/components/lab/tabs/dims.js");
  const { compose } = await import("/components/lab/scene.js");
  const { fair } = await import("/components/lab/state.js");
  return cases.map(({ depth, ...asked }) => layers(compose(fair(asked)), depth));
}"""


def text(page: Page, css: str) -> str:
    return page.locator(css).first.inner_text().replace("\u2009", " ")


def press(page: Page, board: str, *keys: str) -> None:
    page.locator(board).focus()
    for key in keys:
        page.keyboard.press(key)


def hover(page: Page, board: str, row: int, col: int, rows: int, cols: int) -> None:
    box = page.locator(board).bounding_box()
    assert box
    page.mouse.move(box["x"] + (col - 0.5) * box["width"] / cols, box["y"] + (row - 0.5) * box["height"] / rows)


def covered(page: Page, board: str, mark: str, rows: int, cols: int) -> list[int]:
    """Return first row, first column, height and width of a mark in cells of its board, told from the screen."""
    page.wait_for_timeout(250)  # it glides
    outer = page.locator(board).bounding_box()
    inner = page.locator(mark).bounding_box()
    assert outer
    assert inner
    tall, wide = outer["height"] / rows, outer["width"] / cols
    top, left = (inner["y"] - outer["y"]) / tall + 1, (inner["x"] - outer["x"]) / wide + 1
    return [round(top), round(left), round(inner["height"] / tall), round(inner["width"] / wide)]


@pytest.mark.parametrize(
    ("n", "k", "s", "p", "op", "size"),
    [(2, 3, 1, 0, 0, 4), (6, 4, 1, 2, 0, 5), (2, 3, 2, 0, 0, 5), (3, 3, 2, 1, 0, 5), (3, 3, 2, 1, 1, 6)],
)
def test_transposed_sizes_are_the_published_ones(
    n: int, k: int, s: int, p: int, op: int, size: int, open_tab: Open
) -> None:
    page = open_tab("transposed", n=n, k=k, s=s, p=p, top=op)
    formula = f"Output side = ({n} − 1)·{s} − 2·{p} + 1·({k} − 1) + {op} + 1 = {size}"
    assert text(page, ".transposed-formula") == formula
    assert text(page, ".transposed-output figcaption") == f"Output {size} × {size}"


def test_three_cells_with_stride_2_and_padding_1_are_spread_to_seven(open_tab: Open) -> None:
    # One zero between makes 5, a border of 3 - 1 - 1 = 1 on both sides 7.
    page = open_tab("transposed", n=3, k=3, s=2, p=1)
    assert text(page, ".transposed-spread figcaption") == "Spread-out input 7 × 7"
    said = text(page, ".transposed-said")
    assert "1 zero between the cells (stride − 1), a border of 1 around it" in said
    assert "turns 5 × 5 back into 3 × 3: the size, not the values" in said


def test_window_and_stamps_both_give_what_torch_gives(open_tab: Open) -> None:
    draw = random.Random(3)
    cases = []
    while len(cases) < 150:
        n, nw, k, kw, s = (draw.randint(1, 8), draw.randint(1, 8), *(draw.randint(1, 5) for _ in range(3)))
        p, d = draw.randint(0, 4), draw.randint(1, 3)
        op = draw.randint(0, max(s, d) - 1)
        if min((n - 1) * s + d * (k - 1), (nw - 1) * s + d * (kw - 1)) + op + 1 > 2 * p:
            case = {"n": n, "nw": nw, "k": k, "kw": kw, "s": s, "p": p, "d": d, "op": op, "link": 0}
            cases.append(case | {"inp": "random", "ker": "random", "seed": draw.randint(0, 99)})
    page = open_tab("transposed")
    for case, got in zip(cases, page.evaluate(TRANSPOSED, cases), strict=True):
        x = torch.tensor(got["input"]).reshape(1, 1, case["n"], case["nw"])
        w = torch.tensor(got["kernel"]).reshape(1, 1, case["k"], case["kw"])
        expected = F.conv_transpose2d(x, w, None, case["s"], case["p"], case["op"], 1, case["d"])
        assert [got["out"]["h"], got["out"]["w"]] == list(expected.shape[2:]), case
        assert got["stamps"] == expected.flatten().tolist(), case
        assert got["window"] == expected.flatten().tolist(), case
        # The picture is true as well: an ordinary convolution of what is drawn, with the turned kernel.
        field = torch.tensor(got["spreadOut"]).reshape(1, 1, got["field"]["h"], got["field"]["w"])
        assert torch.equal(F.conv2d(field, w.flip(2, 3), dilation=case["d"]), expected), case
        assert got["notes"] == 0, case


def test_output_padding_that_is_too_large_names_the_nearest(open_tab: Open) -> None:
    page = open_tab("transposed", n=3, k=3, s=2, p=1, top=5)
    note = text(page, ".transposed-notes p")
    rule = (
        "The output padding is smaller than the stride or the dilation: with stride 2 and dilation 1 at most 1, not 5."
    )
    assert note.startswith(f"{rule} Shown with 1.")
    assert text(page, ".transposed-output figcaption") == "Output 6 × 6"
    page.get_by_role("button", name="Use output padding 1").click()
    assert page.evaluate("asked") == [["set", "top", "1"]]
    assert page.locator(".transposed-notes p").count() == 0


def test_output_padding_may_reach_up_to_the_dilation(open_tab: Open) -> None:
    page = open_tab("transposed", n=3, k=2, s=1, p=0, d=3, top=2)  # 2 * 1 + 3 + 2 + 1
    assert text(page, ".transposed-output figcaption") == "Output 8 × 8"
    assert page.locator(".transposed-notes p").count() == 0


def test_padding_that_takes_everything_names_the_nearest(open_tab: Open) -> None:
    # (2 - 1) * 1 + 3 = 4 rows; padding 2 would leave none, padding 1 leaves 2.
    page = open_tab("transposed", n=2, k=3, s=1, p=2)
    assert text(page, ".transposed-notes p").startswith("Padding takes 4 rows away, and without it the output has 4.")
    assert text(page, ".transposed-output figcaption") == "Output 2 × 2"
    page.get_by_role("button", name="Use padding 1").click()
    assert page.evaluate("asked") == [["change", {"p": 1}]]


def test_hovering_an_output_cell_lays_the_window_over_the_spread_out_input(open_tab: Open) -> None:
    page = open_tab("transposed", n=3, k=3, s=2, p=1)
    hover(page, ".transposed-output .transposed-board", 2, 4, 5, 5)
    assert covered(page, ".transposed-spread .transposed-board", ".transposed-mark-window", 7, 7) == [2, 4, 3, 3]
    assert text(page, ".transposed-readout").startswith("Output row 2, column 4: 4 of the window’s 9 weights meet")


def test_an_input_cell_stamps_the_kernel_on_the_output(open_tab: Open) -> None:
    typed = {"inp": "typed", "xs": "1,2;3,4", "ker": "box"}
    page = open_tab("transposed", n=2, k=3, s=2, p=0, tway="stamps", **typed)
    hover(page, ".transposed-input .transposed-board", 2, 1, 2, 2)
    assert covered(page, ".transposed-output .transposed-board", ".transposed-mark-window", 5, 5) == [3, 1, 3, 3]
    stamp = "Input row 2, column 1 is 3: it adds 3 × the kernel to output rows 3 to 5, columns 1 to 3."
    assert text(page, ".transposed-readout") == stamp
    press(page, ".transposed-input .transposed-board", "ArrowRight", "ArrowUp")
    assert text(page, ".transposed-readout").startswith("Input row 1, column 2 is 2:")
    assert page.locator(".transposed-readout").get_attribute("aria-live") == "polite"


def test_playing_ends_when_the_tab_is_left(open_tab: Open) -> None:
    page = open_tab("transposed", n=3)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "document.querySelector('#host').shadowRoot.querySelector('.transposed-readout').textContent"
        ".startsWith('Output row 1, column 3')"
    )
    page.evaluate("window.leave()")
    assert text(page, ".transposed-play") == "Play"


def test_max_pooling_gives_the_lectures_answer(open_tab: Open) -> None:
    page = open_tab("pooling", **LECTURE)
    assert page.locator(".pooling-output .grid > *").all_inner_texts() == ["6", "8", "3", "4"]
    assert "16 values in, 4 out: 75 % of the values are removed." in text(page, ".pooling-said")
    assert "No parameters" in text(page, ".pooling-said")
    assert page.locator(".pooling-winner").all_inner_texts() == ["6", "8", "3", "4"]


def test_average_and_subsampling_of_the_lectures_input(open_tab: Open) -> None:
    page = open_tab("pooling", pool="average", **LECTURE)
    assert page.locator(".pooling-output .grid > *").all_inner_texts() == ["3.25", "5.25", "2", "2"]
    page.locator("select[data-key=pool]").select_option("subsample")
    assert page.locator(".pooling-output .grid > *").all_inner_texts() == ["1", "2", "3", "1"]


@pytest.mark.parametrize(
    ("n", "k", "s", "p", "ceil", "size"),
    [
        (112, 3, 2, 0, False, 55),
        (112, 3, 2, 0, True, 56),
        (112, 3, 2, 1, False, 56),
        (4, 1, 2, 0, True, 2),
        (6, 2, 3, 0, True, 2),
    ],
)
def test_pooled_sizes_are_the_published_ones(
    n: int, k: int, s: int, p: int, ceil: bool, size: int, open_tab: Open
) -> None:
    asked = {"kind": "max", "pk": k, "ps": s, "pp": p, "ceil": ceil}
    got = open_tab("pooling").evaluate(POOLED, [{"n": n, "nw": n, "input": [0] * n * n, "asked": asked}])
    assert got[0]["out"] == {"h": size, "w": size}


def test_pooling_gives_what_torch_gives(open_tab: Open) -> None:
    draw = random.Random(5)
    cases = []
    while len(cases) < 300:
        n, nw, k, s = draw.randint(1, 12), draw.randint(1, 12), draw.randint(1, 8), draw.randint(1, 8)
        p, ceil = draw.randint(0, k // 2), draw.random() < 0.5
        if min(n, nw) + 2 * p >= k:
            asked = {"kind": draw.choice(["max", "average"]), "pk": k, "ps": s, "pp": p, "ceil": ceil}
            cases.append({"n": n, "nw": nw, "input": [draw.randint(0, 5) for _ in range(n * nw)], "asked": asked})
    for case, got in zip(cases, open_tab("pooling").evaluate(POOLED, cases), strict=True):
        asked = case["asked"]
        x = torch.tensor(case["input"], dtype=torch.float32).reshape(1, 1, case["n"], case["nw"])
        kind = (asked["pk"], asked["ps"], asked["pp"])
        if asked["kind"] == "max":
            expected, winners = F.max_pool2d(x, *kind, ceil_mode=asked["ceil"], return_indices=True)
            assert got["winners"] == winners.flatten().tolist(), case
        else:
            expected = F.avg_pool2d(x, *kind, ceil_mode=asked["ceil"])
        assert [got["out"]["h"], got["out"]["w"]] == list(expected.shape[2:]), case
        assert got["values"] == pytest.approx(expected.flatten().tolist()), case
        assert got["notes"] == 0, case


def test_padding_beyond_half_the_kernel_names_the_nearest(open_tab: Open) -> None:
    page = open_tab("pooling", pk=2, pp=3)
    note = "Padding is at most half the kernel: with kernel 2 at most 1, not 3. Shown with 1."
    assert text(page, ".pooling-notes p").startswith(note)
    page.get_by_role("button", name="Use padding 1").click()
    assert page.evaluate("asked") == [["set", "pp", "1"]]


def test_a_window_larger_than_the_input_names_the_nearest(open_tab: Open) -> None:
    page = open_tab("pooling", n=3, pk=5)
    assert text(page, ".pooling-notes p").startswith("A 5 × 5 window is larger than what there is, 3 × 3")
    assert text(page, ".pooling-output figcaption") == "Output 1 × 1"


def test_rounding_up_leaves_out_a_window_that_would_start_behind_the_input(open_tab: Open) -> None:
    page = open_tab("pooling", n=4, pk=1, ps=2, pceil=1)  # ceil(3 / 2) + 1 = 3, the third would start at row 5 of 4
    assert text(page, ".pooling-formula") == "Output side = ⌈(4 + 2·0 − 1) / 2⌉ + 1 = 3, less 1 window = 2"
    assert "so PyTorch leaves it out" in text(page, ".pooling-said")


def test_an_output_cell_lights_its_window_under_pointer_and_keys(open_tab: Open) -> None:
    page = open_tab("pooling", **LECTURE)
    hover(page, ".pooling-output .grid", 2, 2, 2, 2)
    assert covered(page, ".pooling-input .grid", ".pooling-window", 4, 4) == [3, 3, 2, 2]
    assert covered(page, ".pooling-input .grid", ".pooling-input .pooling-chosen", 4, 4) == [4, 4, 1, 1]
    press(page, ".pooling-output .grid", "ArrowUp", "ArrowLeft")
    assert covered(page, ".pooling-input .grid", ".pooling-window", 4, 4) == [1, 1, 2, 2]
    assert (
        text(page, ".pooling-readout")
        == "Output row 1, column 1: the largest of 1, 1, 5, 6 is 6, from row 2, column 2."
    )


def test_of_equal_values_the_first_wins(open_tab: Open) -> None:
    page = open_tab("pooling", n=2, inp="typed", xs="1,7;7,7")
    assert "from row 1, column 2; 3 are equal, and the first is taken" in text(page, ".pooling-readout")


def row_of(page: Page, name: str) -> list[str]:
    return [cell.replace("\u2009", "") for cell in page.locator(f'tr[data-row="{name}"] td').all_inner_texts()]


def test_one_two_and_three_axes_stand_side_by_side(open_tab: Open) -> None:
    page = open_tab("dims")  # 3 to 8 channels, 7 cells, kernel 3, stride 2, padding 1, depth 8
    assert row_of(page, "Output") == ["8 × 4", "8 × 4 × 4", "8 × 4 × 4 × 4"]
    assert row_of(page, "Parameters") == ["80", "224", "656"]  # 8 * (3 * 3^axes + 1)
    assert row_of(page, "MACs") == ["288", "3456", "41472"]  # 8 * 4^axes * 3 * 3^axes


def test_layers_have_the_parameters_and_shapes_of_torch(open_tab: Open) -> None:
    draw = random.Random(7)
    cases = []
    while len(cases) < 80:
        n, nw, depth = (draw.randint(1, 10) for _ in range(3))
        k, kw, s, d, p = (draw.randint(1, 3) for _ in range(5))
        groups = draw.choice([1, 2])
        if min(n, depth) + 2 * p > d * (k - 1) and nw + 2 * p > d * (kw - 1):
            case = {"n": n, "nw": nw, "k": k, "kw": kw, "s": s, "d": d, "p": p, "link": 0, "depth": depth}
            case |= {"groups": groups, "cin": 2 * draw.randint(1, 2), "cout": 2 * draw.randint(1, 3)}
            cases.append(case | {"bias": draw.randint(0, 1)})
    for case, got in zip(cases, open_tab("dims").evaluate(LAYERS, cases), strict=True):
        sides = [case["depth"], case["n"], case["nw"]]
        kernels = [case["k"], case["k"], case["kw"]]
        for axes, layer in enumerate((torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d), 1):
            kind = {"stride": case["s"], "padding": case["p"], "dilation": case["d"], "groups": case["groups"]}
            module = layer(case["cin"], case["cout"], tuple(kernels[-axes:]), bias=case["bias"] == 1, **kind)
            shape = module(torch.zeros(1, case["cin"], *sides[-axes:])).shape[1:]
            shown = got[axes - 1]
            assert shown["output"] == list(shape), case
            assert shown["kernel"] == list(module.weight.shape), case
            assert shown["parameters"] == sum(each.numel() for each in module.parameters()), case
            assert shown["macs"] == module.weight.numel() * shape[1:].numel(), case


def test_a_depth_that_the_kernel_does_not_fit_names_the_nearest(open_tab: Open) -> None:
    page = open_tab("dims", n=7, k=5, s=1, p=1, dd=1)
    needs = "The kernel is as deep as it is high and needs at least 5 cells in depth; there are 3 with this padding."
    assert text(page, ".dims-note").startswith(f"{needs} Shown with depth 3.")
    assert row_of(page, "Output")[2] == "8 × 1 × 5 × 5"
    page.get_by_role("button", name="Use depth 3").click()
    assert page.evaluate("asked") == [["set", "dd", "3"]]


def test_a_kernel_too_deep_for_any_depth_offers_a_smaller_one(open_tab: Open) -> None:
    page = open_tab("dims", n=64, k=15, s=1, p=0, d=3)  # spans 43 cells, and the depth ends at 32
    assert row_of(page, "Output")[2] == "does not fit"
    page.get_by_role("button", name="Use kernel 11 and depth 32").click()  # 3 * (11 - 1) + 1 = 31
    assert row_of(page, "Output")[2] == "8 × 2 × 34 × 34"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("tab", "asked"),
    [
        ("transposed", {"top": 7}),
        ("transposed", {"tway": "stamps"}),
        ("pooling", {"pp": 4, "pceil": 1}),
        ("dims", {"dd": 1, "p": 0}),
    ],
)
def test_axe_finds_nothing_on_a_phone(tab: str, asked: dict[str, Any], theme: str, open_tab: Open, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_tab(tab, theme=theme, **asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    results = Axe().run(page)
    found = {each["id"]: [node["html"] for node in each["nodes"]] for each in results.response["violations"]}
    found.pop("page-has-heading-one", None)  # the bare page around the tab has no heading of its own
    assert found == {}
