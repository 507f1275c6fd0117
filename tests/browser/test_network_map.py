"""The map of the network: every layer has its place, deep networks fold, and a step travels to every view."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cnnviz import models
from cnnviz.models import Model, Preset
from cnnviz.models.embedded import MEAN, STD
from cnnviz.ui import network_map
from tests.browser.stage import Server

pytestmark = pytest.mark.browser
PATIENCE = 60_000
PLAN = """async ({ layers, stages, index, room }) => {
  const { plan } = await import("/components/network_map/plan.js");
  return plan(layers, stages, index, room);
}"""


@pytest.fixture(scope="module")
def densenet() -> dict[str, Any]:
    module = models.blueprint("densenet121").to_empty(device="cpu")
    return network_map.about(Model("densenet121", module, ("a",), Preset(256, 224, MEAN, STD)))


@pytest.mark.parametrize("index", [0, 7, 150, 300, 428])
def test_densenets_430_layers_fit_the_strip_with_the_chosen_one_open(
    modules: Page, densenet: dict[str, Any], index: int
) -> None:
    asked = {"layers": densenet["layers"], "stages": densenet["stages"], "index": index, "room": 780}
    found = modules.evaluate(PLAN, asked)
    assert found["end"] <= 780
    items = found["items"]
    assert [item["first"] for item in items[1:]] == [item["last"] + 1 for item in items[:-1]]
    assert (items[0]["first"], items[-1]["last"]) == (0, len(densenet["layers"]) - 1)
    assert any(item["first"] == item["last"] == index for item in items)
    assert all(item["width"] >= 3 for item in items)
    ends = [(item["x"], item["x"] + item["width"]) for item in items]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_a_network_that_fits_is_not_folded_and_wide_layers_are_thick(modules: Page) -> None:
    told = network_map.about(models.load("embedded"))
    found = modules.evaluate(PLAN, {"layers": told["layers"], "stages": told["stages"], "index": 0, "room": 780})
    assert {item["form"] for item in found["items"]} == {"layer", "tick"}
    widths = {told["layers"][item["first"]]["name"]: item["width"] for item in found["items"]}
    assert widths["stem.conv"] < widths["parts.0.conv1"] < widths["things.0.conv1"]  # 32, 128, 256 channels


def test_a_step_on_the_map_changes_the_sheet_at_once_and_the_address_at_rest(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector")
    strip = page.get_by_role("slider", name="Map of")
    expect(strip).to_be_visible(timeout=PATIENCE)
    title = page.locator(".units h2")
    expect(title).to_contain_text("stem.relu", timeout=PATIENCE)
    strip.focus()
    page.keyboard.press("ArrowRight")
    expect(strip).to_have_attribute("aria-valuetext", re.compile("^stem.pool"))
    expect(title).to_contain_text("stem.pool", timeout=5000)
    expect(page).to_have_url(re.compile("layer=stem.pool"))
    page.locator("#layer-list").select_option(label="head · linear, 100")
    expect(title).to_contain_text("head", timeout=5000)
    expect(page).to_have_url(re.compile("layer=head"))


def test_presenter_steps_through_layers_with_nothing_focused(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector?present=1")
    strip = page.get_by_role("slider", name="Map of")
    expect(strip).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".pinned canvas")).to_be_visible(timeout=PATIENCE)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect(strip).to_have_attribute("aria-valuetext", re.compile("^stem.pool"))
    page.keyboard.press("ArrowLeft")
    expect(strip).to_have_attribute("aria-valuetext", re.compile("^stem.relu"))


def test_the_layer_travels_to_another_view(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspector?layer=parts.1.conv2")
    expect(page.locator(".units h2")).to_contain_text("parts.1.conv2", timeout=PATIENCE)
    page.get_by_role("radio", name="One unit").click()
    expect(page.get_by_text("parts.1.conv2, convolution").first).to_be_visible(timeout=PATIENCE)
