"""Units of a layer switched off or scaled: what the layers after it make of that, and which units matter to a class.

Nothing of the shared network is changed: the run itself multiplies one layer's outputs on their way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx

from cnnviz.arithmetic import Kind
from cnnviz.errors import DoesNotFit
from cnnviz.models.layer import layers
from cnnviz.models.model import Model, Picture
from cnnviz.models.trace import Change

LARGEST = 2.0  # a unit can be doubled
_MOST_VALUES = 2_000_000  # of one layer in one batch, 8 MB of float32: a batch is never larger than the work pays for
_SLICE_MACS = 4e9  # of one slice of a search: a fifth of a second on one core
_LARGEST_SLICE = 16
_PASSIVE = {Kind.FLATTEN, Kind.DROPOUT, Kind.IDENTITY}


@dataclass(frozen=True)
class Switched:
    """What the network says with some units switched: `logits` `(classes,)`, and `maps` of a later layer if asked."""

    logits: NDArray[np.float32]
    maps: NDArray[np.float32] | None


@dataclass(frozen=True)
class Loss:
    """What one class has left when `unit`, from 0, alone is off: its logit, its probability, and its log-odds.

    The log-odds `log(p / (1 - p))` tell units apart even where `p` is 1 to all digits.
    """

    unit: int
    logit: float
    probability: float
    log_odds: float


def switchable(model: Model) -> tuple[str, ...]:
    """Names of the layers whose units can be switched: those with maps or numbers that other layers still read."""
    shown = [row for row in layers(model) if len(row.output_shape) in (1, 3) and row.kind not in _PASSIVE]
    return tuple(row.name for row in shown if row.name != model.trace.last)


def later_layers(model: Model, layer: str) -> tuple[str, ...]:
    """Names of the layers that `layer` feeds, nearest first. Raises `UnknownName`."""
    trace = model.trace
    moved = _moved(model, trace.layer(layer))
    shapes = {row.name: len(row.output_shape) for row in layers(model) if row.kind not in _PASSIVE}
    return tuple(name for node, name in trace.name_of.items() if node in moved and shapes.get(name) in (1, 3))


def units(model: Model, layer: str) -> int:
    """How many units a layer has. Raises `UnknownName`, and `DoesNotFit` where it has none to switch."""
    name = model.trace.layer(layer)
    shape = next(row.output_shape for row in layers(model) if row.name == name)
    if len(shape) not in (1, 3):
        raise DoesNotFit(f"Layer '{layer}' has no units to switch; choose a convolution, a ReLU or a pooling layer.")
    return shape[0]


def switched(model: Model, picture: Picture, layer: str, scales: Sequence[float], later: str | None = None) -> Switched:
    """Run the network with unit `i` of `layer` multiplied by `scales[i]`: 0 is off, 1 as it was, 2 doubled.

    Raises `UnknownName` for a layer that is not there, `DoesNotFit` where the number of scales is not that of the
    units, or one lies outside 0 to 2.
    """
    count = units(model, layer)
    if len(scales) != count or not all(0 <= scale <= LARGEST for scale in scales):
        raise DoesNotFit(f"Layer '{layer}' takes {count} scales from 0 to 2, one for each unit.")
    factors = torch.tensor(scales, dtype=torch.float32, device=model.device)
    heard: list[Tensor] = []

    def listen(maps: Tensor) -> Tensor:
        heard.append(maps.clone())  # a later layer may overwrite what it reads
        return maps

    change: dict[str, Change] = {model.trace.layer(layer): lambda maps: maps * _along(factors, maps)}
    if later is not None:
        after = model.trace.layer(later)
        own = change.get(after)
        change[after] = listen if own is None else lambda maps: listen(own(maps))
    with torch.inference_mode(mode=False), torch.no_grad():
        logits = model.trace.run(model.preprocess(picture), [model.trace.last], change)[model.trace.last]
    maps = np.array(heard[0][0].float().cpu().numpy(), order="C") if heard else None
    return Switched(np.array(logits[0].float().cpu().numpy()), maps)


def slice_length(model: Model) -> int:
    """How many units one slice of a search takes: about a fifth of a second of one core, at most 16."""
    macs = model.card.macs if model.card else 0
    return max(1, min(_LARGEST_SLICE, int(_SLICE_MACS / macs))) if macs else _LARGEST_SLICE


def losses(model: Model, picture: Picture, layer: str, target: int, wanted: Iterable[int]) -> tuple[Loss, ...]:
    """Switch each of the units `wanted` off alone, all others on, and return what class `target` then gets.

    Each is a true run of the network, no estimate by gradients; what lies before `layer` is computed once for a batch.
    Raises `UnknownName` and `DoesNotFit`.
    """
    chosen, count = list(wanted), units(model, layer)
    if not 0 <= target < len(model.class_names):
        raise DoesNotFit(f"This network has classes 1 to {len(model.class_names)}; there is no class {target + 1}.")
    if any(not 0 <= unit < count for unit in chosen):
        raise DoesNotFit(f"Layer '{layer}' has units 1 to {count}.")
    name = model.trace.layer(layer)
    widest = max(int(np.prod(row.output_shape)) for row in layers(model))
    batch = max(1, min(_LARGEST_SLICE, _MOST_VALUES // widest))
    found: list[Loss] = []
    with torch.inference_mode(mode=False), torch.no_grad():
        x = model.preprocess(picture)
        for start in range(0, len(chosen), batch):
            off = chosen[start : start + batch]
            found += _losses(model, x, name, target, off)
    return tuple(found)


def _losses(model: Model, x: Tensor, layer: str, target: int, off: list[int]) -> list[Loss]:
    """Run one batch: the same picture, in sample `i` without unit `off[i]`."""
    count = len(off)

    def repeat(value: Tensor) -> Tensor:
        return value.expand(count, *value.shape[1:]).contiguous() if len(value) == 1 else value

    def silence(maps: Tensor) -> Tensor:
        copies = repeat(maps).clone()
        copies[range(count), off] = 0
        return copies

    # What by-passes the layer (a shortcut, another branch) meets the batch later and has to be as long.
    change: dict[str, Change] = dict.fromkeys(_bypassing(model, layer), repeat)
    change[layer] = silence
    logits = model.trace.run(x, [model.trace.last], change)[model.trace.last].double()  # (count, classes)
    mine = logits[:, target]
    others = logits.index_fill(1, torch.tensor([target], device=logits.device), -torch.inf).logsumexp(1)
    odds = mine - others
    rows = zip(off, mine.tolist(), odds.sigmoid().tolist(), odds.tolist(), strict=True)
    return [Loss(*row) for row in rows]


def _moved(model: Model, layer: str) -> set[fx.Node]:
    """Return the nodes after `layer` that depend on it."""
    trace = model.trace
    start = next(node for node, name in trace.name_of.items() if name == layer)
    moved: set[fx.Node] = set()
    for node in trace.nodes:
        if any(source is start or source in moved for source in node.all_input_nodes):
            moved.add(node)
    return moved


def _bypassing(model: Model, layer: str) -> list[str]:
    """Names of the layers that do not depend on `layer` and whose outputs meet what does."""
    trace = model.trace
    moved = _moved(model, layer)
    met = {source for node in moved for source in node.all_input_nodes if source not in moved}
    return [trace.name_of[node] for node in met if node.op != "get_attr" and trace.name_of.get(node, layer) != layer]


def _along(factors: Tensor, maps: Tensor) -> Tensor:
    """Shape `(C,)` so that it multiplies the channels of `(N, C, ...)`."""
    return factors.view(1, -1, *[1] * (maps.ndim - 2))
