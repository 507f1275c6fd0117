"""AlexNet: on two graphics cards, as if on one, and as torchvision has it."""

from __future__ import annotations

from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.catalogue.network import Network

PAPER = (
    "A. Krizhevsky, I. Sutskever, G. E. Hinton: ImageNet classification with deep convolutional neural networks, "
    "NIPS 2012"
)
PAPER_2014 = "A. Krizhevsky: One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997, 2014"
NEWS = (
    "Five convolutions and three linear layers with ReLU and dropout, trained on two graphics cards, won ImageNet's "
    "contest by ten points and turned the field to deep networks."
)
ERROR = (
    "Top-5 on ILSVRC-2012: 15.3 % (test) with seven networks, two of them pre-trained on more pictures; "
    "18.2 % (validation) with one, which had 40.7 % top-1. Averages of ten views a picture."
)
SIZE = (
    "The paper says 224 x 224; without padding an 11 x 11 kernel with stride 4 gives the paper's 55 x 55 maps "
    "from 227 x 227."
)


def alexnet_2012() -> Architecture:
    """Return the paper's network: conv2, conv4 and conv5 read the half of the maps that lies on their own card."""
    return Architecture(
        name="alexnet_2012",
        title="AlexNet (2012, two groups)",
        family="AlexNet",
        year=2012,
        news=NEWS,
        paper=PAPER,
        error=ERROR,
        input_shape=(3, 227, 227),
        rows=tuple(_layers(groups=2).rows),
        beside="alexnet_one_group",
        remarks=(SIZE, "The two groups are the two graphics cards: a filter reads the 48 or 192 maps on its own card."),
    )


def alexnet_one_group() -> Architecture:
    """Return the network as many count it, each filter reading all maps."""
    return Architecture(
        name="alexnet_one_group",
        title="AlexNet (one group)",
        family="AlexNet",
        year=2012,
        news="The network of 2012 as most slides draw it: on one card, where each filter reads all maps.",
        paper=PAPER,
        error=None,
        input_shape=(3, 227, 227),
        rows=tuple(_layers(groups=1).rows),
        beside="alexnet_2012",
        remarks=(
            SIZE,
            "The paper's network splits conv2, conv4 and conv5 into two groups, which halves their weights.",
        ),
    )


def _layers(groups: int) -> Network:
    net = Network(3, 227, 227)
    net.conv("conv1", 96, 11, stride=4)
    net.activation("relu1")
    net.local_norm("norm1")
    net.pool("pool1", 3, 2)
    net.conv("conv2", 256, 5, padding=2, groups=groups)
    net.activation("relu2")
    net.local_norm("norm2")
    net.pool("pool2", 3, 2)
    net.conv("conv3", 384, 3, padding=1)  # reads both cards
    net.activation("relu3")
    net.conv("conv4", 384, 3, padding=1, groups=groups)
    net.activation("relu4")
    net.conv("conv5", 256, 3, padding=1, groups=groups)
    net.activation("relu5")
    net.pool("pool5", 3, 2)
    net.flatten("flatten")
    net.linear("fc6", 4096)
    net.activation("relu6")
    net.dropout("drop6")
    net.linear("fc7", 4096)
    net.activation("relu7")
    net.dropout("drop7")
    net.linear("fc8", 1000)
    return net


def alexnet_torchvision() -> Architecture:
    """Return torchvision's network, with its layers' names."""
    net = Network(3, 224, 224)
    net.conv("features.0", 64, 11, stride=4, padding=2)
    net.activation("features.1")
    net.pool("features.2", 3, 2)
    net.conv("features.3", 192, 5, padding=2)
    net.activation("features.4")
    net.pool("features.5", 3, 2)
    net.conv("features.6", 384, 3, padding=1)
    net.activation("features.7")
    net.conv("features.8", 256, 3, padding=1)
    net.activation("features.9")
    net.conv("features.10", 256, 3, padding=1)
    net.activation("features.11")
    net.pool("features.12", 3, 2)
    net.pool("avgpool", 1, 1, remarks=("It makes 6 x 6 places of any size; of 6 x 6 it changes nothing.",))
    net.flatten("flatten")
    net.dropout("classifier.0")
    net.linear("classifier.1", 4096)
    net.activation("classifier.2")
    net.dropout("classifier.3")
    net.linear("classifier.4", 4096)
    net.activation("classifier.5")
    net.linear("classifier.6", 1000)
    return Architecture(
        name="alexnet",
        title="AlexNet (torchvision)",
        family="AlexNet",
        year=2014,
        news="The network of 2012 for one graphics card: fewer maps, one group, no local response norm.",
        paper=PAPER_2014,
        error=None,
        input_shape=(3, 224, 224),
        rows=tuple(net.rows),
        beside="alexnet_2012",
        remarks=(
            (
                "It follows the paper of 2014, not that of 2012: 64 and 192 maps instead of 96 and 256 at first, "
                "256 instead of 384 in the fourth convolution."
            ),
            "Padding 2 makes 55 x 55 maps of 224 x 224.",
        ),
    )
