"""ResNets: the paper's, and torchvision's with the stride one layer later. Layers have torchvision's names."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.catalogue.network import Network

PAPER = (
    "K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image recognition, arXiv:1512.03385, 2015; CVPR 2016"
)
CONTEST = "Top-5 on the test set of ILSVRC-2015: 3.57 % (six networks, two of them with 152 layers)."
WIDTHS = (64, 128, 256, 512)  # channels of the 3x3 convolutions, a number a stage
EXPANSION = 4  # a bottleneck's last 1x1 makes so many channels of each


@dataclass(frozen=True)
class _Depth:
    """One column of the paper's Table 1. Errors: validation set, ten crops (Tables 2 and 3)."""

    layers: int
    blocks: tuple[int, int, int, int]
    bottleneck: bool
    error: str
    news: str


DEPTHS = (
    _Depth(
        18,
        (2, 2, 2, 2),
        bottleneck=False,
        error="27.88 % top-1",
        news="The shallowest of its table: as good as a plain network of 18 layers, but quicker to train.",
    ),
    _Depth(
        34,
        (3, 4, 6, 3),
        bottleneck=False,
        error="24.52 % top-1, 7.46 % top-5 (shortcuts as here)",
        news="The input of each block is added to its output: 34 layers now train better than 18, where without "
        "these shortcuts they trained worse.",
    ),
    _Depth(
        50,
        (3, 4, 6, 3),
        bottleneck=True,
        error="22.85 % top-1, 6.71 % top-5",
        news="Bottlenecks of 1x1, 3x3 and 1x1 convolutions make 50 layers about as costly as 34 were.",
    ),
    _Depth(
        101,
        (3, 4, 23, 3),
        bottleneck=True,
        error="21.75 % top-1, 6.05 % top-5",
        news="More bottlenecks in the third stage: the error goes on falling with depth.",
    ),
    _Depth(
        152,
        (3, 8, 36, 3),
        bottleneck=True,
        error="21.43 % top-1, 5.71 % top-5",
        news="Eight times as deep as VGG-19 and still cheaper to compute.",
    ),
)


def resnet(depth: _Depth, *, stride_on_1x1: bool = False) -> Architecture:
    """Return torchvision's network, or with `stride_on_1x1` the paper's; of two-layer blocks there is only one kind."""
    net = Network(3, 224, 224)
    net.conv("conv1", 64, 7, stride=2, padding=3, bias=False)
    net.batch_norm("bn1")
    net.activation("relu")
    net.pool("maxpool", 3, 2, 1)
    for stage, (width, blocks) in enumerate(zip(WIDTHS, depth.blocks, strict=True), 1):
        for number in range(blocks):
            stride = 2 if stage > 1 and number == 0 else 1
            if depth.bottleneck:
                _bottleneck(net, f"layer{stage}.{number}", width, stride, stride_on_1x1=stride_on_1x1)
            else:
                _two_layers(net, f"layer{stage}.{number}", width, stride)
    net.global_pool("avgpool")
    net.flatten("flatten")
    net.linear("fc", 1000)

    name, title = f"resnet{depth.layers}", f"ResNet-{depth.layers}"
    beside = None
    if depth.bottleneck:
        beside = name if stride_on_1x1 else f"{name}_v1"
        title += " v1 (the paper)" if stride_on_1x1 else " v1.5 (torchvision)"
    return Architecture(
        name=f"{name}_v1" if stride_on_1x1 else name,
        title=title,
        family="ResNet",
        year=2015,
        news=depth.news,
        paper=PAPER,
        error=f"{depth.error} on the validation set of ImageNet (the paper's network, ten crops). {CONTEST}",
        input_shape=(3, 224, 224),
        rows=tuple(net.rows),
        beside=beside,
        remarks=_remarks(depth, stride_on_1x1=stride_on_1x1),
    )


def _remarks(depth: _Depth, *, stride_on_1x1: bool) -> tuple[str, ...]:
    if not depth.bottleneck:
        shortcuts = (
            "A 1x1 convolution stands on the shortcuts that change the shape; the paper also tried padding with zeros "
            "there, which has no parameters"
        )
        also = "." if depth.layers != 18 else ", and printed this error for it."
        return (shortcuts + also,)
    if stride_on_1x1:
        return (
            "Stride 2 is on the first 1x1 convolution of a stage: it never reads three of four places, and costs less.",
            "torchvision moved the stride to the 3x3 convolution: the same parameters, other MACs and fields.",
        )
    return (
        (
            "Stride 2 is on the 3x3 convolution of a stage's first block, where the paper has it on the 1x1 before: "
            "the same parameters, more MACs, and no place goes unread on the main path."
        ),
    )


def _two_layers(net: Network, name: str, width: int, stride: int) -> None:
    """Write down a basic block: two 3x3 convolutions beside a shortcut."""
    start = net.last
    net.conv(f"{name}.conv1", width, 3, stride, 1, bias=False)
    net.batch_norm(f"{name}.bn1")
    net.activation(f"{name}.relu")
    net.conv(f"{name}.conv2", width, 3, 1, 1, bias=False)
    end = net.batch_norm(f"{name}.bn2")
    if start.shape != end.shape:
        net.conv(f"{name}.downsample.0", width, 1, stride, bias=False, of=start)
        start = net.batch_norm(f"{name}.downsample.1")
    net.add(f"{name}.add", end, start)
    net.activation(f"{name}.relu_1")


def _bottleneck(net: Network, name: str, width: int, stride: int, *, stride_on_1x1: bool) -> None:
    """Write down a bottleneck: 1x1 to fewer channels, 3x3, 1x1 to more, beside a shortcut."""
    first, second = (stride, 1) if stride_on_1x1 else (1, stride)
    start, wide = net.last, EXPANSION * width
    net.conv(f"{name}.conv1", width, 1, first, bias=False)
    net.batch_norm(f"{name}.bn1")
    net.activation(f"{name}.relu")
    net.conv(f"{name}.conv2", width, 3, second, 1, bias=False)
    net.batch_norm(f"{name}.bn2")
    net.activation(f"{name}.relu_1")
    net.conv(f"{name}.conv3", wide, 1, bias=False)
    end = net.batch_norm(f"{name}.bn3")
    if start.shape != end.shape:
        net.conv(f"{name}.downsample.0", wide, 1, stride, bias=False, of=start)
        start = net.batch_norm(f"{name}.downsample.1")
    net.add(f"{name}.add", end, start)
    net.activation(f"{name}.relu_2")
