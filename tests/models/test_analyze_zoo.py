"""All of torchvision's classification networks, against what their weights say of them and against torch's counter."""

from __future__ import annotations

from functools import cache

import pytest
import torch
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import get_model_weights, list_models

from cnnviz.arithmetic import Kind, LayerRow, known
from cnnviz.models import analyze, unused_parameters
from tests.models.weightless import weightless

NAMES = [name for name in list_models(module=torchvision.models) if "quantized" not in name]
# The auxiliary classifiers train the network and answer no question. GoogLeNet's weights leave them out of their
# count, Inception's count them.
AUXILIARY = {"googlenet": 6_379_984, "inception_v3": 3_326_696}
COUNTED_IN_METADATA = {"inception_v3"}


def build(name: str, size: int = 224) -> nn.Module:
    return weightless(name, **({"image_size": size} if name.startswith("vit") else {}))


@cache
def crop(name: str) -> int:
    """The picture size of the metadata: that of the first weights, which train nothing but this network."""
    return int(next(iter(get_model_weights(name))).transforms().crop_size[0])


@pytest.mark.parametrize("name", NAMES)
def test_parameters_and_macs_are_those_of_the_metadata_and_of_torchs_counter(name: str):
    size, meta = crop(name), next(iter(get_model_weights(name))).meta
    module = build(name, size)
    rows = analyze(module, (3, size, size))

    used, unused = sum(known(row.parameters) for row in rows), AUXILIARY.get(name, 0)
    assert used + unused == sum(p.numel() for p in module.parameters())
    assert meta["num_params"] == used + (unused if name in COUNTED_IN_METADATA else 0)
    assert all(isinstance(row.macs, int) and isinstance(row.parameters, int) for row in rows)
    macs = sum(known(row.macs) for row in rows)
    assert macs / 1e9 == pytest.approx(meta["_ops"], abs=6e-4)  # published with three digits, in G

    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module(torch.empty(1, 3, size, size, device="meta"))
    assert 2 * macs == counter.get_total_flops()

    assert all(len(row.fields) == len(row.group_channels) > 0 for row in rows)
    assert rows[-1].output_shape == (1000,)


@pytest.mark.parametrize("name", sorted(AUXILIARY))
def test_auxiliary_classifiers_are_left_out_and_can_be_asked_for(name: str):
    module = build(name).train()  # the evaluation graph is meant, whatever the mode
    unused = unused_parameters(module)
    assert sum(each.count for each in unused) == AUXILIARY[name]
    assert all("aux" in each.name.lower() for each in unused)
    assert module.training


def totals(rows: list[LayerRow]) -> tuple[int, int]:
    return sum(known(row.parameters) for row in rows), sum(known(row.macs) for row in rows)


@pytest.mark.parametrize(
    ("name", "parameters", "macs"),
    [
        ("alexnet", 61_100_840, 714_188_480),
        ("vgg16", 138_357_544, 15_470_264_320),
        ("resnet18", 11_689_512, 1_814_073_344),
        ("resnet50", 25_557_032, 4_089_184_256),
        ("mobilenet_v2", 3_504_872, 300_774_272),
        ("densenet121", 7_978_856, 2_834_161_664),
    ],
)
def test_totals_at_224(name: str, parameters: int, macs: int):
    assert totals(analyze(build(name))) == (parameters, macs)


def test_alexnet_has_its_parameters_in_the_linear_layers_and_its_macs_in_the_convolutions():
    rows = analyze(build("alexnet"))
    parameters, macs = totals(rows)
    linear = totals([row for row in rows if row.kind is Kind.LINEAR])
    convolutions = totals([row for row in rows if row.kind is Kind.CONVOLUTION])
    assert round(100 * linear[0] / parameters, 1) == 96.0
    assert round(100 * convolutions[1] / macs, 1) == 91.8


def test_volumes_of_vgg16_hold_15_237_608_values():
    """Input, convolutions, poolings and the three linear layers; activations are in place."""
    rows = analyze(build("vgg16"))
    layers = [row for row in rows if row.kind in (Kind.CONVOLUTION, Kind.LINEAR) or row.window]
    values = 3 * 224 * 224 + sum(known(row.activation_bytes) // 4 for row in layers)
    assert values == 15_237_608


def test_macs_of_resnet50_with_the_stride_on_the_first_convolution_of_a_block():
    """The paper's variant; torchvision has the stride on the 3x3 (v1.5)."""
    module = build("resnet50")
    for stage in (module.layer2, module.layer3, module.layer4):
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    assert totals(analyze(module))[1] == 3_857_973_248
