"""The network that the visitor has chosen, and the control that chooses it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnnviz import models
from cnnviz.errors import CnnvizError
from cnnviz.models import Model, ModelCard
from cnnviz.render import grouped, percent
from cnnviz.ui import links

EMBEDDED = "embedded"


def current(progress: Callable[[int, int], None] | None = None) -> Model:
    """Return the chosen network, or the embedded one and a sentence where its weights are not to be had."""
    try:
        return models.load(links.kept("net", EMBEDDED), progress=progress)
    except CnnvizError as problem:
        links.tell(f"{problem} Going on with the embedded network.")
        return models.load(EMBEDDED)


def titles() -> dict[str, str]:
    """Names of all networks with their titles; a mark where the weights would have to be fetched first."""
    return {
        card.name: card.title if card.here else f"{card.title} (not on this machine)" for card in models.available()
    }


def control() -> Model:
    """Draw the choice of networks with its card; returns the chosen one, loaded."""
    names = titles()
    links.option("net", "the network", list(names), EMBEDDED, names.__getitem__)
    name = st.selectbox("Network", list(names), format_func=names.__getitem__, key="net")
    links.write("net", name, EMBEDDED)
    card = next(card for card in models.available() if card.name == name)
    draw_card(card)
    if card.here:
        return current()
    bar = st.progress(0.0, f"Fetching {card.title}, {card.megabytes:.0f} MB, once")

    def show(done: int, total: int) -> None:
        bar.progress(
            min(1.0, done / total) if total else 0.0, f"Fetching {card.title}: {done / 1e6:.0f} of {total / 1e6:.0f} MB"
        )

    model = current(show)
    bar.empty()
    return model


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
