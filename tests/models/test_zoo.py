from __future__ import annotations

import gc
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn

from cnnviz import models
from cnnviz.errors import WeightsUnavailable
from cnnviz.models import Model, Preset, zoo
from cnnviz.models.embedded import MEAN, STD

built: list[str] = []


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `load` build one small network for every card, slowly, and note it in `built`."""
    built.clear()

    def build(card, place, progress) -> Model:
        time.sleep(0.05)
        built.append(card.name)
        return Model(card.name, nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), (), Preset(8, 8, MEAN, STD), place, card)

    monkeypatch.setattr(zoo, "_build", build)


def test_threads_that_ask_at_once_get_one_network(toys: None):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: models.load("alexnet", "cpu"), range(8)))
    assert built == ["alexnet"]
    assert all(each is found[0] for each in found)


def test_fourth_network_takes_the_place_of_the_one_not_asked_for_longest(toys: None):
    for name in ("alexnet", "resnet18", "mobilenet_v2", "alexnet", "squeezenet1_1"):
        models.load(name, "cpu")
    assert [name for name, _ in zoo._shelf] == ["mobilenet_v2", "alexnet", "squeezenet1_1"]


def test_embedded_network_counts_but_never_goes(toys: None):
    for name in ("embedded", "alexnet", "resnet18", "mobilenet_v2", "squeezenet1_1"):
        models.load(name, "cpu")
    assert [name for name, _ in zoo._shelf] == ["embedded", "mobilenet_v2", "squeezenet1_1"]


def test_network_that_had_to_go_frees_its_memory_without_the_garbage_collector(toys: None):
    gone = models.load("alexnet", "cpu")
    models.layers(gone)
    ghost = weakref.ref(gone.module)
    gc.disable()
    try:
        del gone
        for name in ("resnet18", "mobilenet_v2", "squeezenet1_1"):
            models.load(name, "cpu")
        assert ghost() is None
    finally:
        gc.enable()


def test_failed_load_leaves_the_next_one_free_to_try(monkeypatch: pytest.MonkeyPatch, toys: None):
    works = zoo._build

    def fails(*_: object) -> Model:
        raise WeightsUnavailable("Not here.")

    monkeypatch.setattr(zoo, "_build", fails)
    with pytest.raises(WeightsUnavailable):
        models.load("alexnet", "cpu")
    monkeypatch.setattr(zoo, "_build", works)
    assert models.load("alexnet", "cpu").name == "alexnet"


def test_slow_network_does_not_hold_up_another(monkeypatch: pytest.MonkeyPatch, toys: None):
    works, release = zoo._build, threading.Event()

    def slow(card, place, progress) -> Model:
        if card.name == "alexnet":
            release.wait(10)
        return works(card, place, progress)

    monkeypatch.setattr(zoo, "_build", slow)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(models.load, "alexnet", "cpu")
        assert models.load("resnet18", "cpu").name == "resnet18"
        assert not waiting.done()
        release.set()
        assert waiting.result(10).name == "alexnet"


def test_loaded_network_is_frozen(random_embedded: None):
    model = models.load("embedded", "cpu")
    assert not model.module.training
    assert not any(each.requires_grad for each in model.module.parameters())
    assert not any(getattr(each, "inplace", False) for each in model.module.modules())
    assert not any(each.is_meta for each in model.module.state_dict().values())
    with pytest.raises(AttributeError):
        model.name = "other"  # type: ignore[misc]


def test_model_remembers_its_device(random_embedded: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CNNVIZ_DEVICE", "cpu")
    assert models.load("embedded").device == torch.device("cpu")
