from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import get_model, get_model_weights

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.models.card import CARDS, ModelCard, card
from cnnviz.models.embedded import EmbeddedNet

TORCHVISION = [each for each in CARDS if each.name != "embedded"]
# parameters and MACs at 224, as the table of true numbers has them
ORACLES = {
    "alexnet": (61_100_840, 714_188_480),
    "resnet18": (11_689_512, 1_814_073_344),
    "mobilenet_v2": (3_504_872, 300_774_272),
    "vgg16": (138_357_544, 15_470_264_320),
    "resnet50": (25_557_032, 4_089_184_256),
    "densenet121": (7_978_856, 2_834_161_664),
}


def build(wanted: ModelCard) -> torch.nn.Module:
    if wanted.name == "embedded":
        return EmbeddedNet().to("meta")
    if wanted.name == "googlenet":
        return get_model("googlenet", weights=None, aux_logits=False, init_weights=False).to("meta")
    # a RegNet computes its widths with tensors, so it cannot be built on the meta device
    with torch.device("cpu" if wanted.name.startswith("regnet") else "meta"):
        return get_model(wanted.name, weights=None).to("meta")


def test_cards_name_the_embedded_network_first_and_torchvisions_after_it():
    names = [each.name for each in models.available()]
    assert names[0] == "embedded"
    assert set(names[1:]) == {
        *("alexnet", "vgg11", "vgg16", "googlenet", "resnet18", "resnet50", "squeezenet1_1", "densenet121"),
        *("mobilenet_v2", "efficientnet_b0", "regnet_y_400mf", "convnext_tiny"),
    }
    assert len(names) == 13


@pytest.mark.parametrize("wanted", CARDS, ids=lambda each: each.name)
def test_parameters_on_the_card_are_those_of_the_module(wanted: ModelCard):
    assert wanted.parameters == sum(each.numel() for each in build(wanted).parameters())


@pytest.mark.parametrize("wanted", CARDS, ids=lambda each: each.name)
def test_macs_on_the_card_are_half_of_torchs_flops(wanted: ModelCard):
    module = build(wanted).eval()
    with FlopCounterMode(display=False) as counter:
        module(torch.zeros(1, 3, *wanted.input_size, device="meta"))
    assert wanted.macs == counter.get_total_flops() / 2


@pytest.mark.parametrize("name", ORACLES)
def test_cards_agree_with_the_published_table(name: str):
    assert (card(name).parameters, card(name).macs) == ORACLES[name]


@pytest.mark.parametrize("wanted", TORCHVISION, ids=lambda each: each.name)
def test_cards_agree_with_the_metadata_of_torchvisions_weights(wanted: ModelCard):
    weights = get_model_weights(wanted.name)["IMAGENET1K_V1"]
    metrics = weights.meta["_metrics"]["ImageNet-1K"]
    assert wanted.url == weights.url
    assert weights.url.endswith(f"/{wanted.file}")
    assert wanted.accuracy is not None
    assert [100 * wanted.accuracy.top1, 100 * wanted.accuracy.top5] == pytest.approx(
        [metrics["acc@1"], metrics["acc@5"]]
    )
    assert wanted.parameters == weights.meta["num_params"]
    assert wanted.macs / 1e9 == pytest.approx(weights.meta["_ops"], abs=5.1e-4)
    assert wanted.megabytes == pytest.approx(weights.meta["_file_size"] * 2**20 / 1e6, abs=0.05)
    assert wanted.classes == len(weights.meta["categories"])
    assert wanted.input_size == tuple(weights.transforms().crop_size) * 2


def test_listing_the_networks_imports_no_torch():
    listing = "[each.here for each in models.available()]"
    code = f"import sys; from cnnviz import models; {listing}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_public_name_is_there():
    assert all(getattr(models, name) is not None for name in models.__all__)
    assert callable(models.predict)
    assert callable(models.layers)


def test_unknown_network_gets_the_nearest_name():
    with pytest.raises(UnknownName, match="Did you mean resnet18"):
        card("resnet-18")
