"""The choice of the network on the receptive field page: all whose layers are known, with weights or without."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cnnviz.arithmetic import Architecture
from cnnviz.models import blueprints
from cnnviz.models.places import EMBEDDED
from cnnviz.ui import field_view, links
from cnnviz.ui.field_address import KEY

FOLLOWED = "_field_net"  # the network of the other pages that this one has taken over


def network_control() -> Architecture:
    """Draw the choice of networks; opens with the one that the visitor looked at on another page."""
    entries: Mapping[str, Architecture] = {entry.name: entry for entry in blueprints.architectures()}
    net = links.kept("net", EMBEDDED)
    if st.session_state.get(FOLLOWED, EMBEDDED) != net and net in entries:
        links.choose("arch", net)
    st.session_state[FOLLOWED] = net
    links.option("arch", "the network", list(entries), EMBEDDED, lambda name: entries[name].title)

    def described(name: str) -> str:
        entry = entries[name]
        years = f", {entry.year}" if entry.year else ""
        return f"{entry.title} ({entry.family}{years})"

    name = st.selectbox(
        "Network",
        sorted(entries, key=lambda each: not field_view.is_here(each)),
        format_func=described,
        key="arch",
        help="For networks whose weights are on this machine also the effective field is computed.",
    )
    links.write("arch", name, EMBEDDED)
    return entries[name]


def follow_sibling(network: str | None) -> None:
    """Callback of the component: open the other variant of a network."""
    wish = (st.session_state.get(KEY) or {}).get("network")
    if network is not None and wish == network:
        links.choose("arch", network)
