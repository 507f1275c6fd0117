"""A logit taken apart by channels: by hand, against torch's own layers, and on every kind of head."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.activations.decision import Ending, Evidence, Votes, against, evidence, head, votes
from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model
from tests.activations.nets import colour_net, model_of, noise, random_net

HEADS = [
    ("embedded", 64, Ending.POOLED, "things.1.relu2", "head"),
    ("resnet18", 64, Ending.POOLED, "layer4.1.relu_1", "fc"),
    ("mobilenet_v2", 64, Ending.POOLED, "features.18.2", "classifier.1"),
    ("densenet121", 64, Ending.POOLED, "relu", "classifier"),
    ("squeezenet1_1", 64, Ending.CONVOLVED, "features.12.cat", "classifier.1"),
]


def adds_up(found: Votes) -> bool:
    return abs(found.parts.sum() + found.bias - found.logit) <= 1e-4 * max(1.0, abs(found.logit))


def taken_apart(model: Model, size: int, target: int) -> tuple[Evidence, Votes]:
    seen = evidence(model, noise(size))
    return seen, votes(model, seen, target)


def test_votes_of_a_hand_made_network_are_its_weights_times_the_mean_colours() -> None:
    picture = noise(3)
    red, green = picture.rgb[..., 0].mean() / 255, picture.rgb[..., 1].mean() / 255
    model = model_of(colour_net([[2.0, -3.0], [0.0, 1.0]], bias=0.5), 3)
    found = votes(model, evidence(model, picture), 0)
    np.testing.assert_allclose(found.parts, [2 * red, -3 * green], rtol=1e-6)
    assert found.bias == 0.5
    assert found.logit == pytest.approx(2 * red - 3 * green + 0.5)
    assert found.cam is not None
    np.testing.assert_allclose(found.cam, (2.0 * picture.rgb[..., 0] - 3.0 * picture.rgb[..., 1]) / 255, rtol=1e-5)


@pytest.mark.parametrize(("name", "size", "ending", "layer", "last"), HEADS)
def test_parts_and_bias_add_up_to_the_networks_own_logit(
    name: str, size: int, ending: Ending, layer: str, last: str
) -> None:
    model = model_of(random_net(name), size)
    assert (head(model).ending, head(model).layer, head(model).last) == (ending, layer, last)
    seen = evidence(model, noise(size))
    with torch.no_grad():
        logits = model.module(model.preprocess(noise(size)))[0].numpy()
    np.testing.assert_array_equal(seen.logits, logits)
    for target in (0, 7, 99):
        found = votes(model, seen, target)
        assert adds_up(found)
        assert found.cam is not None
        assert found.cam.mean() + found.bias == pytest.approx(found.logit, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("name", ["squeezenet1_1", "mobilenet_v2"])
def test_trained_networks_add_up_too(name: str, monkeypatch: pytest.MonkeyPatch, shared: object) -> None:
    from cnnviz import models

    monkeypatch.setenv("CNNVIZ_WEIGHTS", f"{shared}/weights")
    model = models.load(name)
    seen = evidence(model, noise(224))
    best = int(seen.logits.argmax())
    assert adds_up(votes(model, seen, best))
    assert adds_up(against(votes(model, seen, best), votes(model, seen, 3)))


def test_a_class_that_the_relu_has_silenced_everywhere_has_no_votes() -> None:
    conv = nn.Conv2d(3, 2, 1)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([[-1.0, 0, 0], [0, 1, 0]])[:, :, None, None])
        conv.bias.copy_(torch.tensor([-1.0, 0.0]))
    net = nn.Sequential(nn.ReLU(), conv, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    seen, silent = taken_apart(model_of(net, 3), 3, 0)
    assert seen.head.rectified
    assert (silent.logit, silent.bias, float(np.abs(silent.parts).max())) == (0, 0, 0)


def test_a_network_without_global_pooling_is_split_over_the_numbers_of_its_last_layer() -> None:
    torch.manual_seed(2)
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(16, 8), nn.ReLU(),
        nn.Dropout(), nn.Linear(8, 5),
    )  # as AlexNet and VGG end, only smaller  # fmt: skip
    seen, found = taken_apart(model_of(net, 8), 8, 4)
    assert (seen.head.ending, seen.head.layer, seen.maps.shape) == (Ending.PLAIN, "5", (8,))
    assert adds_up(found)
    assert found.cam is None


def test_pooling_that_leaves_places_is_not_global() -> None:
    torch.manual_seed(2)
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(16, 5))
    seen, found = taken_apart(model_of(net, 8), 8, 1)
    assert seen.head.ending is Ending.PLAIN
    assert len(found.parts) == 16
    assert adds_up(found)


def test_the_difference_of_two_classes_is_split_as_well() -> None:
    model = model_of(random_net("embedded"), 64)
    seen = evidence(model, noise(64))
    found = against(votes(model, seen, 3), votes(model, seen, 8))
    assert found.logit == pytest.approx(float(seen.logits[3]) - float(seen.logits[8]), abs=1e-6)
    assert adds_up(found)
    np.testing.assert_allclose(found.parts, found.weights * found.means, rtol=1e-9)


def test_a_network_that_ends_in_a_map_is_told_so() -> None:
    with pytest.raises(DoesNotFit, match="neither a linear layer"):
        head(model_of(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), 8))


def test_a_class_beyond_the_last_is_named_by_its_place() -> None:
    model = model_of(colour_net([[1.0, 1.0]]), 3)
    with pytest.raises(DoesNotFit, match="there is no class 3"):
        votes(model, evidence(model, noise(3)), 2)
