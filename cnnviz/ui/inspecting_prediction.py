"""The inspector's prediction: from logits to probabilities, and which channels voted for a class and against it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.models import Model
from cnnviz.ui import choice, components, computing, links
from cnnviz.ui.components import pack
from cnnviz.ui.inspector_controls import CLASS_OF, LIKELIEST
from cnnviz.ui.inspector_views import Seen
from cnnviz.ui.settled import Settled, earlier, settle
from cnnviz.ui.votes import NOBODY, Race, evidence, votes

FEWEST, MOST, FIRST = 3, 20, 5  # classes in the list
COLDEST, HOTTEST = 0.1, 10.0  # temperatures
_DECIMAL = re.compile(r"\d{1,2}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """What is looked at: a class (None: the likeliest), another to compare with, how many are listed, temperature."""

    target: int | None = None
    versus: int = NOBODY
    count: int = FIRST
    temperature: float = 1.0


def draw(seen: Seen) -> None:
    """Draw the view: one component that answers by itself, and the address that keeps what is chosen."""
    settled = _settle(seen)
    start, best = settled.told, seen.top[0].index
    target = best if start.target is None else start.target
    race = Race(seen.model, seen.photo, target, start.versus, seen.theme)
    found = computing.ask(*evidence(seen.model, seen.photo), "evidence")
    answer = computing.ask(race.question, partial(votes, race), "votes")
    if found is not None and answer is not None:
        ask = {"ticket": choice.visitor().ticket, "net": seen.model.name, "photo": seen.photo_name, "theme": seen.theme}
        photo, logits = choice.photo_title(seen.photo_name), found.value.logits
        data = component_data(start, settled.serial, best, logits, seen.model, photo, ask, answer.value)
        components.mount("prediction", data, key=f"prediction {seen.model.name}", on_choice_change=lambda: None)
        computing.show_cost(answer, "prediction cost")
    links.publish("prediction")


def component_data(
    start: Choice,
    serial: int,
    best: int,
    logits: NDArray[np.float32],
    model: Model,
    photo: str,
    ask: dict[str, str],
    drawn: bytes,
) -> bytes:
    """Pack what the component takes: where it starts, all logits, whose they are, how to ask, the first votes."""
    told = {**asdict(start), "best": best, "serial": serial}
    about = {"network": model.title, "photo": photo, "names": model.class_names, "ask": ask, "told": told}
    return pack(about, [logits.astype("<f4").tobytes(), drawn])


def _settle(seen: Seen) -> Settled[Choice]:
    """Return what is chosen: by a link, else by hand, else as before; and let the address say it."""
    name, count = f"prediction {seen.model.name}", len(seen.model.class_names)
    before, kept = earlier(name, Choice()), _kept_class(seen)
    asked = _asked(count)
    if kept != before.target:  # another view has chosen another class meanwhile
        asked.setdefault("target", kept)
    settled = settle(name, "choice", replace(before, **asked) if asked else None, before, partial(read, classes=count))
    now = settled.now
    chosen = LIKELIEST if now.target is None else str(now.target)
    links.choose("cls", chosen)  # for the other views' control as well
    links.write("cls", chosen, LIKELIEST)
    links.write("vs", str(now.versus), str(NOBODY))
    links.write("tk", str(now.count), str(FIRST))
    links.write("temp", f"{now.temperature:g}", "1")
    return settled


def _kept_class(seen: Seen) -> int | None:
    """Return the class that was chosen on any view of this network; None is the likeliest."""
    if st.session_state.get(CLASS_OF, seen.model.name) != seen.model.name:
        links.choose("cls", LIKELIEST)
    st.session_state[CLASS_OF] = seen.model.name
    return _index(links.kept("cls", LIKELIEST), len(seen.model.class_names))


def _asked(count: int) -> dict[str, Any]:
    """Return what a new link asks for, with a sentence about what cannot be had."""
    found: dict[str, Any] = {}
    wish = links.asked("cls")
    if wish is not None:
        index = _index(wish, count)
        if index is None and wish not in (links.ABSENT, LIKELIEST):
            links.tell(
                f"The link asked for class {links.quoted(wish)}; it can be 0 to {count - 1}. Showing the likeliest."
            )
        found["target"] = index
    versus = links.integer("vs", "class to compare with", NOBODY, count - 1, NOBODY)
    listed = links.integer("tk", "a list of classes of length", FEWEST, MOST, FIRST)
    found |= {} if versus is None else {"versus": versus}
    found |= {} if listed is None else {"count": listed}
    wish = links.asked("temp")
    if wish is not None:
        fits = _DECIMAL.fullmatch(wish) and COLDEST <= float(wish) <= HOTTEST
        if not fits and wish != links.ABSENT:
            links.tell(f"The link asked for temperature {links.quoted(wish)}; it can be 0.1 to 10. Showing 1.")
        found["temperature"] = float(wish) if fits else 1.0
    return found


def _index(wish: str, count: int) -> int | None:
    short = wish.isascii() and wish.isdecimal() and len(wish) <= links.NUMBER
    return int(wish) if short and int(wish) < count else None


def read(sent: object, classes: int) -> Choice | None:
    """Turn what the component has sent, which is untrusted, into a choice; None where it is none."""
    if not isinstance(sent, dict):
        return None
    target, versus, count = (sent.get(name) for name in ("target", "versus", "count"))
    warm = sent.get("temperature")
    if not (target is None or (type(target) is int and 0 <= target < classes)):
        return None
    if not (type(versus) is int and NOBODY <= versus < classes and type(count) is int and FEWEST <= count <= MOST):
        return None
    if not (isinstance(warm, (int, float)) and COLDEST <= warm <= HOTTEST):
        return None
    return Choice(target, versus, count, round(float(warm), 2))
