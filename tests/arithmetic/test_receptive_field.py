from __future__ import annotations

import pytest

from cnnviz.arithmetic import ReceptiveField
from tests.arithmetic.known_chains import (
    ALEXNET,
    LENET5,
    VGG11,
    VGG16,
    Layer,
    fields,
    mobilenet_v2,
    resnet18,
    resnet50,
    squeezenet1_0,
)


def test_a_pixel_sees_itself() -> None:
    assert ReceptiveField() == ReceptiveField((1, 1), (1, 1), (0, 0))


@pytest.mark.parametrize(
    ("layers", "last", "size", "stride", "padding"),
    [
        (ALEXNET, "pool5", 195, 32, 66),
        (VGG11, "pool5", 150, 32, 59),
        (VGG16, "pool5", 212, 32, 90),
        (resnet18(), "layer1", 43, 4, 21),
        (resnet18(), "layer2", 99, 8, 49),
        (resnet18(), "layer3", 211, 16, 105),
        (resnet18(), "layer4", 435, 32, 217),
        (resnet50(stride_on_1x1=False), "layer1", 35, 4, 17),
        (resnet50(stride_on_1x1=False), "layer2", 91, 8, 45),
        (resnet50(stride_on_1x1=False), "layer3", 267, 16, 133),
        (resnet50(stride_on_1x1=False), "layer4", 427, 32, 213),
        (squeezenet1_0(), "fire", 155, 16, 60),
        (mobilenet_v2(), "depthwise", 491, 32, 245),
    ],
)
def test_trunks_of_torchvision(layers: list[Layer], last: str, size: int, stride: int, padding: int) -> None:
    assert fields(layers)[last] == ReceptiveField((size, size), (stride, stride), (padding, padding))


@pytest.mark.parametrize(
    ("layers", "published"),
    [
        (LENET5, {"C1": 5, "S2": 6, "C3": 14, "S4": 16, "C5": 32}),
        (
            VGG16,
            {
                "conv1_1": 3,
                "pool1": 6,
                "conv2_1": 10,
                "pool2": 16,
                "conv3_1": 24,
                "pool3": 44,
                "conv4_1": 60,
                "pool4": 100,
                "conv5_1": 132,
                "pool5": 212,
            },
        ),
        (resnet50(stride_on_1x1=True), {"layer1": 35, "layer2": 99, "layer3": 291, "layer4": 483}),
    ],
)
def test_sides_by_layer(layers: list[Layer], published: dict[str, int]) -> None:
    by_name = fields(layers)
    assert {name: by_name[name].size[0] for name in published} == published


def test_alexnet_by_layer() -> None:
    published = {"conv1": (11, 4), "pool1": (19, 8), "conv2": (51, 8), "conv3": (99, 16)}
    by_name = fields(ALEXNET)
    assert {name: (by_name[name].size[0], by_name[name].stride[0]) for name in published} == published


@pytest.mark.parametrize("kernel", [3, 5])
def test_stacked_convolutions_grow_the_field_by_one_less_than_the_kernel_each(kernel: int) -> None:
    found = ReceptiveField()
    for depth in range(1, 6):
        found = found.then(kernel)
        assert found.size[0] == 1 + depth * (kernel - 1)


def test_a_dilation_widens_the_field() -> None:
    assert ReceptiveField().then(3, dilation=2).then(3, dilation=4).size == (13, 13)


def test_height_and_width_go_their_own_ways() -> None:
    found = ReceptiveField().then((3, 5), (1, 2), (1, 2), (2, 1))
    assert found == ReceptiveField((5, 5), (1, 2), (1, 2))
    assert found.then((3, 1), 2, (1, 0)) == ReceptiveField((7, 5), (2, 4), (2, 2))


def test_only_padding_above_and_left_moves_the_field() -> None:
    assert ReceptiveField().then(3, padding=((1, 7), (2, 9))).padding == (1, 2)
    assert ReceptiveField().then(4, padding="same").padding == (1, 1)
    assert ReceptiveField().then(3, 2).then(3, padding="full").padding == (4, 4)
