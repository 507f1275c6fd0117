"""Class images, DeepDream, inversion, style: what comes out, that it is the seed's, and that nothing shared changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz import models, synthesis
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.synthesis import deep_dream, inversion, objective, style, visualize
from cnnviz.synthesis.deep_dream import DreamOptions
from tests.activations.nets import colour_net, model_of, noise, random_net
from tests.saliency.test_shared_untouched import Stopped, state, stop

TINY = model_of(colour_net([[1.0, -2.0], [0.5, 3.0]]), 32)
CAT = samples.load("cat")


@pytest.fixture(scope="module")
def embedded() -> Model:
    return models.load("embedded")


def test_a_picture_of_a_class_is_classified_as_it_and_belongs_to_its_seed(embedded: Model) -> None:
    image, trace = synthesis.class_image(embedded, 90, seed=1, steps=24)
    assert image.dtype == np.float32
    assert image.shape == (64, 64, 3)
    assert np.array_equal(image, image.round())
    assert 0 <= image.min() <= image.max() <= 255
    guess = models.predict(embedded, Picture.of(image.astype(np.uint8)), 1)[0]
    assert guess.index == 90
    assert len(trace) == 24
    assert trace[-1] > trace[0] + 5
    again, other = (synthesis.class_image(embedded, 90, seed=seed, steps=24).image for seed in (1, 2))
    assert np.array_equal(image, again)
    assert not np.array_equal(image, other)


def test_the_ascent_goes_where_a_linear_network_points() -> None:
    """Class 0 of this network is red minus twice green: the picture becomes red, and blue does not move."""
    image, _ = synthesis.class_image(
        TINY, 0, steps=40, fourier=False, start="grey", robust=0.0, jitter=0, total_variation=0.0, l2=0.0
    )
    red, green, blue = image.mean((0, 1))
    assert red > 200
    assert green < 55
    assert blue == pytest.approx(127.5, abs=2)


def test_a_start_from_the_photo_begins_with_the_photo(embedded: Model) -> None:
    made = visualize.ascent(embedded, objective.logit(embedded, 0), visualize.Options(start="photo"), photo=CAT)
    seen = embedded.pixels(CAT)[0].permute(1, 2, 0).numpy()
    assert np.abs(made.image().astype(float) - seen).mean() < 4  # both are resampled, and not alike


@pytest.mark.parametrize("wrong", [{"size": 20}, {"size": 4096}, {"size": 65}, {"steps": 0}, {"steps": 10**6}])
def test_what_cannot_be_made_is_told(wrong: dict[str, int]) -> None:
    with pytest.raises(DoesNotFit):
        synthesis.class_image(TINY, 0, **wrong)


@pytest.mark.parametrize("size", [(5, 7), (64, 64), (300, 200), (1024, 16)])
@pytest.mark.parametrize("side", [96, 224])
def test_tiles_cover_each_pixel_once_and_are_whole_multiples(size: tuple[int, int], side: int) -> None:
    sizes = deep_dream.octave_sizes(Picture.of(np.zeros((*size, 3), np.uint8)), DreamOptions(size=256))
    for octave in sizes:
        counts = np.zeros(octave, int)
        for rows, cols in deep_dream.tiles(octave, side):
            counts[rows, cols] += 1
            assert counts[rows, cols].shape[0] % 8 == counts[rows, cols].shape[1] % 8 == 0
            assert max(counts[rows, cols].shape) <= side
        assert (counts == 1).all()


def dream(model: Model, seed: int = 0, **options: Any) -> list[deep_dream.DreamStep]:
    whole = objective.whole_layer(model, "1")
    settings = DreamOptions(**{"size": 64, "octaves": 2, "steps": 3, **options})
    return list(deep_dream.dream(model, noise(40), whole, seed, settings))


def test_a_dream_strengthens_what_the_layer_sees() -> None:
    steps = dream(TINY)
    scores = [step.score for step in steps if step.score is not None]
    assert len(scores) == 6
    assert scores[2] > scores[0]
    assert (steps[-1].done, steps[-1].of) == (6, 6)
    assert steps[-1].image is not None
    assert steps[-1].image.shape == (64, 64, 3)


def test_a_dream_belongs_to_its_seed_and_without_steps_of_any_size_is_the_photo() -> None:
    first, same = dream(TINY, jitter=8)[-1].image, dream(TINY, jitter=8)[-1].image
    assert np.array_equal(first, same)
    still = dream(TINY, rate=0.0)[-1].image
    photo = deep_dream.resized(noise(40), (64, 64), torch.device("cpu"))
    assert np.array_equal(still, deep_dream.eight_bits(photo))


def test_octaves_that_cannot_be_made_are_told() -> None:
    for wrong in ({"octaves": 0}, {"octaves": 99}, {"zoom": 1.0}, {"size": 9}, {"size": 10**6}):
        with pytest.raises(DoesNotFit):
            DreamOptions(**wrong)  # type: ignore[arg-type]


def test_inverting_a_layer_brings_its_answers_back(embedded: Model) -> None:
    steps = list(inversion.invert(embedded, CAT, ["stem.relu"], steps=40))
    assert steps[0].error > 0.3
    assert steps[-1].error < 0.02
    assert steps[-1].image is not None
    seen = embedded.pixels(CAT)[0].permute(1, 2, 0).numpy()
    assert np.abs(steps[-1].image.astype(float) - seen).mean() < 12


def test_a_row_goes_from_the_first_block_to_the_logits(embedded: Model) -> None:
    assert inversion.row(embedded) == [
        "stem.relu", "edges.0.relu2", "parts.0.relu2", "parts.1.relu2", "things.0.relu2", "things.1.relu2", "head",
    ]  # fmt: skip
    assert inversion.row(embedded, 3) == ["stem.relu", "things.1.relu2", "head"]


def test_a_gram_matrix_is_the_mean_product_of_channels() -> None:
    outputs = torch.tensor([[[[1.0, 2.0]], [[3.0, -1.0]]]])  # channels (1, 2) and (3, -1) over two places
    assert style.gram(outputs).tolist() == [[2.5, 0.5], [0.5, 5.0]]


def test_a_photo_in_its_own_style_has_nothing_to_learn_and_another_brings_the_loss_down(embedded: Model) -> None:
    own = next(style.transfer(embedded, CAT, CAT, size=64).climb(1))
    assert own == pytest.approx(0, abs=1e-3)
    trace = list(style.transfer(embedded, CAT, samples.load("brick"), size=64).climb(12))
    assert trace[-1] > 0.75 * trace[0]  # a loss with its sign turned: nearer to 0


RUNS: dict[str, Callable[[Model], Iterator[Any]]] = {
    "class": lambda model: visualize.ascent(model, objective.logit(model, 1), visualize.Options()).climb(3),
    "dream": lambda model: deep_dream.dream(
        model, noise(40), objective.whole_layer(model, "stem.relu"), options=DreamOptions(size=64, steps=2)
    ),
    "inversion": lambda model: inversion.invert(model, noise(64), inversion.row(model, 2), steps=2),
    "style": lambda model: style.transfer(model, noise(64), noise(64, 1), size=64).climb(2),
}


@pytest.fixture(scope="module")
def shared_net() -> Model:
    return model_of(random_net("embedded"), 64)


@pytest.mark.parametrize("kind", RUNS)
def test_nothing_of_a_shared_network_changes(kind: str, shared_net: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    before, random = state(shared_net.module), torch.get_rng_state()
    list(RUNS[kind](shared_net))
    closed = RUNS[kind](shared_net)
    next(closed)
    closed.close()  # type: ignore[attr-defined]
    broken = RUNS[kind](shared_net)
    next(broken)
    monkeypatch.setattr(torch.nn.functional, "relu", stop)
    with pytest.raises(Stopped):
        list(broken)
    assert state(shared_net.module) == before
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("kind", RUNS)
def test_each_step_may_run_in_another_thread(kind: str, shared_net: Model) -> None:
    run = RUNS[kind](shared_net)
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other, torch.inference_mode():
        for pool in (one, other, one):
            pool.submit(lambda: next(run, None)).result()
        next(run, None)


def test_an_unknown_class_is_told() -> None:
    with pytest.raises(UnknownName):
        synthesis.class_image(TINY, 5000)
