from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from torch import nn

from cnnviz import imaging, models
from cnnviz.errors import DoesNotFit
from cnnviz.models import Model, Preset, places
from cnnviz.models.embedded import MEAN, STD
from tests.models.networks import noise


class Fixed(nn.Module):
    """Says the same of every picture."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tensor([[0.0, 2.0, 1.0]]) + 0 * x.sum()


FIXED = Model("fixed", Fixed(), ("ant", "bee", "cat"), Preset(8, 8, MEAN, STD))


def test_predictions_are_ranked_with_softmax_probabilities():
    ranked = models.predict(FIXED, noise(8, 8), k=2)
    assert [(each.index, each.name, each.logit) for each in ranked] == [(1, "bee", 2.0), (2, "cat", 1.0)]
    # the shares of e² and of e in 1 + e + e²
    assert [each.probability for each in ranked] == pytest.approx([0.665241, 0.244728], abs=1e-6)


def test_more_guesses_than_classes_are_all_the_classes():
    assert len(models.predict(FIXED, noise(8, 8), k=9)) == 3


def test_no_guess_at_all_is_refused():
    with pytest.raises(DoesNotFit):
        models.predict(FIXED, noise(8, 8), k=0)


def test_two_visitors_at_once_get_what_each_gets_alone(random_embedded: None):
    model = models.load("embedded", "cpu")
    pictures = [noise(100, 80, seed=1), noise(60, 200, seed=2)]
    alone = [models.predict(model, each) for each in pictures]
    start = threading.Barrier(2)

    def visit(picture: imaging.Picture) -> list[tuple[models.Prediction, ...]]:
        start.wait()
        return [models.predict(model, picture) for _ in range(25)]

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(visit, pictures))
    assert alone[0] != alone[1]
    assert all(answer == alone[i] for i in (0, 1) for answer in together[i])


def test_looking_leaves_no_hook_no_gradient_and_no_other_weight(random_embedded: None):
    model = models.load("embedded", "cpu")
    before = {name: each.clone() for name, each in model.module.state_dict().items()}
    models.predict(model, noise(50, 70))
    models.layers(model)
    model.trace.run(model.preprocess(noise(50, 70)).requires_grad_(), ["head"])["head"][0, 0].backward()
    for layer in model.module.modules():
        assert not layer._forward_hooks
        assert not layer._forward_pre_hooks
        assert not layer._backward_hooks
        assert not layer._backward_pre_hooks
    assert all(each.grad is None and not each.requires_grad for each in model.module.parameters())
    assert all(torch.equal(each, before[name]) for name, each in model.module.state_dict().items())
    assert not model.module.training


def hits(model: Model, folder: Path) -> int:
    """How many of the photos have their label among the first five guesses; the jellyfish is left out."""
    labels = {path: path.stem.split("_", 1)[1].replace("_", " ") for path in sorted(folder.glob("*.JPEG"))}
    kept = {path: label for path, label in labels.items() if label != "jellyfish"}
    assert len(kept) == 19
    assert set(kept.values()) <= set(model.class_names)
    found = [{guess.name for guess in models.predict(model, imaging.read(path.read_bytes()))} for path in kept]
    return sum(label in names for label, names in zip(kept.values(), found, strict=True))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["squeezenet1_1", "mobilenet_v2"])
def test_label_is_among_five_for_most_photos(name: str, shared: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(shared / "weights"))
    assert hits(models.load(name, "cpu"), shared / "images" / "imagenet") >= 15


@pytest.mark.shared
def test_label_is_among_five_for_most_photos_with_the_embedded_network(shared: Path):
    if not (places.ASSETS / "embedded.safetensors").is_file():
        pytest.skip("the weights of the embedded network are not in assets/weights yet")
    assert hits(models.load("embedded", "cpu"), shared / "images" / "imagenet") >= 15


@pytest.mark.shared
def test_norms_folded_into_the_convolutions_are_told_apart(shared: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(shared / "weights"))
    kinds = [row.kind for row in models.layers(models.load("mobilenet_v2", "cpu"))]
    assert kinds.count(models.Kind.BIAS) == 52
    assert models.Kind.NORM not in kinds
