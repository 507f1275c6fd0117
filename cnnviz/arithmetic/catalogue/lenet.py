"""LeNet-5, as the paper of 1998 has it to the last connection, and as lectures draw it."""

from __future__ import annotations

from math import prod

from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.catalogue.network import Network
from cnnviz.arithmetic.layer_row import GLOBAL, Kind

PAPER = (
    "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition, "
    "Proceedings of the IEEE 86(11), 1998"
)

# Table I of the paper: which maps of S2 each map of C3 reads. Six read three neighbours, counted in a ring, six four,
# three two pairs, one all.
C3_READS = (
    (0, 1, 2),
    (1, 2, 3),
    (2, 3, 4),
    (3, 4, 5),
    (0, 4, 5),
    (0, 1, 5),
    (0, 1, 2, 3),
    (1, 2, 3, 4),
    (2, 3, 4, 5),
    (0, 3, 4, 5),
    (0, 1, 4, 5),
    (0, 1, 2, 5),
    (0, 1, 3, 4),
    (1, 2, 4, 5),
    (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)


def lenet5_1998() -> Architecture:
    """Return the network of the paper's section II.B: 60,000 trainable parameters."""
    net = Network(1, 32, 32)
    net.conv("C1", 6, 5)
    net.activation("C1.tanh")
    _subsampling(net, "S2")
    pairs = sum(len(reads) for reads in C3_READS)
    all_pairs = net.last.channels * len(C3_READS)
    net.sparse_conv(
        "C3",
        C3_READS,
        5,
        (
            (
                f"Each map reads 3, 4 or all {net.last.channels} maps of S2, as Table I of the paper says: "
                f"{pairs} of {all_pairs} pairs of maps, so that different maps learn different things."
            ),
        ),
    )
    net.activation("C3.tanh")
    _subsampling(net, "S4")
    net.conv("C5", 120, 5)
    net.activation("C5.tanh")
    net.linear("F6", 84)
    net.activation("F6.tanh")
    classes = 10
    fixed = classes * net.last.channels
    net.layer(
        "output",
        Kind.OTHER,
        (classes,),
        fields=((GLOBAL,), (classes,)),
        remarks=(
            (
                "Radial basis functions: each output is the squared distance from F6 to a picture of its character, "
                f"7 x 12 pixels drawn by hand. These {fixed} values are fixed, so none counts as a parameter."
            ),
            f"Its {fixed} multiplications are squares of differences, no matrix product: they are not counted as MACs.",
        ),
    )
    return Architecture(
        name="lenet5_1998",
        title="LeNet-5 (1998)",
        family="LeNet",
        year=1998,
        news="A convolutional network, trained from pixels to characters by backpropagation, went to work: "
        "variants of it read cheques in banks.",
        paper=PAPER,
        error="0.95 % on the 10,000 test digits of MNIST; 0.8 % when trained with distorted digits too (one network).",
        input_shape=(1, 32, 32),
        rows=tuple(net.rows),
        beside="lenet5_lecture",
        remarks=(
            (
                "The digits of 28 x 28 stand in the middle of a picture of 32 x 32, so that strokes at the border also "
                "come to lie in the middle of a field."
            ),
            (
                "The paper's 340,908 connections are more than the MACs: they also count biases, subsampling and the "
                "radial basis functions."
            ),
            "C5 has maps of 1 x 1 and is still a convolution: on a larger picture its maps would be larger.",
        ),
    )


def _subsampling(net: Network, name: str) -> None:
    """Sum four values, times a coefficient, plus a bias, both of the map: two parameters a map."""
    maps = net.last
    values = maps.channels * prod(side // 2 for side in maps.size)
    net.pool(
        name,
        2,
        2,
        parameters=2 * maps.channels,
        remarks=(
            "The sum of four values times a trained coefficient, plus a trained bias: two parameters a map.",
            f"The coefficient costs {values:,} multiplications. As with every pooling, they are not counted as MACs.",
        ),
    )
    net.activation(f"{name}.tanh")


def lenet5_lecture() -> Architecture:
    """Return what lectures call LeNet-5: ReLU, max pooling, wider, no sparse table, no radial basis functions."""
    net = Network(1, 28, 28)
    net.conv("conv1", 20, 5, padding=2)
    net.activation("relu1")
    net.pool("pool1", 2, 2)
    net.conv("conv2", 50, 5, padding=2)
    net.activation("relu2")
    net.pool("pool2", 2, 2)
    net.flatten("flatten")
    net.linear("linear1", 500)
    net.activation("relu3")
    net.linear("linear2", 10)
    return Architecture(
        name="lenet5_lecture",
        title="LeNet-5, as lectures have it",
        family="LeNet",
        year=1998,
        news="The idea of 1998 in the parts of today: ReLU, max pooling, every map reads every map.",
        paper=PAPER,
        error=None,
        input_shape=(1, 28, 28),
        rows=tuple(net.rows),
        beside="lenet5_1998",
        remarks=(
            (
                "The paper's network has 6 and 16 maps, trained subsampling, a sparse C3 and an output of radial basis "
                "functions; this one has 20 and 50 maps and a plain linear layer at the end."
            ),
            "Nearly all of its parameters are in the first linear layer.",
        ),
    )
