"""The inspector's feature maps: the sheet of a layer, and beside it the unit that is pinned."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnnviz.errors import CnnvizError, Superseded
from cnnviz.ui import choice, components, inspecting_sheet, inspector_controls, links, sheet_address
from cnnviz.ui.inspector_views import Seen


def draw(seen: Seen) -> None:
    """Draw the sheet of the chosen layer; it moves on by itself, and the address takes over where it rests."""
    model, visitor = seen.model, choice.visitor()
    now = sheet_address.current(model, inspector_controls.chosen_layer(model))
    told, serial = sheet_address.start((model.name, seen.photo.digest, seen.photo_name, seen.theme), now)
    try:
        first = inspecting_sheet.ask_sheet(model, seen.photo, told, seen.theme, visitor.id, "page sheet")
    except Superseded:
        st.stop()
    except CnnvizError as problem:
        st.info(links.plain(str(problem)), icon=":material/info:")
    else:
        ask = {"ticket": visitor.ticket, "net": model.name, "photo": seen.photo_name, "theme": seen.theme}
        about = {
            "ask": ask,
            "state": told.as_dict(),
            "serial": serial,
            "network": model.title,
            "photo": choice.photo_title(seen.photo_name),
        }
        moved = partial(sheet_address.remember, model)
        components.mount("units", components.pack(about, [first]), key=sheet_address.KEY, on_state_change=moved)
    links.publish("maps")
