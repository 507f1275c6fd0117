"""Finding a thing by its name, with a sentence for the names that are not there."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from cnnviz.errors import UnknownName

Thing = TypeVar("Thing")


def find(name: str, things: Mapping[str, Thing], what: str) -> Thing:
    """Return `things[name]`; raise `UnknownName` with the nearest names, `what` saying what they are names of."""
    if name in things:
        return things[name]
    near = get_close_matches(name[:60], things, n=3, cutoff=0.5)
    advice = "Did you mean " + " or ".join(near) + "?" if near else "There are " + ", ".join(things) + "."
    raise UnknownName(f"There is no {what} named “{name[:60]}”. {advice}")
