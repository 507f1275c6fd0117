"""VGG: the paper's table of configurations as data, and the networks that it describes."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.catalogue.network import Network

PAPER = (
    "K. Simonyan, A. Zisserman: Very deep convolutional networks for large-scale image recognition, "
    "arXiv:1409.1556, 2014; ICLR 2015"
)
CONTEST = (
    "Top-5 on the test set of ILSVRC-2014: 7.3 % as submitted (seven networks), 6.8 % after it (two networks, D and E)."
)
LINEAR = (4096, 4096, 1000)  # behind the five blocks, in every column


@dataclass(frozen=True)
class VggConv:
    """A cell's convolution; the paper writes `conv3-64` for a 3x3 kernel and 64 channels."""

    kernel: int
    channels: int

    def __str__(self) -> str:
        return f"conv{self.kernel}-{self.channels}"


@dataclass(frozen=True)
class VggNorm:
    """A cell's local response norm."""

    def __str__(self) -> str:
        return "LRN"


VggLayer = VggConv | VggNorm
Block = tuple[VggLayer, ...]


@dataclass(frozen=True)
class VggColumn:
    """One configuration: five blocks, a max pooling behind each, then three linear layers."""

    title: str  # "A", "A-LRN", ...
    name: str  # of its architecture in the catalogue
    blocks: tuple[Block, ...]

    @property
    def weight_layers(self) -> int:
        """How many layers have weights, the number in names such as VGG-16."""
        convolutions = sum(isinstance(layer, VggConv) for block in self.blocks for layer in block)
        return convolutions + len(LINEAR)


@dataclass(frozen=True)
class VggTable:
    """Table 1 of the paper."""

    columns: tuple[VggColumn, ...]
    linear: tuple[int, ...]

    @property
    def rows(self) -> tuple[tuple[Block, ...], ...]:
        """One row a block: what each column has in it. Below each row stands a max pooling."""
        return tuple(zip(*(column.blocks for column in self.columns), strict=True))


def _three(channels: int, times: int = 1) -> Block:
    return (VggConv(3, channels),) * times


def _one(channels: int) -> Block:
    return (VggConv(1, channels),)


_LRN: Block = (VggNorm(),)

vgg_table = VggTable(
    columns=(
        VggColumn("A", "vgg_a", (_three(64), _three(128), _three(256, 2), _three(512, 2), _three(512, 2))),
        VggColumn(
            "A-LRN", "vgg_a_lrn", (_three(64) + _LRN, _three(128), _three(256, 2), _three(512, 2), _three(512, 2))
        ),
        VggColumn("B", "vgg_b", (_three(64, 2), _three(128, 2), _three(256, 2), _three(512, 2), _three(512, 2))),
        VggColumn(
            "C",
            "vgg_c",
            (
                _three(64, 2),
                _three(128, 2),
                _three(256, 2) + _one(256),
                _three(512, 2) + _one(512),
                _three(512, 2) + _one(512),
            ),
        ),
        VggColumn("D", "vgg_d", (_three(64, 2), _three(128, 2), _three(256, 3), _three(512, 3), _three(512, 3))),
        VggColumn("E", "vgg_e", (_three(64, 2), _three(128, 2), _three(256, 4), _three(512, 4), _three(512, 4))),
    ),
    linear=LINEAR,
)


@dataclass(frozen=True)
class _Told:
    """What the paper tells of one column; errors are of Table 3: one network, one scale, dense, validation set."""

    news: str
    top1: str
    top5: str
    beside: str
    remarks: tuple[str, ...] = ()


_TOLD = {
    "A": _Told(
        "Small 3x3 kernels only: the first step from eleven layers up to nineteen.",
        "29.6",
        "10.4",
        "vgg_a_lrn",
        ("torchvision calls it vgg11.",),
    ),
    "A-LRN": _Told(
        "The local response norm of AlexNet tried once more: it does not help, and deeper networks go without it.",
        "29.7",
        "10.5",
        "vgg_a",
        ("The norm has no parameters.",),
    ),
    "B": _Told(
        "Two 3x3 convolutions where A has one, in the first two blocks.",
        "28.7",
        "9.9",
        "vgg_a",
        ("torchvision calls it vgg13.",),
    ),
    "C": _Told(
        "1x1 convolutions add a nonlinearity without looking further: better than B, less good than D.",
        "27.3",
        "8.8",
        "vgg_d",
        ("torchvision has no such network: its vgg16 is column D.",),
    ),
    "D": _Told(
        "Three 3x3 convolutions see as far as one 7x7 with about half its weights and two more nonlinearities: "
        "depth from the smallest kernels.",
        "25.6",
        "8.1",
        "vgg_c",
        ("It is known as VGG-16; torchvision calls it vgg16.",),
    ),
    "E": _Told(
        "Nineteen layers, where the gain from more depth ends.",
        "25.5",
        "8.0",
        "vgg_d",
        ("It is known as VGG-19; torchvision calls it vgg19.",),
    ),
}


def vgg(column: VggColumn) -> Architecture:
    """Return the network of one column of the table, classifier included."""
    told = _TOLD[column.title]
    net = Network(3, 224, 224)
    for number, block in enumerate(column.blocks, 1):
        _block(net, number, block)
    net.flatten("flatten")
    for number, features in enumerate(LINEAR, len(column.blocks) + 1):
        net.linear(f"fc{number}", features)
        if number < len(column.blocks) + len(LINEAR):
            net.activation(f"relu{number}")
            net.dropout(f"drop{number}")
    return Architecture(
        name=column.name,
        title=f"VGG {column.title} ({column.weight_layers} layers)",
        family="VGG",
        year=2014,
        news=told.news,
        paper=PAPER,
        error=f"Top-1 {told.top1} %, top-5 {told.top5} % on the validation set of ILSVRC-2012 (one network, one scale, "
        f"whole pictures). {CONTEST}",
        input_shape=(3, 224, 224),
        rows=tuple(net.rows),
        beside=told.beside,
        remarks=told.remarks,
    )


def _block(net: Network, number: int, block: Block) -> None:
    """Write down the convolutions of a block, their activations, and the pooling behind them."""
    place = 0
    for layer in block:
        if isinstance(layer, VggNorm):
            net.local_norm(f"norm{number}")
            continue
        place += 1
        net.conv(f"conv{number}_{place}", layer.channels, layer.kernel, padding=layer.kernel // 2)
        net.activation(f"relu{number}_{place}")
    net.pool(f"pool{number}", 2, 2)
