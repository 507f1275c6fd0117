"""From a layer to the lab or its field and back: photo, presenter's type and setting come along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Server

pytestmark = pytest.mark.browser
PATIENCE = 60_000


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=PATIENCE)


def test_a_layers_links_stay_in_the_visit_and_lead_back(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/field?photo=rocket&present=1")
    picture = page.locator("canvas[aria-label*='with the field of the unit']")
    expect(picture).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="A whole network").click()
    page.get_by_role("menuitem", name="Architectures").click()
    heading(page, "Architectures")
    page.locator("select").first.select_option("alexnet")
    page.locator("tr[data-layer='features.3']").get_by_text("Lab").click(timeout=PATIENCE)
    heading(page, "Convolution lab")
    expect(page).to_have_url(re.compile(r"(?=.*n=27)(?=.*k=5)(?=.*p=2)(?=.*present=1)"))
    expect(page.get_by_text("input channels 16 instead of 64")).to_be_visible()
    page.get_by_role("link", name="Back to AlexNet (torchvision)").first.click()
    heading(page, "Architectures")
    expect(page.locator("tr[data-layer='features.3']")).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    page.locator("tr[data-layer='features.3']").get_by_text("Field").click()
    heading(page, "What can one unit see?")
    expect(picture).to_have_attribute("aria-label", re.compile("rocket.*features.3", re.IGNORECASE), timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"present=1"))
