"""How a unit's answer comes about at one place, for its page: its parts, and its formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations, models
from cnnviz.activations import Contributions, Stages
from cnnviz.arithmetic import Kind
from cnnviz.models import Model
from cnnviz.render import contact_sheet
from cnnviz.render.palette import Mode

SIDE = 4  # channels that are shown of those that add, and of those that subtract
THUMB = 96  # pixels a side of a map beside its kernel
COLOURS = ("red", "green", "blue")
Maps = NDArray[np.float32]
Data = dict[str, Any]


def kind_of(model: Model, layer: str) -> Kind:
    """Return what a layer does."""
    return next(each.kind for each in models.layers(model) if each.name == layer)


def weighed(parts: Contributions, layer: str, kind: Kind, maps: Maps, theme: Mode, blobs: list[bytes]) -> Data:
    """Describe the parts of a sum of products: the strongest that add and that subtract, and all as numbers."""
    order = np.argsort(-parts.values, kind="stable")
    if len(order) <= 2 * SIDE:
        chosen = list(order)
    else:
        chosen = [n for n in order[:SIDE] if parts.values[n] > 0] + [n for n in order[-SIDE:] if parts.values[n] < 0]
    rows = []
    for n in chosen:
        channel = int(parts.channels[n])
        thumb = _thumb(maps, channel, theme, blobs)
        rows.append(
            {
                "channel": channel,
                "label": _label(parts.source, channel),
                "value": float(parts.values[n]),
                "kernel": parts.kernels[n].astype(float).tolist(),
                "patch": parts.patches[n].astype(float).tolist(),
                "thumb": thumb,
            }
        )
    blobs.append(parts.values.astype("<f8").tobytes())
    return {
        "how": "linear" if kind is Kind.LINEAR else "convolution",
        "layer": layer,
        "source": parts.source,
        "first": int(parts.channels[0]),
        "count": len(parts.values),
        "adding": int((parts.values > 0).sum()),
        "taking": int((parts.values < 0).sum()),
        "rows": rows,
        "bias": parts.bias,
        "total": parts.total,
        "limit": float(np.abs(parts.kernels).max(initial=0)),
        "seen": float(np.abs(parts.patches).max(initial=0)),
        "values": len(blobs) - 1,
    }


def addition(model: Model, layer: str) -> str | None:
    """Return the addition that a layer is, or that an activation acts on at once; None where there is none."""
    kinds = {each.name: each.kind for each in models.layers(model)}
    before = activations.sources(model, layer)[:1] if kinds[layer] is Kind.ACTIVATION else (layer,)
    return next((name for name in before if kinds.get(name) is Kind.ADD), None)


def added(
    model: Model,
    layer: str,
    inputs: tuple[Maps, ...],
    unit: int,
    place: tuple[int, int],
    theme: Mode,
    blobs: list[bytes],
) -> Data:
    """Describe the parts of an addition: one value of each layer that it reads."""
    names = activations.sources(model, layer)
    values = [float(np.atleast_2d(maps[unit])[place]) for maps in inputs]
    rows = [
        {
            "channel": unit,
            "label": f"unit {unit + 1} of {name}",
            "value": value,
            "thumb": _thumb(maps, unit, theme, blobs),
        }
        for name, maps, value in zip(names, inputs, values, strict=True)
    ]
    return {
        "how": "addition",
        "layer": layer,
        "count": len(rows),
        "rows": rows,
        "bias": 0.0,
        "total": math.fsum(values),
    }


def _label(source: str, channel: int) -> str:
    if source == activations.INPUT:
        return f"the picture's {COLOURS[channel]}" if channel < len(COLOURS) else f"the picture's channel {channel + 1}"
    return f"unit {channel + 1} of {source}"


def _thumb(maps: Maps, channel: int, theme: Mode, blobs: list[bytes]) -> int | None:
    """Draw a small map and return the place of its file; None where there are only numbers."""
    if maps.ndim != 3 or maps.shape[1:] == (1, 1):
        return None
    shown = maps[channel][None]
    sheet = contact_sheet(shown, mode=theme, signed=bool((maps < 0).any()), scale="unit", gap=0, max_side=THUMB)
    blobs.append(sheet.png)
    return len(blobs) - 1


def norm_data(norm: activations.UnitNorm, layer: str, *, learned: bool) -> Data:
    """Describe a batch norm of one unit; `learned` is False where it was folded away before publication."""
    return {
        "layer": layer,
        "gamma": norm.gamma,
        "beta": norm.beta,
        "mean": norm.mean,
        "variance": norm.variance,
        "eps": norm.eps,
        "scale": norm.scale,
        "learned": learned,
    }


def written(model: Model, stages: Stages, layer: str, unit: int, parts: Contributions, network: float) -> Data:
    """Work a unit out by its stages and once more folded into one convolution, both in double precision."""
    y, folded = parts.total, activations.folded(model, stages.convolution)
    steps = {stages.convolution: y}
    norm = activations.unit_norm(model, stages.norm, unit) if stages.norm else None
    data: Data = {
        "products": int(parts.kernels.size),
        "layer": stages.convolution,
        "sum": math.fsum(parts.values.tolist()),
        "bias": parts.bias,
        "convolved": y,
    }
    if norm is not None and stages.norm:
        kind = kind_of(model, stages.norm)
        y = norm.of(y)
        steps[stages.norm] = y
        data["norm"] = {**norm_data(norm, stages.norm, learned=kind is not Kind.BIAS), "result": y}
    by_hand = y
    if stages.function is not None and stages.activation:
        y = stages.function.of(y)
        steps[stages.activation] = y
        data["activation"] = {
            "layer": stages.activation,
            "title": stages.function.title,
            "formula": stages.function.formula,
            "result": y,
        }
    products = folded.weights[unit] * parts.patches.astype(np.float64)
    answer = math.fsum((*products.ravel().tolist(), float(folded.bias[unit])))
    data["folded"] = {"bias": float(folded.bias[unit]), "result": answer, "apart": abs(answer - by_hand)}
    data["network"] = {"layer": layer, "value": network, "apart": abs(network - steps[layer])}
    return data
