"""The built network on its way between the browser, the address and Python; all that comes in is untrusted."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cnnviz.arithmetic.building import PRESETS, Network, decode, encode
from cnnviz.ui import links

ADDRESS = "b"  # the key of the code in addresses
KEY = "builder"
KEPT = "_builder_network"
FIRST = PRESETS[0]


def first() -> Network:
    """Return the network that the page opens with."""
    return _network(FIRST.code)


def _network(code: str) -> Network:
    found = decode(code).network
    if found is None:
        raise ValueError(code)
    return found


def current() -> Network:
    """Return the network of this visit: what a new link asks for, else as left, else the first."""
    wish = links.asked(ADDRESS)
    if wish == links.ABSENT:
        st.session_state[KEPT] = FIRST.code
    elif wish is not None:
        st.session_state[KEPT] = encode(_asked(wish))
    code: str = st.session_state.get(KEPT, FIRST.code)
    links.write(ADDRESS, code, FIRST.code)
    return _network(code)


def _asked(wish: str) -> Network:
    """Return what a link asks for as far as it can be read; the rest is told in a sentence."""
    found = decode(wish)
    if found.network is None:
        links.tell(f"The link holds no network that can be read. {found.unread} Showing {FIRST.name}.")
        return first()
    if found.unread:
        count = len(found.network.layers)
        before = {0: "no layers", 1: "the one layer before it"}.get(count, f"the {count} layers before it")
        links.tell(f"The link's network could be read in part. {found.unread} Showing {before}.")
    return found.network


def remember() -> None:
    """Callback of the component: keep the network that has come to rest."""
    code = (st.session_state.get(KEY) or {}).get("network")
    found = decode(code) if isinstance(code, str) else None
    if found and found.network and not found.unread:
        st.session_state[KEPT] = encode(found.network)


def as_data(network: Network) -> Mapping[str, object]:
    """Return what the component takes."""
    presets = [{"name": preset.name, "code": preset.code, "line": preset.line} for preset in PRESETS]
    return {"network": encode(network), "presets": presets, "notes": []}
