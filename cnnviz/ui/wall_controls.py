"""The choices on the saliency wall beside photo, network and class: the other class, the layer, and how maps look."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import streamlit as st

from cnnviz import saliency
from cnnviz.models import Model
from cnnviz.ui import links, sheets
from cnnviz.ui.settled import Settled, earlier, settle
from cnnviz.ui.wall_answers import spatial_layers

NAME = "wall"
NOBODY = "none"
LEAST, MOST = 0, 100  # per cent of colour over the photo
TOGETHER, BOTH = "cat_and_coffee", ("tabby", "espresso")
SIGNS = ("magnitude", "signed")
SIDES = ("difference", "first", "second")


@dataclass(frozen=True)
class Look:
    """How the maps are shown: `strength` of the colours in per cent, `signs`, the method `of` which more is told.

    `side` is what is shown of two classes: the maps of one or the other, or their difference.
    """

    strength: int = 75
    signs: str = "magnitude"
    of: str = "grad_cam"
    side: str = "difference"


def versus_control(model: Model, target: int) -> int:
    """Draw the choice of a second class to compare with; returns its index, -1 for none."""
    numbers = sorted(range(len(model.class_names)), key=model.class_names.__getitem__)
    options = [NOBODY, *(str(number) for number in numbers if number != target)]
    links.option("versus", "the class to compare with", options, NOBODY, lambda _: "no second class")
    chosen = st.selectbox(
        "Second class",
        options,
        format_func=lambda option: "No second class" if option == NOBODY else model.class_names[int(option)],
        key="versus",
        help="Each method's map for one class, for the other, and the first minus the second.",
    )
    links.write("versus", chosen, NOBODY)
    return -1 if chosen == NOBODY else int(chosen)


def layer_control(model: Model) -> str:
    """Draw the choice of the layer that the CAM family looks at; returns its name."""
    names = spatial_layers(model)
    links.option("cam", "the layer", names, names[0])
    chosen = st.selectbox(
        "Layer for the CAM family",
        names,
        key="cam",
        help="The last layer with rows and columns comes first. Earlier ones are finer, and know less of the class.",
    )
    links.write("cam", chosen, names[0])
    return chosen


def two_things(model: Model) -> None:
    """Draw the button that opens the photo of two things, with a class of each."""
    known = {name: index for index, name in reversed(list(enumerate(model.class_names)))}
    if not all(name in known for name in BOTH):
        return
    one, other = (str(known[name]) for name in BOTH)

    def choose() -> None:
        for key, value in (("photo", TOGETHER), ("cls", one), ("versus", other)):
            links.choose(key, value)

    st.button("Two things in a photo", icon=":material/join_inner:", on_click=choose)


def start_over() -> None:
    """Tell the component anew how to look: the whole page is drawn."""
    sheets.start_over()


def current() -> Settled[Look]:
    """Return how the maps are shown: what a link asks for, else what the component has sent, else as before."""
    first = Look()
    wish = _asked(first)
    settled = settle(NAME, "look", wish, first, from_browser)
    for key, value in asdict(settled.now).items():
        links.write(key, str(value), str(getattr(first, key)))
    return settled


def _asked(first: Look) -> Look | None:
    """Return what a link asks for, None where it asks nothing."""
    before = earlier(NAME, first)
    strength = links.integer("strength", "a strength of", LEAST, MOST, first.strength)
    found = before if strength is None else replace(before, strength=strength)
    signs = _word("signs", SIGNS, found.signs, first.signs)
    of = _word("of", tuple(each.name for each in saliency.methods()), found.of, first.of)
    side = _word("side", SIDES, found.side, first.side)
    found = replace(found, signs=signs, of=of, side=side)
    return None if found == before else found


def _word(key: str, known: tuple[str, ...], now: str, first: str) -> str:
    """Return the word that a link asks for under `key`, `first` where it is none of `known`, `now` where none asks."""
    wish = links.asked(key)
    if wish is None:
        return now
    if wish in known or not wish:
        return wish or first
    links.tell(f"The link asked for \u201c{links.quoted(wish)}\u201d, which is not here. Showing {first}.")
    return first


def from_browser(sent: object) -> Look | None:
    """Turn what the component has sent, which is untrusted, into a `Look`; None where it is none."""
    if not isinstance(sent, dict):
        return None
    strength, signs, of, side = (sent.get(key) for key in ("strength", "signs", "of", "side"))
    known = any(each.name == of for each in saliency.methods())
    if type(strength) is not int or not LEAST <= strength <= MOST or not known:
        return None
    if signs not in SIGNS or side not in SIDES:
        return None
    return Look(strength, str(signs), str(of), str(side))
