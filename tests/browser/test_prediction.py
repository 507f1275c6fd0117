"""The prediction view in a browser: softmax against torch, temperature, votes that add up, files, every way in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import models
from cnnviz.activations import decision
from cnnviz.imaging import samples
from cnnviz.ui.inspecting_prediction import Choice, component_data
from cnnviz.ui.votes import NOBODY, Race, votes

from .bare_pages import serving
from .inspector_harness import ComponentServer, answering, show

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def components_served() -> Iterator[ComponentServer]:
    with serving(ComponentServer) as running:
        yield running


def data(start: Choice = Choice(), theme: str = "light") -> bytes:  # noqa: B008 (frozen)
    """What the page would hand over for the embedded network and the cat."""
    model, photo = models.load("embedded"), samples.load("cat")
    seen = decision.evidence(model, photo)
    best = int(seen.logits.argmax())
    target = best if start.target is None else start.target
    drawn = votes(Race(model, photo, target, start.versus, "dark" if theme == "dark" else "light"))
    ask = {"ticket": "t", "net": "embedded", "photo": "cat", "theme": theme}
    return component_data(start, 1, best, seen.logits, model, "Chelsea the cat", ask, drawn)


@pytest.fixture
def prediction(page: Page, components_served: ComponentServer) -> Page:
    answering(page)
    page.goto(f"{components_served.url}/component/prediction")
    show(page, data())
    return page


def probabilities(temperature: float = 1.0) -> torch.Tensor:
    seen = decision.evidence(models.load("embedded"), samples.load("cat"))
    return (torch.from_numpy(seen.logits.copy()).double() / temperature).softmax(0)


def shown_shares(page: Page) -> list[str]:
    return page.locator(".chances .share").all_inner_texts()


def test_the_likeliest_five_stand_with_their_probabilities(prediction: Page) -> None:
    expected = probabilities().sort(descending=True).values[:5].tolist()
    assert shown_shares(prediction) == [f"{100 * share:.1f} %" for share in expected]
    expect(prediction.locator(".chances .name").first).to_have_text("tabby")


@pytest.mark.parametrize("temperature", [0.1, 0.5, 2.0, 10.0])
def test_softmax_at_a_temperature_is_torchs(prediction: Page, temperature: float) -> None:
    logits = [3.25, -1.5, 0.0, 90.0, 89.5]
    found = prediction.evaluate(
        """async ([logits, temperature]) => {
          const { entropy, softmax } = await import("/components/prediction/softmax.js");
          const { shares } = softmax(logits, temperature);
          return [...shares, entropy(shares)];
        }""",
        [logits, temperature],
    )
    expected = (torch.tensor(logits, dtype=torch.float64) / temperature).softmax(0)
    bits = float(-(expected * expected.clamp_min(1e-300).log2()).sum())
    np.testing.assert_allclose(found, [*expected.tolist(), bits], rtol=1e-9, atol=1e-12)


def test_the_temperature_moves_the_bars_without_a_word_to_the_server(prediction: Page) -> None:
    heard = answering(prediction)
    heat = prediction.get_by_role("slider", name="Temperature")
    heat.fill("100")
    expected = probabilities(10).sort(descending=True).values[:5].tolist()
    assert shown_shares(prediction) == [f"{100 * share:.1f} %" for share in expected]
    expect(prediction.locator(".doubt")).to_contain_text("bits")
    heat.fill("-100")
    assert shown_shares(prediction)[0] == "> 99.9 %"
    expect(prediction.locator(".worked thead")).to_contain_text("exp(z/T)")
    assert heard == []
    prediction.wait_for_function("window.sent.at(-1)?.[1].temperature === 0.1")


def test_the_list_holds_three_to_twenty_classes(prediction: Page) -> None:
    slider = prediction.get_by_role("slider", name="Classes")
    for count in (3, 20):
        slider.fill(str(count))
        expect(prediction.locator(".chances li")).to_have_count(count)


def test_the_worked_table_adds_up(prediction: Page) -> None:
    rows = [row.split("\t") for row in prediction.locator(".worked tbody tr").all_inner_texts()]
    parts = [float(row[4]) for row in rows]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], rel=1e-3)
    assert parts[0] == 1
    expect(prediction.locator(".formula")).to_contain_text(f"= {probabilities().max().item():.4f}")


def test_the_bars_of_the_votes_add_up_to_the_logit(prediction: Page) -> None:
    numbers = [float(text.replace("\u2212", "-")) for text in prediction.locator(".ledger .number").all_inner_texts()]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.02)
    seen = decision.evidence(models.load("embedded"), samples.load("cat"))
    assert numbers[-1] == pytest.approx(float(seen.logits.max()), abs=0.01)


def test_a_click_on_a_class_shows_its_votes_and_is_told_at_rest(prediction: Page) -> None:
    prediction.locator(".chances button").nth(1).click()
    expect(prediction.locator("h2")).to_contain_text("Persian cat")
    expect(prediction.locator(".chances button[aria-pressed=true] .name")).to_have_text("Persian cat")
    index = models.load("embedded").class_names.index("Persian cat")
    prediction.wait_for_function(f"window.sent.at(-1)?.[1].target === {index}")


def test_two_classes_are_compared_by_typing(prediction: Page) -> None:
    field = prediction.get_by_label("compared with")
    field.fill("persian")
    field.press("Enter")
    expect(prediction.locator("h2")).to_have_text("Why tabby and not Persian cat")
    expect(prediction.locator(".piece.sum small")).to_have_text("difference of the logits")
    field.fill("")
    field.press("Enter")
    expect(prediction.locator("h2")).to_contain_text("Who voted for tabby")


def test_a_class_that_there_is_not_gets_a_sentence(prediction: Page) -> None:
    field = prediction.get_by_label("Class", exact=True)
    field.fill("unicorn <b>")
    field.press("Enter")
    expect(prediction.get_by_text("No class is called \u201cunicorn <b>\u201d.")).to_be_visible()
    expect(field).to_have_value("tabby")


def test_a_class_far_down_is_listed_with_its_rank(prediction: Page) -> None:
    field = prediction.get_by_label("Class", exact=True)
    field.fill("school bus")
    field.press("Enter")
    row = prediction.locator(".chances button[aria-pressed=true]")
    expect(row.locator(".name")).to_have_text("school bus")
    order = probabilities().argsort(descending=True).tolist()
    index = models.load("embedded").class_names.index("school bus")
    expect(row.locator(".rank")).to_have_text(str(order.index(index) + 1))


def test_the_table_of_votes_is_a_file_that_adds_up(prediction: Page) -> None:
    with prediction.expect_download() as waiting:
        prediction.get_by_role("button", name="all channels' votes").click()
    assert waiting.value.suggested_filename == "embedded-who-voted-for-tabby-and-who-against-chelsea-the-cat.csv"
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8"))))
    parts = [float(row[3]) for row in rows[1:-1]]
    assert len(parts) == 256 + 1
    assert sum(parts) == pytest.approx(float(rows[-1][3]), rel=1e-4)


def test_the_picture_of_the_votes_carries_a_caption(prediction: Page) -> None:
    with prediction.expect_download() as waiting:
        prediction.get_by_role("button", name="votes as PNG").click()
    with Image.open(waiting.value.path()) as image:
        assert (image.format, image.width) == ("PNG", 2 * (900 + 32))
        foot = np.asarray(image.convert("L"))[-90:]
    assert (foot < 128).sum() > 200  # words


def test_new_data_does_not_undo_what_the_hand_has_done(prediction: Page) -> None:
    prediction.locator(".chances button").nth(2).click()
    expect(prediction.locator("h2")).to_contain_text("remote control")
    show(prediction, data())  # a run of the page that still tells the start
    expect(prediction.locator("h2")).to_contain_text("remote control")
    expect(prediction.locator(".chances button[aria-pressed=true] .name")).to_have_text("remote control")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, components_served: ComponentServer, theme: str) -> None:
    answering(page)
    page.goto(f"{components_served.url}/component/prediction?theme={theme}")
    show(page, data(Choice(versus=3), theme))
    page.wait_for_timeout(300)
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


def test_nothing_is_wider_than_a_phone(page: Page, components_served: ComponentServer) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{components_served.url}/component/prediction")
    show(page, data(Choice(versus=NOBODY)))
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
