"""The effective field against networks whose gradient is known by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.activations import central_share, effective_field
from cnnviz.arithmetic import ReceptiveField
from cnnviz.errors import DoesNotFit, UnknownName
from tests.activations.nets import model_of, noise, random_net

THREE = ReceptiveField().then(3, 1, 1)


def ones(layers: int, channels: int = 3) -> nn.Module:
    """3x3 convolutions with padding 1 whose weights are all 1; the last has one channel."""
    sides = [3] + [channels] * (layers - 1) + [1]
    module = nn.Sequential(*(nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in pairwise(sides)))
    for parameter in module.parameters():
        nn.init.ones_(parameter)
    return module


def test_one_convolution_of_ones_is_moved_evenly_by_its_nine_pixels() -> None:
    energy = effective_field(model_of(ones(1), 8), noise(8), "0", 4, 3)
    expected = np.zeros((8, 8), np.float32)
    expected[3:6, 2:5] = 3 / 255  # three colours, each pixel / 255
    np.testing.assert_allclose(energy, expected, rtol=1e-6)
    share = central_share(energy, THREE, 4, 3)
    assert share.energy == pytest.approx(1 / 9)
    assert share.even == pytest.approx(1 / 9)
    assert share.inside == pytest.approx(1)


def test_channels_that_see_less_can_be_asked_alone() -> None:
    both = nn.Conv2d(3, 2, 3, padding=1, bias=False)
    nn.init.ones_(both.weight)
    with torch.no_grad():
        both.weight[0] = 0
        both.weight[0, :, 1, 1] = 1  # sees one pixel, the other channel nine
    energy = effective_field(model_of(nn.Sequential(both), 8), noise(8), "0", 4, 3, channels=[0])
    expected = np.zeros((8, 8), np.float32)
    expected[4, 3] = 3 / 255
    np.testing.assert_allclose(energy, expected, rtol=1e-6)


def test_three_convolutions_of_ones_weigh_pixels_by_trinomial_coefficients() -> None:
    energy = effective_field(model_of(ones(3, 1), 9), noise(9), "2", 4, 4)
    line = np.array([1, 3, 6, 7, 6, 3, 1])  # (1 + x + x^2)^3
    np.testing.assert_allclose(energy[1:8, 1:8], 3 / 255 * np.outer(line, line), rtol=1e-5)
    field = THREE.then(3, 1, 1).then(3, 1, 1)
    # a third of seven pixels is 7/3: the middle one and two thirds of each beside it: 7 + 2 * 2/3 * 6 = 15 of 27
    assert central_share(energy, field, 4, 4).energy == pytest.approx((15 / 27) ** 2)


def test_all_channels_are_summed() -> None:
    module = nn.Conv2d(3, 4, 1, bias=False)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[1.0, 0, 0], [2, 0, 0], [0, 3, 0], [0, -3, 0]])[:, :, None, None])
    energy = effective_field(model_of(nn.Sequential(module), 4), noise(4), "0", 1, 2)
    assert energy[1, 2] == pytest.approx(3 / 255)  # red by 1 + 2; the two green ones cancel each other
    assert np.count_nonzero(energy) == 1


def test_a_field_over_the_border_is_compared_with_its_part_inside() -> None:
    energy = np.zeros((4, 4), np.float32)
    energy[:2, :2] = 1
    share = central_share(energy, THREE, 0, 0)  # rows and columns -1 to 1, of which 0 is the middle
    assert (share.energy, share.even) == pytest.approx((1 / 4, 1 / 4))


def test_a_unit_that_nothing_moves_has_no_share() -> None:
    share = central_share(np.zeros((6, 6), np.float32), None)
    assert (share.energy, share.even, share.inside) == pytest.approx((0, 1 / 9, 0))


@pytest.mark.parametrize(
    ("name", "layer", "field"),
    [
        ("resnet18", "layer2.1.relu_1", ReceptiveField((99, 99), (8, 8), (49, 49))),
        ("alexnet", "0.8", ReceptiveField((131, 131), (16, 16), (50, 50))),
    ],
)
@pytest.mark.parametrize("place", [(0, 0), (6, 5), (11, 2)])
def test_no_energy_lies_outside_the_theoretical_box(
    name: str, layer: str, field: ReceptiveField, place: tuple[int, int]
) -> None:
    energy = effective_field(model_of(random_net(name), 224), noise(224), layer, *place)
    top, left, bottom, right = field.box(*place, (224, 224))
    assert energy[top:bottom, left:right].sum() > 0
    energy[top:bottom, left:right] = 0
    assert not energy.any()


def test_the_shared_network_stays_as_it_was() -> None:
    model = model_of(random_net("resnet18"), 64)
    before = {name: value.clone() for name, value in model.module.state_dict().items()}
    effective_field(model, noise(64), "layer1.1.relu_1", 3, 3)
    with pytest.raises(DoesNotFit):
        effective_field(model, noise(64), "layer1.1.relu_1", 99, 3)
    assert all(torch.equal(value, before[name]) for name, value in model.module.state_dict().items())
    assert all(value.grad is None and not value.requires_grad for value in model.module.parameters())
    assert not model.module.training
    assert not any(layer._forward_hooks or layer._backward_hooks for layer in model.module.modules())


def test_a_layer_without_places_has_one_unit() -> None:
    model = model_of(nn.Sequential(nn.Flatten(), nn.Linear(12, 5)), 2)
    assert effective_field(model, noise(2), "1", 0, 0).shape == (2, 2)
    with pytest.raises(DoesNotFit, match="row 1, column 2"):
        effective_field(model, noise(2), "1", 0, 1)


def test_an_unknown_layer_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="no layer named"):
        effective_field(model_of(ones(1), 4), noise(4), "7", 0, 0)
