"""The learned filters of a convolution for the browser: their numbers, their likenesses and the weights of a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations, models
from cnnviz.activations import Pair, WeightNumbers
from cnnviz.activations.filters import convolutions
from cnnviz.arithmetic import Kind
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.models import Model
from cnnviz.models.card import card
from cnnviz.serve import Question, Visitor, engine
from cnnviz.ui import inspecting_asked
from cnnviz.ui.components import pack
from cnnviz.ui.quick import Asked

PATIENCE = 30.0  # seconds a component waits
ROWS, COLUMNS = 12, 16  # filters and channels of a page
SLICES = 12  # channels that are shown of a pair of filters, the strongest of both
SHOWN = 0.98  # of all weights lie below the end of the scale: a few large ones do not pale the rest
Weights = NDArray[np.float32]


class Sort(StrEnum):
    """The order in which filters stand."""

    NUMBER = "number"
    STRONG = "strong"
    WEAK = "weak"
    COLOUR = "colour"  # of first layers
    ANGLE = "angle"


@dataclass(frozen=True)
class Bank:
    """The filters of one convolution, as learned or as they act, with what is computed once for all of their pages.

    `angles` and `stripes` are those of colour filters, else empty.
    """

    layer: str
    weights: Weights
    colour: bool
    numbers: WeightNumbers
    norms: NDArray[np.float64]
    dead: NDArray[np.bool_]
    alike: tuple[Pair, ...]
    opposite: tuple[Pair, ...]
    stripes: tuple[activations.Stripes, ...]
    end: float


@dataclass(frozen=True)
class Shown:
    """What of a bank is asked for: folded with the norm or not, in which order, and the first filter and channel.

    `unit` is the filter that is pinned, from 0; None where none is.
    """

    acts: bool = False
    sort: Sort = Sort.NUMBER
    row: int = 0
    column: int = 0
    unit: int | None = None


def convolution_for(model: Model, layer: str) -> str:
    """Return the convolution that `layer` is, or the last one before it. Raises `DoesNotFit` where there is none."""
    known, names = convolutions(model), model.trace.name_of
    waiting = [next(node for node, name in names.items() if name == layer)]
    seen = set(waiting)
    while waiting:
        node = waiting.pop(0)
        if names.get(node) in known:
            return names[node]
        fresh = [each for each in node.all_input_nodes if each not in seen]
        seen.update(fresh)
        waiting += fresh
    raise DoesNotFit(f"No convolution comes before '{layer}'; choose a later layer, such as {next(iter(known))}.")


def question(model: Model, layer: str, acts: bool) -> Question:
    """What the engine is asked for `bank`."""
    return Question("filter bank", model.name, "", (layer, acts))


def bank(model: Model, layer: str, acts: bool) -> Bank:
    """Read the filters of a convolution and describe them; `acts` multiplies the batch norm behind it in."""
    found = activations.filters(model, layer)
    weights = activations.folded(model, layer).weights.astype(np.float32) if acts else found.weights
    alike, opposite = activations.pairs(weights)
    norms = activations.norms(weights)
    numbers = activations.weight_numbers(weights)
    return Bank(
        layer=layer,
        weights=weights,
        colour=found.colour,
        numbers=numbers,
        norms=norms,
        dead=activations.nearly_dead(norms),
        alike=alike,
        opposite=opposite,
        stripes=tuple(activations.stripes(each) for each in weights) if found.colour else (),
        end=float(np.quantile(np.abs(weights), SHOWN)) or numbers.limit or 1.0,
    )


def order(found: Bank, sort: Sort) -> NDArray[np.intp]:
    """Return the filters' numbers, from 0, in the order asked for; by number where a sort makes no sense."""
    if sort in (Sort.STRONG, Sort.WEAK):
        return np.argsort(found.norms if sort is Sort.WEAK else -found.norms, kind="stable")
    if sort is Sort.COLOUR and found.stripes:
        return np.argsort([-each.colour for each in found.stripes], kind="stable")
    if sort is Sort.ANGLE and found.stripes:
        return np.argsort([999.0 if each.angle is None else each.angle for each in found.stripes], kind="stable")
    return np.arange(len(found.weights))


