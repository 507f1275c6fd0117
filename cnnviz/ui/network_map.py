"""The map of the network: all layers to scale, in the order of computation; it chooses the layer for every view."""

from __future__ import annotations

import math
from functools import partial
from itertools import groupby
from typing import Any

import streamlit as st

from cnnviz.arithmetic import LayerRow
from cnnviz.models import Model
from cnnviz.ui import components, inspector_controls, inspector_layers, links, sheet_address
from cnnviz.ui.layer_data import as_data

KEY = "network_map"
MOST = 14  # layers of a module that are not taken apart further
TOLD = ("name", "kind", "out", "params", "macs", "field", "window")


def draw(model: Model) -> None:
    """Draw the map with the chosen layer marked."""
    layer = inspector_controls.chosen_layer(model)
    data = {**about(model), "net": model.name, "layer": layer}
    components.mount(KEY, data, key=KEY, on_layer_change=partial(_chosen, model))


def about(model: Model) -> dict[str, Any]:
    """Return the network as the component takes it: `layers`, and `stages`, lists of modules of layers' indices."""
    rows = inspector_layers.rows(model)
    told = [as_data(row) for row in rows]
    return {
        "title": model.title,
        "layers": [{key: row[key] for key in TOLD} for row in told],
        "stages": stages(rows),
    }


def stages(rows: tuple[LayerRow, ...]) -> list[list[dict[str, Any]]]:
    """Fold layers: neighbours with maps of one size are a stage, and in it those of one module a block.

    Each stage is a list of `{name, first, last}`, indices of layers from 0, `last` with it. A gate, whose maps are
    smaller than those that it goes back to, stays in their stage.
    """
    found: list[list[dict[str, Any]]] = []
    sizes = [row.output_shape[1:] for row in rows]
    for index in range(len(sizes) - 2, -1, -1):
        sizes[index] = max(sizes[index], sizes[index + 1], key=_area)
    for _, run in groupby(range(len(rows)), key=lambda index: sizes[index]):
        found.append(_modules(rows, list(run), 1))
    return found


def _area(size: tuple[int, ...]) -> int:
    return math.prod(size) if size else 0


def _modules(rows: tuple[LayerRow, ...], run: list[int], depth: int) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for name, group in groupby(run, key=lambda index: ".".join(rows[index].name.split(".")[:depth])):
        members = list(group)
        deeper = any(len(rows[index].name.split(".")) > depth + 1 for index in members)
        if len(members) > MOST and deeper:
            blocks += _modules(rows, members, depth + 1)
        else:
            blocks.append({"name": name, "first": members[0], "last": members[-1]})
    return blocks


def _chosen(model: Model) -> None:
    """Callback of the component: the layer travels to every view; the sheet shows it already."""
    told = (st.session_state.get(KEY) or {}).get("layer")
    if not isinstance(told, dict) or told.get("net") != model.name:
        return
    if told.get("name") in {row.name for row in inspector_layers.rows(model)}:
        links.choose("layer", told["name"])
        sheet_address.followed()
