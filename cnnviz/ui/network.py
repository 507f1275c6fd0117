"""The network that the visitor has chosen, and the control that chooses it."""

from __future__ import annotations

import streamlit as st

from cnnviz import models
from cnnviz.errors import CnnvizError
from cnnviz.models import Model, ModelCard
from cnnviz.render import grouped, percent
from cnnviz.ui import links

EMBEDDED = "embedded"
GO_BACK = "_net_go_back"


def titles() -> dict[str, str]:
    """Names of all networks with their titles; a mark where the weights would have to be fetched first."""
    return {
        card.name: card.title if card.here else f"{card.title} (not on this machine)" for card in models.available()
    }


def control() -> Model:
    """Draw the choice of networks with its card; returns the chosen one, loaded.

    Where its weights are not to be had, a sentence says so and the choice goes back to the embedded network.
    """
    if st.session_state.pop(GO_BACK, False):
        links.choose("net", EMBEDDED)
    names = titles()
    links.option("net", "the network", list(names), EMBEDDED, names.__getitem__)
    name = st.selectbox("Network", list(names), format_func=names.__getitem__, key="net")
    links.write("net", name, EMBEDDED)
    card = next(card for card in models.available() if card.name == name)
    draw_card(card)
    try:
        return models.load(name) if card.here else fetched(card)
    except CnnvizError as problem:
        if name == EMBEDDED:
            st.info(links.plain(str(problem)), icon=":material/info:")
            st.stop()
        links.tell(f"{problem} Going on with the embedded network.")
        st.session_state[GO_BACK] = True
        st.rerun()


def fetched(card: ModelCard) -> Model:
    """Load a network whose weights have to be downloaded first, with a bar that shows how far that is."""
    bar = st.progress(0.0, f"Fetching {card.title}, {card.megabytes:.0f} MB, once")

    def show(done: int, total: int) -> None:
        text = f"Fetching {card.title}: {done / 1e6:.0f} of {total / 1e6:.0f} MB"
        bar.progress(min(1.0, done / total) if total else 0.0, text)

    try:
        return models.load(card.name, progress=show)
    finally:
        bar.empty()


def draw_card(card: ModelCard) -> None:
    """Say in one line what a network is and costs."""
    accuracy = (
        f", {percent(card.accuracy.top1)} right at once, {percent(card.accuracy.top5)} within five"
        if card.accuracy
        else ""
    )
    st.caption(
        f"{grouped(card.parameters)} parameters, {card.macs / 1e6:,.0f} M MACs{accuracy}, {card.megabytes:.1f} MB",
        help=f"{card.source}. MACs: multiplications of convolutions and matrix products for one picture, no bias. "
        + (f"Accuracy on {card.accuracy.on}." if card.accuracy else ""),
    )
