"""What there is to know about each network before it is loaded; importing this file costs no torch."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from cnnviz.errors import UnknownName
from cnnviz.models import places

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

    @property
    def here(self) -> bool:
        """Whether the weights lie on this machine, so that loading needs no network connection."""
        return places.find(self.name, self.file) is not None


def _torchvision(
    name: str, title: str, parameters: int, macs: int, top: tuple[float, float], megabytes: float, file: str
) -> ModelCard:
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
    _torchvision("resnet18", "ResNet-18", 11_689_512, 1_814_073_344, (0.69758, 0.89078), 46.8, "resnet18-f37072fd.pth"),
    _torchvision(
        "squeezenet1_1", "SqueezeNet 1.1", 1_235_496, 349_151_936, (0.58178, 0.80624), 5.0, "squeezenet1_1-b8a52dc0.pth"
    ),
    _torchvision(
        "mobilenet_v2", "MobileNetV2", 3_504_872, 300_774_272, (0.71878, 0.90286), 14.2, "mobilenet_v2-b0353104.pth"
    ),
)


def available() -> list[ModelCard]:
    """Cards of every network that `load` knows, the embedded one first, on this machine or not."""
    return list(CARDS)


def card(name: str) -> ModelCard:
    """Return the card of one network; raises `UnknownName`, whose sentence names the ones there are."""
    for each in CARDS:
        if each.name == name:
            return each
    names = [each.name for each in CARDS]
    near = difflib.get_close_matches(name, names, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise UnknownName(f"There is no network named {name!r}; choose one of {', '.join(names)}.{guess}")
