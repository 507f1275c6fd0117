"""Around an attack: the curve, the smallest epsilon, what it survives, and that a shared network stays as it was."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
import torch

from cnnviz import models, synthesis
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.synthesis.attack import iterate
from cnnviz.synthesis.curve import curve
from cnnviz.synthesis.smallest import PRECISE, smallest
from cnnviz.synthesis.start import start
from cnnviz.synthesis.survival import TREATMENTS, elsewhere, resized, rounded, survive
from tests.activations.nets import model_of, noise, random_net
from tests.saliency.test_shared_untouched import Stopped, state, stop
from tests.synthesis.test_attack import pixel, tilted


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(random_net("embedded"), 32)


def test_the_curve_has_the_same_attacks_and_a_slice_for_each_step(model: Model) -> None:
    photo = noise(32)
    points = list(curve(model, photo, start(model, photo, 5), [0.5, 2], 3))
    assert [each is None for each in points] == [True, True, True, False] * 2
    for epsilon, found in zip([0.5, 2], filter(None, points), strict=True):
        alone = synthesis.attack(model, photo, epsilon, 5, 3)
        np.testing.assert_array_equal(found.image, alone.image)
        np.testing.assert_array_equal(found.logits, alone.logits)


def test_the_smallest_epsilon_is_where_the_line_crosses_0() -> None:
    net, photo = tilted([0.5, -0.25, 0.0]), pixel(100, 60, 30)  # margin 35, and 0.75 less for each grey level
    probes = [each for each in smallest(net, photo, start(net, photo)) if each is not None]
    last = probes[-1]
    assert last.high is not None
    assert last.low <= 35 / 0.75 <= last.high <= last.low / (1 - PRECISE)
    assert last.left == 0
    assert all(later.low >= earlier.low for earlier, later in pairwise(probes))
    assert [each.attack.epsilon for each in probes[:7]] == [1, 2, 4, 8, 16, 32, 64]


def test_where_no_epsilon_is_enough_the_search_ends() -> None:
    net, photo = tilted([0.0, 0.0, 0.001], 1000), pixel(100, 60, 30)
    probes = [each for each in smallest(net, photo, start(net, photo)) if each is not None]
    assert probes[-1].high is None
    assert len(probes) == 10


def test_what_survives_is_told_beside_what_becomes_of_the_photo() -> None:
    model, cat = models.load("embedded"), samples.load("cat")
    found = synthesis.attack(model, cat, 8, None, 5)
    fates = {fate.treatment.name: fate for fate in (survive(model, found, each) for each in TREATMENTS)}
    saved = models.predict(model, Picture.of(rounded(found.image)), 1)[0]
    assert fates["file"].attacked == pytest.approx(saved) or fates["file"].attacked.index == saved.index
    assert fates["file"].attacked.probability == pytest.approx(saved.probability, abs=1e-6)
    assert fates["file"].photo.index == found.label
    assert fates["file"].won
    for fate in fates.values():
        assert fate.won == (fate.attacked.index != found.label)


def test_a_treatment_keeps_the_size_and_jpeg_is_opencvs() -> None:
    pixels = samples.load("cat").rgb[:64, :64]
    for treatment in TREATMENTS:
        assert treatment.apply(pixels).shape == pixels.shape
    jpeg = next(each for each in TREATMENTS if each.name == "jpeg50")
    written = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 50])[1]
    expected = cv2.imdecode(written, cv2.IMREAD_COLOR)[..., ::-1]
    assert np.abs(jpeg.apply(pixels).astype(int) - expected).mean() < 2
    even = np.full((8, 8, 3), 77, np.uint8)
    np.testing.assert_array_equal(resized(even, 0.5), even)


def test_another_network_sees_the_saved_pictures(model: Model) -> None:
    found = synthesis.attack(model, noise(32), 8, 5, 2)
    photo, attacked = elsewhere(model, found)
    assert photo.index == found.label
    assert attacked.index == int(models.predict(model, Picture.of(rounded(found.image)), 1)[0].index)


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_an_attack_leaves_the_network_as_it_was(model: Model, norm: str) -> None:
    before, chance = state(model.module), torch.get_rng_state()
    synthesis.attack(model, noise(32), 8, 5, 3, norm, seed=4)
    assert state(model.module) == before
    assert torch.equal(torch.get_rng_state(), chance)


def test_an_attack_that_is_left_half_way_leaves_the_network_as_it_was(model: Model) -> None:
    before = state(model.module)
    doing = iterate(model, noise(32), 8, 5, 3)
    next(doing)
    assert torch.is_grad_enabled()
    with torch.no_grad():  # whoever draws the next slice may be in any mode
        next(doing)
        assert not torch.is_grad_enabled()
    doing.close()
    assert state(model.module) == before


@pytest.mark.parametrize("where", ["torch.autograd.grad", "torch.nn.functional.relu", "torch.Tensor.logsumexp"])
def test_an_attack_that_fails_inside_leaves_the_network_as_it_was(
    model: Model, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, doing = state(model.module), iterate(model, noise(32), 8, 5, 3)
    next(doing)
    monkeypatch.setattr(where, stop)
    with pytest.raises(Stopped):
        next(doing)
    assert state(model.module) == before
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()
