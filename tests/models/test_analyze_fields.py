"""Receptive fields of known networks. Sources: the supports of gradients, and tables of papers and lectures."""

from __future__ import annotations

import pytest
from torch import nn

from cnnviz.arithmetic import GLOBAL, LayerRow, ReceptiveField, Unknown
from cnnviz.models import analyze
from tests.models.weightless import weightless


def field(size: int, stride: int, padding: int) -> ReceptiveField:
    return ReceptiveField((size, size), (stride, stride), (padding, padding))


def rows_of(name: str) -> dict[str, LayerRow]:
    return {row.name: row for row in analyze(weightless(name))}


@pytest.mark.parametrize(
    ("name", "layer", "expected"),
    [
        ("alexnet", "features.12", (195, 32, 66)),
        ("alexnet", "avgpool", (195, 32, 66)),  # from 6x6 to 6x6
        ("vgg11", "features.20", (150, 32, 59)),
        ("vgg16", "features.30", (212, 32, 90)),
        ("resnet18", "layer1.1.relu_1", (43, 4, 21)),
        ("resnet18", "layer2.1.relu_1", (99, 8, 49)),
        ("resnet18", "layer3.1.relu_1", (211, 16, 105)),
        ("resnet18", "layer4.1.relu_1", (435, 32, 217)),
        ("resnet50", "layer1.2.relu_2", (35, 4, 17)),
        ("resnet50", "layer2.3.relu_2", (91, 8, 45)),
        ("resnet50", "layer3.5.relu_2", (267, 16, 133)),
        ("resnet50", "layer4.2.relu_2", (427, 32, 213)),
        ("mobilenet_v2", "features.18.2", (491, 32, 245)),
    ],
)
def test_field_of_the_trunk(name: str, layer: str, expected: tuple[int, int, int]):
    assert rows_of(name)[layer].fields == (field(*expected),)


def test_resnet50_of_the_paper_has_other_fields():
    """The stride stands on the 1x1, before the 3x3: 483 where torchvision's has 427."""
    module = weightless("resnet50")
    for stage in (module.layer2, module.layer3, module.layer4):
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    rows = {row.name: row for row in analyze(module)}
    ends = ("layer1.2.relu_2", "layer2.3.relu_2", "layer3.5.relu_2", "layer4.2.relu_2")
    assert [rows[end].fields[0].size[0] for end in ends] == [35, 99, 291, 483]


def test_squeezenets_channels_see_123_or_155_pixels():
    row = rows_of("squeezenet1_0")["features.12.cat"]
    assert row.fields == (field(123, 16, 44), field(155, 16, 60))
    assert row.group_channels == (256, 256)


def test_densenets_channels_see_1047_to_2071_pixels():
    """The first half came through the transition, the other 512 from sixteen layers of 32, each 64 pixels wider."""
    row = rows_of("densenet121")["features.norm5"]
    assert [each.size[0] for each in row.fields] == [1047 + 64 * n for n in range(17)]
    assert row.group_channels == (512, *[32] * 16)


def test_vgg16_layer_by_layer():
    rows = rows_of("vgg16")
    sizes = {"0": 3, "4": 6, "5": 10, "9": 16, "10": 24, "16": 44, "17": 60, "23": 100, "24": 132, "30": 212}
    assert {key: rows[f"features.{key}"].fields[0].size[0] for key in sizes} == sizes


def test_alexnet_layer_by_layer():
    rows = rows_of("alexnet")
    found = {name: rows[f"features.{name}"].fields[0] for name in ("0", "2", "3", "6")}
    assert {name: (each.size[0], each.stride[0]) for name, each in found.items()} == {
        "0": (11, 4), "2": (19, 8), "3": (51, 8), "6": (99, 16),
    }  # fmt: skip


def test_lenet5():
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.AvgPool2d(2), nn.Conv2d(16, 120, 5),
    )  # fmt: skip
    assert [row.fields[0].size[0] for row in analyze(net, (1, 32, 32))] == [5, 6, 14, 16, 32]


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v3_small", "efficientnet_b0", "regnet_y_400mf", "vit_b_16"])
def test_logits_see_the_whole_picture(name: str):
    assert list(rows_of(name).values())[-1].fields == (GLOBAL,)


@pytest.mark.parametrize(
    ("name", "local", "everywhere"),
    [
        ("mobilenet_v3_small", "features.1.block.0.2", "features.1.block.1.mul"),
        ("efficientnet_b0", "features.1.0.block.0.2", "features.1.0.block.1.mul"),
        ("regnet_y_400mf", "trunk_output.block1.block1-0.f.b.2", "trunk_output.block1.block1-0.f.se.mul"),
        ("vit_b_16", "conv_proj", "encoder.layers.encoder_layer_0.self_attention"),
        ("resnet18", "layer4.1.relu_1", "avgpool"),
    ],
)
def test_gates_attention_and_global_pooling_see_the_whole_picture(name: str, local: str, everywhere: str):
    rows = rows_of(name)
    assert isinstance(rows[local].fields[-1], ReceptiveField)
    assert rows[everywhere].fields == (GLOBAL,)


def test_swin_sees_its_windows_and_says_that_neighbours_differ():
    """A unit of the first block sees its window of 7x7 patches of 4x4 pixels; one field for all has to span two."""
    row = rows_of("swin_t")["features.1.0.attn.shifted_window_attention"]
    assert row.fields == (field(28 + 6 * 4, 4, 24),)
    assert "Attention stays within windows of 7 x 7." in row.remarks
    assert any(remark.startswith("Neighbouring units see differently") for remark in row.remarks)


def test_what_is_not_known_has_a_reason():
    row = rows_of("vit_b_16")["cat"]  # a class token before the patches
    assert isinstance(row.fields[0], Unknown)
    assert "one list" in row.fields[0].reason
