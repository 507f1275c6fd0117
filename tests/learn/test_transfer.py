"""Transfer: where networks are cut, that the shared one never changes, and that the head learns."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import nn
from torchvision.models import get_model

from cnnviz import models
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.learn import features, finetune, transfer, trunk
from cnnviz.learn.head import HeadTraining, Recipe, Scale, balanced, fitted
from cnnviz.learn.transfer import Plan
from cnnviz.models.model import Preset

from .nets import blots, finished, state, tiny

QUICK = Recipe(epochs=15)


def plan(model: models.Model, **parts: object) -> Plan:
    chosen = Plan(model, blots(), trunk.cuts(model)[-1], QUICK)
    return replace(chosen, **parts)  # type: ignore[arg-type]


def test_a_network_is_cut_where_no_shortcut_leads_around() -> None:
    cuts = trunk.cuts(tiny())
    assert [(cut.layer, cut.depth, cut.shape) for cut in cuts] == [("pool", 1, (6, 8, 8)), ("relu_2", 3, (6, 8, 8))]


def test_the_embedded_network_is_cut_between_its_blocks() -> None:
    cuts = trunk.cuts(models.load("embedded"))
    assert [cut.depth for cut in cuts] == [1, 3, 5, 7, 9, 11]
    assert cuts[-1].layer == "things.1.relu2"


@pytest.mark.parametrize(("name", "depths", "channels"), [("resnet18", 8, 512), ("squeezenet1_1", 8, 512)])
def test_torchvisions_networks_are_cut_before_their_own_head(name: str, depths: int, channels: int) -> None:
    module = get_model(name, weights=None)
    model = models.Model(name, module, ("x",) * 1000, Preset(64, 64, (0.5,) * 3, (0.25,) * 3))
    cuts = trunk.cuts(model)
    assert len(cuts) <= depths
    assert cuts[-1].channels == channels


@pytest.mark.parametrize("start", [None, "pool"])
def test_a_part_computes_what_the_whole_network_has_there(start: str | None) -> None:
    model = tiny()
    x = torch.randn(2, 3, 16, 16)
    with torch.no_grad():
        whole = model.trace.run(x, ["pool", "relu_2"])
        part = trunk.part(model, start, "relu_2", private=True)
        torch.testing.assert_close(part(whole["pool"] if start else x), whole["relu_2"], rtol=0, atol=0)


def test_a_depth_that_there_is_none_of_gets_a_sentence() -> None:
    with pytest.raises(UnknownName, match="it can after 1, 3"):
        trunk.find(tiny(), 2)


@pytest.mark.parametrize("unfreeze", [0, 1, 2])
@pytest.mark.parametrize("augment", [False, True])
def test_the_shared_network_stays_bit_identical_whatever_learns(unfreeze: int, augment: bool) -> None:
    model = tiny()
    before = state(model)
    _, learned = finished(transfer.learn(plan(model, unfreeze=unfreeze, augment=augment, rounds=2)))
    after = model.module.state_dict()
    assert all(torch.equal(tensor, after[name]) for name, tensor in before.items())  # batch norm's statistics too
    assert not any(parameter.requires_grad for parameter in model.module.parameters())
    assert all(parameter.grad is None for parameter in model.module.parameters())
    own = dict(learned.model.module.named_parameters())
    assert not any(parameter.requires_grad for parameter in own.values())
    assert bool(learned.tuned) == bool(unfreeze)


def test_the_frozen_part_of_the_classifier_is_the_shared_one_and_the_tuned_part_is_not() -> None:
    model = tiny()
    _, learned = finished(transfer.learn(plan(model, unfreeze=1, rounds=3)))
    own = learned.model.module.state_dict()
    assert torch.equal(own["trunk.0.first.weight"], model.module.first.weight)
    assert torch.equal(own["trunk.0.norm.running_var"], model.module.norm.running_var)
    assert not torch.equal(own["trunk.1.b.weight"], model.module.b.weight)


class Broken(Exception):
    pass


@pytest.mark.parametrize("unfreeze", [0, 1])
def test_an_exception_midway_leaves_the_shared_network_as_it_was(
    unfreeze: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tiny()
    before = state(model)
    steps = transfer.learn(plan(model, unfreeze=unfreeze))
    place = (finetune.Tuning, "values") if unfreeze else (HeadTraining, "epoch")

    def breaks(*_: object) -> None:
        raise Broken

    monkeypatch.setattr(*place, breaks)
    with pytest.raises(Broken):
        finished(steps)
    assert all(torch.equal(tensor, model.module.state_dict()[name]) for name, tensor in before.items())
    assert all(parameter.grad is None for parameter in model.module.parameters())
    assert not any(layer._forward_hooks for layer in model.module.modules())


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_head_has_c_times_k_plus_k_parameters(classes: int) -> None:
    model = tiny()
    _, learned = finished(transfer.learn(plan(model, them=blots(4, classes))))
    assert sum(each.numel() for each in learned.head.parameters()) == 6 * classes + classes


def test_the_first_loss_is_the_logarithm_of_the_number_of_classes() -> None:
    frames, _ = finished(transfer.learn(plan(tiny())))
    first = next(frame for frame in frames if frame.loss is not None)
    assert first.loss == pytest.approx(math.log(2))
    assert first.held_loss == pytest.approx(math.log(2))


def test_classes_that_differ_are_learned_and_the_classifier_says_what_training_said() -> None:
    model = tiny()
    frames, learned = finished(transfer.learn(plan(model)))
    assert frames[-1].held_right == 1.0
    x = model.normalize(features.pixels(model, learned.plan.them.pictures).float())
    with torch.no_grad():
        torch.testing.assert_close(learned.model.module(x), learned.logits, rtol=1e-3, atol=1e-4)
    guess = models.predict(learned.model, learned.plan.them.pictures[0], 1)[0]
    assert guess.name == "Red"


def test_the_same_draw_gives_the_same_classifier() -> None:
    first, second = (finished(transfer.learn(plan(tiny(), augment=True)))[1] for _ in range(2))
    torch.testing.assert_close(first.logits, second.logits, rtol=0, atol=0)


def test_a_folded_head_reads_unscaled_values() -> None:
    torch.manual_seed(0)
    values, head = torch.randn(9, 5) * torch.tensor([1.0, 100, 0.1, 3, 0.5]) + 7, nn.Linear(5, 2)
    scale = Scale.of(values)
    with torch.no_grad():
        torch.testing.assert_close(scale.folded(head)(values), head(scale.apply(values)), rtol=1e-3, atol=1e-4)


def test_small_classes_come_up_as_often_as_large_ones() -> None:
    labels = torch.tensor([0] * 9 + [1] * 2)
    rows = balanced(labels, torch.Generator().manual_seed(1))
    assert labels[rows].bincount().tolist() == [9, 9]
    assert set(rows.tolist()) == set(range(11))


def test_a_head_finds_what_logistic_regression_finds() -> None:
    torch.manual_seed(1)
    values = torch.randn(60, 3)
    labels = (values @ torch.tensor([2.0, -1, 0]) > 0).long()
    head = fitted(values, labels, 2, Recipe(epochs=60))
    direction = (head.weight[1] - head.weight[0]).detach()
    cosine = torch.cosine_similarity(direction, torch.tensor([2.0, -1, 0]), dim=0)
    assert cosine > 0.98
    assert (head(values).argmax(1) == labels).float().mean() > 0.95


def test_a_random_trunk_has_the_same_layers_and_none_of_the_weights() -> None:
    model = tiny()
    other = trunk.random_like(model, 1)
    assert other.trace.names == model.trace.names
    assert not torch.equal(other.module.first.weight, model.module.first.weight)
    assert torch.equal(other.module.norm.running_mean, torch.zeros(6))
    again = trunk.random_like(model, 1)
    assert torch.equal(other.module.a.weight, again.module.a.weight)


def test_one_class_or_one_picture_gets_a_sentence_before_anything_is_computed() -> None:
    with pytest.raises(DoesNotFit, match="one class only"):
        next(transfer.learn(plan(tiny(), them=blots(5, 1))))
    with pytest.raises(DoesNotFit, match="has 1 picture; it needs at least 2"):
        next(transfer.learn(plan(tiny(), them=blots(1, 2))))
