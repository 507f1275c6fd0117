"""What there is to know about each network before it is loaded; importing this file costs no torch."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from cnnviz.errors import UnknownName
from cnnviz.models import own, places

_SERVER = "https://download.pytorch.org/models"
_TORCHVISION = (
    "torchvision's IMAGENET1K_V1 weights (BSD-3-Clause), trained on ImageNet-1k, whose terms are research and education"
)


@dataclass(frozen=True)
class Accuracy:
    """Shares, 0 to 1, of pictures whose label is the first guess or among the first five, and which pictures."""

    top1: float
    top5: float
    on: str


@dataclass(frozen=True)
class ModelCard:
    """One network. `macs` counts convolutions and matrix products, no bias, for one picture of `input_size`."""

    name: str
    title: str
    parameters: int
    macs: int
    input_size: tuple[int, int]  # (height, width) in pixels
    classes: int
    accuracy: Accuracy | None  # as published for these weights; None where not measured yet
    megabytes: float  # of the weights' file, 10^6 bytes
    source: str  # where the weights come from and under which terms
    file: str  # name of the published file; torchvision's end in the start of their SHA-256
    url: str | None = None  # None where nothing needs to be fetched
    own: bool = False  # the operator's: it comes with its weights

    @property
    def here(self) -> bool:
        """Whether the weights lie on this machine, so that loading needs no network connection."""
        return self.own or places.find(self.name, self.file) is not None


def _torchvision(
    name: str, title: str, parameters: int, macs: int, top: tuple[float, float], megabytes: float, file: str
) -> ModelCard:
    """Card of one of torchvision's networks at 224x224; MACs as half of `torch.utils.flop_counter` has them."""
    accuracy = Accuracy(*top, on="the 50,000 validation pictures of ImageNet-1k")
    url = f"{_SERVER}/{file}"
    return ModelCard(
        name, title, parameters, macs, (224, 224), 1000, accuracy, megabytes, _TORCHVISION, file=file, url=url
    )


CARDS = (
    ModelCard(
        name=places.EMBEDDED,
        title="Embedded network",
        parameters=2_711_172,
        macs=337_011_712,
        input_size=(64, 64),
        classes=100,
        accuracy=Accuracy(0.711, 0.8955, on="4,000 validation pictures of its hundred classes"),
        megabytes=10.9,
        source="trained from scratch for this project on a hundred classes of Tiny ImageNet: research and education",
        file="embedded.safetensors",
    ),
    _torchvision("alexnet", "AlexNet", 61_100_840, 714_188_480, (0.56522, 0.79066), 244.4, "alexnet-owt-7be5be79.pth"),
    _torchvision("vgg11", "VGG-11", 132_863_336, 7_609_090_048, (0.6902, 0.88628), 531.5, "vgg11-8a719046.pth"),
    _torchvision("vgg16", "VGG-16", 138_357_544, 15_470_264_320, (0.71592, 0.90382), 553.4, "vgg16-397923af.pth"),
    # the file holds two auxiliary heads more, 6,379,984 parameters that only training uses
    _torchvision("googlenet", "GoogLeNet", 6_624_904, 1_498_376_192, (0.69778, 0.8953), 52.1, "googlenet-1378be20.pth"),
    _torchvision("resnet18", "ResNet-18", 11_689_512, 1_814_073_344, (0.69758, 0.89078), 46.8, "resnet18-f37072fd.pth"),
    _torchvision("resnet50", "ResNet-50", 25_557_032, 4_089_184_256, (0.7613, 0.92862), 102.5, "resnet50-0676ba61.pth"),
    _torchvision(
        "squeezenet1_1", "SqueezeNet 1.1", 1_235_496, 349_151_936, (0.58178, 0.80624), 5.0, "squeezenet1_1-b8a52dc0.pth"
    ),
    _torchvision(
        "densenet121", "DenseNet-121", 7_978_856, 2_834_161_664, (0.74434, 0.91972), 32.3, "densenet121-a639ec97.pth"
    ),
    _torchvision(
        "mobilenet_v2", "MobileNetV2", 3_504_872, 300_774_272, (0.71878, 0.90286), 14.2, "mobilenet_v2-b0353104.pth"
    ),
    _torchvision(
        "efficientnet_b0",
        "EfficientNet-B0",
        5_288_548,
        385_814_752,
        (0.77692, 0.93532),
        21.4,
        "efficientnet_b0_rwightman-7f5810bc.pth",
    ),
    _torchvision(
        "regnet_y_400mf",
        "RegNet-Y-400MF",
        4_344_144,
        401_842_848,
        (0.74046, 0.91716),
        17.6,
        "regnet_y_400mf-c65dace8.pth",
    ),
    _torchvision(
        "convnext_tiny",
        "ConvNeXt-Tiny",
        28_589_128,
        4_455_531_264,
        (0.8252, 0.96146),
        114.4,
        "convnext_tiny-983f1562.pth",
    ),
)


def available() -> list[ModelCard]:
    """Cards of every network that `load` knows, the embedded one first, on this machine or not, own ones last.

    Imports no torch unless `CNNVIZ_MODELS` names networks, which are made when first asked for.
    """
    return [*CARDS, *(_own(entry) for entry in own.entries())]


def _own(entry: own.OwnEntry) -> ModelCard:
    """Card of one of the operator's networks."""
    network = entry.network
    return ModelCard(
        name=entry.name,
        title=network.title,
        parameters=entry.parameters,
        macs=entry.macs,
        input_size=(network.input_size, network.input_size),
        classes=len(network.class_names),
        accuracy=None,
        megabytes=4 * entry.parameters / 1e6,  # float32
        source="this server's own network",
        file="",
        own=True,
    )


def card(name: str) -> ModelCard:
    """Return the card of one network; raises `UnknownName`, whose sentence names the ones there are."""
    for each in CARDS if not name.startswith(own.PREFIX) else available():
        if each.name == name:
            return each
    names = [each.name for each in available()]
    near = difflib.get_close_matches(name, names, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise UnknownName(f"There is no network named {name[:60]!r}; choose one of {', '.join(names)}.{guess}")
