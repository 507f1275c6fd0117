"""Networks that an operator adds with CNNVIZ_MODELS."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
import torch

from cnnviz import models
from cnnviz.errors import UnknownName
from cnnviz.models import own, zoo
from tests.models.networks import noise

FACTORIES = '''
import torch
from torch import nn
from cnnviz.models import OwnNetwork

calls = []

def tiny():
    """Two convolutions: 4*3*9 + 4 + 8*4*9 + 8 = 408 parameters, 8*5 + 5 = 45 more in the linear layer."""
    calls.append("tiny")
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(4, 8, 3, padding=1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5),
    ).train()

def pets():
    return OwnNetwork(tiny(), "Cat or dog", ("cat", "dog", "hamster", "fish", "bird"), 32, (0.5,) * 3, (0.25,) * 3)

def two_names():
    return OwnNetwork(tiny(), class_names=("cat", "dog"))

def nothing():
    return None

def breaks():
    raise RuntimeError("the secret path /home/me")

def leaves():
    raise SystemExit(3)

def maps():
    return nn.Conv2d(3, 4, 3)

def grey():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())

class Depends(nn.Module):
    def forward(self, x):
        return x.mean((2, 3)) if x.sum() > 0 else x.amax((2, 3))

def depends():
    return Depends()

def huge():
    return OwnNetwork(tiny(), input_size=100_000)

def flat():
    return OwnNetwork(tiny(), std=(0.0, 1.0, 1.0))

seven = 7
'''


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put the factories above on the path; hands over how to set the operator's variable."""
    (tmp_path / "labnets.py").write_text(FACTORIES)
    (tmp_path / "labbroken.py").write_text("import surely_not_installed_here\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "labnets", raising=False)
    own._read.cache_clear()

    def choose(*names: str) -> None:
        monkeypatch.setenv("CNNVIZ_MODELS", ", ".join(names))

    yield choose
    own._read.cache_clear()


def test_module_of_the_setting_is_listed_last_and_loads(lab):
    lab("labnets:tiny")
    card = models.available()[-1]
    assert (card.name, card.title, card.here, card.own) == ("own-tiny", "tiny", True, True)
    # 3x3 convolutions on 224 x 224: 3*4 and 4*8 channel pairs, then 8*5
    assert (card.parameters, card.macs) == (453, 224 * 224 * 9 * (3 * 4 + 4 * 8) + 40)
    model = models.load("own-tiny", "cpu")
    assert model.class_names == ("class 1", "class 2", "class 3", "class 4", "class 5")
    assert not model.module.training
    assert not any(each.requires_grad for each in model.module.parameters())
    assert len(models.predict(model, noise(50, 40))) == 5
    assert models.layers(model)[0].output_shape == (4, 224, 224)


def test_own_network_says_title_classes_size_and_normalization(lab):
    lab("labnets:pets")
    model = models.load("own-pets", "cpu")
    assert model.card is not None
    assert (model.card.title, model.input_size, model.class_names[2]) == ("Cat or dog", (32, 32), "hamster")
    blank = torch.full((1, 3, 32, 32), 127.5)
    assert model.normalize(blank).abs().max() == 0


def test_several_are_made_once_each_and_equal_names_are_told_apart(lab, tmp_path: Path):
    (tmp_path / "labmore.py").write_text("from labnets import tiny\n")
    lab("labnets:tiny", "labnets:pets", "labmore:tiny")
    names = [each.name for each in models.available() if each.own]
    assert names == ["own-tiny", "own-pets", "own-tiny-2"]
    models.available()
    models.load("own-tiny", "cpu")
    import labnets

    assert labnets.calls == ["tiny"] * 3


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("tiny.py", "Write package.module:factory"),
        ("labnets:", "Write package.module:factory"),
        ("__import__('os'):system", "Write package.module:factory"),
        ("labmissing:tiny", "finds no module labmissing"),
        ("labbroken:tiny", "finds no module surely_not_installed_here"),
        ("labnets:tinny", "labnets has no tinny"),
        ("labnets:seven", "something else than a function named seven"),
        ("labnets:nothing", "returned a NoneType; return a torch.nn.Module"),
        ("labnets:breaks", "raised RuntimeError when it was called without arguments"),
        ("labnets:leaves", "raised SystemExit"),
        ("labnets:maps", "returned 1 x 4 x 222 x 222 for one picture; return logits"),
        ("labnets:grey", "could not take a picture of 3 x 224 x 224"),
        ("labnets:depends", "cannot be followed by torch.fx"),
        ("labnets:two_names", "2 class names for 5 logits"),
        ("labnets:huge", "1 to 1024 pixels"),
        ("labnets:flat", "none of std zero"),
    ],
)
def test_wrong_setting_is_a_sentence_in_the_log_and_the_others_go_on(
    lab, caplog: pytest.LogCaptureFixture, setting: str, sentence: str
):
    lab(setting, "labnets:pets")
    with caplog.at_level(logging.WARNING, "cnnviz"):
        (problem,) = models.own_problems()
        models.own_problems()
    assert sentence in problem
    assert "CNNVIZ_MODELS" in problem
    assert problem.endswith(".")
    assert [record.getMessage() for record in caplog.records] == [problem]  # once
    assert [each.name for each in models.available() if each.own] == ["own-pets"]


def test_page_is_not_told_what_the_operators_code_says_only_the_log(lab, caplog: pytest.LogCaptureFixture):
    lab("labnets:breaks")
    (problem,) = models.own_problems()
    assert "secret" not in problem
    assert "secret path" in caplog.text


def test_without_the_setting_there_is_nothing_and_no_problem(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CNNVIZ_MODELS", raising=False)
    assert own.entries() == ()
    assert models.own_problems() == ()


def test_unknown_own_network_is_a_sentence(lab):
    lab("labnets:tiny")
    with pytest.raises(UnknownName, match="Did you mean own-tiny"):
        models.load("own-tinny", "cpu")
    with pytest.raises(UnknownName, match="no architecture"):
        models.architecture("own-tinny")


def test_own_network_is_in_the_list_of_architectures_and_has_a_blueprint(lab):
    lab("labnets:pets")
    entry = models.architecture("own-pets")
    assert (entry.title, entry.input_shape) == ("Cat or dog", (3, 32, 32))
    assert models.architectures()[-1] == entry
    bare = models.blueprint("own-pets")
    assert all(each.is_meta for each in bare.parameters())
    assert sum(each.numel() for each in bare.parameters()) == 453
    assert not any(each.is_meta for each in own.entry("own-pets").network.module.parameters())


def test_loading_again_after_it_had_to_go_gives_the_same_weights(lab, monkeypatch: pytest.MonkeyPatch):
    lab("labnets:tiny")
    first = models.load("own-tiny", "cpu")
    zoo._shelf.clear()
    assert torch.equal(models.load("own-tiny", "cpu").module[0].weight, first.module[0].weight)


def test_rows_of_an_own_network_add_up_to_its_card(lab):
    lab("labnets:pets")
    rows = models.rows("own-pets")
    assert sum(row.parameters for row in rows) == 453
    assert sum(row.macs for row in rows) == models.available()[-1].macs == 32 * 32 * 9 * 44 + 40
