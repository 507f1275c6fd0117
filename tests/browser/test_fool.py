"""The page that fools a network, in a browser: epsilon under the hand, curves, runs, files, phone, axe."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import models, synthesis
from cnnviz.imaging import samples
from cnnviz.serve import engine
from cnnviz.synthesis.survival import TREATMENTS, rounded
from cnnviz.ui import fool, fool_answers
from cnnviz.ui.fool_settings import LEVELS, Look
from cnnviz.ui.settled import Settled

from .bare_pages import serving
from .inspector_harness import ComponentServer, answering, show

pytestmark = pytest.mark.browser
PATIENCE = 30_000
FGSM = Look(steps=1)


@pytest.fixture(scope="module")
def components_served() -> Iterator[ComponentServer]:
    with serving(ComponentServer) as running:
        yield running


@cache
def known(steps: int) -> None:
    """Have the answer of a recipe ready, as the warm-up does."""
    wanted = fool_answers.Wanted.of(models.load("embedded"), samples.load("cat"), -1, Look(steps=steps))
    engine().ask(wanted.question(), lambda: fool_answers.whole(wanted), "warm-up")


def data(look: Look = FGSM, theme: str = "light", target: int = -1, serial: int = 1) -> bytes:
    model, photo = models.load("embedded"), samples.load("cat")
    known(1)
    ask = {"ticket": "t", "net": "embedded", "photo": "cat", "theme": theme}
    label = model.class_names.index("tabby")
    return fool.packed(fool.Shown(model, photo, "Chelsea the cat", label, target), Settled(look, look, serial), ask)


@pytest.fixture
def heard(page: Page) -> list[dict[str, Any]]:
    return answering(page)


@pytest.fixture
def fooled(page: Page, heard: list[dict[str, Any]], components_served: ComponentServer) -> Page:
    page.goto(f"{components_served.url}/component/fool")
    show(page, data())
    expect(page.locator(".verdict")).to_contain_text("ladybug", timeout=PATIENCE)
    return page


def test_the_hand_moves_epsilon_without_a_question(fooled: Page, heard: list[dict[str, Any]]) -> None:
    slider = fooled.get_by_role("slider", name="Epsilon")
    for level in LEVELS[LEVELS.index(4) + 1 :]:
        slider.press("ArrowRight")
        expect(fooled.locator(".epsilon")).to_have_text(f"\u03b5 = {level:g}")
    model = models.load("embedded")
    found = synthesis.attack(model, samples.load("cat"), 16)
    expect(fooled.locator(".result .class")).to_have_text(model.class_names[found.index])
    expect(fooled.locator(".noise .class")).to_have_text("\u00b1 16")
    pixels = fooled.locator(".result canvas").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, 64, 64).data]"
    )
    np.testing.assert_array_equal(np.reshape(pixels, (64, 64, 4))[..., :3], rounded(found.image))
    slider.press("Home")
    expect(fooled.locator(".verdict")).to_contain_text("Nothing is changed: tabby")
    fooled.wait_for_function("window.sent.at(-1)?.[1].level === 0")  # where the hand rests
    assert fooled.evaluate("window.sent.at(-1)") == ["look", {"level": 0, "steps": 1, "norm": "linf", "start": "photo"}]
    assert heard == []


def test_a_press_on_the_curve_chooses_the_nearest_epsilon(fooled: Page) -> None:
    curve = fooled.locator(".plot svg").first
    box = curve.bounding_box()
    assert box is not None
    middle = box["width"] * (52 + 0.5 * 394) / 460  # the axis runs from 52 to 446 of 460
    curve.click(position={"x": middle, "y": box["height"] / 2})
    expect(fooled.locator(".epsilon")).to_have_text("\u03b5 = 8")
    formula = fooled.locator(".formula").inner_text()
    assert formula.startswith("\u03b5 \u00d7 \u2016gradient\u2016\u2081 = 8 \u00d7")


def test_more_steps_run_and_stop_and_go_on(fooled: Page, heard: list[dict[str, Any]]) -> None:
    fooled.get_by_role("button", name="5", exact=True).click()
    expect(fooled.locator(".result .class")).not_to_have_text("ladybug", timeout=PATIENCE)
    expect(fooled.locator(".controls .running")).to_have_class("running idle", timeout=PATIENCE)
    assert [each["name"] for each in heard[:2]] == ["fool", "fool_run"]
    assert fooled.evaluate("document.querySelector('#host').shadowRoot.querySelectorAll('.plot circle').length") > 20
    before = len(heard)
    fooled.get_by_role("button", name="1 (FGSM)").click()  # kept
    fooled.get_by_role("button", name="5", exact=True).click()
    expect(fooled.locator(".plot figcaption", has_text="Step by step")).to_be_visible()
    assert len(heard) == before


def test_the_page_that_is_left_stops_its_run(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer
) -> None:
    page.goto(f"{components_served.url}/component/fool")
    show(page, data(Look(steps=40, norm="l2")))
    expect(page.locator(".controls .far")).to_contain_text("%", timeout=PATIENCE)
    page.evaluate("window.leave()")
    page.wait_for_timeout(300)
    assert heard[-1]["act"] == "stop"


def test_the_file_is_the_picture_that_is_told(fooled: Page) -> None:
    found = synthesis.attack(models.load("embedded"), samples.load("cat"), 4)
    with fooled.expect_download() as waiting:
        fooled.get_by_role("button", name="Fooled picture").click()
    with Image.open(waiting.value.path()) as image:
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), rounded(found.image))
    expect(fooled.locator(".files .note")).to_contain_text("The network takes the file for")
    with fooled.expect_download() as waiting:
        fooled.get_by_role("button", name="Curve").click()
    rows = list(csv.reader(waiting.value.path().read_text().splitlines()))
    assert [float(row[0]) for row in rows[1:]] == list(LEVELS)
    with fooled.expect_download() as waiting:
        fooled.get_by_role("button", name="All three").click()
    with Image.open(waiting.value.path()) as image:
        assert image.width == 2 * (3 * 320 + 2 * 48 + 32)


def test_what_it_survives_and_how_little_is_enough(fooled: Page) -> None:
    fooled.get_by_role("button", name="Put it to the test").click()
    expect(fooled.locator("tbody tr")).to_have_count(len(TREATMENTS), timeout=PATIENCE)
    with fooled.expect_download() as file:
        fooled.get_by_role("button", name="Table (CSV)").click()
    rows = list(csv.reader(file.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == fooled.locator("tbody th").all_inner_texts()
    fooled.get_by_role("button", name="Search the smallest").click()
    expect(fooled.locator(".lead")).to_contain_text("is enough", timeout=PATIENCE)
    fooled.get_by_role("slider", name="Epsilon").press("ArrowRight")
    expect(fooled.locator("tbody tr")).to_have_count(0)  # they belonged to another picture


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    page: Page, heard: list[dict[str, Any]], components_served: ComponentServer, theme: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{components_served.url}/component/fool?theme={theme}")
    show(page, data(theme=theme, look=Look(steps=1, norm="l2")))
    expect(page.locator(".verdict")).to_contain_text("ooled", timeout=PATIENCE)
    page.get_by_role("button", name="Put it to the test").click()
    expect(page.locator("tbody tr")).to_have_count(len(TREATMENTS), timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
