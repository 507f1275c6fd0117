"""Analysing leaves networks as they are, and says in a sentence what it cannot do."""

from __future__ import annotations

import copy
import threading

import pytest
import torch
from torch import Tensor, nn

from cnnviz.errors import DoesNotFit, NotTraceable
from cnnviz.models import Model, Trace, analyze, verify_field


class Branching(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x if x.sum() > 0 else -x


class Two(nn.Module):
    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y


def test_network_stays_as_it_is():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU()).train()
    seen: list[object] = []
    net[0].register_forward_hook(lambda *args: seen.append(args))
    before = copy.deepcopy(net.state_dict())
    analyze(net, (3, 8, 8))
    verify_field(net, "2", (3, 8, 8))
    assert net.training
    assert net[1].training
    assert seen == []
    assert len(net[0]._forward_hooks) == 1
    assert all(torch.equal(net.state_dict()[key], value) for key, value in before.items())
    assert all(p.grad is None and p.requires_grad for p in net.parameters())


def test_dropout_and_norms_are_those_of_evaluation():
    net = nn.Sequential(nn.BatchNorm2d(3), nn.Dropout(0.5)).train()
    assert [row.fields[0].size for row in analyze(net, (3, 1, 1))] == [(1, 1), (1, 1)]


def test_names_are_those_of_the_trace(resnet18: Model):
    assert [row.name for row in analyze(resnet18.module)] == list(Trace(resnet18.module).names)


def test_weights_are_not_allocated():
    with torch.device("meta"):
        net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 224 * 224, 10**7))  # 6 TB
    assert analyze(net)[-1].parameters == 3 * 224 * 224 * 10**7 + 10**7


def test_other_threads_run_the_same_network_meanwhile(resnet18: Model):
    x, over = torch.randn(1, 3, 64, 64), threading.Event()
    expected = resnet18.module(x)
    wrong: list[object] = []

    def visit() -> None:
        while not over.is_set():
            if not torch.equal(resnet18.module(x), expected):
                wrong.append("other logits")

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        rows = [analyze(resnet18.module) for _ in range(4)]
    finally:
        over.set()
        visitor.join()
    assert not wrong
    assert all(each == rows[0] for each in rows)


@pytest.mark.parametrize(
    ("net", "words"),
    [
        (Branching(), "torch.fx cannot follow"),
        (Two(), "one argument, the picture"),
        (nn.Sequential(nn.LazyConv2d(4, 3)), "lazy layer"),
    ],
)
def test_what_no_trace_can_follow_gets_a_sentence(net: nn.Module, words: str):
    with pytest.raises(NotTraceable, match=words):
        analyze(net, (3, 8, 8))


def test_layer_that_does_not_fit_is_named():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(10, 2))
    with pytest.raises(DoesNotFit, match=r"it stops at 2\..*144"):
        analyze(net, (3, 8, 8))


def test_layer_that_leaves_nothing_is_named():
    net = nn.Sequential(nn.AvgPool2d(2), nn.ConvTranspose2d(3, 3, 1, padding=(1, 0)))
    with pytest.raises(DoesNotFit, match=r"Nothing is left .* at 1: its output is 3 x 0 x 2"):
        analyze(net, (3, 4, 4))


@pytest.mark.parametrize("shape", [(3, 8), (3, 0, 8), (3, 8.5, 8)])
def test_pictures_have_three_whole_sizes(shape: tuple[int, ...]):
    with pytest.raises(DoesNotFit, match="three whole numbers"):
        analyze(nn.Conv2d(3, 4, 1), shape)
