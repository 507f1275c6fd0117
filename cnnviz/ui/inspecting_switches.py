"""The inspector's switchboard: units of a layer off or scaled, and what later layers and the classes make of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnnviz.activations import switching
from cnnviz.errors import CnnvizError, DoesNotFit
from cnnviz.models import Model, layers
from cnnviz.render import shape
from cnnviz.ui import choice, components, computing, inspector_controls, links, switches_text
from cnnviz.ui.components import pack
from cnnviz.ui.inspector_views import Seen
from cnnviz.ui.settled import Settled, settle
from cnnviz.ui.switch_answers import Board, Switchboard, board, effect


def draw(seen: Seen) -> None:
    """Draw the choice of class and of the layer to watch, and the board, which answers by itself."""
    layer = inspector_controls.chosen_layer(seen.model)
    left, right = st.columns(2)
    with left:
        target = inspector_controls.class_control(seen.model, seen.top)
    with right:
        later = _later_control(seen.model, layer)
    about = Switchboard(seen.model, seen.photo, layer, later, target, seen.theme)
    try:
        count = switching.units(seen.model, layer)
    except CnnvizError as problem:
        st.info(links.plain(str(problem)), icon=":material/info:")
    else:
        _draw_board(seen, about, _settle(about, count))
    links.publish("switches")


def _draw_board(seen: Seen, about: Switchboard, settled: Settled[str]) -> None:
    found = computing.ask(*board(about), "board")
    if found is None:
        return
    scales = switches_text.parse(settled.told, len(found.value.labels))
    answer = computing.ask(*effect(about, scales, "after"), "switchboard")
    if answer is None:
        return
    ask = {"ticket": choice.visitor().ticket, "net": about.model.name, "photo": seen.photo_name, "theme": seen.theme}
    photo = choice.photo_title(seen.photo_name)
    data = component_data(about, found.value, answer.value, settled.told, settled.serial, photo, ask)
    components.mount("switchboard", data, key=_name(about), on_sw_change=lambda: None)
    computing.show_cost(answer, "switchboard cost")


def component_data(
    about: Switchboard, found: Board, drawn: bytes, start: str, serial: int, photo: str, ask: dict[str, str]
) -> bytes:
    """Pack what the component takes: the board, how to ask, the switches to begin with and what they do."""
    cells = found.sheet.cells
    meta = {
        "ask": {**ask, "layer": about.layer, "later": about.later, "cls": about.target},
        "network": about.model.title,
        "photo": photo,
        "class": about.model.class_names[about.target],
        "rows": cells.rows,
        "columns": cells.columns,
        "order": cells.order,
        "labels": found.labels,
        "told": {"sw": start, "serial": serial},
    }
    return pack(meta, [found.sheet.png, drawn])


def _name(about: Switchboard) -> str:
    return f"switchboard {about.model.name} {about.layer}"


def _later_control(model: Model, layer: str) -> str:
    """Draw the choice of the layer to watch; returns its name, "" where nothing follows."""
    rows = {row.name: row for row in layers(model)}
    names = [name for name in switching.later_layers(model, layer) if rows[name].kind in inspector_controls.SHOWN]
    if not names:
        return ""
    maps = [name for name in names if len(rows[name].output_shape) == 3 and rows[name].kind == "activation"]
    default = (maps or names)[0]
    links.option("later", "the layer to watch", names, default)

    def described(name: str) -> str:
        return f"{name}  \u00b7  {rows[name].kind}, {shape(rows[name].output_shape)}"

    later = st.selectbox("Watch a later layer", names, format_func=described, key="later")
    links.write("later", later, default)
    return later


def _settle(about: Switchboard, count: int) -> Settled[str]:
    """Return the switches as text: what a link asks for, else what the board has sent, else as before."""
    wish = asked = links.asked("sw")
    if wish is not None:
        try:
            asked = switches_text.text(switches_text.parse(wish, count))
        except DoesNotFit as problem:
            links.tell(f"The link asked for switches \u201c{links.quoted(wish)}\u201d. {problem} All units are on.")
            asked = ""
    settled = settle(_name(about), "sw", asked, "", partial(_read, count=count))
    links.write("sw", settled.now if len(settled.now) <= switches_text.LONGEST else "", "")
    return settled


def _read(sent: object, count: int) -> str | None:
    """Turn what the board has sent, which is untrusted, into switches; None where it is none."""
    try:
        return switches_text.text(switches_text.parse(sent, count)) if isinstance(sent, str) else None
    except DoesNotFit:
        return None
