"""Own classes in a browser: what is there at first, files dropped into classes, training, the stop, files to take."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from safetensors import safe_open

from cnnviz.imaging.doodles import doodle

from .stage import Server, Watch

pytestmark = pytest.mark.browser
PATIENCE = 60_000


def files(kind: str, count: int) -> list[FilePayload]:
    found: list[FilePayload] = []
    for number in range(count):
        buffer = io.BytesIO()
        Image.fromarray(np.asarray(doodle(kind, number).rgb)).save(buffer, "PNG")
        found.append({"name": f"{kind}-{number}.png", "mimeType": "image/png", "buffer": buffer.getvalue()})
    return found


@pytest.fixture
def opened(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/classes")
    expect(page.get_by_role("table").locator("td").first).to_be_visible(timeout=PATIENCE)
    return page


def test_the_example_is_there_and_a_switch_is_answered_beside_the_run_before(opened: Page) -> None:
    expect(opened.locator(".big")).to_contain_text("%")
    expect(opened.get_by_role("img", name="40 pictures of Smile")).to_be_visible()
    expect(opened.get_by_text("256 × 2 + 2 = 514 parameters to learn")).to_be_visible()
    opened.get_by_label("Momentum").uncheck()
    expect(opened.get_by_text("The run before:")).to_be_visible(timeout=PATIENCE)
    slider = opened.get_by_role("slider", name="Layers kept")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "9 of 11 layers, up to things.0.relu2")
    opened.wait_for_url("**keep=9**")
    opened.get_by_label("Unfreeze: blocks that learn too").select_option("1")
    expect(opened.get_by_label("Progress of the training")).to_have_attribute("value", re.compile(r"\d"))
    opened.get_by_role("button", name="Stop").first.click()
    expect(opened.get_by_text("Stopped. What was learned before still answers.")).to_be_visible()


def test_own_pictures_are_taken_learned_and_taken_along(opened: Page, watch: Watch) -> None:
    opened.get_by_role("button", name="Your own pictures").click()
    expect(opened.get_by_text("Class “First” has no picture yet").first).to_be_visible(timeout=PATIENCE)
    name = opened.get_by_role("textbox", name="Name of the class").first
    name.fill("Sun")
    name.press("Enter")
    expect(opened.get_by_label("Pictures for Sun")).to_be_attached()
    watch.expected = "422"  # the browser's own note of the refusal
    broken: FilePayload = {
        "name": "broken.png",
        "mimeType": "image/png",
        "buffer": b"\x89PNG\r\n\x1a\nand then nothing",
    }
    opened.get_by_label("Pictures for Sun").set_input_files([*files("sun", 6), broken])
    expect(opened.get_by_text("6 pictures are in the class.")).to_be_visible(timeout=PATIENCE)
    expect(opened.get_by_text("broken.png: This PNG")).to_be_visible()
    opened.get_by_label("Pictures for Second").set_input_files(files("fish", 6))
    expect(opened.get_by_role("button", name="remove", exact=False)).to_have_count(12 + 2, timeout=PATIENCE)
    opened.get_by_role("button", name="Picture 6 of Second: remove").click()
    expect(opened.get_by_text("5 pictures", exact=True)).to_be_visible()
    opened.get_by_role("button", name="Train").click()
    expect(opened.get_by_text("held-out pictures right")).to_be_visible(timeout=PATIENCE)
    for what in ("the curves", "these pictures", "the picture and where the network looked"):
        with opened.expect_download() as picture:
            opened.get_by_role("button", name=f"Download {what} as PNG").click()
        with Image.open(picture.value.path()) as found:
            assert "Sun" in found.text["Description"]
    opened.get_by_text("One step of learning, opened").click()
    expect(opened.get_by_text("ln 2 = 0.6931")).to_be_visible(timeout=PATIENCE)
    opened.get_by_text("Take it along").click()
    with opened.expect_download() as waiting:
        opened.get_by_role("button", name="Download the classifier").click()
    with safe_open(waiting.value.path(), "pt") as file:
        assert file.metadata()["classes"] == '["Sun", "Second"]'
        assert file.get_tensor("head.weight").shape == (2, 256)
