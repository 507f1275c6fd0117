"""The nonlinearities against PyTorch: values, slopes, and two layers that are one."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

XS = [-30.0, -6.0, -4.7, -3.1, -1.5, -0.001, 0.0, 0.001, 0.5, 2.0, 4.4, 6.0, 30.0]
STRAIGHT = "Leaky ReLU with these values is a straight line: it bends nothing, and layers around it collapse into one."
SAME = "A and then B is the one matrix B·A: a straight grid stays straight. Largest difference over 25 points: 0."
FUNCTIONS: list[tuple[str, list[float], Callable[[torch.Tensor], torch.Tensor]]] = [
    ("sigmoid", [], torch.sigmoid),
    ("tanh", [], torch.tanh),
    ("relu", [], F.relu),
    ("leaky", [0.01], lambda x: F.leaky_relu(x, 0.01)),
    ("leaky", [0.25], lambda x: F.leaky_relu(x, 0.25)),
    ("maxout", [1, 0, -0.5, 1], lambda x: torch.maximum(x, -0.5 * x + 1)),
    ("maxout", [2, 1, -1, 1], lambda x: torch.maximum(2 * x + 1, 1 - x)),  # a tie at 0
    ("elu", [1], F.elu),
    ("elu", [2.5], lambda x: F.elu(x, 2.5)),
]
MODULES = """const functions = await import("/components/lab/tabs/nonlinearity/functions.js");
  const layers = await import("/components/lab/tabs/nonlinearity/compose.js");
  const matrices = await import("/components/lab/tabs/nonlinearity/matrices.js");"""


@pytest.fixture
def run(open_tab: Callable[..., Page]) -> Callable[..., Any]:
    page = open_tab("nonlinearity")
    return lambda body, arg=None: page.evaluate(f"async (arg) => {{ {MODULES} {body} }}", arg)


def number(page: Page, name: str) -> str:
    return page.locator(f'[data-number="{name}"]').inner_text()


def drawn(page: Page) -> Page:
    """Wait for the frame that draws what was changed."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page


def words(page: Page) -> list[str]:
    return page.locator(".nonlinearity-collapse:visible .nonlinearity-words p").all_inner_texts()


@pytest.mark.parametrize(("name", "a", "expected"), FUNCTIONS)
def test_values_and_slopes_are_those_of_autograd(
    run: Callable[..., Any], name: str, a: list[float], expected: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    found = run(
        "const f = functions.filled(arg.name, arg.a); return arg.xs.map((x) => [f.value(x), f.slope(x)]);",
        {"name": name, "a": a, "xs": XS},
    )
    x = torch.tensor(XS, dtype=torch.float64, requires_grad=True)
    y = expected(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    assert [value for value, _ in found] == pytest.approx(y.tolist(), rel=1e-9, abs=1e-12)
    assert [each for _, each in found] == pytest.approx(slope.tolist(), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "a"),
    [*((name, a) for name, a, _ in FUNCTIONS), ("leaky", [0.0]), ("elu", [0.1]), ("maxout", [0, 0, 1, 0])],
)
def test_slope_is_faint_inside_the_stuck_zones_and_nowhere_else(
    run: Callable[..., Any], name: str, a: list[float]
) -> None:
    zones, faint = run(
        """const f = functions.filled(arg.name, arg.a);
        const zones = f.stuck.map(({ from, to }) => [Math.max(-99, from), Math.min(99, to)]);
        return [zones, arg.xs.map((x) => Math.abs(f.slope(x)) < 0.01)];""",
        {"name": name, "a": a, "xs": [x / 7 for x in range(-60, 60) if x != 0]},
    )
    xs = [x / 7 for x in range(-60, 60) if x != 0]
    assert [any(low < x < high for low, high in zones) for x in xs] == faint


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"nf": "sigmoid"}, "Sigmoid: beyond ±4.6 the slope is under 0.01: almost nothing is learned there."),
        ({"nf": "tanh"}, "Tanh: beyond ±3.0 the slope is under 0.01: almost nothing is learned there."),
        ({"nf": "relu"}, "ReLU: for every x below 0 the slope is 0: a unit that is never above 0 is dead."),
        (
            {"nf": "leaky", "na": "0.2"},
            "Leaky ReLU: below 0 the slope is still 0.2: a unit that is never above 0 learns slowly, but is not dead.",
        ),
        # ln(0.01 / 2) = -5.298
        ({"nf": "elu", "ne": "2"}, "ELU: below −5.3 the slope is under 0.01: almost nothing is learned there."),
        (
            {"nf": "maxout", "nmc": "0", "nmd": "1"},
            "Maxout: below 1 the slope of the higher line is 0: nothing is learned there.",
        ),
        (
            {"nf": "leaky", "na": "1"},
            STRAIGHT,
        ),
    ],
)
def test_sentence_names_where_learning_gets_stuck(
    open_tab: Callable[..., Page], settings: dict[str, str], sentence: str
) -> None:
    page = open_tab("nonlinearity", **settings)
    assert page.locator(".nonlinearity-sentence").inner_text() == sentence


