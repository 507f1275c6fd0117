"""The architectures page: which networks, which layer and which order, from and to the address, and its component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from cnnviz import models
from cnnviz.arithmetic import Architecture, LayerRow
from cnnviz.arithmetic.totals import totals
from cnnviz.serve import Question
from cnnviz.ui import architectures_link, components, computing, links, trips
from cnnviz.ui import architectures_told as told
from cnnviz.ui import architectures_words as words
from cnnviz.ui.architectures_lab import lab_link

KEY = "architecture"
FIRST = "alexnet_2012"
ALONE = ""  # no second network
COLUMNS = ("name", "kind", "in", "out", "params", "macs", "bytes", "field", "stride", "padding", "groups")
ORDERS = ("", *COLUMNS, *(f"-{column}" for column in COLUMNS))  # "" as computed, "-" from the largest down


def remember() -> None:
    """Callback of the component: keep the networks, the layer and the order that the visitor chose."""
    state = st.session_state.get(KEY) or {}
    wishes = state.get("choice")
    if not isinstance(wishes, Mapping):
        return
    names = [entry.name for entry in models.architectures()]
    for key, allowed in (("arch", names), ("arch2", [ALONE, *names]), ("sort", ORDERS)):
        if wishes.get(key) in allowed:
            links.choose(key, wishes[key])
    if isinstance(wishes.get("layer"), str):
        st.session_state["layer"] = wishes["layer"]  # of a network: the other pages keep theirs


def chosen() -> tuple[Architecture, ...]:
    """Return the networks to show, one or two: as a new link asks, else as chosen before, else the first."""
    titles = {entry.name: entry.title for entry in models.architectures()}
    links.option("arch", "the architecture", list(titles), FIRST, titles.__getitem__)
    links.option("arch2", "a second architecture", [ALONE, *titles], ALONE, lambda name: titles.get(name, "one alone"))
    first, second = st.session_state["arch"], st.session_state["arch2"]
    if second == first:
        second = st.session_state["arch2"] = ALONE
    links.write("arch", first, FIRST)
    links.write("arch2", second, ALONE)
    return tuple(models.architecture(name) for name in (first, second) if name)


def rows(entry: Architecture, slot: str) -> tuple[LayerRow, ...] | None:
    """Return a network's layers; None after a sentence on the page where they are not to be had.

    The catalogue's are there at once; others are traced, which needs torch.
    """
    if entry.rows:
        return entry.rows
    computing.wait_until_ready()
    answer = computing.ask(Question("rows", entry.name), lambda: models.rows(entry.name), slot)
    return answer.value if answer is not None else None


def _order() -> str:
    links.option("sort", "the order", ORDERS, "", lambda order: order or "the order of computation")
    order: str = st.session_state["sort"]
    links.write("sort", order, "")
    return order


def _layer(names: Sequence[str]) -> str:
    links.option("layer", "the layer", ["", *names], "", lambda name: name or "all of them")
    layer: str = st.session_state["layer"]
    if layer or "layer" in st.query_params:
        links.write("layer", layer, "")
    return layer


def draw() -> None:
    """Draw the component for what is chosen."""
    entries = chosen()
    found = [(entry, rows(entry, f"rows {place}")) for place, entry in enumerate(entries)]
    there = [(entry, layers) for entry, layers in found if layers]
    layer = _layer([row.name for _, layers in there for row in layers])
    data: dict[str, Any] = {
        "networks": [told.network(entry, layers) for entry, layers in there],
        "difference": _difference(there),
        "chosen": {"arch": entries[0].name, "arch2": entries[1].name if len(entries) > 1 else ALONE},
        "sort": _order(),
        "layer": layer,
        "choices": told.choices(models.architectures()),
        "history": told.history(models.architectures()),
        "vgg": told.vgg_table(entries),
        "small": told.small_kernels(),
        "present": links.kept("present", "0") == "1",
    }
    result = components.mount(KEY, data, key=KEY, on_choice_change=remember, on_open_change=lambda: None)
    _follow(result.open, there)


def _follow(wish: Any, there: Sequence[tuple[Architecture, tuple[LayerRow, ...]]]) -> None:
    """Go where a click on a layer's link leads."""
    if not isinstance(wish, str):
        return
    asked = dict(parse_qsl(wish.partition("?")[2]))
    for entry, layers in there:
        row = next((row for row in layers if (entry.name, row.name) == (asked.get("arch"), asked.get("layer"))), None)
        link = lab_link(row) if row else None
        if row and link:
            architectures_link.note(entry, row.name, link.cut)
    trips.follow(wish)


def _difference(there: Sequence[tuple[Architecture, tuple[LayerRow, ...]]]) -> str:
    if len(there) < 2:
        return ""
    (one, mine), (other, theirs) = there
    return words.difference(one.title, totals(mine), other.title, totals(theirs))
