"""The stack tab: what a unit of the last layer sees, with published fields and by the support of a gradient."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from torch.nn import functional

pytestmark = pytest.mark.browser

LENET = "sl=3&n=32&k=5&s=1&p=0&sk2=2&ss2=2&sp2=0&sk3=5&ss3=1&sp3=0"
Layer = tuple[int, int, int, int]  # kernel, stride, padding, dilation


def said(page: Page) -> list[str]:
    return page.locator(".stack-said p").all_inner_texts()


def lines(page: Page) -> list[str]:
    return page.locator(".stack-line > span").all_inner_texts()


def rows(page: Page, size: int, layers: list[Layer]) -> list[dict[str, int]]:
    """The rows that the browser's chain gives."""
    given: list[dict[str, int]] = page.evaluate(
        """async ([size, layers]) => {
          const { chain } = await import("/components/lab/tabs/stack/fields.js");
          return chain(size, layers.map(([kernel, stride, padding, dilation]) =>
            ({ kernel, stride, dilation, before: padding, after: padding })));
        }""",
        [size, layers],
    )
    return given


VGG16 = [
    *[(3, 1, 1, 1), (3, 1, 1, 1), (2, 2, 0, 1)] * 2,
    *[(3, 1, 1, 1), (3, 1, 1, 1), (3, 1, 1, 1), (2, 2, 0, 1)] * 3,
]


@pytest.mark.parametrize(
    ("size", "layers", "published"),
    [
        (32, [(5, 1, 0, 1), (2, 2, 0, 1), (5, 1, 0, 1), (2, 2, 0, 1), (5, 1, 0, 1)], [5, 6, 14, 16, 32]),
        (224, VGG16, [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]),
        (224, [(11, 4, 2, 1), (3, 2, 0, 1), (5, 1, 2, 1), (3, 2, 0, 1), (3, 1, 1, 1)], [11, 19, 51, 67, 99]),
    ],
    ids=["LeNet-5", "VGG-16", "AlexNet"],
)
def test_fields_are_the_published_ones(
    open_tab: Callable[..., Page], size: int, layers: list[Layer], published: list[int]
) -> None:
    assert [row["field"] for row in rows(open_tab("stack"), size, layers)[1:]] == published


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("LeNet-5: conv, pool, conv", [5, 6, 14]),
        ("VGG: conv, conv, pool", [3, 5, 6]),
        ("AlexNet: conv, pool, conv", [11, 19, 51]),
    ],
)
def test_an_example_fills_in_the_recursion(open_tab: Callable[..., Page], name: str, fields: list[int]) -> None:
    page = open_tab("stack")
    page.get_by_role("button", name=name).click()
    assert [int(line.split("=")[-1]) for line in lines(page)] == fields


