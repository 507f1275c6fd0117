"""Units switched off and scaled: as hooks would have it, for each visitor alone, and nothing left behind."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnnviz.activations import maps
from cnnviz.activations.switching import later_layers, losses, slice_length, switchable, switched, units
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.models.model import Model
from tests.activations.nets import colour_net, model_of, noise, random_net

CASES = [
    ("embedded", "edges.0.relu1"),
    ("resnet18", "layer2.0.bn1"),  # the shortcut by-passes it
    ("resnet18", "layer2.0.downsample.1"),
    ("squeezenet1_1", "features.3.expand1x1_activation"),  # a concatenation joins it with another branch
    ("densenet121", "features.denseblock3.denselayer4.conv2"),
    ("mobilenet_v2", "features.4.conv.0.0"),
]


def scales(count: int, **off: float) -> list[float]:
    """All on, but for `unit3=0.5` and the like."""
    found = [1.0] * count
    for name, value in off.items():
        found[int(name.removeprefix("unit"))] = value
    return found


def by_hook(model: Model, x: Tensor, layer: str, factors: list[float]) -> np.ndarray:
    """The logits of a copy of the network with a hook on it."""
    net = copy.deepcopy(model.module)

    def hook(_module: nn.Module, _inputs: object, output: Tensor) -> Tensor:
        return output * torch.tensor(factors).view(1, -1, *[1] * (output.ndim - 2))

    net.get_submodule(layer).register_forward_hook(hook)
    with torch.no_grad():
        return net(x)[0].numpy()


def test_without_red_the_hand_made_network_adds_up_green_alone() -> None:
    picture = noise(3)
    green = picture.rgb[..., 1].mean() / 255
    model = model_of(colour_net([[2.0, 3.0]], bias=0.5), 3)
    assert switched(model, picture, "1", [0, 1]).logits[0] == pytest.approx(3 * green + 0.5, rel=1e-6)
    assert switched(model, picture, "1", [0, 2]).logits[0] == pytest.approx(6 * green + 0.5, rel=1e-6)
    assert switched(model, picture, "1", [0, 0]).logits[0] == 0.5


@pytest.mark.parametrize(("name", "layer"), CASES)
def test_switched_units_give_what_a_hook_gives_bit_for_bit(name: str, layer: str) -> None:
    model, picture = model_of(random_net(name), 64), noise(64)
    factors = scales(units(model, layer), unit0=0, unit3=0.5, unit5=2)
    expected = by_hook(model, model.preprocess(picture), layer, factors)
    assert np.array_equal(switched(model, picture, layer, factors).logits, expected)


def test_with_all_units_on_nothing_changes() -> None:
    model, picture = model_of(random_net("embedded"), 64), noise(64)
    found = switched(model, picture, "stem.relu", [1.0] * 32, "parts.0.relu1")
    with torch.no_grad():
        assert np.array_equal(found.logits, model.module(model.preprocess(picture))[0].numpy())
    assert found.maps is not None
    assert np.array_equal(found.maps, maps(model, picture, "parts.0.relu1"))


def test_a_layer_may_be_its_own_later_layer() -> None:
    model, picture = model_of(random_net("embedded"), 64), noise(64)
    found = switched(model, picture, "stem.relu", scales(32, unit4=0), "stem.relu").maps
    assert found is not None
    assert not found[4].any()
    assert np.array_equal(found[5], maps(model, picture, "stem.relu")[5])


@pytest.mark.parametrize(("name", "layer"), CASES)
def test_each_loss_of_a_batch_is_that_of_the_unit_switched_off_alone(name: str, layer: str) -> None:
    model, picture = model_of(random_net(name), 64), noise(64)
    for each in losses(model, picture, layer, 7, [0, 2, 5]):
        logits = switched(model, picture, layer, scales(units(model, layer), **{f"unit{each.unit}": 0})).logits
        assert each.logit == pytest.approx(float(logits[7]), rel=1e-4, abs=1e-5)
        probability = float(torch.from_numpy(logits).double().softmax(0)[7])
        assert each.probability == pytest.approx(probability, rel=1e-4)
        assert each.log_odds == pytest.approx(np.log(probability / (1 - probability)), rel=1e-4)


def test_log_odds_order_units_where_the_probability_is_one_to_all_digits() -> None:
    model, picture = model_of(colour_net([[400.0, 300.0], [0.0, 0.0]]), 3), noise(3)
    first, second = losses(model, picture, "1", 0, [0, 1])
    assert first.probability == second.probability == 1
    assert first.log_odds < second.log_odds


def test_two_visitors_at_once_get_what_each_gets_alone() -> None:
    model = model_of(random_net("embedded"), 64)
    asked = [
        (noise(64, seed), layer, scales(units(model, layer), **{f"unit{seed}": 0}))
        for seed, layer in enumerate(["stem.relu", "edges.0.relu1", "parts.1.relu2", "things.0.conv1"] * 6)
    ]
    alone = [switched(model, *each).logits for each in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: switched(model, *each).logits, asked))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def test_the_shared_network_is_bit_identical_after_an_exception_midway() -> None:
    model, picture = model_of(random_net("resnet18"), 64), noise(64)
    before = {name: value.clone() for name, value in model.module.state_dict().items()}
    logits = switched(model, picture, "relu", [1.0] * 64).logits

    def break_off(_maps: Tensor) -> Tensor:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        model.trace.run(model.preprocess(picture), [model.trace.last], {"layer3.0.relu": break_off})
    losses(model, picture, "layer3.0.relu", 0, range(4))
    after = model.module.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())
    assert not model.module.training
    assert not any(each._forward_hooks or each._forward_pre_hooks for each in model.module.modules())
    assert all(value.grad is None and not value.requires_grad for value in model.module.parameters())
    assert np.array_equal(switched(model, picture, "relu", [1.0] * 64).logits, logits)


def test_later_layers_are_those_that_the_layer_feeds() -> None:
    model = model_of(random_net("resnet18"), 64)
    later = later_layers(model, "layer2.0.downsample.0")
    assert later[0] == "layer2.0.downsample.1"
    assert later[-1] == "fc"
    assert "layer2.0.conv2" not in later  # beside it, not after it


def test_the_last_layer_cannot_be_switched_because_nothing_follows() -> None:
    model = model_of(random_net("embedded"), 64)
    assert "head" not in switchable(model)
    assert "pool" in switchable(model)
    assert later_layers(model, "head") == ()


def test_a_slice_is_never_empty() -> None:
    assert slice_length(model_of(random_net("embedded"), 64)) >= 1


@pytest.mark.parametrize("factors", [[1.0], [1.0] * 33, [-0.1] + [1.0] * 31, [2.1] + [1.0] * 31, [float("nan")] * 32])
def test_scales_that_do_not_fit_are_refused(factors: list[float]) -> None:
    with pytest.raises(DoesNotFit, match="32 scales from 0 to 2"):
        switched(model_of(random_net("embedded"), 64), noise(64), "stem.relu", factors)


def test_what_is_not_there_is_refused() -> None:
    model = model_of(random_net("embedded"), 64)
    with pytest.raises(UnknownName):
        units(model, "nowhere")
    with pytest.raises(DoesNotFit, match="units 1 to 32"):
        losses(model, noise(64), "stem.relu", 0, [32])
    with pytest.raises(DoesNotFit, match="no class"):
        losses(model, noise(64), "stem.relu", 5000, [0])
