"""GoogLeNet: the paper's Table 1, a row an inception module."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.catalogue.network import Maps, Network

PAPER = (
    "C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, V. Vanhoucke, A. Rabinovich: "
    "Going deeper with convolutions, arXiv:1409.4842, 2014; CVPR 2015"
)
NEWS = (
    "Each module looks with 1x1, 3x3 and 5x5 kernels and a pooling at once and joins what they find; 1x1 convolutions "
    "before the costly kernels keep 22 layers to a ninth of AlexNet's parameters."
)
ERROR = (
    "Top-5 6.67 % on the test set of ILSVRC-2014 (seven networks, 144 crops a picture); "
    "10.07 % on the validation set with one network and one crop."
)


@dataclass(frozen=True)
class Inception:
    """Channels of one module's convolutions, in the order of the paper's columns; `reduce` is the 1x1 before."""

    name: str
    one: int
    reduce_three: int
    three: int
    reduce_five: int
    five: int
    pool: int


TABLE: tuple[tuple[Inception, ...], ...] = (  # a max pooling stands between these
    (
        Inception("3a", 64, 96, 128, 16, 32, 32),
        Inception("3b", 128, 128, 192, 32, 96, 64),
    ),
    (
        Inception("4a", 192, 96, 208, 16, 48, 64),
        Inception("4b", 160, 112, 224, 24, 64, 64),
        Inception("4c", 128, 128, 256, 24, 64, 64),
        Inception("4d", 112, 144, 288, 32, 64, 64),
        Inception("4e", 256, 160, 320, 32, 128, 128),
    ),
    (
        Inception("5a", 256, 160, 320, 32, 128, 128),
        Inception("5b", 384, 192, 384, 48, 128, 128),
    ),
)


def googlenet_2014() -> Architecture:
    """Return the paper's network as it answers: without the two heads that help in training."""
    net = Network(3, 224, 224)
    _conv(net, "conv1", 64, 7, stride=2)
    net.pool("pool1", 3, 2, ceil_mode=True)
    net.local_norm("norm1")
    _conv(net, "conv2.reduce", 64, 1)
    _conv(net, "conv2", 192, 3)
    net.local_norm("norm2")
    for stage, modules in enumerate(TABLE, 2):
        net.pool(f"pool{stage}", 3, 2, ceil_mode=True)
        for module in modules:
            _inception(net, module)
    net.pool("pool5", 7, 1)
    net.flatten("flatten")
    net.dropout("dropout")
    net.linear("linear", 1000)
    return Architecture(
        name="googlenet_2014",
        title="GoogLeNet (2014)",
        family="GoogLeNet",
        year=2014,
        news=NEWS,
        paper=PAPER,
        error=ERROR,
        input_shape=(3, 224, 224),
        rows=tuple(net.rows),
        remarks=(
            (
                "In training two auxiliary heads stand on 4a and 4d, so that gradients reach the early layers; they "
                "have no part in the answer and are left out here."
            ),
            (
                "torchvision's network has 3x3 kernels where the paper has 5x5, and a batch norm behind each "
                "convolution instead of its bias and of the two local response norms: 6,624,904 parameters, "
                "13,004,888 with the auxiliary heads."
            ),
            "The paper's table has 2.7K parameters for the first convolution; 64 kernels of 7x7x3 have 9,408 weights.",
            "Poolings with stride 2 round up, as in Caffe: 112 rows become 56.",
        ),
    )


def _conv(net: Network, name: str, channels: int, kernel: int, stride: int = 1, of: Maps | None = None) -> Maps:
    """Write a convolution down that keeps the size (over its stride), and the ReLU behind it."""
    net.conv(name, channels, kernel, stride, kernel // 2, of=of)
    return net.activation(f"{name}.relu")


def _inception(net: Network, module: Inception) -> None:
    name, start = f"inception_{module.name}", net.last
    one = _conv(net, f"{name}.1x1", module.one, 1, of=start)
    _conv(net, f"{name}.3x3_reduce", module.reduce_three, 1, of=start)
    three = _conv(net, f"{name}.3x3", module.three, 3)
    _conv(net, f"{name}.5x5_reduce", module.reduce_five, 1, of=start)
    five = _conv(net, f"{name}.5x5", module.five, 5)
    net.pool(f"{name}.pool", 3, 1, 1, of=start)
    pool = _conv(net, f"{name}.pool_proj", module.pool, 1)
    net.concatenate(f"{name}.concat", one, three, five, pool)
