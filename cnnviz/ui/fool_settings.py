"""How the network is to be fooled: epsilon, steps, norm and start; what the address and the browser may say of them."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TypeVar

from cnnviz.models import Model
from cnnviz.ui import links
from cnnviz.ui.settled import Settled, earlier, settle

NAME = "fool"
Value = TypeVar("Value", float, int, str)
# Grey levels under the hand. For L2 they are root mean squares: epsilon is that times the root of the values' number.
LEVELS = (0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 16)
STEPS = (1, 5, 10, 20, 40)
NORMS = ("linf", "l2")
STARTS = ("photo", "random")
SEED = 0  # of the random start
KEYS = {"level": "eps", "norm": "metric"}  # in the address, where they are called otherwise


@dataclass(frozen=True)
class Look:
    """What the component shows: the `level` under the hand, one of `LEVELS`, and how noise is made and measured."""

    level: float = 4
    steps: int = 10
    norm: str = "linf"
    start: str = "photo"

    @property
    def seed(self) -> int | None:
        """Seed of a start away from the photo."""
        return SEED if self.start == "random" else None


def epsilon(model: Model, level: float, norm: str) -> float:
    """Return the epsilon that a level stands for: itself, or for L2 times the root of how many values there are."""
    height, width = model.input_size
    return level if norm == "linf" else level * math.sqrt(3 * height * width)


def current() -> Settled[Look]:
    """Return how to fool: what a link asks for, else what the component has sent, else as before."""
    first = Look()
    settled = settle(NAME, "look", _asked(first), first, from_browser)
    for name, value in asdict(settled.now).items():
        key = KEYS.get(name, name)
        links.write(key, written(value), written(getattr(first, name)))
    return settled


def written(value: object) -> str:
    """Write a value as the address has it: `4`, `0.25`, `linf`."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _asked(first: Look) -> Look | None:
    """Return what a link asks for, None where it asks nothing."""
    before = earlier(NAME, first)
    found = Look(
        _choice("eps", "epsilon", LEVELS, before.level, first.level),
        _choice("steps", "the number of steps", STEPS, before.steps, first.steps),
        _choice("metric", "the norm", NORMS, before.norm, first.norm),
        _choice("start", "the start", STARTS, before.start, first.start),
    )
    return None if found == before else found


def _choice(key: str, noun: str, known: tuple[Value, ...], now: Value, first: Value) -> Value:
    """Return which of `known` a link asks for under `key`, `now` where it asks nothing."""
    wish = links.asked(key)
    if wish is None:
        return now
    by_text = {written(each): each for each in known}
    if wish in by_text:
        return by_text[wish]
    if wish:
        links.tell(
            f"The link asked for {noun} \u201c{links.quoted(wish)}\u201d; there is {', '.join(by_text)}. "
            f"Showing {written(first)}."
        )
    return first


def from_browser(sent: object) -> Look | None:
    """Turn what the component has sent, which is untrusted, into a `Look`; None where it is none."""
    if not isinstance(sent, dict):
        return None
    return checked(sent.get("level"), sent.get("steps"), sent.get("norm"), sent.get("start"))


def checked(level: object, steps: object, norm: object, start: object) -> Look | None:
    """Return these as a `Look`; None where one of them is not offered."""
    if isinstance(level, bool) or not isinstance(level, int | float) or level not in LEVELS:
        return None
    if type(steps) is not int or steps not in STEPS:
        return None
    if not isinstance(norm, str) or norm not in NORMS or not isinstance(start, str) or start not in STARTS:
        return None
    return Look(level, steps, norm, start)
