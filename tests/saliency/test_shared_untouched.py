"""No method can leave a shared network changed, whatever happens in the middle of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import saliency
from cnnviz.errors import DoesNotFit
from cnnviz.models.lean import Lean
from cnnviz.models.model import Model
from cnnviz.models.trace import Trace
from tests.activations.nets import model_of, noise, random_net

SIZES = {"embedded": 64, "resnet18": 64, "squeezenet1_1": 64, "mobilenet_v2": 64}
OTHERS = (
    "alexnet", "vgg16", "googlenet", "resnet50", "densenet121", "efficientnet_b0", "regnet_y_400mf", "convnext_tiny",
)  # fmt: skip
METHODS = [each.name for each in saliency.methods()]
LONG = [each.name for each in saliency.methods() if each.long]
FEW: dict[str, dict[str, int]] = {
    "smooth_grad": {"samples": 3},
    "integrated_gradients": {"steps": 3},
    "occlusion": {"patch": 32, "stride": 16},
    "score_cam": {"channels": 3},
    "rise": {"masks": 4},
}


class Stopped(Exception):
    """What a visitor's stop button raises."""


def stop(*_: object, **__: object) -> None:
    raise Stopped


def state(module: nn.Module) -> list[object]:
    """Hooks, modes, which weights ask for a gradient, have one, where they lie, and their values."""
    kinds = [name for name in vars(nn.Module()) if "hooks" in name]
    seen: list[object] = [[len(getattr(each, kind)) for kind in kinds] + [each.training] for each in module.modules()]
    seen += [(each.requires_grad, each.grad is None, each.data_ptr(), each.stride()) for each in module.parameters()]
    return [*seen, *(each.numpy().tobytes() for each in module.state_dict().values())]


@pytest.fixture(scope="module", params=SIZES)
def model(request: pytest.FixtureRequest) -> Model:
    return model_of(random_net(request.param), SIZES[request.param])


@pytest.mark.parametrize("method", METHODS)
def test_a_method_leaves_the_network_as_it_was(model: Model, method: str) -> None:
    before, random = state(model.module), torch.get_rng_state()
    saliency.explain(model, noise(64), 5, method, **FEW.get(method, {}))
    assert state(model.module) == before
    assert torch.equal(torch.get_rng_state(), random)


@pytest.mark.parametrize("method", LONG)
def test_a_method_that_is_stopped_leaves_the_network_as_it_was(model: Model, method: str) -> None:
    before = state(model.module)
    with pytest.raises(Stopped):
        saliency.explain(model, noise(64), 5, method, progress=stop, **FEW[method])
    assert state(model.module) == before
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_fails_inside_the_network_leaves_it_as_it_was(
    model: Model, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saliency.explain(model, noise(64), 5, method, **FEW.get(method, {}))  # traced and looked through
    before = state(model.module)
    for where in ("relu", "hardtanh", "relu6", "adaptive_avg_pool2d", "linear"):
        monkeypatch.setattr(torch.nn.functional, where, stop)
    monkeypatch.setattr(torch.autograd, "grad", stop)
    with pytest.raises(Stopped):
        saliency.explain(model, noise(64), 5, method, **FEW.get(method, {}))
    assert state(model.module) == before
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("method", ["grad_cam", "grad_cam_plus_plus", "layer_cam", "cam", "guided_backprop"])
def test_a_change_that_fails_leaves_the_network_as_it_was(
    model: Model, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace, lean, before = Trace.run, Lean.run, state(model.module)

    def failing(self: Trace, x: torch.Tensor, names: object, change: dict[str, object] | None = None) -> object:
        return trace(self, x, names, dict.fromkeys(change or {}, stop))  # type: ignore[arg-type]

    def failing_lean(
        self: Lean, given: object, until: object = None, change: dict[str, object] | None = None
    ) -> object:
        return lean(self, given, until, dict.fromkeys(change or {}, stop))  # type: ignore[arg-type]

    saliency.explain(model, noise(64), 5, method)
    monkeypatch.setattr(Trace, "run", failing)
    monkeypatch.setattr(Lean, "run", failing_lean)
    with pytest.raises(Stopped):
        saliency.explain(model, noise(64), 5, method)
    assert state(model.module) == before


def touched(module: nn.Module) -> list[object]:
    """Hooks and modes, and of each weight and statistic how often it was written to: quick for large networks."""
    kinds = [name for name in vars(nn.Module()) if "hooks" in name]
    seen: list[object] = [[len(getattr(each, kind)) for kind in kinds] + [each.training] for each in module.modules()]
    held = [*module.parameters(), *module.buffers()]
    return [*seen, *((each.requires_grad, each.grad is None, each.data_ptr(), each._version) for each in held)]


@pytest.mark.parametrize("name", OTHERS)
def test_no_method_that_fails_midway_leaves_any_network_changed(name: str) -> None:
    model = model_of(random_net(name), 64)
    before = touched(model.module)
    for method in METHODS:
        with pytest.MonkeyPatch.context() as patch:
            for where in ("linear", "adaptive_avg_pool2d"):
                patch.setattr(torch.nn.functional, where, stop)
            patch.setattr(torch.autograd, "grad", stop)
            with pytest.raises((Stopped, DoesNotFit)):
                saliency.explain(model, noise(64), 5, method, **FEW.get(method, {}))
        assert touched(model.module) == before, method
    assert torch.is_grad_enabled()


def test_two_visitors_with_different_photos_each_get_what_they_would_get_alone(model: Model) -> None:
    questions = [(noise(64, seed), 3 + seed % 2, name) for seed, name in enumerate(METHODS * 2)]

    def ask(question: tuple[object, int, str]) -> np.ndarray:
        return saliency.explain(model, *question, **FEW.get(question[2], {})).map  # type: ignore[arg-type]

    alone = [ask(question) for question in questions]
    with ThreadPoolExecutor(2) as visitors:
        together = list(visitors.map(ask, questions))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_allclose(b, a, atol=1e-5 * abs(a).max())


def test_the_copy_for_many_runs_answers_as_the_network_does(model: Model) -> None:
    x = torch.cat([model.preprocess(noise(64, seed)) for seed in (1, 2)])
    with torch.no_grad():
        expected = model.module(x)
        np.testing.assert_allclose(Lean(model).logits(x), expected, atol=1e-5 * float(expected.abs().max()))


@pytest.mark.parametrize("method", LONG)
def test_progress_counts_up_to_all(method: str) -> None:
    model, heard = model_of(random_net("embedded"), 64), []
    saliency.explain(model, noise(64), 5, method, progress=lambda done, of: heard.append((done, of)), **FEW[method])
    assert heard[-1][0] == heard[-1][1]
    assert [done for done, _ in heard] == sorted({done for done, _ in heard})
