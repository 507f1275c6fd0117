from __future__ import annotations

import copy
from collections import Counter

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnnviz import activations
from cnnviz.errors import DoesNotFit, UnknownName
from tests.activations.nets import Overwriting, colour_net, model_of, noise, random_net


def heard_by_cloning_hooks(net: nn.Module, x: Tensor) -> dict[str, np.ndarray]:
    """Run `net` once with a hook on every leaf; names are node names (`relu`, `relu_1` for the second call)."""
    heard: dict[str, np.ndarray] = {}
    calls: Counter[str] = Counter()

    def listen(name: str) -> None:
        def hook(_module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
            suffix = f"_{calls[name]}" if calls[name] else ""
            calls[name] += 1
            heard[name + suffix] = output.clone()[0].numpy()

        net.get_submodule(name).register_forward_hook(hook)

    for name, module in net.named_modules():
        if not list(module.children()):
            listen(name)
    with torch.no_grad():
        net(x)
    return heard


@pytest.mark.parametrize("name", ["embedded", "alexnet", "resnet18", "squeezenet1_1", "mobilenet_v2"])
def test_every_layer_gives_bit_for_bit_what_a_cloning_hook_has_seen(name: str) -> None:
    net = random_net(name)
    in_place = copy.deepcopy(net)  # as torchvision made it: a Model switches in-place ReLUs off
    size = 32 if name == "mobilenet_v2" else 64  # it has 150 layers
    model, picture = model_of(net, size), noise(size)
    heard = heard_by_cloning_hooks(in_place, model.preprocess(picture))
    assert len(heard) > 10
    assert set(heard) <= set(model.trace.names)
    for layer, expected in heard.items():
        maps = activations.maps(model, picture, layer)
        assert maps.dtype == np.float32
        assert np.array_equal(maps, expected), layer


@pytest.mark.parametrize("name", ["vgg16", "densenet121", "googlenet"])
def test_every_layer_of_a_large_network_is_what_a_cloning_hook_has_seen(name: str) -> None:
    net = random_net(name)
    in_place = copy.deepcopy(net)
    model, picture = model_of(net, 48 if name == "googlenet" else 32), noise(48 if name == "googlenet" else 32)
    heard = heard_by_cloning_hooks(in_place, model.preprocess(picture))
    assert len(heard) > 35
    with torch.no_grad():
        found = model.trace.run(model.preprocess(picture), heard)  # all at once: one run a layer would take minutes
    for layer, expected in heard.items():
        assert np.array_equal(found[layer][0].numpy(), expected), layer
    for layer in (next(iter(heard)), list(heard)[len(heard) // 2], list(heard)[-1]):
        assert np.array_equal(activations.maps(model, picture, layer), heard[layer]), layer


def test_the_largest_magnitude_is_found_in_whichever_layer_it_is() -> None:
    net = colour_net([[1.0, 1.0]])
    with torch.no_grad():
        net[0].weight[1, 1] = -3.0  # minus three times green; the ReLU after it leaves red alone
    picture = noise(3)
    size, layer = activations.largest_magnitude(model_of(net, 3), picture)
    assert layer == "0"
    assert size == pytest.approx(3 * int(picture.rgb[..., 1].max()) / 255, rel=1e-5)


def test_a_map_is_what_the_layer_said_before_a_later_step_wrote_over_it() -> None:
    net = Overwriting()
    model, picture = model_of(net, 4), noise(4)
    expected = net.conv(model.preprocess(picture))[0].numpy()
    assert np.array_equal(activations.maps(model, picture, "conv"), expected)


def test_the_red_map_of_a_hand_made_network_is_the_red_of_the_picture() -> None:
    model, picture = model_of(colour_net([[1.0, 1.0]]), 3), noise(3)
    maps = activations.maps(model, picture, "1")
    assert maps.shape == (2, 3, 3)
    np.testing.assert_allclose(maps[0], picture.rgb[..., 0] / 255, rtol=1e-6)


def test_a_linear_layer_gives_one_number_a_unit() -> None:
    model, picture = model_of(colour_net([[2.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), 3), noise(3)
    red, green = picture.rgb[..., 0].mean() / 255, picture.rgb[..., 1].mean() / 255
    np.testing.assert_allclose(activations.maps(model, picture, "4"), [2 * red, green, red + green], rtol=1e-5)


def test_writing_to_a_map_changes_no_later_answer() -> None:
    model, picture = model_of(colour_net([[1.0, 1.0]]), 3), noise(3)
    first = activations.maps(model, picture, "0")
    kept = first.copy()
    first[:] = 7
    assert np.array_equal(activations.maps(model, picture, "0"), kept)


def test_a_layer_that_does_not_exist_is_answered_with_the_nearest_names() -> None:
    model = model_of(random_net("embedded"), 64)
    with pytest.raises(UnknownName, match=r"stem\.conv"):
        activations.maps(model, noise(64), "stem.cnv")


def test_a_layer_without_maps_says_so() -> None:
    class Tokens(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.flatten(x, 2).mean((1, 2))

    with pytest.raises(DoesNotFit, match="feature maps"):
        activations.maps(model_of(Tokens(), 3), noise(3), "flatten")


def test_no_hook_is_left_on_the_network() -> None:
    model = model_of(random_net("embedded"), 64)
    activations.maps(model, noise(64), "things.1.relu2")
    for module in model.module.modules():
        assert not module._forward_hooks
        assert not module._forward_pre_hooks
        assert not module.training