def test_every_factor_of_the_recursion_is_written(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", LENET)
    assert lines(page) == [
        "l1 = 1 + (5 − 1) · 1 = 5",
        "l2 = 5 + (2 − 1) · 1 = 6",
        "l3 = 6 + (5 − 1) · 1 · 2 = 14",
    ]


def test_field_in_the_input_is_told_apart_from_that_in_the_layer_below(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", "sl=3&n=16&k=3&s=1&p=1&su=7")
    assert said(page)[0] == "One unit of layer 3 sees 3 units of layer 2, but 7 pixels of the input."
    assert said(page)[1] == "Unit 8 of 16 in layer 3 looks at rows 5 to 11 of the input's 16."
    page.evaluate("window.show({ sl: 1 })")
    assert said(page)[0] == ("One unit of layer 1 sees 3 pixels of the input: with one layer both fields are the same.")


def test_a_field_cut_by_the_border_says_so(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", "sl=3&n=16&k=3&s=1&p=1&su=0")
    assert said(page)[1] == "Unit 1 of 16 in layer 3 looks at rows 1 to 4 of the input's 16."
    assert said(page)[2] == "The border cuts its field: 3 of its 7 rows lie beyond it, where there is only padding."


def test_a_dilated_layer_uses_its_span_and_names_its_holes(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", "sl=2&n=20&k=1&s=1&p=0&sk2=3&sd2=3&sp2=0&su=4")
    assert lines(page)[1] == "l2 = 1 + (7 − 1) · 1 = 7"
    assert said(page)[0] == "One unit of layer 2 sees 3 units of layer 1 (spread over 7), but 7 pixels of the input."
    assert said(page)[2] == "Of the 7 rows inside it reads 3; the rest lies in holes between the taps."


def support(size: int, layers: list[Layer], unit: int) -> list[int]:
    """The input rows that change a unit: where its gradient is not 0, all weights being 1."""
    line = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    response = line
    for kernel, stride, padding, dilation in layers:
        weight = torch.ones(1, 1, kernel, dtype=torch.float64)
        response = functional.conv1d(response, weight, stride=stride, padding=padding, dilation=dilation)
    response[0, 0, unit].backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    return [int(row) for row in line.grad[0, 0].nonzero()]


def test_the_trace_is_the_support_of_the_gradient(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack")
    chance = random.Random(3)
    cases: list[dict[str, Any]] = []
    while len(cases) < 300:
        size = chance.randint(6, 64)
        layers = [
            (chance.randint(1, 7), chance.randint(1, 4), chance.randint(0, 4), chance.randint(1, 3))
            for _ in range(chance.randint(1, 3))
        ]
        reached = size
        for kernel, stride, padding, dilation in layers:
            reached = (reached + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
            if reached < 1:
                break
        if reached >= 1:
            cases.append({"size": size, "layers": layers, "unit": chance.randrange(reached)})
    traced = page.evaluate(
        """async (cases) => {
          const { chain, trace } = await import("/components/lab/tabs/stack/fields.js");
          return cases.map(({ size, layers, unit }) => {
            const named = layers.map(([kernel, stride, padding, dilation]) =>
              ({ kernel, stride, dilation, before: padding, after: padding }));
            return trace(chain(size, named), named, unit)[0].seen;
          });
        }""",
        cases,
    )
    assert traced == [support(case["size"], case["layers"], case["unit"]) for case in cases]


def test_a_layer_that_does_not_fit_offers_what_does(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", "sl=3&n=7&k=3&s=2&p=1&sk3=9&sp3=1")  # 7, 4, 4: six units with padding
    misfit = page.locator(".stack-misfit")
    expect(misfit).to_contain_text(
        "Layer 3 does not fit: its kernel reaches across 9 units, and layer 2 has 4 units, 6 with padding."
    )
    assert misfit.get_by_role("button").all_inner_texts() == ["Use kernel 6", "Use padding 3"]
    assert len(lines(page)) == 2
    misfit.get_by_role("button", name="Use kernel 6").click()
    expect(misfit).to_be_hidden()
    assert len(lines(page)) == 3


def test_the_labs_own_layer_that_does_not_fit_is_said(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", "n=3&k=7&p=0")
    expect(page.locator(".stack-misfit")).to_contain_text("Layer 1, the lab's own, does not fit its input.")
    expect(page.locator(".stack-picture")).to_be_hidden()


def test_a_unit_is_chosen_by_slider_and_by_touch_on_the_drawing(open_tab: Callable[..., Page]) -> None:
    page = open_tab("stack", LENET)
    page.get_by_role("slider", name="Unit of layer 3").focus()
    page.keyboard.press("ArrowRight")
    assert said(page)[1].startswith("Unit 3 of 10 in layer 3")
    page.locator(".stack-number").last.scroll_into_view_if_needed()
    number = page.locator(".stack-svg text.stack-number", has_text="10").last  # the top row is written last
    box = number.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert said(page)[1] == "Unit 10 of 10 in layer 3 looks at rows 19 to 32 of the input's 32."


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_also_on_a_narrow_page(open_tab: Callable[..., Page], page: Page, theme: str) -> None:
    open_tab("stack", f"theme={theme}&sl=3&sk3=9&sd2=2&sp2=2")
    for width in (1200, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert {each["id"] for each in Axe().run(page).response["violations"]} - {"page-has-heading-one"} == set()
