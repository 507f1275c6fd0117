"""Networks with random weights, so that most facts can be tested without any weights on this machine."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torchvision.models import get_model

from cnnviz.imaging import Picture
from cnnviz.models import Model, Preset
from cnnviz.models.embedded import MEAN, STD


@cache
def torchvision_model(name: str) -> Model:
    """One of torchvision's networks with random weights and ImageNet's preprocessing."""
    torch.manual_seed(0)
    classes = tuple(f"class {i}" for i in range(1000))
    return Model(name, get_model(name, weights=None), classes, Preset(256, 224, MEAN, STD))


def noise(height: int, width: int, seed: int = 0) -> Picture:
    """A picture of uniform noise: every pixel tells where it came from."""
    return Picture.of(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))
