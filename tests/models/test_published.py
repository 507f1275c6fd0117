"""Every network of the list loads from a file under the names that torchvision publishes, and can be looked into."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torchvision.models import get_model, get_model_weights

from cnnviz import models
from cnnviz.activations import maps
from cnnviz.models.card import card
from cnnviz.saliency.grad_cam import grad_cam
from tests.models.networks import noise

State = dict[str, torch.Tensor]
# VGG's half gigabyte of random numbers is left to their small sibling in kind, AlexNet, and to the shapes alone.
LIGHT = ("googlenet", "densenet121", "efficientnet_b0", "regnet_y_400mf", "convnext_tiny", "resnet50")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(tmp_path))
    return tmp_path


def random_network(name: str) -> torch.nn.Module:
    """torchvision's network as its file of weights was made: GoogLeNet with auxiliary heads."""
    torch.manual_seed(0)
    with_heads = {"aux_logits": True, "init_weights": False} if name == "googlenet" else {}
    return get_model(name, weights=None, **with_heads).eval()


def with_dots(state: State) -> State:
    """Names of DenseNet's layers as the published file has them, by the pattern that torchvision undoes."""
    old = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))([12]\.)")
    return {old.sub(r"\1.\2", key): each for key, each in state.items()}


@pytest.mark.parametrize("name", LIGHT)
def test_network_loads_from_its_published_names_and_answers_as_torchvisions(folder: Path, name: str):
    theirs = random_network(name)
    state = theirs.state_dict()
    published = with_dots(state) if name == "densenet121" else state
    if name == "densenet121":
        assert "features.denseblock1.denselayer1.norm.1.weight" in published
    torch.save(published, folder / f"{name}.pth")
    model = models.load(name, "cpu")
    picture = noise(300, 260)
    recipe = get_model_weights(name)["IMAGENET1K_V1"].transforms()
    seen = recipe(Image.fromarray(picture.rgb))[None]
    if name == "googlenet":
        theirs.transform_input = True  # as torchvision sets it with these weights
    with torch.no_grad():
        expected, logits = theirs(seen), model.module(model.preprocess(picture))
    assert torch.allclose(logits, expected, rtol=1e-4, atol=1e-5 * float(expected.abs().max()))
    assert len(model.class_names) == logits.shape[1] == 1000
    assert sum(each.numel() for each in model.module.parameters()) == card(name).parameters


@pytest.mark.parametrize("name", LIGHT)
def test_layers_maps_and_grad_cam_work_for_every_network(folder: Path, name: str):
    save_file(random_network(name).state_dict(), folder / f"{name}.safetensors")
    model, picture = models.load(name, "cpu"), noise(224, 224)
    rows = models.layers(model)
    assert rows[-1].output_shape == (1000,)
    first = next(row for row in rows if row.kind == models.Kind.CONVOLUTION)
    shown = maps(model, picture, first.name)
    assert shown.shape == first.output_shape
    assert np.isfinite(shown).all()
    found = grad_cam(model, picture, 0)
    assert found.map.shape == (224, 224)
    assert np.isfinite(found.map).all()


@pytest.mark.parametrize("name", ["vgg11", "vgg16"])
def test_vggs_layers_have_the_shapes_of_their_file(name: str):
    from cnnviz.models.skeleton import skeleton

    with torch.device("meta"):
        expected = get_model(name, weights=None).state_dict()
    assert {key: each.shape for key, each in skeleton(name).state_dict().items()} == {
        key: each.shape for key, each in expected.items()
    }


def test_googlenets_file_without_auxiliary_heads_is_complete_too(folder: Path):
    state = {key: each for key, each in random_network("googlenet").state_dict().items() if not key.startswith("aux")}
    save_file(state, folder / "googlenet.safetensors")
    assert models.load("googlenet", "cpu").name == "googlenet"


@pytest.mark.parametrize("name", [each.name for each in models.available() if each.name != "embedded"])
def test_input_is_bit_for_bit_that_of_the_networks_own_preset(name: str):
    from cnnviz.models.zoo import _published

    picture = noise(333, 500)
    _, preset = _published(name)
    model = models.Model(name, torch.nn.Identity(), (), preset)
    recipe = get_model_weights(name)["IMAGENET1K_V1"].transforms()
    expected = recipe(Image.fromarray(picture.rgb))
    if name == "googlenet":  # torchvision's network undoes that normalization itself: pixels from -1 to 1
        recipe.mean = recipe.std = [0.5, 0.5, 0.5]
        expected = recipe(Image.fromarray(picture.rgb))
    assert torch.equal(model.preprocess(picture)[0], expected)
