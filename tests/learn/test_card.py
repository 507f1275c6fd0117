"""What the embedded network's card says is what is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnnviz import models
from cnnviz.learn.dataset import load_split
from cnnviz.learn.report import measure


@pytest.mark.shared
def test_card_tells_the_accuracy_on_pictures_that_were_not_trained_on(shared: Path) -> None:
    split = load_split(shared / "datasets", "val")
    model = models.load("embedded", "cpu")
    found = measure(model, split.images, split.labels)
    assert model.card is not None
    assert model.card.accuracy is not None
    assert abs(found.top1 / found.pictures - model.card.accuracy.top1) < 0.002
    assert abs(found.top5 / found.pictures - model.card.accuracy.top5) < 0.002


def test_weights_are_small() -> None:
    path = Path(models.__file__).parents[2] / "assets" / "weights" / "embedded.safetensors"
    assert path.stat().st_size <= 12_000_000
    assert models.available()[0].parameters <= 3_000_000
