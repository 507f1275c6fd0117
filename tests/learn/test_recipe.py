"""The pieces of the embedded network's training, on numbers that can be checked by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz.learn import augment, home_filters, report
from cnnviz.learn.dataset import load_split
from cnnviz.learn.embedded import Recipe, Trainer
from cnnviz.learn.muon import Muon, orthogonalize
from cnnviz.models.embedded import MEAN, STD


def test_orthogonalized_matrix_has_singular_values_near_one() -> None:
    values = torch.linalg.svdvals(orthogonalize(torch.randn(16, 40, generator=torch.manual_seed(0)), rounds=6))
    assert values.min() > 0.6
    assert values.max() < 1.3


def test_muon_turns_a_filter_by_about_its_learning_rate() -> None:
    weight = torch.nn.Parameter(torch.eye(4))
    weight.grad = torch.tensor([[0.0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1], [0, 0, -1, 0]])  # orthogonal already
    Muon([weight], lr=0.1).step()
    angle = torch.atan2(weight[0, 1].abs(), weight[0, 0])
    assert 0.06 < angle.item() < 0.13


def test_rate_rises_falls_and_ends_at_zero() -> None:
    recipe = Recipe(epochs=10, warmup_epochs=2)
    assert [recipe.rate(0), recipe.rate(1), recipe.rate(2), recipe.rate(6), recipe.rate(10)] == [0, 0.5, 1, 0.5, 0]


def test_pictures_grow_while_training() -> None:
    recipe = Recipe(epochs=12, clean_epochs=3)
    assert [recipe.side(epoch) for epoch in range(12)] == [40] * 3 + [48] * 3 + [56] * 3 + [64] * 3


def test_whole_crop_of_a_symmetric_picture_is_the_picture() -> None:
    column = torch.tensor([0.0, 1, 2, 3, 3, 2, 1, 0])
    batch = column.expand(16, 3, 8, 8).clone()  # its own mirror image, and the same in every row
    cropped = augment.resized_crops(batch, 8, 1.0, torch.Generator().manual_seed(0))
    # A crop of the whole area is as wide as the picture whenever its aspect is above 1: about half of them.
    whole = (cropped - batch).abs().amax((1, 2, 3)) < 1e-4
    assert 4 <= whole.sum() <= 12


def test_mixing_keeps_the_share_of_the_labels() -> None:
    batch = torch.arange(8.0).view(8, 1, 1, 1).expand(8, 3, 32, 32)
    generator = torch.Generator().manual_seed(1)
    for _ in range(40):
        mixed, order, share = augment.mix(batch, generator)
        expected = share * torch.arange(8.0) + (1 - share) * order.float()
        torch.testing.assert_close(mixed.mean((1, 2, 3)), expected, atol=1e-3, rtol=1e-3)


def test_wilson_interval_of_the_textbook() -> None:
    low, high = report.wilson(81, 263)  # Newcombe (1998), table I, method 3
    assert round(low, 4) == 0.2553
    assert round(high, 4) == 0.3662


def test_home_filter_answers_as_the_network_does() -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(4, 3, 5, 5)).astype(np.float32)
    pixels = rng.integers(0, 256, (3, 5, 5)).astype(np.float32)
    kernels, biases = home_filters.kernels(weights)
    mean, std = np.array(MEAN)[:, None, None], np.array(STD)[:, None, None]
    network = (weights * ((pixels / 255 - mean) / std)).sum((1, 2, 3))
    ours = (kernels * pixels).sum((1, 2, 3)) + biases
    ratio = ours / network  # the same up to the scale that makes every filter as strong as a Sobel
    np.testing.assert_allclose(
        ratio, np.abs(kernels).sum((1, 2, 3)) / np.abs(weights / (255 * std)).sum((1, 2, 3)), rtol=1e-4
    )


@pytest.fixture
def tiny_data(tmp_path: Path) -> Path:
    """Two classes, red and blue, as the data folder holds them."""
    with (tmp_path / "tiny_imagenet_100_classes.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("index", "wnid", "name"), (0, "n0", "red"), (1, "n1", "blue")])
    for split, count in (("train", 16), ("val", 8)):
        with zipfile.ZipFile(tmp_path / f"tiny_imagenet_100_{split}.zip", "w") as archive:
            for wnid, colour in (("n0", (220, 20, 20)), ("n1", (20, 20, 220))):
                for number in range(count):
                    buffer = io.BytesIO()
                    Image.new("RGB", (64, 64), colour).save(buffer, "JPEG")
                    archive.writestr(f"{split}/{wnid}/{number}.JPEG", buffer.getvalue())
    return tmp_path


def test_dataset_knows_its_classes_by_their_folder(tiny_data: Path) -> None:
    split = load_split(tiny_data, "val")
    assert split.images.shape == (16, 3, 64, 64)
    reddish = split.images[:, 0].float().mean((1, 2)) > 128
    assert torch.equal(reddish, split.labels == 0)


def test_training_that_is_stopped_and_resumed_ends_where_the_whole_run_does(tiny_data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=2, clean_epochs=1, batch=16, warmup_epochs=0.5)
    cpu = torch.device("cpu")
    whole = Trainer(tiny_data, tmp_path / "whole", recipe, cpu)
    list(whole.run())
    first = Trainer(tiny_data, tmp_path / "parts", recipe, cpu)
    list(first.run(until=1))
    second = Trainer(tiny_data, tmp_path / "parts", recipe, cpu)
    assert second.resume()
    list(second.run())
    for name, value in whole.net.state_dict().items():
        torch.testing.assert_close(second.net.state_dict()[name], value, msg=name)