def test_numbers_at_x_are_value_and_slope(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="sigmoid", nx=2)
    assert [number(page, name) for name in ("x", "value", "slope")] == ["2", "0.8808", "0.105"]
    page.evaluate("show({ nf: 'tanh', nx: 6 })")
    assert number(page, "slope") == "0.0000246"  # 1 / cosh(6)^2 = 2.4576e-5


def test_x_follows_the_pointer_and_is_kept_once_it_is_let_go(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="relu")
    plot = page.locator(".nonlinearity-plot")
    box = plot.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    page.mouse.down()
    seen = set()
    for share in (0.4, 0.6, 0.7, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, y)
        seen.add(number(drawn(page), "x"))
    assert len(seen) == 4
    assert page.evaluate("asked") == []
    page.mouse.up()
    assert [each[:2] for each in page.evaluate("asked")] == [["set", "nx"]]
    assert number(page, "value") == number(page, "x")
    assert number(page, "slope") == "1"


def test_x_moves_by_arrow_keys_on_plot_and_slider(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="relu", nx=0)
    plot = page.get_by_role("slider", name="x on the plot")
    plot.focus()
    for key, x in (("ArrowRight", "0.1"), ("PageUp", "1.1"), ("ArrowLeft", "1"), ("End", "6"), ("ArrowUp", "6")):
        page.keyboard.press(key)
        assert number(page, "x") == x
    assert plot.get_attribute("aria-valuetext") == "x 6: value 6, slope 1"
    page.locator("#nonlinearity-x").focus()
    page.keyboard.press("Home")
    assert number(page, "x") == "−6"
    assert page.evaluate("settings.extra.nx") == "-6"


def test_kink_says_which_slope_pytorch_takes(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="relu", nx=0)
    assert "the slope jumps from 0 to 1; PyTorch takes 0." in page.locator(".nonlinearity-here").inner_text()


def test_parameter_slider_changes_the_function(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="elu", nx=-1)
    page.locator("#nonlinearity-ne").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("settings.extra.ne") == "1.1"
    assert number(page, "value") == "−0.6953"  # 1.1 * (e^-1 - 1)