def answer(visitor: Visitor, asked: Asked) -> bytes:
    """Answer `{net, layer, acts, sort, row, column}` to a page of filters, packed.

    Raises `UnknownName` for what is not here, `DoesNotFit`, and what the engine raises.
    """
    net, layer = inspecting_asked.text(asked, "net"), inspecting_asked.text(asked, "layer")
    if not card(net).here:
        raise UnknownName("This network is not on this machine. Choose another.")
    model = models.load(net)
    layer = model.trace.layer(layer)
    row, column = (inspecting_asked.number(asked, name, 0, 1 << 20) for name in ("row", "column"))
    shown = Shown(asked.get("acts") is True, sort_of(asked.get("sort")), row, column)
    return packed(model, layer, ask(model, layer, shown.acts, visitor.id), shown)


def sort_of(value: object) -> Sort:
    """Return the order that a link or a component names; by number where it names none."""
    return Sort(value) if isinstance(value, str) and value in list(Sort) else Sort.NUMBER


def ask(model: Model, layer: str, acts: bool, visitor: str) -> Bank:
    """Return the bank that belongs to any layer, through the engine."""
    layer = convolution_for(model, layer)
    return (
        engine().ask(question(model, layer, acts), partial(bank, model, layer, acts), visitor, "bank", PATIENCE).value
    )


def packed(model: Model, layer: str, found: Bank, shown: Shown) -> bytes:
    """Pack the numbers of a bank with the weights of one page: all of them where they are colour filters."""
    count, channels, height, width = found.weights.shape
    standing = order(found, shown.sort)
    high = ROWS if channels > 1 else ROWS * COLUMNS  # filters that read one channel each stand side by side
    row, column = _start(shown.row, count, high), _start(shown.column, channels, COLUMNS)
    rows = standing if found.colour else standing[row : row + high]
    page = found.weights[rows] if found.colour else found.weights[rows, column : column + COLUMNS]
    convolution = convolutions(model)[found.layer]
    (source,) = activations.sources(model, found.layer)
    pictures = [_pair(found, pair) for pair in (*found.alike, *found.opposite)]
    meta: dict[str, Any] = {
        "layer": found.layer,
        "asked": layer,
        "source": source,
        "shape": [count, channels, height, width],
        "groups": convolution.groups,
        "colour": found.colour,
        "norm": _norm(model, found.layer),
        "acts": shown.acts,
        "sort": shown.sort.value,
        "row": row,
        "column": column,
        "page": [high, COLUMNS],
        "rows": rows.tolist(),
        "columns": page.shape[1],
        "end": found.end,
        "mean": found.numbers.mean,
        "std": found.numbers.std,
        "limit": found.numbers.limit,
        "near": found.numbers.near_zero,
        "counts": found.numbers.counts.tolist(),
        "dead": np.flatnonzero(found.dead).tolist(),
        "alike": [_told(pair, channels) for pair, (channels, _) in zip(found.alike, pictures, strict=False)],
        "opposite": [
            _told(pair, channels)
            for pair, (channels, _) in zip(found.opposite, pictures[len(found.alike) :], strict=True)
        ],
        "stripes": [[each.colour, each.period, each.angle] for each in found.stripes],
    }
    blobs = [page.astype("<f4").tobytes(), found.norms.astype("<f4").tobytes()]
    return pack(meta, blobs + [weights.astype("<f4").tobytes() for _, weights in pictures])


def _start(at: int, size: int, page: int) -> int:
    """Return where the page begins that holds `at`."""
    return min(at, size - 1) // page * page


def _pair(found: Bank, pair: Pair) -> tuple[list[int], Weights]:
    """Return the channels on which two filters are strongest together, and their weights there: `(2, K, h, w)`."""
    both = found.weights[[pair.first, pair.second]]
    if found.colour:
        return [], both
    strength = (both.astype(np.float64) ** 2).sum((0, 2, 3))
    chosen = np.sort(np.argsort(-strength, kind="stable")[:SLICES])
    return chosen.tolist(), both[:, chosen]


def _told(pair: Pair, channels: list[int]) -> dict[str, Any]:
    return {"first": pair.first, "second": pair.second, "cosine": pair.cosine, "channels": channels}


def _norm(model: Model, layer: str) -> dict[str, Any] | None:
    """Name the batch norm behind a convolution, and whether it still has a scale to multiply in."""
    stages = activations.stages(model, layer)
    if stages is None or stages.norm is None:
        return None
    kind = next(each.kind for each in models.layers(model) if each.name == stages.norm)
    return {"layer": stages.norm, "learned": kind is not Kind.BIAS}
