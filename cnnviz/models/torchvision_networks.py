"""torchvision's classification networks as a list: names, families and input sizes, known without importing torch."""

from __future__ import annotations

from dataclasses import dataclass

USUAL = 224  # pixels of a side


@dataclass(frozen=True)
class Listed:
    """One of torchvision's networks."""

    name: str  # torchvision's
    title: str
    family: str  # name of its entry in `catalogue.families`
    side: int = USUAL  # of the square picture that its first published weights take
    beside: str | None = None  # the entry of the catalogue that it is best compared with


def _several(family: str, names: str, *titles: str) -> tuple[Listed, ...]:
    """Return networks of one family that take pictures of the usual size."""
    return tuple(Listed(name, title, family) for name, title in zip(names.split(), titles, strict=True))


def _vgg() -> tuple[Listed, ...]:
    """Return the paper's columns A, B, D and E, each also with batch norms."""
    columns = ((11, "vgg_a"), (13, "vgg_b"), (16, "vgg_d"), (19, "vgg_e"))
    plain = tuple(Listed(f"vgg{depth}", f"VGG-{depth}", "vgg", beside=column) for depth, column in columns)
    normed = tuple(
        Listed(f"vgg{depth}_bn", f"VGG-{depth} with batch norm", "vgg", beside=f"vgg{depth}") for depth, _ in columns
    )
    return plain + normed


def _regnets() -> tuple[Listed, ...]:
    """Return those without (X) and with (Y) squeeze-and-excitation, named by their multiplications."""
    costs = ("400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf")
    names = [("x", cost) for cost in costs] + [("y", cost) for cost in (*costs, "128gf")]
    return tuple(
        Listed(f"regnet_{kind}_{cost}", f"RegNet-{kind.upper()}-{cost.replace('_', '.').upper()}", "regnet")
        for kind, cost in names
    )


def _efficientnets() -> tuple[Listed, ...]:
    """Return B0 to B7, whose pictures grow with them, and the second version's three."""
    sides = (224, 240, 288, 300, 380, 456, 528, 600)
    first = tuple(
        Listed(f"efficientnet_b{n}", f"EfficientNet-B{n}", "efficientnet", side) for n, side in enumerate(sides)
    )
    second = tuple(
        Listed(f"efficientnet_v2_{size}", f"EfficientNetV2-{size.upper()}", "efficientnet_v2", side)
        for size, side in (("s", 384), ("m", 480), ("l", 480))
    )
    return first + second


def _transformers() -> tuple[Listed, ...]:
    """Return the vision transformers, Swin's two versions and MaxViT."""
    vits = (("b_16", "B/16"), ("b_32", "B/32"), ("l_16", "L/16"), ("l_32", "L/32"), ("h_14", "H/14"))
    sizes = (("t", "Tiny"), ("s", "Small"), ("b", "Base"))
    return (
        *(Listed(f"vit_{name}", f"ViT-{title}", "vit") for name, title in vits),
        *(Listed(f"swin_{letter}", f"Swin-{size}", "swin") for letter, size in sizes),
        *(Listed(f"swin_v2_{letter}", f"Swin V2-{size}", "swin", 256) for letter, size in sizes),
        Listed("maxvit_t", "MaxViT-Tiny", "maxvit"),
    )


NETWORKS: tuple[Listed, ...] = (
    *_several("alexnet", "alexnet", "AlexNet"),
    *_vgg(),
    Listed("googlenet", "GoogLeNet (torchvision)", "googlenet", beside="googlenet_2014"),
    Listed("inception_v3", "Inception v3", "inception_v3", 299),
    *_several(
        "resnet",
        "resnet18 resnet34 resnet50 resnet101 resnet152",
        *("ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101", "ResNet-152"),
    ),
    *_several(
        "resnext",
        "resnext50_32x4d resnext101_32x8d resnext101_64x4d",
        *("ResNeXt-50 32x4d", "ResNeXt-101 32x8d", "ResNeXt-101 64x4d"),
    ),
    *_several("wide_resnet", "wide_resnet50_2 wide_resnet101_2", "Wide ResNet-50-2", "Wide ResNet-101-2"),
    *_several(
        "densenet",
        "densenet121 densenet161 densenet169 densenet201",
        *("DenseNet-121", "DenseNet-161", "DenseNet-169", "DenseNet-201"),
    ),
    *_several("squeezenet", "squeezenet1_0 squeezenet1_1", "SqueezeNet 1.0", "SqueezeNet 1.1"),
    *_several("mobilenet_v2", "mobilenet_v2", "MobileNetV2"),
    *_several("mobilenet_v3", "mobilenet_v3_small mobilenet_v3_large", "MobileNetV3 small", "MobileNetV3 large"),
    *_several(
        "mnasnet",
        "mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3",
        *("MnasNet 0.5", "MnasNet 0.75", "MnasNet 1.0", "MnasNet 1.3"),
    ),
    *_several(
        "shufflenet_v2",
        "shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0",
        *("ShuffleNet V2 0.5x", "ShuffleNet V2 1x", "ShuffleNet V2 1.5x", "ShuffleNet V2 2x"),
    ),
    *_efficientnets(),
    *_regnets(),
    *_several(
        "convnext",
        "convnext_tiny convnext_small convnext_base convnext_large",
        *("ConvNeXt-Tiny", "ConvNeXt-Small", "ConvNeXt-Base", "ConvNeXt-Large"),
    ),
    *_transformers(),
)
