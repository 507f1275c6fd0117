"""The list of networks that can be analyzed, and their modules without weights."""

from __future__ import annotations

import subprocess
import sys
from collections import OrderedDict

import pytest
import torch
import torchvision
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import get_model_weights, list_models

from cnnviz import models
from cnnviz.arithmetic import catalogue
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.models import blueprints, zoo
from cnnviz.models.card import card
from cnnviz.models.torchvision_networks import NETWORKS

TORCHVISION = [listed.name for listed in NETWORKS]


def weights(name: str):
    """The first published weights: torchvision's own, or those with a new linear layer on a frozen trunk."""
    members = get_model_weights(name).__members__
    return members.get("IMAGENET1K_V1") or members["IMAGENET1K_SWAG_LINEAR_V1"]


def test_list_has_every_classification_network_of_torchvision():
    assert sorted(TORCHVISION) == list_models(module=torchvision.models)
    assert len(TORCHVISION) == 80


def test_names_of_the_list_are_unique_and_the_catalogue_comes_first():
    names = [each.name for each in models.architectures()]
    assert len(names) == len(set(names))
    count = len(catalogue.architectures)
    assert names[:count] == [each.name for each in catalogue.architectures]
    assert {*TORCHVISION, "embedded", "lenet5_1998", "resnet50_v1"} <= set(names)


@pytest.mark.parametrize("name", TORCHVISION)
def test_input_size_is_that_of_the_published_weights(name: str):
    side = weights(name).transforms().crop_size[0]
    assert models.architecture(name).input_shape == (3, side, side)


def test_each_network_tells_when_it_came_what_was_new_and_where_to_read_it():
    for each in models.architectures():
        assert 1998 <= each.year <= 2026
        assert each.news.endswith(".")
        assert each.paper
        assert each.beside is None or models.architecture(each.beside)


@pytest.mark.parametrize("name", TORCHVISION)
def test_blueprint_has_the_published_parameters_and_no_memory(name: str):
    module = models.blueprint(name)
    assert all(each.is_meta for each in module.state_dict().values())
    assert not module.training
    # Inception's metadata counts the auxiliary head, 3,326,696 parameters that only training uses
    heads = 3_326_696 if name == "inception_v3" else 0
    assert sum(each.numel() for each in module.parameters()) == weights(name).meta["num_params"] - heads


def test_building_all_blueprints_does_not_disturb_ordinary_tensors():
    models.blueprint("regnet_y_128gf")
    assert torch.zeros(1).device.type == "cpu"
    assert torch.empty(1).device.type == "cpu"


def test_resnet50_with_the_stride_on_the_1x1_has_the_papers_macs():
    with FlopCounterMode(display=False) as counter:
        models.blueprint("resnet50_v1")(torch.zeros(1, 3, 224, 224, device="meta"))
    assert counter.get_total_flops() / 2 == 3_857_973_248


def test_unknown_network_gets_the_nearest_names():
    with pytest.raises(UnknownName, match="resnet50"):
        models.architecture("resnet-50")
    with pytest.raises(UnknownName, match="table of layers"):
        models.blueprint("lenet5_1998")


def test_rows_of_the_catalogue_are_its_own_and_for_its_own_size():
    assert models.rows("lenet5_1998") == catalogue.get("lenet5_1998").rows
    with pytest.raises(DoesNotFit, match="1 x 32 x 32 only"):
        models.rows("lenet5_1998", (1, 28, 28))


def test_list_and_catalogue_rows_need_no_torch():
    code = (
        "import sys; from cnnviz import models; models.architectures(); models.rows('resnet50'); "
        "models.architecture('swin_t'); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_rows_are_found_without_weights_and_loading_nothing(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a network was loaded")

    monkeypatch.setattr(zoo, "_build", refuse)
    assert models.rows("squeezenet1_1")[-1].output_shape == (1000,)


def test_rows_are_found_once_and_only_the_last_ones_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(blueprints, "SHELF", 2)
    monkeypatch.setattr(blueprints, "_rows", OrderedDict())
    first = models.rows("squeezenet1_1")
    assert models.rows("squeezenet1_1") is first
    models.rows("squeezenet1_1", (3, 64, 64))
    models.rows("embedded")
    assert list(blueprints._rows) == [("squeezenet1_1", (3, 64, 64)), ("embedded", (3, 64, 64))]


@pytest.mark.parametrize("name", ["embedded", "densenet121", "regnet_y_400mf"])
def test_rows_add_up_to_the_card(name: str):
    rows = models.rows(name)
    assert sum(row.parameters for row in rows) == card(name).parameters
    assert sum(row.macs for row in rows) == card(name).macs
