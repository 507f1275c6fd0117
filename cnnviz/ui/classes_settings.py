"""What can be chosen on the page of own classes, as the address, the component and questions know it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from cnnviz.learn.trunk import cuts
from cnnviz.models import Model
from cnnviz.ui import links, sheets
from cnnviz.ui.classes_examples import BY_NAME
from cnnviz.ui.settled import Settled, earlier, settle

NAME = "classes"
MINE = "mine"
SWITCHES = ("momentum", "dropout", "augment")
DEEPEST, TUNE, DRAWS = 200, 3, 99
GONE = (
    "The link was made on pictures that stay with their owner, and are not here any more. Showing a set that comes "
    "along, with the link's other settings; if they were yours, drop them in again."
)


@dataclass(frozen=True)
class Settings:
    """`keep` is the trunk's depth, 0 for all of it; `tune` how many of its blocks learn too; `draw` is the seed."""

    set: str = "faces"
    keep: int = 0
    momentum: bool = True
    dropout: bool = False
    augment: bool = False
    tune: int = 0
    draw: int = 0

    def fitted(self, model: Model) -> Settings:
        """Return the nearest settings that `model` can have: its depths, and no more to tune than there is."""
        known = [cut.depth for cut in cuts(model)]
        keep = 0 if self.keep == 0 else min(known, key=lambda depth: abs(depth - self.keep))
        keep = 0 if keep == known[-1] else keep
        kept = known.index(keep or known[-1])
        return replace(self, keep=keep, tune=min(self.tune, kept + 1))


def read(sent: object) -> Settings | None:
    """Turn what a browser has sent, which is untrusted, into settings; None where it is none."""
    if not isinstance(sent, dict):
        return None
    name, switches = sent.get("set"), [sent.get(key) for key in SWITCHES]
    numbers = [(sent.get("keep"), DEEPEST), (sent.get("tune"), TUNE), (sent.get("draw"), DRAWS)]
    if not isinstance(name, str) or (name != MINE and name not in BY_NAME):
        return None
    if any(type(each) is not bool for each in switches):
        return None
    if any(type(value) is not int or not 0 <= value <= most for value, most in numbers):
        return None
    return Settings(name, **{key: sent[key] for key in ("keep", *SWITCHES, "tune", "draw")})


def current(has_own: bool) -> Settled[Settings]:
    """Return the settings: what a link asks for, else what the component has sent, else as before.

    `has_own` says whether this visitor has pictures of their own, without which a link to them shows an example.
    """
    first = Settings()
    settled = settle(NAME, "settings", _asked(first, has_own), first, read)
    for key, value in asdict(settled.now).items():
        links.write(key, _written(value), _written(getattr(first, key)))
    return settled


def start_over() -> None:
    """Tell the component anew: the whole page is drawn."""
    sheets.start_over()


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _asked(first: Settings, has_own: bool) -> Settings | None:
    """Return what a link asks for, None where it asks nothing."""
    before = earlier(NAME, first)
    found: dict[str, Any] = {}
    wish = links.asked("set")
    if wish == MINE and not has_own:
        links.tell(GONE)
        wish = first.set
    elif wish and wish != MINE and wish not in BY_NAME:
        links.tell(f"The link asked for the set “{links.quoted(wish)}”, which is not here. Showing {first.set}.")
        wish = first.set
    if wish is not None:
        found["set"] = wish or first.set
    for key, noun, most in (
        ("keep", "layers to keep", DEEPEST),
        ("tune", "blocks to tune", TUNE),
        ("draw", "draw", DRAWS),
    ):
        number = links.integer(key, noun, 0, most, getattr(first, key))
        if number is not None:
            found[key] = number
    for key in SWITCHES:
        number = links.integer(key, key, 0, 1, int(getattr(first, key)))
        if number is not None:
            found[key] = bool(number)
    wanted = replace(before, **found)
    return None if wanted == before else wanted
