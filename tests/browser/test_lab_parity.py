"""The browser's arithmetic against `cnnviz.arithmetic`, hand-computed cases and PyTorch."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from cnnviz import arithmetic
from cnnviz.errors import DoesNotFit

from .lab_harness import AssetServer, assets

pytestmark = pytest.mark.browser
COUNT = 5000

RUN = """async (settings) => {
  const { convOutput, convParameters, convMacs } = await import("/components/lab/geometry.js");
  const { rowSentences } = await import("/components/lab/words.js");
  const say = (...about) => rowSentences(...about).filter(({ kind }) => kind !== "read").map(({ text }) => text);
  return settings.map((setting) => {
    const { n, k, s, p, d, cin, cout, groups } = setting;
    const axis = convOutput(n, k, s, p, d);
    const macs = axis && convMacs(cin, cout, [k, k], [axis.size, axis.size], groups);
    return { axis, macs, sentences: axis && say(setting, axis), parameters: convParameters(cin, cout, [k, k], groups) };
  });
}"""


@pytest.fixture(scope="module")
def served() -> Iterator[AssetServer]:
    with assets() as server:
        yield server


@pytest.fixture
def modules(page: Page, served: AssetServer) -> Page:
    page.goto(served.url + "/blank")
    return page


def random_settings(count: int, seed: int = 0, largest: int = 64) -> list[dict[str, int]]:
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        groups = chance.choice([1, 1, 2, 3, 4])
        found.append(
            {
                "n": chance.randint(1, largest),
                "k": chance.randint(1, 15),
                "s": chance.randint(1, 8),
                "p": chance.choice([0, chance.randint(0, 15)]),
                "d": chance.choice([1, chance.randint(1, 6)]),
                "cin": groups * chance.randint(1, 4),
                "cout": groups * chance.randint(1, 8),
                "groups": groups,
            }
        )
    return found


def in_python(setting: dict[str, int]) -> dict[str, Any]:
    kernel = (setting["k"], setting["k"])
    channels = (setting["cin"], setting["cout"])
    parameters = arithmetic.conv_parameters(*channels, kernel, groups=setting["groups"])
    try:
        axis = arithmetic.conv_output(setting["n"], setting["k"], setting["s"], setting["p"], setting["d"])
    except DoesNotFit:
        return {"axis": None, "macs": None, "sentences": None, "parameters": parameters}
    return {
        "axis": {"size": axis.size, "unused": axis.unused, "dropped": axis.dropped, "skipped": list(axis.skipped)},
        "macs": arithmetic.conv_macs(*channels, kernel, (axis.size, axis.size), groups=setting["groups"]),
        "sentences": list(
            arithmetic.describe_rows(setting["n"], setting["k"], setting["s"], setting["p"], setting["d"])
        ),
        "parameters": parameters,
    }


def test_browser_and_python_agree_on_thousands_of_settings(modules: Page) -> None:
    settings = random_settings(COUNT)
    answers = modules.evaluate(RUN, settings)
    assert sum(answer["axis"] is None for answer in answers) > COUNT // 20
    for setting, answer in zip(settings, answers, strict=True):
        assert answer == in_python(setting), setting


@pytest.mark.parametrize(
    ("case", "size", "unused", "dropped", "skipped"),
    [
        ((4, 3, 1, 0, 1), 2, 0, 0, []),
        ((5, 3, 2, 1, 1), 3, 0, 0, []),
        ((6, 3, 2, 1, 1), 3, 1, 0, []),
        ((7, 3, 1, 0, 2), 3, 0, 0, []),
        ((7, 3, 3, 0, 1), 2, 1, 1, []),
        ((8, 1, 2, 0, 1), 4, 1, 1, [1, 3, 5]),
        ((7, 3, 2, 0, 2), 2, 0, 0, [1, 3, 5]),
        ((224, 7, 2, 3, 1), 112, 1, 0, []),
        ((28, 5, 2, 0, 1), 12, 1, 1, []),
        ((227, 11, 4, 0, 1), 55, 0, 0, []),
    ],
)
def test_published_cases(
    modules: Page, case: tuple[int, ...], size: int, unused: int, dropped: int, skipped: list[int]
) -> None:
    names = ("n", "k", "s", "p", "d")
    (answer,) = modules.evaluate(RUN, [dict(zip(names, case, strict=True)) | {"cin": 1, "cout": 1, "groups": 1}])
    assert answer["axis"] == {"size": size, "unused": unused, "dropped": dropped, "skipped": skipped}


def test_drawn_output_is_what_pytorch_computes(modules: Page) -> None:
    import torch

    settings = random_settings(60, seed=1, largest=32)
    scenes = modules.evaluate(
        """async (settings) => {
          const { compose } = await import("/components/lab/scene.js");
          const list = (values) => values && Array.from(values);
          return settings.map(compose).map(({ input, kernel, output }) => [input, kernel, output].map(list));
        }""",
        settings,
    )
    for setting, (image, kernel, output) in zip(settings, scenes, strict=True):
        if output is None:
            continue
        pixels = torch.tensor(image, dtype=torch.float64).reshape(1, 1, setting["n"], setting["n"])
        weights = torch.tensor(kernel, dtype=torch.float64).reshape(1, 1, setting["k"], setting["k"])
        expected = torch.nn.functional.conv2d(
            pixels, weights, stride=setting["s"], padding=setting["p"], dilation=setting["d"]
        )
        assert output == expected.flatten().int().tolist(), setting


def test_users_of_an_input_cell_are_those_whose_value_it_changes(modules: Page) -> None:
    import torch

    settings = random_settings(40, seed=2, largest=16)
    found = modules.evaluate(
        """async (settings) => {
          const { convOutput, readers } = await import("/components/lab/geometry.js");
          return settings.map(({ n, k, s, p, d }) => {
            const axis = convOutput(n, k, s, p, d);
            return axis && Array.from({ length: n }, (_, row) => readers(row + p, k, s, d, axis.size));
          });
        }""",
        settings,
    )
    for setting, users in zip(settings, found, strict=True):
        if users is None:
            continue
        each_row = torch.eye(setting["n"]).unsqueeze(1)  # (n, 1, n): one picture for each row alone
        ones = torch.ones(1, 1, setting["k"])
        reached = torch.nn.functional.conv1d(
            each_row, ones, stride=setting["s"], padding=setting["p"], dilation=setting["d"]
        )
        assert users == [row.nonzero().flatten().tolist() for row in reached[:, 0]], setting