def test_function_is_chosen_by_keyboard(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="relu")
    page.get_by_role("radio", name="ReLU", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("settings.extra.nf") == "leaky"
    assert page.locator("#nonlinearity-na").is_visible()


def test_map_counts_the_cells_that_relu_silences(open_tab: Callable[..., Page]) -> None:
    # Outputs of the 1x1 identity kernel are the input: 3 of 9 are not above 0.
    page = open_tab("nonlinearity", inp="typed", xs="1,-2,3;4,0,6;-7,8,9", ker="identity", k=1, s=1, p=0, nf="relu")
    share = page.locator(".nonlinearity-share")
    assert share.inner_text() == "3 of 9 cells (33.3 %) become 0: nothing is learned through them."
    assert page.locator(".nonlinearity-maps .nonlinearity-stuck").count() == 3
    label = page.locator(".nonlinearity-maps [role=img]").last.get_attribute("aria-label")
    assert label is not None
    assert "1 0 3; 4 0 6; 0 8 9" in label
    page.evaluate("show({ nf: 'sigmoid' })")  # beyond 4.6: 6, -7, 8 and 9
    assert share.inner_text() == "4 of 9 cells (44.4 %) saturate: the slope there is under 0.01."


def test_normalizing_first_gives_mean_0_and_variance_1(run: Callable[..., Any]) -> None:
    values = [3.0, -7.0, 12.0, 0.0, 5.0, 5.0]
    expected = F.batch_norm(torch.tensor(values, dtype=torch.float64)[None, None], None, None, training=True)
    assert run("return [...functions.normalized(arg)];", values) == pytest.approx(expected.flatten().tolist())


def test_normalized_map_saturates_less(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="sigmoid")
    assert "saturate:" in page.locator(".nonlinearity-share").inner_text()
    page.locator("#nonlinearity-normalize").focus()
    page.keyboard.press("Space")
    assert page.locator(".nonlinearity-share").inner_text().startswith("0 of 16 cells")


def test_two_convolutions_are_the_composed_one_as_conv2d_computes_them(run: Callable[..., Any]) -> None:
    chance = random.Random(7)
    cases = []
    for _ in range(60):
        h, w = chance.randint(1, 5), chance.randint(1, 5)
        stride, dilation = chance.randint(1, 3), chance.randint(1, 3)
        rows, cols = 2 * stride + dilation * (h - 1) + chance.randint(1, 8), 2 * stride + dilation * (w - 1) + 4
        cases.append(
            {
                "stride": stride,
                "dilation": dilation,
                "first": {"values": [chance.randint(-4, 4) for _ in range(h * w)], "h": h, "w": w},
                "second": {"values": [chance.randint(-4, 4) for _ in range(9)], "h": 3, "w": 3},
                "field": {"values": [chance.randint(0, 9) for _ in range(rows * cols)], "h": rows, "w": cols},
            }
        )
    found = run(
        """return arg.map(({ stride, dilation, first, second, field }) => {
          const one = layers.composed(first, second, stride, dilation);
          const plain = ({ values, h, w }) => ({ values: [...values], h, w });
          const row = layers.convolve(layers.convolve(field, first, stride, dilation), second);
          return { one: plain(one), single: plain(layers.convolve(field, one, stride)), row: plain(row) };
        });""",
        cases,
    )

    def tensor(board: dict[str, Any]) -> torch.Tensor:
        return torch.tensor(board["values"], dtype=torch.float64).reshape(1, 1, board["h"], board["w"])

    for case, answer in zip(cases, found, strict=True):
        x, first, second = (tensor(case[name]) for name in ("field", "first", "second"))
        expected = F.conv2d(F.conv2d(x, first, stride=case["stride"], dilation=case["dilation"]), second)
        assert torch.equal(tensor(answer["row"]), expected)
        assert torch.equal(tensor(answer["single"]), expected)
        assert torch.equal(F.conv2d(x, tensor(answer["one"]), stride=case["stride"]), expected)


@pytest.mark.parametrize(
    "settings",
    [
        {"n": 7, "k": 3, "s": 2, "p": 1},
        {"n": 12, "k": 4, "s": 1, "p": "same"},
        {"n": 9, "nw": 14, "k": 2, "kw": 5, "link": 0, "s": 1, "p": "full", "d": 2},
        {"n": 32, "k": 5, "s": 3, "p": 4, "inp": "random", "seed": 4},
    ],
)
def test_differences_said_are_those_of_torch(open_tab: Callable[..., Page], settings: dict[str, Any]) -> None:
    page = open_tab("nonlinearity", nf="relu", **settings)
    scene = page.evaluate("({ ...scene, input: [...scene.input], kernel: [...scene.kernel] })")
    chosen, pads = scene["settings"], scene["pads"]
    x = torch.tensor(scene["input"], dtype=torch.float64).reshape(1, 1, chosen["n"], chosen["nw"])
    x = F.pad(x, (pads["left"], pads["right"], pads["top"], pads["bottom"]))
    first = torch.tensor(scene["kernel"], dtype=torch.float64).reshape(1, 1, chosen["k"], chosen["kw"])
    second = torch.tensor([[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]], dtype=torch.float64)
    middle = F.conv2d(x, first, stride=chosen["s"], dilation=chosen["d"])
    straight, bent = F.conv2d(middle, second), F.conv2d(F.relu(middle), second)
    said = words(page)
    assert said[0].endswith("Largest difference: 0.")
    difference = (straight - bent).abs().max().item()
    assert said[1] == f"With ReLU between them they differ. Largest difference: {difference:g}."
    shape = "{} × {}".format(*straight.shape[2:])
    label = page.locator(".nonlinearity-collapse:visible [role=img]").nth(1).get_attribute("aria-label")
    assert label is not None
    assert label.startswith(f"Output of the two layers in a row, {shape}")


def test_second_kernel_is_typed_and_kept_in_the_link(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity")
    page.get_by_label("the second kernel, row 2, column 2").fill("9")
    page.keyboard.press("Enter")
    assert page.evaluate("settings.extra.nk5") == "9"
    assert words(page)[0].endswith("Largest difference: 0.")


def test_first_kernel_is_the_labs_own(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", k=2, s=1, p=0, ker="typed", ks="1,2;3,4")
    page.get_by_label("the first kernel, row 2, column 1").fill("-5")
    page.keyboard.press("Tab")
    assert page.evaluate("asked") == [["change", {"ker": "typed", "ks": "1,2;-5,4"}]]
    assert page.evaluate("[...scene.kernel]") == [1, 2, -5, 4]


def test_output_too_small_for_the_second_kernel_is_explained_and_mended(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", n=5, k=3, s=2, p=0)
    assert words(page) == ["The second kernel needs at least 3 × 3 values; the first layer gives 2 × 2."]
    page.get_by_role("button", name="Use an input of 7 × 7").click()  # 2 * 2 + 3
    assert words(page)[0].endswith("Largest difference: 0.")


def test_kernel_that_does_not_fit_leaves_a_working_tab(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", n=3, k=5, s=1, p=0)
    assert (
        page.locator(".nonlinearity-share").inner_text()
        == "The kernel does not fit the input, so there is no output map."
    )
    page.evaluate("show({ n: 9 })")
    assert page.locator(".nonlinearity-share").inner_text().endswith("through them.")


def test_relu_that_meets_nothing_below_0_leaves_one_layer(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", ker="identity", k=1, s=1, p=0)  # the input has no value below 0
    assert words(page)[1] == "Here ReLU changes nothing: no value between the layers lies where it bends."


def test_matrices_in_a_row_are_their_product_and_relu_folds_the_grid(run: Callable[..., Any]) -> None:
    a, b = [1.0, -1.0, 1.0, 1.0], [1.0, 0.5, -0.5, 1.0]
    found = run(
        """const { one, row, between } = matrices.ways(arg.a, arg.b, functions.filled("relu", []));
        return { one, points: matrices.POINTS, row: matrices.POINTS.map(row), between: matrices.POINTS.map(between),
          places: [matrices.places(row), matrices.places(between)] };""",
        {"a": a, "b": b},
    )
    first, second = (torch.tensor(each).reshape(2, 2) for each in (a, b))
    points = torch.tensor(found["points"], dtype=torch.float32).T
    assert torch.equal(torch.tensor(found["one"]).reshape(2, 2), second @ first)
    assert torch.equal(torch.tensor(found["row"]).T, second @ first @ points)
    folded = second @ F.relu(first @ points)
    assert torch.equal(torch.tensor(found["between"]).T, folded)
    assert found["places"] == [25, torch.unique(folded.T, dim=0).shape[0]]


def test_matrix_tab_says_what_is_the_same_and_what_folds(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nc="matrix", nf="relu")
    same, folds = words(page)
    assert (
        same
        == "A and then B is the one matrix B·A: a straight grid stays straight. Largest difference over 25 points: 0."
    )
    assert "The grid folds" in folds
    page.evaluate("show({ nq1: '1', nq2: '2', nq3: '2', nq4: '4' })")  # determinant 0
    assert "pressed flat" in words(page)[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("nc", ["convolution", "matrix"])
def test_axe_finds_nothing(open_tab: Callable[..., Page], theme: str, nc: str) -> None:
    page = open_tab("nonlinearity", theme=theme, nc=nc, nf="maxout")
    found = Axe().run(page, options={"rules": {name: {"enabled": False} for name in ("page-has-heading-one",)}})
    assert [each["id"] for each in found.response["violations"]] == []


@pytest.mark.parametrize("nc", ["convolution", "matrix"])
def test_narrow_page_has_no_sideways_scroll(open_tab: Callable[..., Page], page: Page, nc: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for k in (3, 5, 9):
        open_tab("nonlinearity", nf="maxout", nc=nc, n=32, k=k, s=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_hostile_link_opens_a_working_tab(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", nf="%3Cscript%3E", nx="1e9", na="-5", nc="x", nk1="NaN", nq1="--1", nb="7")
    assert number(page, "x") == "−1.5"
    assert page.locator(".nonlinearity-sentence").inner_text().startswith("ReLU")
    assert words(page)[0].endswith("Largest difference: 0.")


def test_leaving_stops_what_is_under_way(open_tab: Callable[..., Page]) -> None:
    page = open_tab("nonlinearity", n=64, k=15, p="full", d=3, s=1)  # large enough to wait for a pause
    page.evaluate("leave()")
    page.evaluate("show({ n: 8 })")
    page.wait_for_timeout(200)
