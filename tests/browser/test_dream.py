"""The page of dreams in a browser: the gallery at once, a run that streams and stops, files, keys, the other modes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Route, expect

from cnnviz import models
from cnnviz.imaging import samples
from cnnviz.ui import dream, dream_settings, wall
from cnnviz.ui.paths import ASSETS
from cnnviz.ui.settled import Settled

from .bare_pages import serving
from .inspector_harness import ComponentServer, answering, show
from .stage import Watch

pytestmark = pytest.mark.browser
PATIENCE = 30_000


@pytest.fixture(scope="module")
def components_served() -> Iterator[ComponentServer]:
    with serving(ComponentServer) as running:
        yield running


def data(theme: str = "light", **parts: Any) -> bytes:
    model, photo = models.load("embedded"), samples.load("cat")
    told = replace(dream_settings.first(model), **parts)
    ask = {"ticket": "t", "net": "embedded", "photo": "cat", "theme": theme}
    return dream.packed(model, wall.photo(model, photo), "cat", "Chelsea the cat", Settled(told, told, 1), ask)


def asset(route: Route) -> None:
    """Answer `/assets/<digest>/...` as the app does."""
    route.fulfill(path=ASSETS / urlsplit(route.request.url).path.split("/", 3)[3])


@pytest.fixture
def opened(page: Page, components_served: ComponentServer) -> Page:
    page.emulate_media(reduced_motion="reduce")  # the film would take its three seconds
    page.route("**/assets/**", asset)
    page.goto(f"{components_served.url}/component/dream")
    return page


def sent(page: Page) -> dict[str, Any]:
    page.wait_for_function("sent.length")
    found: dict[str, Any] = page.evaluate("sent.at(-1)[1]")
    return found


def test_a_class_comes_out_of_noise_is_stopped_and_taken_along(opened: Page, tmp_path: Path) -> None:
    heard = answering(opened)
    show(opened, data(steps=8))
    picture = opened.locator(".frame canvas")
    expect(picture).to_have_attribute("aria-label", re.compile("mushroom.*Logit from .* in 96 of 96 steps"))  # the film
    opened.get_by_role("button", name="Dream it").click()
    expect(picture).to_have_attribute("aria-label", re.compile("in 8 of 8 steps"), timeout=PATIENCE)
    expect(opened.locator(".curve svg")).to_have_attribute("aria-label", re.compile("after 8 of 8 steps"))
    with opened.expect_download() as file:
        opened.get_by_role("button", name="as GIF").click()
    file.value.save_as(tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 3  # type: ignore[attr-defined]
    with opened.expect_download() as file:
        opened.get_by_role("button", name="as PNG").click()
    assert file.value.suggested_filename == "dream-embedded-network-mushroom.png"

    opened.get_by_text("What keeps it like a picture").click()
    opened.get_by_role("slider", name="Steps").evaluate("s => { s.value = 400; s.dispatchEvent(new Event('input')); }")
    assert sent(opened)["steps"] == 400
    opened.get_by_role("button", name="Once more").click()
    expect(picture).to_have_attribute("aria-label", re.compile("of 400 steps"), timeout=PATIENCE)
    opened.get_by_role("button", name="Stop", exact=True).click()
    expect(opened.locator(".state")).to_have_text("Stopped. What is there stays.")
    expect(picture).to_have_attribute("aria-label", re.compile("of 400 steps"))
    opened.get_by_role("button", name="A channel").click()
    expect(opened.locator(".state")).to_have_text("")  # nothing was stopped of what is shown now
    expect(opened.get_by_role("button", name="as CSV")).to_be_hidden()  # the gallery's tile has no scores
    opened.get_by_role("button", name="A class").click()
    expect(opened.locator(".state")).to_have_text("Stopped. What is there stays.")
    assert [each["look"]["steps"] for each in heard if each.get("act") == "start"] == [8, 400]

    opened.evaluate("leave()")
    opened.wait_for_timeout(300)
    count = len(heard)
    opened.wait_for_timeout(600)
    assert len(heard) == count  # whoever has left asks no more


def test_the_gallery_is_there_at_once_and_goes_by_keys(opened: Page) -> None:
    answering(opened)
    show(opened, data())
    tiles = opened.locator(".tile")
    expect(tiles).to_have_count(100)
    opened.get_by_role("button", name="Pixels alone").click()
    expect(opened.locator(".gallery .note")).to_contain_text("takes 100 of the 100 for their class")
    opened.get_by_role("button", name="Robust", exact=True).click()
    opened.get_by_role("button", name=re.compile("^goldfish")).focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("Enter")
    second = models.load("embedded").class_names[1]
    expect(opened.locator("h2").first).to_have_text(second)
    expect(opened.locator(".frame canvas")).to_have_attribute("aria-label", re.compile(f"{second}: from the gallery"))
    assert sent(opened)["cls"] == 1
    opened.get_by_role("button", name="A channel").click()
    opened.get_by_role("button", name="Channel 53 of parts.1.relu2").click()
    expect(opened.locator("h2").first).to_have_text("Channel 53 of parts.1.relu2")
    assert [each["id"] for each in Axe().run(opened).response["violations"]] == []


@pytest.mark.parametrize(("mode", "button"), [("photo", "Dream on the photo"), ("style", "Paint it")])
def test_the_photo_dreams_and_a_link_opens_it(opened: Page, mode: str, button: str) -> None:
    answering(opened)
    opened.goto(opened.url + "?theme=dark")
    show(opened, data("dark", mode=mode, steps=8, octaves=1))
    picture = opened.locator(".frame canvas")
    expect(picture).to_have_attribute("aria-label", re.compile("Chelsea the cat.* in (40 of 40|80 of 80) steps"))
    opened.get_by_role("button", name=button).click()
    expect(picture).to_have_attribute("aria-label", re.compile("in 8 of 8 steps"), timeout=PATIENCE)
    assert [each["id"] for each in Axe().run(opened).response["violations"]] == []


def test_layers_show_what_they_keep_and_a_refusal_is_a_sentence(opened: Page, watch: Watch) -> None:
    answering(opened)
    show(opened, data(mode="layers", steps=8))
    expect(opened.locator(".layers figure")).to_have_count(8)  # the photo and seven layers, from the gallery
    expect(opened.get_by_role("img", name="Chelsea the cat as head knows it")).to_be_visible()
    expect(opened.locator(".layers figcaption").nth(1)).to_have_text("stem.relu0.1 % off")
    with opened.expect_download() as file:
        opened.get_by_role("button", name="as CSV").click()
    rows = file.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "layer,error"
    assert [row.split(",")[0] for row in rows[1:]][::6] == ["stem.relu", "head"]
    opened.route("**/answers/*", lambda route: route.fulfill(status=422, body="Wait a little, then start it again."))
    opened.get_by_role("button", name="Ask every layer").click()
    expect(opened.locator(".state")).to_have_text("Wait a little, then start it again.")
    expect(opened.locator(".layers figure")).to_have_count(8)
    watch.complaints.clear()  # the browser notes the refusal
