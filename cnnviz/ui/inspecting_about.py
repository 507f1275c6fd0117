"""The inspector's page of one unit: where it answers, what it sees there, and how its answer comes about."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from cnnviz.imaging import Picture
from cnnviz.render import encode
from cnnviz.serve import Question
from cnnviz.ui import about_unit, choice, components, computing, inspector_controls, links, sheets
from cnnviz.ui.inspector_views import Seen

KEY = "one unit"
TOLD = "_unit_told"  # the last unit that the component has told


def draw(seen: Seen) -> None:
    """Draw the page of the pinned unit of the chosen layer."""
    layer = inspector_controls.chosen_layer(seen.model)
    count = about_unit.units(seen.model, layer)
    asked = (seen.model, seen.photo, layer)
    first = computing.ask(
        Question("unit first", seen.model.name, seen.photo.digest, (layer,)),
        partial(about_unit.strongest_unit, *asked, choice.visitor().id),
        "unit first",
    )
    if first is not None:
        start = _start(seen, layer, count, first.value)
        about = computing.ask(
            about_unit.question(*asked, start, seen.theme),
            partial(about_unit.about, *asked, start, seen.theme, choice.visitor().id),
            "about",
        )
        if about is not None:
            meta = _meta(seen, layer, count, start)
            photo = computing.ask(Question("unit photo", "", seen.photo.digest), partial(_jpeg, seen.photo), "photo")
            blobs = [photo.value if photo else b"", about.value]
            components.mount("one_unit", components.pack(meta, blobs), key=KEY, on_unit_change=lambda: None)
            computing.show_cost(about, "about cost")
    links.publish("unit")


def _jpeg(picture: Picture) -> bytes:
    return encode.jpeg(picture.rgb)


def _meta(seen: Seen, layer: str, count: int, start: int) -> dict[str, Any]:
    model, picture = seen.model, seen.photo
    asked = {"net": model.name, "photo": seen.photo_name, "layer": layer, "theme": seen.theme}
    return {
        "network": model.title,
        "net": model.name,
        "layer": layer,
        "count": count,
        "unit": start,
        "photo": {
            "title": choice.photo_title(seen.photo_name),
            "size": [picture.height, picture.width],
            "seen": list(model.view(picture).box),
            "key": picture.digest,
        },
        "ask": {"ticket": choice.visitor().ticket, **asked},
    }


def _start(seen: Seen, layer: str, count: int, first: int) -> int:
    """Return the unit, from 0, that the component begins with; it steps by itself and tells where it has come to rest.

    As long as it is told the same start its message stays the same, and Streamlit does not send the photo again. On a
    whole run of the page (`sheets.start_over`) it begins where the visitor is.
    """
    name = f"{KEY} {seen.model.name} {layer} {seen.photo.digest}"
    starts: dict[str, int] = st.session_state.setdefault(sheets.STARTS, {})
    told, before = (st.session_state.get(KEY) or {}).get("unit"), st.session_state.get(TOLD)
    st.session_state[TOLD] = told
    asked, kept = links.integer("unit", "unit", 1, count, first + 1), links.kept("unit", "")
    unit = int(kept) - 1 if kept.isdecimal() and 0 < int(kept) <= count else first
    if asked is not None:
        unit = starts[name] = asked - 1
    elif told != before and isinstance(told, dict) and told.get("of") == [seen.model.name, layer]:
        unit = min(max(0, told["unit"]), count - 1) if type(told.get("unit")) is int else unit
    links.write("unit", str(unit + 1), str(first + 1))
    return starts.setdefault(name, unit)
