"""The browser's arithmetic and values against Python's, hand-computed cases and PyTorch."""

from __future__ import annotations

import random
from dataclasses import replace
from math import prod
from typing import Any

import pytest
from playwright.sync_api import Page

from cnnviz import arithmetic
from cnnviz.errors import DoesNotFit
from cnnviz.ui.lab_ranges import CHOICES, EXTRA, PADDINGS, RANGES
from cnnviz.ui.lab_settings import LabSettings, from_browser

from .lab_harness import ROOT

pytestmark = pytest.mark.browser
COUNT = 5000
PHOTO = [(7 * at + at * at // 31) % 256 for at in range(64 * 64)]
SOBEL_PATCH = "24,25,36;20,25,34;24,46,75"

ARITHMETIC = """async (settings) => {
  const { compose } = await import("/components/lab/scene.js");
  const { fair } = await import("/components/lab/state.js");
  const { rowSentences } = await import("/components/lab/words.js");
  const say = (scene) => rowSentences(scene).filter(({ kind }) => kind !== "read").map(({ text }) => text);
  return settings.map((setting) => {
    const scene = compose(fair(setting));
    const { rows, cols, out, fits, parameters, macs, memory, dense } = scene;
    return { rows, cols, out, parameters, macs, memory, dense, sentences: fits ? say(scene) : null };
  });
}"""

VALUES = """async ([settings, photo]) => {
  const { compose } = await import("/components/lab/scene.js");
  const { fair } = await import("/components/lab/state.js");
  const { setPhoto } = await import("/components/lab/values.js");
  setPhoto(photo);
  const list = (values) => values && Array.from(values);
  const upTo = (count, make) => Array.from({ length: count }, (_, at) => make(at));
  return settings.map((setting) => {
    const { cin, cout, groups, ...rest } = fair(setting);
    const scene = compose({ cin, cout, groups, ...rest });
    const last = scene.responseOf(cout - 1);
    return {
      inputs: upTo(cin, (channel) => list(scene.inputOf(channel))),
      kernels: upTo(cout, (filter) => upTo(cin / groups, (slice) => list(scene.kernelOf(filter, slice)))),
      biases: upTo(cout, scene.biasOf),
      drawn: list(scene.output),
      sums: scene.fits ? upTo(cout, (filter) => list(scene.responseOf(filter).sum)) : null,
      products: last && last.products.map(list),
    };
  });
}"""


def random_settings(count: int, seed: int = 0, largest: int = 64, channels: int = 4) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        groups = chance.choice([1, 1, 2, 3, 4])
        found.append(
            {
                "link": chance.randint(0, 1),
                "n": chance.randint(1, largest),
                "nw": chance.randint(1, largest),
                "k": chance.randint(1, 15),
                "kw": chance.randint(1, 15),
                "s": chance.randint(1, 8),
                "p": chance.choice([0, 0, chance.randint(0, 15), chance.randint(0, 15), *PADDINGS]),
                "d": chance.choice([1, chance.randint(1, 6)]),
                "cin": groups * chance.randint(1, channels),
                "cout": groups * chance.randint(1, channels),
                "groups": groups,
                "bias": chance.randint(0, 1),
                "inp": chance.choice(["disc", "ramp", "random", "edge", "photo"]),
                "ker": chance.choice(CHOICES["ker"].values[:-1]),
                "seed": chance.randint(0, 999),
            }
        )
    return found


def axis(size: int, kernel: int, layer: LabSettings) -> dict[str, Any] | None:
    try:
        found = arithmetic.conv_output(size, kernel, layer.s, layer.p, layer.d)
    except DoesNotFit:
        return None
    return {"size": found.size, "unused": found.unused, "dropped": found.dropped, "skipped": list(found.skipped)}


def in_python(layer: LabSettings) -> dict[str, Any]:
    kernel, channels = (layer.k, layer.kw), (layer.cin, layer.cout)
    rows, cols = axis(layer.n, layer.k, layer), axis(layer.nw, layer.kw, layer)
    parameters = arithmetic.conv_parameters(*channels, kernel, layer.groups, bias=layer.bias == 1)
    held = {"input": layer.cin * layer.n * layer.nw, "weights": parameters, "output": 0}
    answer = {"rows": rows, "cols": cols, "parameters": parameters, "memory": held}
    if rows is None or cols is None:
        return answer | {"out": None, "macs": None, "dense": None, "sentences": None}
    out = rows["size"], cols["size"]
    held["output"] = layer.cout * prod(out)
    sentences = list(arithmetic.describe_rows(layer.n, layer.k, layer.s, layer.p, layer.d))
    if (layer.n, layer.k) != (layer.nw, layer.kw):
        sentences += arithmetic.describe_rows(layer.nw, layer.kw, layer.s, layer.p, layer.d, noun="column")
    return answer | {
        "out": {"h": out[0], "w": out[1]},
        "macs": arithmetic.conv_macs(*channels, kernel, out, layer.groups),
        "dense": held["input"] * held["output"],
        "sentences": sentences,
    }


def test_browser_and_python_agree_on_thousands_of_settings(modules: Page) -> None:
    settings = random_settings(COUNT)
    answers = modules.evaluate(ARITHMETIC, settings)
    assert sum(answer["out"] is None for answer in answers) > COUNT // 20
    for setting, answer in zip(settings, answers, strict=True):
        assert answer == in_python(from_browser(setting)), setting


@pytest.mark.parametrize(
    ("case", "size", "unused", "dropped", "skipped"),
    [
        ((4, 3, 1, 0, 1), 2, 0, 0, []),
        ((5, 4, 1, 2, 1), 6, 0, 0, []),
        ((5, 3, 1, 1, 1), 5, 0, 0, []),
        ((5, 3, 1, 2, 1), 7, 0, 0, []),
        ((5, 3, 1, "full", 1), 7, 0, 0, []),
        ((5, 3, 1, "same", 1), 5, 0, 0, []),
        ((5, 4, 1, "same", 1), 5, 0, 0, []),
        ((5, 3, 2, 0, 1), 2, 0, 0, []),
        ((5, 3, 2, 1, 1), 3, 0, 0, []),
        ((6, 3, 2, 1, 1), 3, 1, 0, []),
        ((7, 3, 1, 0, 2), 3, 0, 0, []),
        ((32, 5, 1, 2, 1), 32, 0, 0, []),
        ((7, 3, 3, 0, 1), 2, 1, 1, []),
        ((227, 11, 4, 0, 1), 55, 0, 0, []),
        ((224, 11, 4, 0, 1), 54, 1, 1, []),
        ((224, 11, 4, 2, 1), 55, 1, 0, []),
        ((224, 7, 2, 3, 1), 112, 1, 0, []),
        ((8, 1, 2, 0, 1), 4, 1, 1, [1, 3, 5]),
        ((7, 3, 2, 0, 2), 2, 0, 0, [1, 3, 5]),
        ((28, 5, 2, 0, 1), 12, 1, 1, []),
        ((256, 2, 1, 0, 1), 255, 0, 0, []),
        ((127, 2, 1, 0, 1), 126, 0, 0, []),
    ],
)
def test_published_cases(
    modules: Page, case: tuple[Any, ...], size: int, unused: int, dropped: int, skipped: list[int]
) -> None:
    script = 'async (c) => (await import("/components/lab/geometry.js")).convOutput(...c)'
    answer = modules.evaluate(script, list(case))
    assert answer == {"size": size, "unused": unused, "dropped": dropped, "skipped": skipped}


@pytest.mark.parametrize("case", [(3, 5, 1, 0, 1), (4, 2, 1, 0, 4), (7, 3, 2, "same", 1)])
def test_what_does_not_fit_has_no_output(modules: Page, case: tuple[Any, ...]) -> None:
    script = 'async (c) => (await import("/components/lab/geometry.js")).convOutput(...c)'
    assert modules.evaluate(script, list(case)) is None


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"n": 32, "k": 5, "s": 1, "p": 2, "cout": 10}, {"out": {"h": 32, "w": 32}, "parameters": 760, "macs": 768000}),
        ({"n": 32, "k": 5, "s": 1, "p": 0, "cout": 6}, {"out": {"h": 28, "w": 28}, "parameters": 456}),
        ({"n": 28, "k": 5, "s": 1, "p": 2, "cin": 1, "cout": 20, "bias": 0}, {"parameters": 20 * 1 * 5 * 5}),
        # 64*64*3 = 12,288 values in, 32*32*9 = 9,216 out
        ({"n": 64, "k": 5, "s": 2, "p": 2, "cout": 9}, {"dense": 12288 * 9216, "parameters": 684}),
        # 4x4 outputs of 3x2: one filter (2 / 2 * 3 * 2 + 1) * 4 = 28
        (
            {"n": 4, "nw": 5, "link": 0, "k": 3, "kw": 2, "s": 1, "p": "valid", "cin": 2, "cout": 4, "groups": 2},
            {
                "out": {"h": 2, "w": 4},
                "parameters": 28,
                "macs": 192,
                "memory": {"input": 40, "weights": 28, "output": 32},
            },
        ),
    ],
)
def test_worked_examples(modules: Page, setting: dict[str, Any], expected: dict[str, Any]) -> None:
    (answer,) = modules.evaluate(ARITHMETIC, [setting])
    assert {name: answer[name] for name in expected} == expected


