"""On a GPU the answers are the CPU's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnnviz import activations, saliency
from cnnviz.models import Model, Preset
from cnnviz.models.embedded import MEAN, STD
from tests.activations.nets import noise, random_net

NEAR = 1e-3  # of the largest value
PRESENT = [
    name for name, here in (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())) if here
]

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not PRESENT, reason="needs a GPU that torch can use")]


def on(device: str, name: str) -> Model:
    place = torch.device(device)
    return Model(name, random_net(name).to(place), tuple(map(str, range(1000))), Preset(64, 64, MEAN, STD), place)


@pytest.mark.parametrize("name", ["embedded", "resnet18", "squeezenet1_1"])
def test_maps_and_saliency_are_those_of_the_cpu(name: str) -> None:
    here, there = on("cpu", name), on(PRESENT[0], name)
    picture = noise(64)
    for layer in here.trace.names[:: max(1, len(here.trace.names) // 8)]:
        expected, found = (activations.maps(model, picture, layer) for model in (here, there))
        assert np.abs(found - expected).max() <= NEAR * np.abs(expected).max(), layer
    expected, found = (saliency.explain(model, picture, 3, "gradient").map for model in (here, there))
    assert np.abs(found - expected).max() <= NEAR * np.abs(expected).max()
