"""The lab's PyTorch lines, run: they give what the lab draws."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import Any

import pytest

from cnnviz.errors import DoesNotFit
from cnnviz.ui import code, lab_code, lab_photo, lab_text
from cnnviz.ui.lab_settings import CHOICES, LabSettings, from_browser

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")

PATCH = {"inp": "typed", "xs": "24,25,36;20,25,34;24,46,75", "ker": "sobel_top", "s": 1, "p": 0}
POOLED = {"inp": "typed", "xs": "1,1,2,4;5,6,7,8;3,2,1,0;1,2,3,4", "tab": "pooling"}
TABS = [tab for tab in CHOICES["tab"].values if tab]


@pytest.fixture(autouse=True)
def _photo(monkeypatch: pytest.MonkeyPatch) -> None:
    greys = {"digest": "of a test", "values": [(7 * at + at // 64) % 256 for at in range(64 * 64)]}
    monkeypatch.setattr(lab_photo, "greys", lambda: greys)


def settings(extra: dict[str, str] | None = None, **values: Any) -> LabSettings:
    made = from_browser(LabSettings().as_dict() | values)
    return replace(made, extra=extra or {})


def lines(of: LabSettings) -> str:
    return lab_code.write(of, *of.axes())


def run(of: LabSettings) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(lines(of), names)  # noqa: S102 (that the lines run is the point)
    return names


def some_settings(count: int, seed: int) -> list[LabSettings]:
    """Settings of every kind that give an output; small ones more often."""
    chance = random.Random(seed)
    found: list[LabSettings] = []
    while len(found) < count:
        groups = chance.choice([1, 1, 2, 3])
        values: dict[str, Any] = {
            "n": chance.choice([chance.randint(1, 12), chance.randint(1, 40)]),
            "nw": chance.randint(1, 30),
            "k": chance.choice([chance.randint(1, 5), chance.randint(1, 15)]),
            "kw": chance.randint(1, 7),
            "s": chance.choice([1, chance.randint(1, 8)]),
            "p": chance.choice([0, chance.randint(0, 15), "same", "valid", "full"]),
            "d": chance.choice([1, chance.randint(1, 6)]),
            "cin": groups * chance.randint(1, 4),
            "cout": groups * chance.randint(1, 4),
            "groups": groups,
            "link": chance.randint(0, 1),
            "bias": chance.randint(0, 1),
            "inp": chance.choice(["disc", "ramp", "random", "edge", "photo", "typed"]),
            "ker": chance.choice(CHOICES["ker"].values),
            "seed": chance.randint(0, 999),
            "xs": ";".join(["1,-2.5,3,0.25,4,5,6"] * 9),
            "ks": "1,0.5,-1;2,0,-2",
            "tab": chance.choice(CHOICES["tab"].values),
        }
        made = settings(**values)
        try:
            made.axes()
        except DoesNotFit:
            continue
        found.append(made)
    return found


def tensors(of: LabSettings) -> tuple[Any, Any, Any]:
    """Input, weights and biases of the lab, one number after the other."""
    slices = of.cin // of.groups
    x = torch.tensor([of.input_values(c) for c in range(of.cin)]).view(1, of.cin, of.n, of.nw).double()
    weight = torch.tensor([[of.kernel_values(f, s) for s in range(slices)] for f in range(of.cout)])
    biases = torch.tensor([of.bias_value(f) for f in range(of.cout)]).double()
    return x, weight.view(of.cout, slices, of.k, of.kw).double(), biases


@pytest.mark.parametrize("seed", range(8))
def test_lines_give_the_shape_the_values_and_the_parameters_of_the_lab(seed: int) -> None:
    for of in some_settings(25, seed):
        names = run(of)
        x, weight, biases = tensors(of)
        assert names["x"].tolist() == x.float().tolist(), of
        assert names["conv"].weight.tolist() == weight.float().tolist(), of
        top, bottom, left, right = of.pads()
        padded = torch.nn.functional.pad(x, (left, right, top, bottom))
        whole = torch.nn.functional.conv2d(padded, weight, biases, of.s, 0, of.d, of.groups)
        assert tuple(names["y"].shape) == tuple(whole.shape) == (1, of.cout, *of.output()), of
        assert torch.allclose(names["y"].double(), whole, atol=1e-3), of
        products = [
            torch.nn.functional.conv2d(padded[:, [slice_]], weight[:1, [slice_]], stride=of.s, dilation=of.d)
            for slice_ in range(of.cin // of.groups)
        ]
        assert torch.allclose(names["y"][:, :1].double(), sum(products) + biases[0], atol=1e-3), of
        assert torch.allclose(names["drawn"].double(), products[0], atol=1e-3), of
        count = sum(parameter.numel() for parameter in names["conv"].parameters())
        assert count == of.cout * (of.cin // of.groups) * of.k * of.kw + (of.cout if of.bias else 0), of


@pytest.mark.parametrize(
    "values",
    [
        {"n": 64, "inp": "disc"},
        {"n": 33, "nw": 64, "link": 0, "inp": "disc"},
        {"n": 40, "inp": "random", "seed": 7},
        {"n": 40, "inp": "ramp"},
        {"n": 33, "inp": "edge"},
        {"n": 64, "inp": "photo"},
        {"n": 20, "k": 15, "cin": 16, "cout": 32, "ker": "random", "seed": 3},
    ],
)
def test_large_tensors_follow_from_a_rule_with_the_same_numbers(values: dict[str, Any]) -> None:
    of = settings(**values)
    names = run(of)
    x, weight, _ = tensors(of)
    assert torch.equal(names["x"].double(), x)
    assert torch.equal(names["weight"].double(), weight)
    assert len(lines(of)) < 6_000


@pytest.mark.parametrize("tab", TABS)
def test_lines_of_each_tab_run_for_whatever_the_layer_is(tab: str) -> None:
    for of in some_settings(12, seed=len(tab)):
        run(replace(of, tab=tab))


def test_first_screen_is_written_out() -> None:
    written = lines(settings())
    assert "conv = nn.Conv2d(3, 8, kernel_size=3, stride=2, padding=1)\n" in written
    assert "# (1, 3, 7, 7) -> (1, 8, 4, 4)\n" in written
    assert max(map(len, written.splitlines())) <= 120


def test_what_pytorch_calls_otherwise_is_written_its_way() -> None:
    of = settings(link=0, n=9, nw=8, k=3, kw=2, s=1, p="full", bias=0, cin=4, cout=4, groups=4, d=2)
    layer = "nn.Conv2d(4, 4, kernel_size=(3, 2), padding=(4, 2), dilation=2, groups=4, bias=False)\n"
    assert layer in lines(of)
    assert "bias.copy_" not in lines(of)


def test_lectures_patch_gives_minus_81_and_the_flipped_kernel_81() -> None:
    names = run(settings(**PATCH, tab="flip"))
    assert names["correlation"].item() == names["drawn"].item() == -81
    assert names["convolution"].item() == 81


def test_impulse_gives_the_flipped_kernel_under_correlation() -> None:
    of = settings({"fi": "impulse"}, tab="flip", n=3, s=1, p=1, inp="disc", ker="typed", ks="1,2,3;4,5,6;7,8,9")
    names = run(of)
    assert names["correlation"].flatten().tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert names["convolution"].flatten().tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("kind", "expected"), [("max", [6, 8, 3, 4]), ("average", [3.25, 5.25, 2, 2]), ("subsample", [1, 2, 3, 1])]
)
def test_lectures_pooling(kind: str, expected: list[float]) -> None:
    assert run(settings({"pool": kind}, **POOLED))["pooled"].flatten().tolist() == expected


@pytest.mark.parametrize(("ceil", "side"), [("0", 55), ("1", 56)])
def test_pooling_rounds_up_where_asked(ceil: str, side: int) -> None:
    # 112 with kernel 3 and stride 2 gives 55 or 56; 64 is the lab's largest, where the same is 31 or 32
    of = settings({"pk": "3", "ps": "2", "pceil": ceil}, tab="pooling", n=64)
    assert run(of)["pooled"].shape[-1] == side - 24


@pytest.mark.parametrize("kind", ["max", "subsample"])
def test_subsampling_takes_the_same_windows_as_pooling(kind: str) -> None:
    of = settings({"pool": kind, "pk": "3", "ps": "3", "pp": "1", "pceil": "1"}, tab="pooling", n=9, inp="ramp")
    taken = run(of)["pooled"][0, 0, 0].tolist()
    assert taken == ([1, 4, 7, 8] if kind == "max" else [0, 2, 5, 8])  # windows from -1, 2, 5, 8


@pytest.mark.parametrize(
    ("n", "k", "s", "p", "more", "side"), [(6, 4, 1, 2, 0, 5), (3, 3, 2, 1, 0, 5), (3, 3, 2, 1, 1, 6)]
)
def test_published_transposed_sizes(n: int, k: int, s: int, p: int, more: int, side: int) -> None:
    of = settings({"top": str(more)}, tab="transposed", n=n, k=k, s=s, p=p)
    assert run(of)["spread"].shape[-2:] == (side, side)


def test_border_that_is_too_wide_for_its_mode_stays_zero_and_says_so() -> None:
    of = settings({"bm": "reflect"}, tab="borders", n=3, p=3, s=1, cin=1, cout=1, groups=1, bias=0)
    assert "# reflect needs padding smaller than the input; these are zeros" in lines(of)
    fitting = settings({"bm": "reflect"}, tab="borders", n=4, p=3, s=1, cin=1, cout=1, groups=1, bias=0)
    names = run(fitting)
    assert 'padding_mode="reflect"' in lines(fitting)
    assert torch.equal(names["y"], names["bordered"])
    assert names["padded"][0, 0, 3].tolist()[:3] == names["first"][0, 0, 0, 1:].flip(0).tolist()


def test_im2col_is_the_same_as_the_layer() -> None:
    names = run(settings(tab="im2col", p="same", s=1, k=4, d=2))
    assert names["patches"].shape == (49, 16)
    assert torch.allclose(names["product"].view(7, 7), names["drawn"][0, 0])


def test_one_and_three_dimensions(capsys: pytest.CaptureFixture[str]) -> None:
    run(settings(tab="dims"))
    said = capsys.readouterr().out.splitlines()[-2:]
    assert said == ["1-D: (1, 8, 4) 80 parameters", "3-D: (1, 8, 4, 4, 4) 656 parameters"]  # 8 * (3 * 3 ** axes + 1)


@pytest.mark.parametrize(
    ("extra", "value", "slope"),
    [
        ({"nf": "sigmoid", "nx": "0"}, 0.5, 0.25),
        ({"nf": "tanh", "nx": "0"}, 0, 1),
        ({"nf": "relu", "nx": "2"}, 2, 1),
        ({"nf": "leaky", "nx": "-2", "na": "0.5"}, -1, 0.5),
        ({"nf": "elu", "nx": "-1", "ne": "2"}, 2 * (0.36787944 - 1), 2 * 0.36787944),
        ({"nf": "maxout", "nx": "-4"}, 3, -0.5),  # the higher of -4 and -0.5 * -4 + 1
    ],
)
def test_nonlinearity_has_its_value_and_slope(extra: dict[str, str], value: float, slope: float) -> None:
    names = run(settings(extra, tab="nonlinearity"))
    assert names["value"].item() == pytest.approx(value, abs=1e-6)
    assert names["at"].grad.item() == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("way", ["convolution", "matrix"])
def test_two_layers_without_a_nonlinearity_are_one(way: str) -> None:
    names = run(settings({"nc": way}, tab="nonlinearity", n=12, s=2, d=2, k=3))
    assert torch.allclose(names["row"], names["single"])
    assert not torch.allclose(names["row"], names["between"])


def test_second_layer_that_does_not_fit_is_left_out() -> None:
    of = settings(tab="nonlinearity", n=4, k=3, s=2, p=1)  # an output of 2 x 2
    assert lines(of).endswith("# A second layer with a 3 x 3 kernel does not fit here")


def test_third_layer_of_lenet_sees_14_rows(capsys: pytest.CaptureFixture[str]) -> None:
    extra = {"sl": "3", "sk2": "2", "ss2": "2", "sp2": "0", "sk3": "5", "ss3": "1", "sp3": "0", "su": "1"}
    run(settings(extra, tab="stack", n=32, k=5, s=1, p=0))
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == f"rows seen, from 0: {list(range(2, 16))}"


def test_channels_add_up_to_the_filter_that_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    run(settings({"cf": "5"}, tab="channels", cin=4, cout=8, groups=2))
    assert capsys.readouterr().out.splitlines()[-1] == "equal to the layer's: True"
    assert "seen = x[:, 2:4]\n" in lines(settings({"cf": "5"}, tab="channels", cin=4, cout=8, groups=2))


@pytest.mark.parametrize("tab", TABS)
def test_strange_words_kept_by_a_tab_are_never_written(tab: str) -> None:
    keys = ("cf", "top", "pool", "pk", "ps", "pp", "pceil", "bm", "fi", "dd", "sl", "su", "sk2", "mo")
    keys += ("nf", "nx", "nb", "nc", "nma", "na", "nk1", "nq1")
    for word in ("evil", "99999", "0x10", "1e9", "--", "9" * 100, "evil()"):
        of = settings(dict.fromkeys(keys, word), tab=tab)
        assert lines(of) == lines(settings(tab=tab)), word


def test_sentence_says_size_price_and_memory() -> None:
    of = settings()
    assert lab_text.said(of, *of.axes()).replace("\u2009", "") == (
        "Output 8 × 4 × 4 (channels × height × width), 224 parameters with bias, 3456 multiplications (MACs; no bias "
        "among them). Input, weights and output are 499 values, 1996 bytes as float32. "  # 147 + 224 + 128
        "A fully connected layer between the same sizes would have 18816 weights."  # 147 * 128
    )


def test_lines_cost_less_than_two_milliseconds() -> None:
    of = settings()
    took = []
    for _ in range(20):
        began = time.process_time()
        code.pieces(lines(of))
        lab_text.said(of, *of.axes())
        took.append(time.process_time() - began)
    assert min(took) < 0.002
