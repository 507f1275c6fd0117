"""Every figure that a tool is said to print is printed again by the tool, where it is installed."""

from __future__ import annotations

import contextlib
import importlib
import io
import subprocess
import sys
import warnings
from functools import cache
from types import ModuleType

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import get_model, get_model_weights

from cnnviz import models
from cnnviz.models.conventions import Claim, Quantity
from cnnviz.models.conventions.counts import COUNTS

NAMES = models.with_claims()
LIGHT = [name for name in NAMES if name not in {"vgg11", "vgg16"}]  # half a gigabyte each: only on the meta device
WANTED = {
    *("alexnet", "vgg16", "resnet18", "resnet50", "squeezenet1_1", "mobilenet_v2", "densenet121", "googlenet"),
    *("inception_v3", "efficientnet_b0", "vit_b_16"),
}


def claim(name: str, tool: str, quantity: Quantity) -> Claim:
    (found,) = [each for each in models.claims(name) if each.tool == tool and each.quantity is quantity]
    return found


def side(name: str) -> int:
    return 299 if name == "inception_v3" else 224


@cache
def module(name: str, device: str) -> nn.Module:
    """torchvision's network as `get_model` builds it, auxiliary heads included."""
    draws = {"init_weights": False} if name in {"googlenet", "inception_v3"} else {}
    with torch.device("cpu" if name.startswith("regnet") else device):
        return get_model(name, weights=None, **draws).eval().to(device)


@pytest.fixture(scope="module", autouse=True)
def forget() -> object:
    yield
    module.cache_clear()


def tool(name: str) -> ModuleType:
    """Import a counting tool, or skip; what it says of itself on import is its own matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name, reason=f"{name} is not installed")


def test_there_are_claims_for_the_networks_that_lectures_show():
    assert set(NAMES) >= WANTED
    assert all(models.claims(name) for name in NAMES)
    assert models.claims("swin_t") == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_claim_is_ours_and_its_parts_and_says_so(name: str):
    ours = {Quantity.PARAMETERS: COUNTS[name].parameters, Quantity.MACS: COUNTS[name].macs} if name in COUNTS else {}
    for each in models.claims(name):
        assert each.convention.endswith(".")
        assert each.why.endswith(".")
        assert each.reproducible or each.source
        if each.parts:
            assert all(f"{abs(part.count):,}".replace(",", "\u2009") in each.why for part in each.parts)
            if each.quantity in ours:
                assert each.value == ours[each.quantity] + sum(part.count for part in each.parts)


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_torchvisions_metadata_are_those_of_the_installed_one(name: str):
    meta = get_model_weights(name)["IMAGENET1K_V1"].meta
    printed = claim(name, "torchvision's metadata", Quantity.MACS)
    assert printed.value == round(meta["_ops"] * 1e9)
    assert claim(name, "torchvision's metadata", Quantity.PARAMETERS).value == meta["num_params"]


@pytest.mark.parametrize("name", NAMES)
def test_torchs_counter_prints_twice_our_macs(name: str):
    with FlopCounterMode(display=False) as counter:
        module(name, "meta")(torch.zeros(1, 3, side(name), side(name), device="meta"))
    found = claim(name, "torch.utils.flop_counter", Quantity.MACS)
    assert found.value == counter.get_total_flops()
    assert found.parts[0].count * 2 == found.value


@pytest.mark.parametrize("name", LIGHT)
def test_torchinfo_prints_what_it_is_said_to(name: str):
    torchinfo = tool("torchinfo")
    printed = torchinfo.summary(module(name, "cpu"), input_size=(1, 3, side(name), side(name)), verbose=0)
    assert claim(name, "torchinfo", Quantity.MACS).value == printed.total_mult_adds
    assert claim(name, "torchinfo", Quantity.PARAMETERS).value == printed.total_params


@pytest.mark.parametrize("name", LIGHT)
def test_fvcore_prints_what_it_is_said_to(name: str):
    fvcore = tool("fvcore.nn")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it records with torch.jit, which is deprecated
        analysis = fvcore.FlopCountAnalysis(module(name, "cpu"), torch.zeros(1, 3, side(name), side(name)))
        analysis.unsupported_ops_warnings(False)
        analysis.uncalled_modules_warnings(False)
        assert claim(name, "fvcore", Quantity.MACS).value == analysis.total()
    assert claim(name, "fvcore", Quantity.PARAMETERS).value == fvcore.parameter_count(module(name, "cpu"))[""]


@pytest.mark.parametrize(("backend", "label"), [("pytorch", "ptflops"), ("aten", "ptflops (aten)")])
@pytest.mark.parametrize("name", LIGHT)
def test_ptflops_prints_what_it_is_said_to(name: str, backend: str, label: str):
    ptflops = tool("ptflops")
    with contextlib.redirect_stdout(io.StringIO()):
        macs, parameters = ptflops.get_model_complexity_info(
            module(name, "cpu"),
            (3, side(name), side(name)),
            as_strings=False,
            print_per_layer_stat=False,
            verbose=False,
            backend=backend,
        )
    assert claim(name, label, Quantity.MACS).value == macs
    assert claim(name, "ptflops", Quantity.PARAMETERS).value == parameters


# torchinfo 1.8.0, fvcore 0.1.5, ptflops 0.7.5 on the two that are too large to run in every test
PRINTED = {
    "vgg11": (7_616_525_288, 7_609_115_136, 7_643_686_888, 7_616_525_288),
    "vgg16": (15_483_821_032, 15_470_289_408, 15_523_225_576, 15_483_821_032),
}


@pytest.mark.parametrize("name", PRINTED)
def test_vggs_figures_are_those_that_the_tools_have_printed(name: str):
    tools = ("torchinfo", "fvcore", "ptflops", "ptflops (aten)")
    assert tuple(claim(name, each, Quantity.MACS).value for each in tools) == PRINTED[name]


@pytest.mark.parametrize("name", [each for each in NAMES if each not in {"vit_b_16", "regnet_y_400mf"}])
def test_a_walk_along_the_modules_gives_the_field_it_is_said_to(name: str):
    def first(value: int | tuple[int, ...]) -> int:
        return value if isinstance(value, int) else value[0]

    size, stride = 1, 1
    for name_of, layer in module(name, "meta").named_modules():
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)) and not name_of.lower().startswith("aux"):
            size += (first(layer.kernel_size) - 1) * stride
            stride *= first(layer.stride)
    assert claim(name, "a walk along the modules", Quantity.FIELD).value == size


def test_resnet50_is_printed_with_three_fields_of_which_427_is_none():
    fields = [each.value for each in models.claims("resnet50") if each.quantity is Quantity.FIELD]
    assert fields == [483, 1963]


def test_papers_figures_are_cited():
    for name in NAMES:
        for each in models.claims(name):
            if each.tool == "the paper":
                assert each.source
                assert not each.reproducible


def test_attentions_parts_are_those_of_twelve_blocks_computed_by_hand():
    parts = {each.what: each.count for each in claim("vit_b_16", "fvcore", Quantity.MACS).parts}
    assert parts["attention's products of queries, keys and values"] == -12 * 2 * 197 * 197 * 768
    assert parts["layer norms"] == 5 * 25 * 197 * 768


def test_claims_are_read_without_torch():
    code = "import sys; from cnnviz import models; models.claims('resnet50'); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert importlib.import_module("cnnviz.models.conventions").claims("resnet50") == models.claims("resnet50")
