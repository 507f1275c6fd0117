"""What the papers print for their own networks, and what walks and tables print for receptive fields."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cnnviz.models.conventions.claim import SAME, Claim, Quantity, grouped

PAPER = "the paper"
TABLE = "TensorFlow's receptive_field library"
CHAIN = "a walk along the modules"

MILLION, BILLION = 1_000_000, 1_000_000_000
_ROUNDED = f"{SAME[:-1]}, rounded."
_MULTIPLY_ADDS = "A multiplication with its addition counts as one."
_ALEXNET = "A. Krizhevsky, I. Sutskever, G. E. Hinton: ImageNet classification with deep convolutional neural networks"
_VGG = "K. Simonyan, A. Zisserman: Very deep convolutional networks for large-scale image recognition, 2014, Table 2"
_RESNET = "K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image recognition, 2015, Table 1"
_FIELDS = "A. Araujo, W. Norris, J. Sim: Computing receptive fields of convolutional neural networks, Distill, 2019"


def _parameters(value: int, rounding: int, source: str, why: str = _ROUNDED) -> Claim:
    convention = "Weights and biases of the network as the paper describes it."
    return Claim(PAPER, Quantity.PARAMETERS, value, convention, why, False, rounding=rounding, source=source)


def _macs(value: int, rounding: int, source: str, why: str = _ROUNDED) -> Claim:
    return Claim(PAPER, Quantity.MACS, value, _MULTIPLY_ADDS, why, False, rounding=rounding, source=source)


def _table(value: int, why: str = SAME) -> Claim:
    convention = "Side of the field of the last maps, through every branch, for TF-Slim's networks."
    return Claim(TABLE, Quantity.FIELD, value, convention, why, False, source=_FIELDS)


def _chain(value: int, why: str) -> Claim:
    convention = "Every convolution and pooling in the order in which the modules are listed, one behind the other."
    return Claim(CHAIN, Quantity.FIELD, value, convention, why, True)


_NO_BRANCHES = "The same as ours: there are no branches, so the modules are a chain."
_LONGEST_PATH = "The same as ours: every layer reads the one before it, and what it reads besides has seen less."
_SHORTCUTS = "It takes the convolutions of the shortcuts, and their strides, for layers behind the blocks."
_BRANCHES = "It takes branches that lie side by side for layers behind one another."

PAPERS: Mapping[str, tuple[Claim, ...]] = MappingProxyType(
    {
        "alexnet": (
            _parameters(
                60 * MILLION,
                MILLION,
                f"{_ALEXNET}, 2012, abstract",
                f"The network of 2012 has two groups and other widths: {grouped(60_965_224)} parameters.",
            ),
            _table(195),
            _chain(195, _NO_BRANCHES),
        ),
        "vgg11": (_parameters(133 * MILLION, MILLION, _VGG), _chain(150, _NO_BRANCHES)),
        "vgg16": (
            _parameters(138 * MILLION, MILLION, _VGG),
            _table(212),
            _chain(212, _NO_BRANCHES),
        ),
        "resnet18": (_macs(1_800 * MILLION, 100 * MILLION, _RESNET), _chain(1891, _SHORTCUTS)),
        "resnet50": (
            _macs(
                3_800 * MILLION,
                100 * MILLION,
                _RESNET,
                f"The paper's network has the stride on the 1x1 convolution: {grouped(3_857_973_248)}. Torchvision's "
                "has it on the 3x3 and works on larger maps before it.",
            ),
            _table(
                483,
                "TF-Slim's network has the stride in the last block of a stage, so that all kernels of the next one "
                "lie on the coarser grid. The paper's, with the stride on the 1x1, has 483 as well.",
            ),
            _chain(1963, _SHORTCUTS),
        ),
        "squeezenet1_1": (_chain(207, _BRANCHES),),
        "mobilenet_v2": (
            _parameters(
                3_400_000,
                100_000,
                "M. Sandler et al.: MobileNetV2: Inverted residuals and linear bottlenecks, 2018, Table 4",
                "Printed to two digits; torchvision's network has a little more.",
            ),
            _macs(
                300 * MILLION,
                10 * MILLION,
                "M. Sandler et al.: MobileNetV2: Inverted residuals and linear bottlenecks, 2018, Table 4",
            ),
            _chain(491, "The same as ours: its shortcuts have no layers of their own."),
        ),
        "densenet121": (_chain(2071, _LONGEST_PATH),),
        "googlenet": (
            _macs(
                1_500 * MILLION,
                100 * MILLION,
                "C. Szegedy et al.: Going deeper with convolutions, 2014, section 1 (the budget of the design)",
                f"{_ROUNDED} Torchvision's has 3x3 kernels where the paper has 5x5.",
            ),
            _chain(1019, _BRANCHES),
        ),
        "inception_v3": (
            _macs(
                5 * BILLION,
                BILLION,
                "C. Szegedy et al.: Rethinking the Inception architecture for computer vision, 2015, abstract",
                "Printed without decimals.",
            ),
            _table(
                1311,
                "The longer side of ours: the last branches have 1x3 and 3x1 kernels, and see 1311 pixels along one "
                "axis and 1247 along the other.",
            ),
            _chain(4719, _BRANCHES),
        ),
        "efficientnet_b0": (
            _parameters(
                5_300_000,
                100_000,
                "M. Tan, Q. V. Le: EfficientNet: Rethinking model scaling for convolutional neural networks, 2019, "
                "Table 2",
            ),
            _macs(
                390 * MILLION,
                10 * MILLION,
                "M. Tan, Q. V. Le: EfficientNet: Rethinking model scaling for convolutional neural networks, 2019, "
                "Table 2",
            ),
            _chain(
                851,
                "The field of the convolutions alone; squeeze-and-excitation averages the whole picture, so each "
                "unit behind it sees all of it.",
            ),
        ),
        "vit_b_16": (
            _parameters(
                86 * MILLION,
                MILLION,
                "A. Dosovitskiy et al.: An image is worth 16x16 words, 2020, Table 1",
                f"Without the linear layer for the 1000 classes it is {grouped(85_798_656)}, which rounds to this.",
            ),
        ),
    }
)
