from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import activations
from cnnviz.errors import DoesNotFit
from tests.activations.nets import colour_net, model_of, noise, random_net


def test_parts_are_the_products_added_up_by_hand() -> None:
    convolution = nn.Conv2d(2, 1, (1, 2), bias=True)
    with torch.no_grad():
        convolution.weight.copy_(torch.tensor([[[[1.0, 2.0]], [[-1.0, 0.5]]]]))
        convolution.bias.fill_(0.25)
    model = model_of(nn.Sequential(nn.Conv2d(3, 2, 1), convolution), 4)
    maps = np.array([[[3, 4, 5]], [[10, 20, 30]]], np.float32)
    found = activations.contributions(model, "1", 0, (0, 1), maps)
    assert found.values.tolist() == [4 + 2 * 5, -20 + 0.5 * 30]
    assert found.total == 14 - 5 + 0.25
    assert found.patches[:, 0].tolist() == [[4, 5], [20, 30]]
    assert found.source == "0"


@pytest.mark.parametrize("name", ["embedded", "alexnet", "mobilenet_v2", "squeezenet1_1"])
def test_parts_and_bias_add_up_to_what_every_convolution_answers(name: str) -> None:
    model, picture = model_of(random_net(name), 64), noise(64)
    generator = np.random.default_rng(0)
    modules = dict(model.module.named_modules())
    layers = [each for each in model.trace.names if isinstance(modules.get(each), nn.Conv2d)]
    for layer in layers if len(layers) < 20 else layers[::6]:
        (source,) = activations.sources(model, layer)
        maps, answers = activations.read(model, picture, (source, layer))
        unit, row, col = (int(generator.integers(side)) for side in answers.shape)
        for place in ((0, 0), (row, col), (answers.shape[1] - 1, answers.shape[2] - 1)):
            found = activations.contributions(model, layer, unit, place, maps)
            limit = max(1.0, float(np.abs(found.values).sum()))
            assert abs(found.total - answers[unit, place[0], place[1]]) <= 1e-6 * limit, layer


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_padding_stride_dilation_and_groups_are_those_of_torch(mode: str) -> None:
    torch.manual_seed(3)
    for options in ({"padding": 2, "dilation": 2, "stride": (2, 1)}, {"padding": "same"}, {"padding": "valid"}):
        convolution = nn.Conv2d(4, 6, 3, groups=2, padding_mode=mode, **options)  # type: ignore[arg-type]
        model, picture = model_of(nn.Sequential(nn.Conv2d(3, 4, 1), convolution), 9), noise(9)
        maps, answers = activations.read(model, picture, ("0", "1"))
        for unit in range(6):
            found = activations.contributions(model, "1", unit, (0, 1), maps)
            assert found.channels.tolist() == ([0, 1] if unit < 3 else [2, 3])
            assert abs(found.total - answers[unit, 0, 1]) < 1e-6


def test_a_linear_unit_is_its_inputs_times_their_weights() -> None:
    model, picture = model_of(colour_net([[2.0, -1.0]], bias=0.5), 3), noise(3)
    maps, answers = activations.read(model, picture, ("3", "4"))
    found = activations.contributions(model, "4", 0, (0, 0), maps)
    np.testing.assert_allclose(found.values, [2 * maps[0], -maps[1]], rtol=1e-6)
    assert found.bias == 0.5
    assert abs(found.total - answers[0]) < 1e-6


def test_what_is_read_is_bit_for_bit_what_maps_gives() -> None:
    model, picture = model_of(random_net("embedded"), 64), noise(64)
    layers = ("stem.pool", "edges.0.norm1", "pool", "head")
    for layer, found in zip(layers, activations.read(model, picture, layers), strict=True):
        assert np.array_equal(found, activations.maps(model, picture, layer)), layer


def test_an_addition_reads_two_layers_and_the_first_convolution_the_picture() -> None:
    model = model_of(random_net("resnet18"), 64)
    assert activations.sources(model, "layer1.0.add") == ("layer1.0.bn2", "maxpool")
    assert activations.sources(model, "conv1") == ("input",)


def test_units_places_and_layers_without_weights_are_refused() -> None:
    model, picture = model_of(colour_net([[1.0, 1.0]]), 3), noise(3)
    (maps,) = activations.read(model, picture, ("input",))
    with pytest.raises(DoesNotFit, match="units 1 to 2; there is no unit 3"):
        activations.contributions(model, "0", 2, (0, 0), maps)
    with pytest.raises(DoesNotFit, match="no unit at row 4, column 1"):
        activations.contributions(model, "0", 0, (3, 0), maps)
    with pytest.raises(DoesNotFit, match="no unit at row 0"):
        activations.contributions(model, "0", 0, (-1, 0), maps)
    with pytest.raises(DoesNotFit, match="no weights of its own"):
        activations.contributions(model, "1", 0, (0, 0), maps)