def test_the_lectures_sobel_patch_gives_minus_81(modules: Page) -> None:
    layer = {"inp": "typed", "xs": SOBEL_PATCH, "ker": "sobel_top", "s": 1, "p": 0, "cin": 1, "cout": 1, "bias": 0}
    (answer,) = modules.evaluate(VALUES, [[layer], None])
    assert answer["drawn"] == answer["sums"][0] == [-81]


def test_sobel_on_a_ramp_of_slope_1_gives_8_inside(modules: Page) -> None:
    layer = {"inp": "ramp", "ker": "sobel_x", "s": 1, "p": 0, "n": 9}
    (answer,) = modules.evaluate(VALUES, [[layer], None])
    assert answer["drawn"] == [8] * 49


def test_browser_and_python_agree_on_the_values_in_every_cell(modules: Page) -> None:
    settings = random_settings(150, seed=3, largest=24)
    settings += [{"inp": "photo", "n": 64}, {"inp": "photo", "n": 61, "nw": 23, "link": 0}, {"inp": "disc", "n": 64}]
    settings += [
        {"xs": "1.5,-2;.5,3", "inp": "typed"},
        {"xs": "-7,2.25;0,31", "ks": "1;-1", "inp": "typed", "ker": "typed"},
    ]
    for setting, answer in zip(settings, modules.evaluate(VALUES, [settings, PHOTO]), strict=True):
        layer = replace(from_browser(setting), photo=tuple(PHOTO))
        slices = layer.cin // layer.groups
        assert answer["inputs"] == [layer.input_values(channel) for channel in range(layer.cin)], setting
        assert answer["kernels"] == [[layer.kernel_values(f, s) for s in range(slices)] for f in range(layer.cout)]
        assert answer["biases"] == [layer.bias_value(f) for f in range(layer.cout)]


