"""The architectures page in a browser: figure, cost, table, comparison, files, and the keys that reach them."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from cnnviz import models
from cnnviz.arithmetic import GLOBAL, Kind, LayerRow, ReceptiveField, Unknown, known
from cnnviz.ui.layer_data import table
from tests.browser.lab_harness import assets
from tests.browser.stage import Server, Watch

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # ms: networks that are traced wait for torch


def open_page(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}/architectures?{query}")
    expect(page.locator(".volumes svg").first).to_be_visible(timeout=PATIENCE)


def layers(page: Page) -> Locator:
    return page.locator(".layers tbody tr")


def column(page: Page, number: int) -> list[str]:
    """The texts of a column of the table, the layer's name being the first."""
    cells = page.locator(f".layers tbody tr > :nth-child({number})")
    return [text.replace("\u2009", "") for text in cells.all_inner_texts()]


def saved(page: Page, button: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).first.click()
    return waiting.value.path().read_text(encoding="utf-8")


def test_first_view_is_alexnet_drawn_from_picture_to_classes(page: Page, server: Server) -> None:
    open_page(page, server)
    figure = page.locator(".volumes svg")
    label = (figure.get_attribute("aria-label") or "").replace("\u2009", "")
    assert "5 convolutions, 3 poolings, 3 linear layers; from 3 × 227 × 227 to 256 × 6 × 6 to 1000" in label
    assert page.locator(".volume").count() == 11  # the picture, 5 and 3, two equal linear layers as one, the last
    expect(page.get_by_text("96.2 % of the parameters are in the linear layers")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("resnet50", ["3 blocks", "4 blocks", "6 blocks", "3 blocks"]),
        ("resnet152_v1", ["3 blocks", "8 blocks", "36 blocks", "3 blocks"]),
        ("shufflenet_v2_x1_0", ["4 blocks", "8 blocks", "4 blocks"]),
    ],
)
def test_residual_blocks_are_drawn_as_stages(page: Page, server: Server, name: str, said: list[str]) -> None:
    open_page(page, server, f"arch={name}")
    texts = page.locator(".volume text").evaluate_all("texts => texts.map((each) => each.textContent)")
    assert [text for text in texts if text.endswith("blocks")] == said


def test_table_sorts_by_each_kind_of_column_and_says_so(page: Page, server: Server) -> None:
    open_page(page, server, "arch=alexnet_2012")
    expect(layers(page)).to_have_count(23)
    head = page.get_by_role("columnheader", name="Parameters")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(page, 1)[:3] == ["fc6", "fc7", "fc8"]  # 37.8, 16.8 and 4.1 million
    expect(page).to_have_url(re.compile("sort=-params"))
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "none")
    assert column(page, 1)[:2] == ["conv1", "relu1"]
    page.get_by_role("columnheader", name="Layer").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Layer")).to_have_attribute("aria-sort", "ascending")


def test_link_brings_back_order_layer_and_both_networks(page: Page, server: Server) -> None:
    open_page(page, server, "arch=alexnet_2012&arch2=alexnet_one_group&sort=-macs&layer=conv2")
    expect(page.locator(".volumes svg")).to_have_count(2)
    assert column(page, 1)[0] == "conv2"  # 223,948,800 of 724 million
    expect(page.locator(".layers tr[aria-current]")).to_have_count(1)
    expect(page.locator('.volume[aria-pressed="true"]')).to_have_count(2)


def test_deep_networks_show_layers_with_weights_first(page: Page, server: Server) -> None:
    open_page(page, server, "arch=resnet50")
    box = page.get_by_label("Only layers with weights")
    expect(box).to_be_checked()
    expect(layers(page)).to_have_count(107)  # 53 convolutions, 53 batch norms, 1 linear layer
    box.uncheck()
    expect(layers(page)).to_have_count(175)


def test_suggestion_compares_the_papers_resnet_with_torchvisions(page: Page, server: Server) -> None:
    open_page(page, server, "arch=resnet50_v1")
    page.get_by_role("button", name="Compare with ResNet-50 v1.5").click()
    expect(page.locator(".volumes svg")).to_have_count(2)
    expect(page.locator(".difference")).to_contain_text("the same parameters, 1.06 times the MACs")
    assert [text.strip() for text in page.locator('[data-number="field"] b').all_inner_texts()] == [
        "483 × 483",
        "427 × 427",
    ]
    expect(page).to_have_url(re.compile("arch=resnet50_v1&arch2=resnet50"))
    page.get_by_role("button", name="One network alone").click()
    expect(page.locator(".volumes svg")).to_have_count(1)


