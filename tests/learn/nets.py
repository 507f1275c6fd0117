"""A tiny network to transfer from, and pictures by chance that even it can tell apart."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from cnnviz.imaging import Picture
from cnnviz.learn.class_pictures import ClassPictures
from cnnviz.models import Model
from cnnviz.models.model import Preset

Value = TypeVar("Value")


class Tiny(nn.Module):
    """A convolution, a block whose shortcut goes around two more, a head; 16 x 16 pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 6, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(6)
        self.relu = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(2)
        self.a, self.b = nn.Conv2d(6, 6, 3, padding=1), nn.Conv2d(6, 6, 3, padding=1)
        self.average = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout()
        self.head = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(self.relu(self.norm(self.first(x))))
        x = torch.relu(x + self.b(torch.relu(self.a(x))))
        return self.head(self.drop(self.average(x).flatten(1)))


def tiny() -> Model:
    torch.manual_seed(3)
    module = Tiny()
    nn.init.uniform_(module.norm.running_mean, -0.2, 0.2)
    nn.init.uniform_(module.norm.running_var, 0.5, 1.5)
    return Model("tiny", module, ("a", "b", "c"), Preset(16, 16, (0.5,) * 3, (0.25,) * 3))


def blots(each: int = 10, classes: int = 2) -> ClassPictures:
    """Noise whose colour leans to red, green or blue by its class."""
    chance = np.random.default_rng(5)
    pictures, labels = [], []
    for label in range(classes):
        for _ in range(each):
            rgb = chance.integers(40, 160, (20, 20, 3))
            rgb[:, :, label % 3] += 50
            pictures.append(Picture.of(rgb.astype(np.uint8)))
            labels.append(label)
    return ClassPictures(("Red", "Green", "Blue", "More", "Most")[:classes], tuple(pictures), tuple(labels))


def finished(steps: Generator[Any, None, Value]) -> tuple[list[Any], Value]:
    """Run a generator to its end; what it yielded, and its value."""
    found = []
    while True:
        try:
            found.append(next(steps))
        except StopIteration as end:
            return found, end.value


def state(model: Model) -> dict[str, Tensor]:
    """A copy of everything a network holds."""
    return {name: tensor.clone() for name, tensor in model.module.state_dict().items()}
