from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import activations, saliency
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.models.model import Model
from tests.activations.nets import colour_net, model_of, noise, random_net

METHODS = [each.name for each in saliency.methods()]


def state(module: nn.Module) -> list[object]:
    """What a shared network must not be changed in: hooks, modes, gradients, which weights ask for one, and values."""
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    seen: list[object] = [[len(getattr(each, kind)) for kind in hooks] + [each.training] for each in module.modules()]
    seen += [(each.requires_grad, each.grad is None) for each in module.parameters()]
    return [*seen, *(each.tolist() for each in module.state_dict().values())]


@pytest.fixture
def model() -> Model:
    return model_of(colour_net([[1.0, -1.0], [0.0, 2.0], [3.0, 1.0]]), 8)


def test_every_method_says_what_it_asks_how_it_misleads_and_where_it_is_from() -> None:
    assert METHODS == [  # noqa: SIM300 - what is known stands right
        *("gradient", "gradient_x_input", "smooth_grad", "guided_backprop", "integrated_gradients"),
        *("grad_cam", "grad_cam_plus_plus", "layer_cam", "cam", "score_cam", "occlusion", "rise"),
    ]
    for method in saliency.methods():
        assert method.title
        assert method.idea.endswith("?")
        assert method.misleads.endswith(".")
        assert method.address.startswith(("https://arxiv.org/abs/", "https://doi.org/"))


@pytest.mark.parametrize("method", METHODS)
def test_without_a_class_the_top_one_is_explained(model: Model, method: str) -> None:
    picture = noise(8)
    logits = model.module(model.preprocess(picture))[0]
    answer = saliency.explain(model, picture, None, method)
    assert answer.target == int(logits.argmax())
    assert answer.score == pytest.approx(float(logits.max()), rel=1e-6)
    assert np.array_equal(answer.map, saliency.explain(model, picture, answer.target, method).map)


@pytest.mark.parametrize("method", METHODS)
def test_the_map_is_float32_of_the_input_size_and_cannot_be_written_over(method: str) -> None:
    answer = saliency.explain(model_of(random_net("embedded"), 64), noise(64), 3, method)
    assert (answer.map.shape, answer.map.dtype, answer.method) == ((64, 64), np.float32, method)
    assert answer.map.min() >= 0
    assert answer.milliseconds > 0
    with pytest.raises(ValueError, match="read-only"):
        answer.map[0] = 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", [-1, 3])
def test_a_class_out_of_range_is_refused_with_the_range(model: Model, method: str, target: int) -> None:
    with pytest.raises(DoesNotFit, match="3 classes apart, numbers 0 to 2"):
        saliency.explain(model, noise(8), target, method)


def test_a_method_that_does_not_exist_is_answered_with_the_nearest_names(model: Model) -> None:
    with pytest.raises(UnknownName, match="grad_cam"):
        saliency.explain(model, noise(8), 0, "gradcam")


def test_an_option_that_the_method_has_not_is_answered_with_those_it_has(model: Model) -> None:
    with pytest.raises(UnknownName, match="'layer'; it takes: signed"):
        saliency.explain(model, noise(8), 0, "gradient", layer="1")


@pytest.mark.parametrize("method", METHODS)
def test_it_works_where_the_caller_has_switched_gradients_off(model: Model, method: str) -> None:
    expected = saliency.explain(model, noise(8), 2, method).map
    with torch.no_grad():
        assert np.array_equal(saliency.explain(model, noise(8), 2, method).map, expected)
        assert not torch.is_grad_enabled()
    with torch.inference_mode():
        assert np.array_equal(saliency.explain(model, noise(8), 2, method).map, expected)
        assert torch.is_inference_mode_enabled()


@pytest.mark.parametrize("method", METHODS)
def test_maps_asked_for_in_inference_mode_do_not_spoil_later_gradients(model: Model, method: str) -> None:
    with torch.inference_mode():
        activations.filters(model, "0")
        activations.maps(model, noise(8), "1")
    assert saliency.explain(model, noise(8), 2, method).map.any()


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_left_behind_on_the_network(model: Model, method: str) -> None:
    before = state(model.module)
    saliency.explain(model, noise(8), 0, method)
    assert state(model.module) == before


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_left_behind_after_an_exception(model: Model, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    before, grad = state(model.module), torch.is_grad_enabled()
    if method not in {"score_cam", "occlusion", "rise"}:  # these take no gradient
        monkeypatch.setattr(torch.autograd, "grad", broken)
        with pytest.raises(RuntimeError, match="out of memory"):
            saliency.explain(model, noise(8), 0, method)
        monkeypatch.undo()
    monkeypatch.setattr(torch.nn.functional, "relu", broken)  # halfway through the network
    with pytest.raises(RuntimeError, match="out of memory"):
        saliency.explain(model, noise(8), 0, method)
    assert state(model.module) == before
    assert torch.is_grad_enabled() == grad
    assert not torch.is_inference_mode_enabled()


def test_two_visitors_at_once_each_get_what_they_would_get_alone() -> None:
    model = model_of(random_net("embedded"), 64)
    questions = [(noise(64, seed), seed, METHODS[seed % 2]) for seed in range(8)]
    alone = [saliency.explain(model, *question).map for question in questions]
    fresh = model_of(model.module, 64)  # not traced yet: the first questions trace it while others compute
    with ThreadPoolExecutor(4) as visitors:
        together = list(visitors.map(lambda question: saliency.explain(fresh, *question).map, questions))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_allclose(b, a, atol=1e-5 * a.max())
