"""The sanity check: does a map change when the network forgets what it has learned, from its last layer on?

Adebayo, Gilmer, Muelly, Goodfellow, Hardt, Kim, "Sanity Checks for Saliency Maps" (2018), section 3 (cascading
randomization), https://arxiv.org/abs/1810.03292.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution
from cnnviz.saliency.explain import explain
from cnnviz.saliency.options import Progress, whole
from cnnviz.saliency.similarity import rank_correlation, structural_similarity

_WEIGHTED = (nn.Conv2d, nn.Linear)


@dataclass(frozen=True)
class Forgotten:
    """The map after the last `count` layers got random weights (`layer` the earliest of them; None for 0 layers).

    `correlation` (Spearman) and `similarity` (structural) compare its magnitudes with those of the trained network's:
    near 1 means that the map does not show what these layers have learned.
    """

    count: int
    layer: str | None
    found: Attribution
    correlation: float
    similarity: float


def weighted_layers(model: Model) -> tuple[str, ...]:
    """Return the modules with weights to forget, convolutions and linear layers, in the order of computation."""
    used = [str(node.target) for node in model.trace.nodes if node.op == "call_module"]
    return tuple(name for name in dict.fromkeys(used) if isinstance(model.module.get_submodule(name), _WEIGHTED))


def forgetful(model: Model, count: int, seed: int = 0) -> Model:
    """Return a network of its own whose last `count` layers with weights, and norms behind them, are as new; seeded.

    Weights are drawn as He et al. 2015 do (normal, variance 2 / inputs), biases are 0, norms pass on what comes. The
    shared network is copied and not touched. Raises `DoesNotFit` where there are not as many layers.
    """
    known = weighted_layers(model)
    whole(count, "The number of layers to randomize", 0, len(known))
    draw = torch.Generator().manual_seed(whole(seed, "The seed", 0, 2**31))
    with torch.inference_mode(mode=False), torch.no_grad():
        module = copy.deepcopy(model.module)
        forgotten, reached = set(known[len(known) - count :]), False
        for node in model.trace.nodes:  # forwards, so that a norm is met after its convolution
            if node.op != "call_module":
                continue
            name = str(node.target)
            layer = module.get_submodule(name)
            if isinstance(layer, _WEIGHTED):
                reached = name in forgotten
                if reached:
                    _draw(layer, draw)
                    forgotten.discard(name)  # a layer that is used twice is drawn once
            elif reached and isinstance(layer, nn.BatchNorm2d | nn.LayerNorm | nn.GroupNorm):
                layer.reset_parameters()
                if isinstance(layer, nn.BatchNorm2d):
                    layer.reset_running_stats()
    return replace(model, module=module)


def cascade(
    model: Model,
    picture: Picture,
    target: int | None,
    method: str,
    *,
    counts: Sequence[int] = (0, 1, 2, 4, 8),
    seed: int = 0,
    progress: Progress | None = None,
    **options: Any,
) -> tuple[Forgotten, ...]:
    """Explain the same class with the last `k` layers random, for each `k` of `counts` that the network has.

    What a method shows should fall apart with the first layers: a map that stays was not made of what the network has
    learned. Guided backpropagation's hardly changes. `progress` hears of the counts that are done, and may raise.
    Raises as `explain` does; `DoesNotFit` where no count is left.
    """
    known = weighted_layers(model)
    asked = [count for count in counts if 0 <= count <= len(known)]
    if not asked:
        raise DoesNotFit(f"'{model.name}' has {len(known)} layers with weights; choose 0 to {len(known)} of them.")
    trained = explain(model, picture, target, method, **options)
    steps: list[Forgotten] = []
    for count in asked:
        other = forgetful(model, count, seed)
        found = explain(other, picture, trained.target, method, **options) if count else trained
        a, b = abs(trained.map), abs(found.map)
        layer = known[len(known) - count] if count else None
        steps.append(Forgotten(count, layer, found, rank_correlation(a, b), structural_similarity(a, b)))
        if progress is not None:
            progress(len(steps), len(asked))
    return tuple(steps)


def _draw(layer: nn.Module, draw: torch.Generator) -> None:
    """Give a convolution or linear layer random weights; drawn on the CPU, so that each device gets the same."""
    assert isinstance(layer, _WEIGHTED)  # noqa: S101 - tells the type checker
    weight = torch.empty(layer.weight.shape)
    nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=draw)
    layer.weight.copy_(weight)
    if layer.bias is not None:
        layer.bias.zero_()