def test_values_are_what_pytorch_computes(modules: Page) -> None:
    import torch
    from torch.nn.functional import conv2d, pad

    settings = random_settings(120, seed=1, largest=32, channels=2)
    compared = 0
    for setting, answer in zip(settings, modules.evaluate(VALUES, [settings, PHOTO]), strict=True):
        layer = from_browser(setting)
        if answer["sums"] is None:
            continue
        compared += 1
        image = torch.tensor(answer["inputs"], dtype=torch.float64).reshape(1, layer.cin, layer.n, layer.nw)
        weight = torch.tensor(answer["kernels"], dtype=torch.float64).reshape(layer.cout, -1, layer.k, layer.kw)
        bias = torch.tensor(answer["biases"], dtype=torch.float64)
        padding: Any = layer.p
        if layer.p == "full":
            image = pad(image, [*[layer.d * (layer.kw - 1)] * 2, *[layer.d * (layer.k - 1)] * 2])
            padding = 0
        given = {"stride": layer.s, "padding": padding, "dilation": layer.d}
        expected = conv2d(image, weight, bias, groups=layer.groups, **given)
        assert answer["sums"] == expected[0].flatten(1).tolist(), setting
        assert answer["drawn"] == conv2d(image[:, :1], weight[:1, :1], **given).flatten().tolist(), setting
        slices = layer.cin // layer.groups
        alone = conv2d(image[:, -slices:], weight[-1][:, None], groups=slices, **given)  # one group a slice
        assert answer["products"] == alone[0].flatten(1).tolist(), setting
    assert compared > 60


