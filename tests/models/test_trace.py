from __future__ import annotations

import copy
import threading

import pytest
import torch
from torch import nn
from torchvision.models.feature_extraction import create_feature_extractor, get_graph_node_names

from cnnviz.arithmetic import Kind
from cnnviz.errors import UnknownName
from cnnviz.models import Model, Preset, Trace, layers
from cnnviz.models.embedded import MEAN, STD, EmbeddedNet
from cnnviz.models.layer import LayerInfo
from tests.models.networks import torchvision_model


def embedded() -> Model:
    torch.manual_seed(0)
    return Model("embedded", EmbeddedNet(), tuple("abc"), Preset(64, 64, MEAN, STD))


@pytest.mark.parametrize("name", ["embedded", "alexnet", "resnet18", "squeezenet1_1"])
def test_names_are_those_of_torchvisions_feature_extraction(name: str):
    model = embedded() if name == "embedded" else torchvision_model(name)
    expected = get_graph_node_names(copy.deepcopy(model.module))[1]
    assert ["x", *model.trace.names] == expected
    assert tuple(row.name for row in layers(model)) == model.trace.names


def test_block_that_torchvision_keeps_whole_is_its_last_layer():
    model = torchvision_model("mobilenet_v2")
    x = torch.randn(1, 3, 64, 64)
    names = get_graph_node_names(copy.deepcopy(model.module))[1][1:]
    expected = create_feature_extractor(copy.deepcopy(model.module), names)(x)
    found = model.trace.run(x, names)
    assert all(torch.equal(found[name], expected[name]) for name in names)
    assert "features.0" in names
    assert model.trace.layer("features.0") == "features.0.2"


def test_maps_are_those_of_torchvisions_feature_extractor(resnet18: Model):
    x = torch.randn(1, 3, 64, 64)
    names = list(resnet18.trace.names)
    expected = create_feature_extractor(copy.deepcopy(resnet18.module), names)(x)
    found = resnet18.trace.run(x, names)
    assert all(torch.equal(found[name], expected[name]) for name in names)
    assert torch.equal(found[resnet18.trace.last], resnet18.module(x))


def test_later_layers_overwrite_nothing(resnet18: Model):
    """`out += identity` and in-place ReLUs would otherwise change what bn2 and add have said."""
    part = ["layer1.0.bn2", "maxpool", "layer1.0.add", "layer1.0.relu_1"]
    maps = resnet18.trace.run(torch.randn(1, 3, 64, 64), part)
    bn2, before, added, out = (maps[name] for name in part)
    assert torch.equal(added, bn2 + before)
    assert torch.equal(out, added.clamp(min=0))
    assert added.min() < 0


def test_shapes_and_kinds_of_resnet18(resnet18: Model):
    rows = {row.name: row for row in layers(resnet18)}
    assert rows["conv1"] == LayerInfo("conv1", Kind.CONVOLUTION, (64, 112, 112))
    assert rows["layer2.0.relu_1"] == LayerInfo("layer2.0.relu_1", Kind.ACTIVATION, (128, 28, 28))
    assert rows["layer4.1.add"] == LayerInfo("layer4.1.add", Kind.ADD, (512, 7, 7))
    assert rows["bn1"].kind == "norm"
    assert rows["maxpool"].kind == "pool"
    assert rows["flatten"] == LayerInfo("flatten", Kind.FLATTEN, (512,))
    assert rows["fc"] == LayerInfo("fc", Kind.LINEAR, (1000,))


def test_every_layer_of_our_networks_has_a_kind():
    for model in (embedded(), torchvision_model("squeezenet1_1"), torchvision_model("mobilenet_v2")):
        assert Kind.OTHER not in {row.kind for row in layers(model)}


def test_norm_that_was_folded_is_called_a_bias():
    module = nn.Sequential(nn.Conv2d(3, 2, 1), nn.BatchNorm2d(2))
    assert [row.kind for row in layers(Model("fresh", module, (), Preset(8, 8, MEAN, STD)))][1] == "norm"
    nn.init.constant_(module[1].bias, 0.5)
    assert [row.kind for row in layers(Model("folded", module, (), Preset(8, 8, MEAN, STD)))][1] == "bias"


def test_layers_are_found_once(resnet18: Model):
    assert layers(resnet18) is layers(resnet18)


def test_nothing_after_the_wanted_layer_is_computed():
    module = nn.Sequential(nn.Conv2d(3, 2, 1), nn.Linear(1, 1))  # the linear layer cannot take the maps
    found = Trace(module.eval()).run(torch.zeros(1, 3, 4, 4), ["0"])
    assert found["0"].shape == (1, 2, 4, 4)


def test_change_goes_on_in_the_place_of_the_output():
    model = embedded()
    x = torch.randn(1, 3, 64, 64)
    logits = model.trace.run(x, ["head"], {"pool": torch.zeros_like})["head"]
    assert torch.equal(logits[0], model.module.head.bias)


def test_gradient_of_a_logit_at_a_layer_is_the_weight_over_the_area():
    """CAM: with global average pooling and one linear layer the gradient is w / (H W) everywhere."""
    model = embedded()
    maps = model.trace.run(
        torch.randn(1, 3, 64, 64), ["things.1.relu2", "head"], {"things.1.relu2": lambda a: a.requires_grad_()}
    )
    (gradient,) = torch.autograd.grad(maps["head"][0, 7], maps["things.1.relu2"])
    expected = (model.module.head.weight[7] / 64).view(1, 256, 1, 1).expand(1, 256, 8, 8)
    assert torch.allclose(gradient, expected)


def test_unknown_layer_gets_the_nearest_names(resnet18: Model):
    with pytest.raises(UnknownName, match=r"layer1\.0\.relu_1"):
        resnet18.trace.run(torch.zeros(1, 3, 64, 64), ["layer1.0.relu_7"])


def test_recording_disturbs_no_other_thread(resnet18: Model):
    x = torch.randn(1, 3, 64, 64)
    expected, call, over = resnet18.module(x), nn.Module.__call__, threading.Event()
    wrong: list[object] = []

    def visit() -> None:
        while not over.is_set():
            try:
                if not torch.equal(resnet18.module(x), expected):
                    wrong.append("other logits")
            except Exception as reason:  # noqa: BLE001 - whatever it is, the test names it
                wrong.append(reason)

    visitors = [threading.Thread(target=visit) for _ in range(2)]
    recorders = [threading.Thread(target=lambda: [Trace(resnet18.module) for _ in range(8)]) for _ in range(2)]
    for thread in visitors + recorders:
        thread.start()
    for thread in recorders:
        thread.join()
    over.set()
    for thread in visitors:
        thread.join()
    assert not wrong
    assert nn.Module.__call__ is call
