"""Parameters and multiplications, against lectures, papers and torchvision's published totals."""

from __future__ import annotations

import pytest

from cnnviz.arithmetic import conv_macs, conv_output, conv_parameters
from tests.arithmetic.known_chains import ALEXNET, VGG16, Layer


def test_ten_5x5_filters_on_a_32x32_colour_picture() -> None:
    assert conv_parameters(3, 10, (5, 5)) == 760
    assert conv_macs(3, 10, (5, 5), (32, 32)) == 768_000


def test_six_filters_have_six_biases() -> None:
    assert conv_parameters(3, 6, (5, 5)) - conv_parameters(3, 6, (5, 5), bias=False) == 6


def test_a_linear_layer_is_a_1x1_convolution() -> None:
    assert conv_parameters(256 * 256, 1024, (1, 1), bias=False) == 2**26
    assert sum(conv_parameters(*ends, 1, bias=False) for ends in [(49_152, 9_216), (9_216, 10)]) == 453_076_992
    assert conv_parameters(512, 2, 1) == 1_026  # a head for two classes on ResNet-18


def test_lenet5_of_the_lecture_has_these_weights() -> None:
    layers = [(1, 20, 5), (20, 50, 5), (2450, 500, 1), (500, 10, 1)]
    expected = [20 * 1 * 5 * 5, 50 * 20 * 5 * 5, 2450 * 500, 500 * 10]
    assert [conv_parameters(*layer, bias=False) for layer in layers] == expected


def test_lenet5_of_1998_has_60_000_parameters() -> None:
    pools = conv_parameters(6, 6, 1, groups=6), conv_parameters(16, 16, 1, groups=16)  # a factor and a bias a map
    sparse = 6 * conv_parameters(3, 1, 5) + 9 * conv_parameters(4, 1, 5) + conv_parameters(6, 1, 5)  # the table of C3
    counts = [
        conv_parameters(1, 6, 5),
        pools[0],
        sparse,
        pools[1],
        conv_parameters(16, 120, 5),
        conv_parameters(120, 84, 1),
    ]
    assert counts == [156, 12, 1_516, 32, 48_120, 10_164]
    assert sum(counts) == 60_000


def totals(
    layers: list[Layer], size: int, channels: list[int], linear: list[int], groups: list[int]
) -> tuple[int, int]:
    """Add up the parameters and MACs of convolutions with so many channels and of linear layers of such widths."""
    parameters = macs = 0
    ends = iter(zip(channels, channels[1:], groups, strict=False))
    for name, kernel, stride, padding in layers:
        size = conv_output(size, kernel, stride, padding).size
        if name.startswith("conv"):
            before, after, split = next(ends)
            parameters += conv_parameters(before, after, kernel, split)
            macs += conv_macs(before, after, (kernel, kernel), (size, size), split)
    for before, after in zip([channels[-1] * size * size, *linear], linear, strict=False):
        parameters += conv_parameters(before, after, 1)
        macs += conv_macs(before, after, 1, 1)
    return parameters, macs


def test_alexnet_adds_up_as_torchvision_publishes_it() -> None:
    channels = [3, 64, 192, 384, 256, 256]
    assert totals(ALEXNET, 224, channels, [4096, 4096, 1000], [1] * 5) == (61_100_840, 714_188_480)


@pytest.mark.parametrize(("split", "published"), [(2, 60_965_224), (1, 62_378_344)])
def test_alexnet_of_2012_has_these_parameters_in_two_groups_and_in_one(split: int, published: int) -> None:
    layers = [("conv1", 11, 4, 0), *ALEXNET[1:]]
    channels = [3, 96, 256, 384, 384, 256]
    found, _ = totals(layers, 227, channels, [4096, 4096, 1000], [1, split, 1, split, split])
    assert found == published


def test_vgg16_adds_up_as_torchvision_publishes_it() -> None:
    channels = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    assert totals(VGG16, 224, channels, [4096, 4096, 1000], [1] * 13) == (138_357_544, 15_470_264_320)


def test_groups_divide_the_weights_and_the_multiplications() -> None:
    assert conv_parameters(32, 32, 3, groups=32, bias=False) == 32 * 9  # depthwise
    assert conv_macs(8, 4, (3, 3), (5, 7), groups=2) == 4 * (8 // 2) * 9 * 35


def test_kernels_and_outputs_need_not_be_square() -> None:
    assert conv_parameters(2, 3, (1, 7)) == 3 * (2 * 7 + 1)
    assert conv_macs(2, 3, (1, 7), (4, 5)) == 3 * 2 * 7 * 20
