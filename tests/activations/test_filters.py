from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.signal import correlate
from torch import nn

from cnnviz import activations
from cnnviz.errors import DoesNotFit, UnknownName
from tests.activations.nets import colour_net, model_of, noise, random_net

IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}


def test_the_filters_of_a_hand_made_network_are_its_weights() -> None:
    filters = activations.filters(model_of(colour_net([[1.0, 1.0]]), 3), "0")
    assert filters.weights.dtype == np.float32
    assert filters.weights[:, :, 0, 0].tolist() == [[1, 0, 0], [0, 1, 0]]
    assert filters.colour
    with pytest.raises(ValueError, match="read-only"):
        filters.weights[0] = 0


@pytest.mark.parametrize(
    ("name", "first", "shape"),
    [
        ("embedded", "stem.conv", (32, 3, 5, 5)),
        ("resnet18", "conv1", (64, 3, 7, 7)),
        ("squeezenet1_1", "features.0", (64, 3, 3, 3)),
    ],
)
def test_the_first_filters_are_those_that_see_the_picture(name: str, first: str, shape: tuple[int, ...]) -> None:
    layer, weights = activations.first_filters(model_of(random_net(name), 64))
    assert (layer, weights.shape) == (first, shape)


def test_a_pixel_kernel_gives_the_layers_answer_up_to_a_constant() -> None:
    net = random_net("embedded")
    model, picture = model_of(net, 64, **IMAGENET), noise(64)
    answer = activations.maps(model, picture, "stem.conv")[3, 2:-2, 2:-2]  # where no padding is read
    kernel = activations.filters(model, "stem.conv").pixel_kernel(3)
    assert kernel.shape == (3, 5, 5)
    pixels = picture.rgb.transpose(2, 0, 1).astype(float)
    by_scipy = correlate(pixels, kernel.astype(float), mode="valid")[0]
    weights = net.stem.conv.weight[3].double().numpy()
    constant = -sum(weights[c].sum() * IMAGENET["mean"][c] / IMAGENET["std"][c] for c in range(3))
    np.testing.assert_allclose(by_scipy + constant, answer, atol=1e-5)


def test_a_white_step_of_one_grey_level_weighs_one_over_255_std() -> None:
    model = model_of(colour_net([[1.0, 1.0]]), 3, mean=(0.5, 0.5, 0.5), std=(0.5, 0.25, 0.1))
    filters = activations.filters(model, "0")
    np.testing.assert_allclose(filters.pixel_kernel(0)[:, 0, 0], [1 / 127.5, 0, 0], rtol=1e-5)
    np.testing.assert_allclose(filters.pixel_kernel(1)[:, 0, 0], [0, 1 / 63.75, 0], rtol=1e-5)


def test_deeper_filters_are_no_colour_pictures_even_with_three_inputs() -> None:
    torch.manual_seed(0)
    model = model_of(nn.Sequential(nn.Conv2d(3, 3, 1), nn.Conv2d(3, 2, 1)), 3)
    deeper = activations.filters(model, "1")
    assert deeper.weights.shape == (2, 3, 1, 1)
    assert not deeper.colour
    with pytest.raises(DoesNotFit, match="not on colours"):
        deeper.pixel_kernel(0)


def test_a_filter_beyond_the_last_is_named_by_its_place() -> None:
    with pytest.raises(DoesNotFit, match="filters 1 to 2; there is no filter 3"):
        activations.filters(model_of(colour_net([[1.0, 1.0]]), 3), "0").pixel_kernel(2)


def test_a_layer_without_filters_names_layers_that_have_some() -> None:
    with pytest.raises(DoesNotFit, match=r"such as stem\.conv"):
        activations.filters(model_of(random_net("embedded"), 64), "head")


def test_an_unknown_layer_is_unknown_before_it_has_no_filters() -> None:
    with pytest.raises(UnknownName):
        activations.filters(model_of(random_net("embedded"), 64), "nowhere")


def test_a_network_without_convolutions_has_no_filters() -> None:
    with pytest.raises(DoesNotFit, match="no convolution layer"):
        activations.first_filters(model_of(nn.Sequential(nn.Flatten(), nn.Linear(27, 2)), 3))