def expected(row: LayerRow) -> dict[str, str]:
    field = row.fields[-1]
    local = isinstance(field, ReceptiveField)
    return {
        "name": row.name,
        "kind": row.kind.value,
        "output_shape": "x".join(map(str, row.output_shape)),
        "parameters": str(known(row.parameters)),
        "macs": str(known(row.macs)),
        "activation_bytes": str(known(row.activation_bytes)),
        "field": f"{field.size[0]}x{field.size[1]}" if local else "whole picture",  # type: ignore[union-attr]
        "groups": str(row.window.groups) if row.window else "",
    }


@pytest.mark.parametrize("name", ["alexnet_2012", "googlenet_2014"])
def test_csv_holds_every_layer_with_its_numbers(page: Page, server: Server, name: str) -> None:
    open_page(page, server, f"arch={name}&sort=-params")
    found = list(csv.DictReader(io.StringIO(saved(page, "Download as CSV"))))
    wanted = [expected(row) for row in models.rows(name)]
    assert [{key: line[key] for key in wanted[0]} for line in found] == wanted


def test_svg_stands_alone_on_white_with_its_description(page: Page, server: Server) -> None:
    open_page(page, server, "arch=lenet5_1998")
    text = saved(page, "Download as SVG")
    root = ET.fromstring(text)  # noqa: S314 (our own file)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == "#ffffff"  # type: ignore[union-attr]
    assert "3 convolutions" in (root.findtext("{http://www.w3.org/2000/svg}desc") or "")
    assert "var(--" not in text


def test_lanes_tell_a_layers_numbers_by_keys(page: Page, server: Server) -> None:
    open_page(page, server, "arch=vgg_d")
    lanes = page.get_by_role("slider", name="Layers of VGG D")
    lanes.focus()
    page.keyboard.press("Home")
    expect(lanes).to_have_attribute("aria-valuetext", re.compile("^conv1_1, convolution 3 × 3: 64 × 224 × 224"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".reading b")).to_have_text("conv1_2")
    text = (page.locator(".reading").inner_text()).replace("\u2009", "")
    assert "36928 parameters" in text  # 64 * 64 * 9 + 64
    assert "1849688064 MACs" in text  # 64 * 64 * 9 * 224 * 224
    page.keyboard.press("Enter")
    expect(page.locator(".layers tr[aria-current]")).to_have_attribute("data-layer", "conv1_2")
    expect(page).to_have_url(re.compile("layer=conv1_2"))


def test_volumes_are_reached_and_chosen_by_keys(page: Page, server: Server) -> None:
    open_page(page, server, "arch=alexnet_2012")
    first = page.locator(".volume[role=button]").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".volume[aria-pressed=true]")).to_have_attribute("data-at", "pool1")
    expect(page.locator(".layers tr[aria-current]")).to_have_attribute("data-layer", "pool1")
    expect(page.locator(".reading b")).to_have_text("pool1")


def test_another_column_of_the_vgg_table_opens_its_network(page: Page, server: Server) -> None:
    open_page(page, server, "arch=vgg_d")
    table = page.get_by_role("region", name="Table 1 of the VGG paper")
    expect(table.get_by_role("button", name="D 16 layers")).to_have_attribute("aria-pressed", "true")
    table.get_by_role("button", name="E 19 layers").click()
    expect(page.locator('[data-number="depth"] b')).to_have_text("19")
    expect(page.get_by_text("45 % fewer weights")).to_be_visible()  # 1 - 27 / 49


def test_history_opens_a_family(page: Page, server: Server) -> None:
    open_page(page, server)
    page.get_by_role("button", name="Neocognitron").click()
    expect(page.locator(".step-said")).to_contain_text("K. Fukushima")
    page.get_by_role("button", name="LeNet", exact=True).click()
    expect(page.locator(".who h2")).to_contain_text("LeNet-5 (1998)")


def test_convention_shows_on_focus(page: Page, server: Server) -> None:
    open_page(page, server)
    tip = page.locator('[data-number="macs"] .tip')
    expect(tip).to_be_hidden()
    page.get_by_role("button", name="MACs").first.focus()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("Half of what counts as FLOPs")


def test_what_others_print_for_resnet_50_is_told_with_the_reason(page: Page, server: Server) -> None:
    open_page(page, server, "arch=resnet50")
    claims = page.get_by_role("region", name="What others print for ResNet-50")
    text = claims.inner_text().replace("\u2009", "")
    assert "4111512576" in text  # fvcore
    assert "1963" in text  # a walk along the modules


