"""Layers of well-known networks along one path, copied from their papers: `(name, kernel, stride, padding)`."""

from __future__ import annotations

from cnnviz.arithmetic import ReceptiveField

Layer = tuple[str, int, int, int]

ALEXNET: list[Layer] = [
    ("conv1", 11, 4, 2),
    ("pool1", 3, 2, 0),
    ("conv2", 5, 1, 2),
    ("pool2", 3, 2, 0),
    ("conv3", 3, 1, 1),
    ("conv4", 3, 1, 1),
    ("conv5", 3, 1, 1),
    ("pool5", 3, 2, 0),
]
LENET5: list[Layer] = [("C1", 5, 1, 0), ("S2", 2, 2, 0), ("C3", 5, 1, 0), ("S4", 2, 2, 0), ("C5", 5, 1, 0)]
STEM: list[Layer] = [("conv1", 7, 2, 3), ("maxpool", 3, 2, 1)]


def vgg(*convs: int) -> list[Layer]:
    """Return five stages of so many 3x3 convolutions, a pool behind each."""
    layers: list[Layer] = []
    for stage, count in enumerate(convs, 1):
        layers += [(f"conv{stage}_{number}", 3, 1, 1) for number in range(1, count + 1)]
        layers.append((f"pool{stage}", 2, 2, 0))
    return layers


VGG11, VGG16 = vgg(1, 1, 2, 2, 2), vgg(2, 2, 3, 3, 3)


def resnet18() -> list[Layer]:
    """Return the path through both 3x3 convolutions of each block."""
    layers = list(STEM)
    for stage in range(1, 5):
        strides = [1 if stage == 1 else 2, 1, 1, 1]
        layers += [(f"layer{stage}", 3, stride, 1) for stride in strides]
    return layers


def resnet50(*, stride_on_1x1: bool) -> list[Layer]:
    """Return the path through 1x1, 3x3, 1x1; the paper puts the stride on the first, torchvision on the second."""
    layers = list(STEM)
    for stage, blocks in enumerate((3, 4, 6, 3), 1):
        for block in range(blocks):
            stride = 2 if stage > 1 and block == 0 else 1
            first, second = (stride, 1) if stride_on_1x1 else (1, stride)
            layers += [(f"layer{stage}", 1, first, 0), (f"layer{stage}", 3, second, 1), (f"layer{stage}", 1, 1, 0)]
    return layers


def mobilenet_v2() -> list[Layer]:
    """Return the stem and the depthwise convolutions; the 1x1 ones change no field."""
    strides = [2, 1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1]
    return [("depthwise", 3, stride, 1) for stride in strides]


def squeezenet1_0() -> list[Layer]:
    """Return the path through the 3x3 half of every fire module."""
    fire, pool = ("fire", 3, 1, 1), ("pool", 3, 2, 0)
    return [("conv", 7, 2, 0), pool, *[fire] * 3, pool, *[fire] * 4, pool, fire]


def fields(layers: list[Layer]) -> dict[str, ReceptiveField]:
    """Return the field behind each layer; where a name repeats, behind its last."""
    found, by_name = ReceptiveField(), {}
    for name, kernel, stride, padding in layers:
        found = by_name[name] = found.then(kernel, stride, padding)
    return by_name
