"""What somebody else prints for a network, by which convention, and what exactly makes it differ from ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """What is counted."""

    PARAMETERS = "parameters"
    MACS = "MACs"
    FIELD = "receptive field"


@dataclass(frozen=True)
class Part:
    """A number that a figure holds beyond ours, or lacks where negative, and what was counted there."""

    count: int
    what: str


@dataclass(frozen=True)
class Claim:
    """One printed figure. Where `parts` are given, `value` is ours plus their counts, exactly."""

    tool: str
    quantity: Quantity
    value: int
    convention: str  # a sentence: what the tool counts
    why: str  # a sentence: where the difference to ours comes from, or that there is none
    reproducible: bool  # a test runs the tool where it is installed; papers are cited in `source`
    parts: tuple[Part, ...] = ()
    rounding: int = 1  # the figure was printed to so many units
    source: str = ""  # of a paper's figure: where it stands


SAME = "The same as ours."


def grouped(number: int) -> str:
    """Write a number with a thin space per thousand."""
    return f"{number:,}".replace(",", "\u2009")


def explained(parts: tuple[Part, ...]) -> str:
    """Say what the parts are: `Counts 9,216 more: 9,216 for ...`."""
    told = [part for part in parts if part.count]
    if not told:
        return SAME
    more, less = ([part for part in told if (part.count > 0) is wanted] for wanted in (True, False))
    sentences = [
        f"{verb}: {', '.join(f'{grouped(abs(part.count))} for {part.what}' for part in chosen)}."
        for verb, chosen in (("Counts besides", more), ("Leaves out", less))
        if chosen
    ]
    return " ".join(sentences)
