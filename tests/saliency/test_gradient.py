from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnnviz import saliency
from tests.activations.nets import Overwriting, model_of, noise


def linear_net(weights: Tensor) -> nn.Module:
    """Logits are `sum(weights[k] * x)`: `weights` is `(K, 3, H, W)`."""
    linear = nn.Linear(weights[0].numel(), len(weights), bias=False)
    with torch.no_grad():
        linear.weight.copy_(weights.flatten(1))
    return nn.Sequential(nn.Flatten(), linear)


def test_the_gradient_of_a_linear_model_is_its_weights_in_logits_per_grey_level() -> None:
    weights = torch.zeros(2, 3, 2, 2)
    weights[1, 0, 0, 0] = 255.0
    weights[1, :, 0, 1] = torch.tensor([51.0, -102.0, 25.5])  # green wins, by its magnitude
    std = (1.0, 0.5, 0.25)
    model = model_of(linear_net(weights), 2, mean=(0.1, 0.2, 0.3), std=std)
    answer = saliency.explain(model, noise(2), 1, "gradient")
    np.testing.assert_allclose(answer.map, [[1, 0.8], [0, 0]], rtol=1e-6)  # 102 / 255 / 0.5
    signed = saliency.explain(model, noise(2), 1, "gradient", signed=True)
    np.testing.assert_allclose(signed.map, [[1, -0.8], [0, 0]], rtol=1e-6)
    assert signed.signed
    assert not answer.signed


def test_a_relu_that_is_off_lets_no_gradient_through() -> None:
    conv = nn.Conv2d(3, 1, 1)
    with torch.no_grad():
        conv.weight.fill_(0.0)[0, 0] = 255.0
        conv.bias.fill_(-100.0)
    net = nn.Sequential(conv, nn.ReLU(), nn.Flatten(), nn.Linear(4, 1, bias=False))
    with torch.no_grad():
        net[3].weight.fill_(1.0)
    picture = noise(2)
    on = picture.rgb[..., 0] > 100
    assert 0 < on.sum() < 4
    answer = saliency.explain(model_of(net, 2), picture, 0, "gradient")
    np.testing.assert_allclose(answer.map, on.astype(float), rtol=1e-6)


def test_a_score_that_nothing_moves_is_said_to_give_a_blank_map() -> None:
    answer = saliency.explain(model_of(linear_net(torch.zeros(2, 3, 2, 2)), 2), noise(2), 0, "gradient")
    assert not answer.map.any()
    assert answer.check is not None
    assert not answer.check.passed
    assert "blank" in answer.check.sentence


def test_steps_that_write_in_place_change_no_gradient() -> None:
    torch.manual_seed(1)
    net, calm = Overwriting(), Overwriting(in_place=False)
    calm.load_state_dict(net.state_dict())
    a, b = (saliency.explain(model_of(each, 4), noise(4), 2, "gradient").map for each in (net, calm))
    assert a.any()
    assert np.array_equal(a, b)


def test_a_network_that_writes_to_its_input_is_no_hindrance() -> None:
    class Greedy(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.mul_(2).mean((2, 3))

    answer = saliency.explain(model_of(Greedy(), 2), noise(2), 0, "gradient")
    assert answer.map == pytest.approx(2 / 4 / 255)
