"""Small networks whose answers can be worked out by hand, and larger ones with random weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
import torchvision
from torch import Tensor, nn
from torch.nn import functional as F

from cnnviz.imaging.picture import Picture
from cnnviz.models.embedded import EmbeddedNet
from cnnviz.models.model import Model, Preset


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Compute as the server does; on a busy machine threads that wait for each other cost more than they save."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def model_of(
    module: nn.Module,
    size: int,
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0),
    std: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> Model:
    """Wrap a network for square pictures of `size`; by default it sees `pixels / 255`."""
    classes = tuple(f"class {index}" for index in range(1000))
    return Model("tiny", module, classes, Preset(size, size, mean, std))


def noise(size: int, seed: int = 0) -> Picture:
    """Draw a random picture that needs no resizing."""
    return Picture.of(np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8))


def colour_net(head: list[list[float]], bias: float = 0.0) -> nn.Module:
    """Maps are red and green themselves (1x1 convolution, ReLU); then global average pooling and `head` (2 columns)."""
    conv, linear = nn.Conv2d(3, 2, 1, bias=False), nn.Linear(2, len(head))
    with torch.no_grad():
        conv.weight.copy_(torch.eye(3)[:2, :, None, None])
        linear.weight.copy_(torch.tensor(head))
        linear.bias.fill_(bias)
    return nn.Sequential(conv, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), linear)


class Overwriting(nn.Module):
    """A residual step that writes to its own values, and a ReLU that does too."""

    def __init__(self, in_place: bool = True) -> None:
        super().__init__()
        self.in_place = in_place
        self.conv = nn.Conv2d(3, 3, 1)
        self.head = nn.Linear(3, 4)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        y = y.add_(x) if self.in_place else y + x
        y = F.relu(y - 0.5, inplace=self.in_place)
        return self.head(y.mean((2, 3)))


def _reset(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        module.reset_parameters()


def random_net(name: str) -> nn.Module:
    """Build a network with random weights and random batch-norm statistics, not yet frozen."""
    torch.manual_seed(5)
    if name == "embedded":
        net: nn.Module = EmbeddedNet()
    elif name in ("alexnet", "vgg16"):  # without the 58 and 124 million weights after the features
        with torch.device("meta"):
            features = getattr(torchvision.models, name)(weights=None).features
        features.to_empty(device="cpu").apply(_reset)
        width = 256 if name == "alexnet" else 512
        head = [nn.Linear(width, 20), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(20, 10)]
        net = nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *head)
    elif name == "googlenet":
        net = torchvision.models.googlenet(weights=None, init_weights=False, aux_logits=False)
    else:
        net = getattr(torchvision.models, name)(weights=None)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.2, 0.2)
    return net.eval()
