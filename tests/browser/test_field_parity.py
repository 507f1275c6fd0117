"""The receptive field page's arithmetic in the browser against Python's, over thousands of units."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cnnviz.arithmetic import ReceptiveField
from cnnviz.models import View
from cnnviz.models.blueprints import rows
from cnnviz.ui.field_address import with_places
from cnnviz.ui.field_view import layer_data
from tests.browser.lab_harness import assets

pytestmark = pytest.mark.browser


@pytest.fixture
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the component's modules and does nothing else."""
    with assets() as server:
        page = browser.new_page()
        page.goto(f"{server.url}/blank")
        yield page
        page.close()


def test_boxes_are_those_of_the_arithmetic(modules: Page) -> None:
    chance = random.Random(3)

    def pair(low: int, high: int) -> list[int]:
        return [chance.randint(low, high), chance.randint(low, high)]

    cases = []
    for _ in range(6000):
        field = {"size": pair(1, 500), "stride": pair(1, 40), "padding": pair(0, 300)}
        cases.append([field, *pair(0, 60), pair(1, 300)])
    script = """async (cases) => {
      const { boxOf } = await import("/components/field/geometry.js");
      return cases.map((each) => boxOf(...each));
    }"""
    for (field, row, col, size), found in zip(cases, modules.evaluate(script, cases), strict=True):
        known = ReceptiveField(*(tuple(field[name]) for name in ("size", "stride", "padding")))
        assert tuple(found) == known.box(row, col, tuple(size)), (field, row, col, size)


def test_boxes_stand_on_the_photo_where_the_view_has_them(modules: Page) -> None:
    chance = random.Random(4)
    views = [
        View((chance.randint(20, 1024), chance.randint(20, 1024)), crop + chance.randint(0, 40), crop)
        for crop in (32, 64, 224, 299)
        for _ in range(50)
    ]
    boxes = [tuple(chance.randint(-300, 600) for _ in range(4)) for _ in views]
    cases = [[{"box": view.box, "input": view.size}, box] for view, box in zip(views, boxes, strict=True)]
    script = """async (cases) => {
      const { toPhoto, toInput } = await import("/components/field/geometry.js");
      return cases.map(([view, box]) => [toPhoto(view, box), toInput(view, toPhoto(view, box).slice(0, 2))]);
    }"""
    for view, box, (found, back) in zip(views, boxes, modules.evaluate(script, cases), strict=True):
        assert found == pytest.approx(view.to_photo(box))
        assert back == pytest.approx(box[:2])


def test_the_nearest_unit_is_the_one_whose_middle_is_nearest(modules: Page) -> None:
    chance = random.Random(5)
    cases = []
    for _ in range(400):
        field = {
            "size": [chance.randint(1, 90)] * 2,
            "stride": [chance.randint(1, 16)] * 2,
            "padding": [chance.randint(0, 40)] * 2,
        }
        cases.append(
            [field, [chance.uniform(-20, 240), chance.uniform(-20, 240)], [chance.randint(1, 30)] * 2, [224, 224]]
        )
    script = """async (cases) => {
      const { unitNear, middleOf } = await import("/components/field/geometry.js");
      return cases.map(([field, point, map, input]) => {
        const distance = (row) => Math.abs(middleOf(field, row, row, map, input)[0] - point[0]);
        const best = Math.min(...Array.from({ length: map[0] }, (_, row) => distance(row)));
        return distance(unitNear(field, point, map, input)[0]) - best;
      });
    }"""
    assert modules.evaluate(script, cases) == pytest.approx([0] * len(cases), abs=1e-9)


def steps(modules: Page, network: str) -> list[list[int]]:
    """Fields, as the film of a network shows them; [] is the whole picture."""
    data = [layer_data(row) for row in with_places(rows(network))]
    script = """async (layers) => {
      const { filmSteps, fieldOf } = await import("/components/field/unit.js");
      const fields = filmSteps(layers).map((at) => fieldOf(layers[at], Infinity));
      return fields.map((field) => (field === "global" ? [] : field.size));
    }"""
    found: list[list[int]] = modules.evaluate(script, data)
    return found


def test_the_film_grows_up_to_the_whole_picture(modules: Page) -> None:
    sides = [7, 11, 19, 27, 35, 43, 51, 67, 83, 99, 115, 147, 179, 211, 243, 307, 371, 435]
    assert steps(modules, "resnet18") == [*([side, side] for side in sides), []]


def test_the_film_passes_a_gate_by_and_ends_behind_it(modules: Page) -> None:
    assert steps(modules, "efficientnet_b0") == [[3, 3], [7, 7], []]


def test_a_list_of_layers_leaves_out_what_sees_no_further(modules: Page) -> None:
    data = [layer_data(row) for row in with_places(rows("resnet18"))]
    script = (
        'async (layers) => (await import("/components/field/unit.js")).listed(layers, 1).map((at) => layers[at].name)'
    )
    names = modules.evaluate(script, data)
    assert names[:4] == ["conv1", "bn1", "maxpool", "layer1.0.conv1"]  # bn1 because it is the chosen one
    assert "layer1.0.relu" not in names
