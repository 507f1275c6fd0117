"""The inspector's comparison: two photos, two layers, or one photo and what a small change makes of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from cnnviz.errors import CnnvizError
from cnnviz.ui import choice, components, computing, inspector_controls, links
from cnnviz.ui import inspecting_compare_address as address
from cnnviz.ui import inspecting_compare_answer as answers
from cnnviz.ui.inspecting_compare_settings import RANGES, TITLES, Mode, Settings
from cnnviz.ui.inspector_layers import rows
from cnnviz.ui.inspector_views import Seen


def draw(seen: Seen) -> None:
    """Draw the comparison; it moves by itself, and the address takes over where it rests."""
    if address.turned():
        st.rerun()  # the map of the network shows the layer too
    model = seen.model
    settings = address.current(model, inspector_controls.chosen_layer(model), seen.photo_name)
    try:
        other = choice.find(choice.visitor(), settings.photo) if settings.mode is Mode.PHOTO else None
    except CnnvizError as problem:
        links.tell(str(problem))
        other = seen.photo
    question = answers.question(model, seen.photo, other, settings)
    first = computing.ask(question, partial(answers.comparison, model, seen.photo, other, settings), "compare")
    if first is not None:
        components.mount(
            "compare",
            components.pack(about(seen, settings), [first.value]),
            key=address.KEY,
            on_settings_change=partial(address.remember, model),
        )
    links.publish("compare")


def about(seen: Seen, settings: Settings) -> dict[str, Any]:
    """Return what the component needs beside its first answer."""
    model, grids = seen.model, answers.grids_of(seen.model)
    layers = []
    for row in rows(model):
        grid = grids[row.name]
        stride = None if grid is None else list(grid.stride)
        layers.append({"name": row.name, "kind": row.kind.value, "shape": list(row.output_shape), "stride": stride})
    names = choice.photo_names()
    return {
        "network": model.title,
        "title": choice.photo_title(seen.photo_name),
        "photos": [[name, choice.photo_title(name)] for name in names if name != seen.photo_name],
        "layers": layers,
        "settings": settings.as_dict(),
        "ranges": {name: [each.low, each.high, each.step, each.default] for name, each in RANGES.items()},
        "titles": {kind.__name__.lower(): dict(titles) for kind, titles in TITLES.items()},
        "sweeps": {kind.value: len(values) for kind, values in answers.SWEEPS.items()},
        "ask": {"ticket": choice.visitor().ticket, "net": model.name, "photo": seen.photo_name},
    }