def test_a_network_without_figures_of_others_leads_to_its_familys(page: Page, server: Server) -> None:
    open_page(page, server, "arch=vgg_d")
    page.get_by_role("button", name="What others print for VGG-11", exact=True).click()
    expect(page.get_by_role("region", name="What others print for VGG-11")).to_be_visible(timeout=PATIENCE)


def test_layer_opens_in_the_lab_with_its_setting(page: Page, server: Server) -> None:
    open_page(page, server, "arch=lenet5_1998")
    row = page.locator('.layers tr[data-layer="C3"]')
    expect(row.get_by_role("link", name="What a unit of C3 sees")).to_have_attribute(
        "href", "field?arch=lenet5_1998&layer=C3"
    )
    row.get_by_role("link", name="Try C3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Convolution lab", timeout=PATIENCE)
    expect(page.locator('[data-number="shape"]')).to_have_text("16 × 10 × 10", timeout=PATIENCE)
    page.go_back()
    expect(page.locator(".who h2")).to_contain_text("LeNet-5 (1998)", timeout=PATIENCE)


def test_traced_network_shows_the_fields_of_its_channel_groups(page: Page, server: Server) -> None:
    open_page(page, server, "arch=squeezenet1_0")
    page.get_by_label("Only layers with weights").uncheck()
    joined = page.locator(".layers tbody tr").filter(has=page.locator("small", has_text="123 × 123"))
    expect(joined.first).to_contain_text("155 × 155")


def test_nothing_but_framed_figures_scrolls_sideways_on_a_phone(browser: Browser, watch: Watch, server: Server) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    watch.attach(context)
    page = context.new_page()
    open_page(page, server, "arch=vgg_d&arch2=vgg_e")
    page.wait_for_timeout(500)
    width = page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth")
    context.close()
    assert width == 360


ROWS = """async (rows) => {
  const { Table } = await import("/components/architecture/table.js");
  const { csv } = await import("/components/architecture/csv.js");
  const { PALETTE } = await import("/components/palette.js");
  const table = new Table({ onSort() {}, onLayer() {} });
  document.body.append(table.element);
  table.show({ name: "it", title: "It", rows }, "-params", PALETTE.light, "");
  return csv(rows);
}"""


def test_unknown_numbers_are_dashes_with_their_reason_and_sort_last(page: Page) -> None:
    why = Unknown("The size depends on the picture's content.")
    whole = LayerRow("a", Kind.LINEAR, ("input",), ((4,),), (2,), 10, 8, 8, (GLOBAL,), (2,))
    strange = LayerRow("b", Kind.OTHER, ("a",), ((2,),), (2,), why, why, 8, (why,), (2,))
    with assets() as files:
        page.goto(f"{files.url}/blank")
        text = page.evaluate(ROWS, table([strange, whole]))
        assert page.locator("tbody th").all_inner_texts() == ["a", "b"]
        notes = page.get_by_role("note")
        expect(notes).to_have_count(3)
        expect(notes.first).to_have_attribute("aria-label", f"Not known: {why.reason}")
        expect(page.locator("tfoot")).to_contain_text("at least 10")
        page.goto("about:blank")
    line = next(iter(csv.DictReader(io.StringIO(text))))
    assert (line["parameters"], line["field"], line["remarks"]) == ("", "", why.reason)


def test_the_longest_table_is_sorted_in_a_moment(page: Page, server: Server) -> None:
    open_page(page, server, "arch=resnet152")
    page.get_by_label("Only layers with weights").uncheck()
    expect(layers(page)).to_have_count(515)
    button = page.get_by_role("columnheader", name="MACs").get_by_role("button")
    took = button.evaluate(
        "button => { const start = performance.now(); button.click(); button.getBoundingClientRect(); "
        "return performance.now() - start; }"
    )
    print("sorted in", took)
    assert took < 400  # on cores that others use as well


@pytest.fixture(params=["light", "dark"])
def coloured_page(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    watch.attach(context)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("query", ["layer=conv2", "arch=vgg_d&arch2=vgg_e", "arch=resnet50"])
def test_axe_finds_nothing(coloured_page: Page, server: Server, query: str) -> None:
    open_page(coloured_page, server, query)
    coloured_page.wait_for_timeout(1000)
    found: list[dict[str, Any]] = Axe().run(coloured_page).response["violations"]
    assert {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found} == {}
