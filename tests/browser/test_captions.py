"""Every picture of the filters and of the inspector can be taken along, and its file says what it shows."""

from __future__ import annotations

import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz.imaging import samples
from tests.browser.stage import Server

pytestmark = pytest.mark.browser
PATIENCE = 60_000
PHOTO = samples.get("rocket").title
UNIT = "layer=edges.0.relu1&unit=5"


@pytest.mark.parametrize(
    ("link", "said", "least"),
    [
        ("filters?photo=rocket&from=gabor", ["^(Simple|Complex) cells for"], 6),
        ("filters?photo=rocket&from=edges", ["Gx|Gy|Length|Direction|Lines"], 5),
        ("filters?photo=rocket&from=learned", ["Sobel x|filter \\d+ of stem.conv", "Embedded network"], 2),
        (f"inspector?photo=rocket&{UNIT}", ["Embedded network", r"edges\.0\.relu1"], 3),
        (f"inspector?photo=rocket&{UNIT}&view=unit", ["Embedded network, unit 5 of edges.0.relu1"], 5),
        (f"inspector?photo=rocket&{UNIT}&view=compare", ["Embedded network: edges.0.relu1, unit 5"], 6),
        (f"inspector?photo=rocket&{UNIT}&view=prediction", ["Embedded network, head reading things.1.relu2"], 3),
        (f"inspector?photo=rocket&{UNIT}&view=switches", ["Embedded network, ", "Switched in edges.0.relu1"], 2),
        ("inspector?photo=rocket&view=saliency", ["Embedded network, photo", "Gradient|Grad-CAM"], 2),
        (f"inspector?{UNIT}&view=filters", ["Embedded network, edges.0.conv1"], 3),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_picture_says_what_it_shows(link: str, said: list[str], least: int, page: Page, server: Server) -> None:
    page.goto(f"{server.url}/{link}")
    buttons = page.locator("button:not([aria-label*='Your photo'])", has_text=re.compile("PNG")).filter(visible=True)
    expect(buttons.nth(least - 1)).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(300)
    for button in buttons.all()[:6]:
        with page.expect_download() as coming:
            button.click()
        with Image.open(coming.value.path()) as image:
            image.load()
            caption = image.text["Description"]
        if "view=filters" not in link:  # weights are the same on every photo
            assert PHOTO in caption
        for words in said:
            assert re.search(words, caption), caption
