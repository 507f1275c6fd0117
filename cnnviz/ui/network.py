"""The network that the visitor has chosen, and the control that chooses it."""

from __future__ import annotations

import os

import streamlit as st

from cnnviz import models
from cnnviz.errors import CnnvizError
from cnnviz.models import Model, ModelCard
from cnnviz.render import grouped, percent
from cnnviz.ui import links, select

EMBEDDED = "embedded"
GO_BACK = "_net_go_back"
TOLD = "_own_problems_told"


def titles() -> dict[str, str]:
    """Names of all networks with their titles, those that can be had at once first; a mark on the others."""
    cards = sorted(models.available(), key=lambda card: not card.here)  # keeps the order among equals
    return {card.name: card.title if card.here else f"{card.title} ({_missing(card)})" for card in cards}


def _missing(card: ModelCard) -> str:
    """Say what it takes to have a network whose weights are not here."""
    if os.environ.get("CNNVIZ_DOWNLOAD") == "1":
        return f"to fetch once, {card.megabytes:.0f} MB"
    return "not on this machine"


def _help() -> str:
    """Say how the networks that are missing can be had, where any are."""
    cards = models.available()
    count = sum(card.here for card in cards)
    if count == len(cards):
        return ""
    return (
        f"{count} of {len(cards)} are on this machine. To add one, put its published file into the folder that "
        "CNNVIZ_WEIGHTS names; choose it to see which file that is."
    )


def control() -> Model:
    """Draw the choice of networks with its card; returns the chosen one, loaded.

    Where its weights are not to be had, a sentence says so and the choice goes back to the embedded network.
    """
    if st.session_state.pop(GO_BACK, False):
        links.choose("net", EMBEDDED)
    _tell_problems()
    names = titles()
    name = select.chosen("net", "the network", names, EMBEDDED)
    card = next(card for card in models.available() if card.name == name)
    select.draw("net", "Network", names, name, told(card), " ".join(filter(None, (about(card), _help()))))
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


def _tell_problems() -> None:
    """Say once a visit which of the operator's own networks cannot be used."""
    if not st.session_state.get(TOLD, False):
        st.session_state[TOLD] = True
        for problem in models.own_problems():
            links.tell(problem)


def told(card: ModelCard) -> str:
    """Say in one line what a network is and costs."""
    accuracy = (
        f", {percent(card.accuracy.top1)} right at once, {percent(card.accuracy.top5)} within five"
        if card.accuracy
        else ""
    )
    return f"{grouped(card.parameters)} parameters, {_macs(card.macs)} MACs{accuracy}, {card.megabytes:.1f} MB"


def about(card: ModelCard) -> str:
    """Say where a network comes from, and how its figures count."""
    counted = "MACs: multiplications of convolutions and matrix products for one picture, no bias."
    measured = f" Accuracy on {card.accuracy.on}." if card.accuracy else ""
    return f"{card.source}. {counted}{measured}"


def _macs(count: int) -> str:
    """Write a count in millions, from ten thousand millions on in thousands of millions."""
    return f"{count / 1e6:,.0f} M" if count < 1e10 else f"{count / 1e9:.2f} G"