def test_users_of_an_input_cell_are_those_whose_value_it_changes(modules: Page) -> None:
    import torch

    settings = [setting | {"p": 3} for setting in random_settings(40, seed=2, largest=16)]
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


def test_browser_and_python_make_the_same_of_strange_settings(modules: Page) -> None:
    chance = random.Random(4)
    strange = [
        None,
        "",
        "typed",
        -1,
        0,
        1,
        3,
        8,
        64,
        10**9,
        2.5,
        True,
        "same",
        "full",
        [],
        {},
        "<script>",
        "photo",
        "box",
    ]
    strange += [SOBEL_PATCH, "1;2,3", "1,2", ";;", "1" * 401, "0.25;-1", "1.234", " 1", "1e3", ",".join("1" * 65), "-0"]
    names = [*RANGES, *CHOICES, "xs", "ks"]
    raw = [
        {name: chance.choice(strange) for name in chance.sample(names, chance.randint(1, len(names)))}
        for _ in range(800)
    ]
    raw += [{"inp": "typed", "xs": text, "ker": "typed", "ks": text} for text in strange]
    script = 'async (raw) => raw.map((await import("/components/lab/state.js")).fair)'
    for asked, found in zip(raw, modules.evaluate(script, raw), strict=True):
        assert found == from_browser(asked).as_dict(), asked


def test_browser_and_python_know_the_same_settings(modules: Page) -> None:
    script = """async () => {
      const { RANGES, CHOICES, SWITCHES, DEFAULTS, PADDINGS } = await import("/components/lab/state.js");
      const ranges = Object.fromEntries(Object.entries(RANGES).map(([name, { low, high }]) => [name, [low, high]]));
      return { ranges, switches: SWITCHES, choices: CHOICES, defaults: DEFAULTS, paddings: PADDINGS };
    }"""
    found = modules.evaluate(script)
    switches = {name: [0, 1] for name in found["switches"]}
    assert found["ranges"] | switches == {name: [allowed.low, allowed.high] for name, allowed in RANGES.items()}
    assert found["choices"] == {name: list(choice.values) for name, choice in CHOICES.items()}
    assert found["defaults"] == LabSettings().as_dict()
    assert found["paddings"] == list(PADDINGS)


def test_links_know_what_every_tab_keeps(modules: Page) -> None:
    names = sorted(path.name for path in (ROOT / "assets/components/lab/tabs").glob("*.js"))
    if not EXTRA or not names:
        pytest.skip("no tab keeps anything yet")
    script = """async (names) => {
      const all = await Promise.all(names.map((name) => import(`/components/lab/tabs/${name}`)));
      return Object.assign({}, ...all.map(({ KEYS }) => KEYS));
    }"""
    keys = modules.evaluate(script, names)
    assert {name: rule["default"] for name, rule in keys.items()} == EXTRA


def test_every_preset_fits_and_says_something(modules: Page) -> None:
    script = """async () => {
      const { PRESETS, presetOf } = await import("/components/lab/presets.js");
      const { DEFAULTS, fair } = await import("/components/lab/state.js");
      return PRESETS.map(({ group, name, settings, said }, at) => {
        const whole = fair({ ...DEFAULTS, ...settings });
        const kept = Object.keys(settings).every((key) => whole[key] === settings[key]);
        return { group, name, said, settings, kept, itself: presetOf(whole, at) === at };
      });
    }"""
    presets = modules.evaluate(script)
    for preset in presets:
        assert preset["kept"] or preset["name"].startswith("Sobel"), preset["name"]
        assert preset["itself"], preset["name"]
        assert preset["said"].endswith(".")
        from_browser(preset["settings"]).output()
    assert len({preset["name"] for preset in presets}) == len(presets)
    figures = [preset for preset in presets if preset["group"] == "Dumoulin and Visin"]
    sizes = [from_browser(preset["settings"]).output()[0] for preset in figures]
    assert sizes == [2, 6, 5, 7, 2, 3, 3, 3]
    assert len([preset for preset in presets if preset["group"] == "Where slides slip"]) == 7
