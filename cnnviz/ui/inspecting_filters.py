"""The inspector's learned filters: the weights of a convolution, how they are spread, and which are alike."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from cnnviz.serve import Question
from cnnviz.ui import choice, components, computing, filter_bank, inspector_controls, links
from cnnviz.ui.filter_bank import Shown
from cnnviz.ui.inspector_views import Seen
from cnnviz.ui.settled import settle

FIRST = Shown()
MOST = 100_000  # filters; which there are is known when the bank has been read
KEYS = ("acts", "wsort", "wfrom")  # in the address; places count from 0: "12,32" is filter 13, channel 33


def draw(seen: Seen) -> None:
    """Draw the filters of the convolution that the chosen layer is, or that comes before it."""
    layer, model = inspector_controls.chosen_layer(seen.model), seen.model
    name = f"filters {model.name} {layer}"
    kept = links.kept("unit", "")
    first = replace(FIRST, unit=int(kept) - 1) if kept.isdecimal() and int(kept) > 0 else FIRST
    settled = settle(name, "shown", _asked(), first, _read)
    _write(settled.now)
    told, visitor = settled.told, choice.visitor()
    options = (layer, told.acts, told.sort.value, told.row, told.column)
    compute = partial(_packed, seen, layer, told, visitor.id)
    answer = computing.ask(Question("filter page", model.name, "", options), compute, "filters")
    if answer is not None:
        meta = {
            "network": model.title,
            "net": model.name,
            "asked": layer,
            "serial": settled.serial,
            "told": _data(told),
            "ask": {"ticket": visitor.ticket, "net": model.name, "layer": layer},
        }
        components.mount("learned_filters", components.pack(meta, [answer.value]), key=name, on_shown_change=_heard)
    links.publish("learned filters")


def _heard() -> None:
    """Let the page take the component's state over; there is nothing else to do."""


def _packed(seen: Seen, layer: str, shown: Shown, visitor: str) -> bytes:
    return filter_bank.packed(seen.model, layer, filter_bank.ask(seen.model, layer, shown.acts, visitor), shown)


def _data(shown: Shown) -> dict[str, Any]:
    return {"acts": shown.acts, "sort": shown.sort.value, "row": shown.row, "column": shown.column, "unit": shown.unit}


def _read(sent: Any) -> Shown | None:
    """Return what the component sends; None where it cannot be read."""
    if not isinstance(sent, dict):
        return None
    row, column = sent.get("row"), sent.get("column")
    if type(row) is not int or type(column) is not int or min(row, column) < 0:
        return None
    unit = sent.get("unit")
    pinned = unit if type(unit) is int and 0 <= unit < MOST else None
    return Shown(sent.get("acts") is True, filter_bank.sort_of(sent.get("sort")), row, column, pinned)


def _asked() -> Shown | None:
    """Return what a new link asks for; None where it asks nothing. What it cannot have is told in a sentence."""
    asked = {key: links.asked(key) for key in KEYS}
    unit, kept = links.integer("unit", "filter", 1, MOST, 1), links.kept("unit", "")
    if unit is None and all(wish is None for wish in asked.values()):
        return None
    acts, sort, start = ((asked[key] if asked[key] is not None else links.kept(key, "")) or "" for key in KEYS)
    if acts not in ("", "0", "1"):
        links.tell(f"The link asked for acts {links.quoted(acts)}; it can be 0 or 1. Showing 0.")
    if sort and filter_bank.sort_of(sort).value != sort:
        links.tell(f"The link asked for the order \u201c{links.quoted(sort)}\u201d, which is not here. Showing number.")
    numbers = [int(part) for part in start.split(",") if part.isascii() and part.isdecimal() and len(part) < 7]
    if start and len(numbers) != 2:
        links.tell(
            f"The link asked for weights from {links.quoted(start)}; write two places, such as 12,32. Showing 0,0."
        )
    row, column = numbers if len(numbers) == 2 else (0, 0)
    pinned = unit or (int(kept) if kept.isdecimal() else 1)
    return Shown(acts == "1", filter_bank.sort_of(sort), row, column, pinned - 1)


def _write(shown: Shown) -> None:
    links.write("acts", "1" if shown.acts else "0", "0")
    links.write("wsort", shown.sort.value, FIRST.sort.value)
    links.write("wfrom", f"{shown.row},{shown.column}", "0,0")
    if shown.unit is not None:
        links.write("unit", str(shown.unit + 1), "1")
