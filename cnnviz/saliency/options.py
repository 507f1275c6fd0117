"""Options of a method, checked at the door, and progress: how a long method says how far it is and can be stopped."""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Callable, Iterator, Sequence

from cnnviz.errors import DoesNotFit, UnknownName

Progress = Callable[[int, int], None]
"""Called after each batch with how much is done and how much there is. It may raise to stop the method: nothing is
left behind, and the exception reaches whoever has asked."""


def whole(value: object, name: str, least: int, most: int) -> int:
    """Return an option that is a whole number from `least` to `most`. Raises `DoesNotFit`."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise DoesNotFit(f"{name} is {value!r}; choose a whole number from {least} to {most}.") from None
    if not least <= number <= most:
        raise DoesNotFit(f"{name} is {number}; choose {least} to {most}.")
    return number


def real(value: object, name: str, least: float, most: float) -> float:
    """Return an option that is a number from `least` to `most`. Raises `DoesNotFit`."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not least <= number <= most:
        raise DoesNotFit(f"{name} is {value!r}; choose a number from {least:g} to {most:g}.")
    return number


def one_of(value: str, name: str, known: Sequence[str]) -> str:
    """Return an option that is one of a few words. Raises `UnknownName`, which lists them, the nearest first."""
    if value in known:
        return value
    near = difflib.get_close_matches(str(value), known, n=len(known), cutoff=0.5)
    listed = [*near, *(each for each in known if each not in near)]
    raise UnknownName(f"There is no {name} '{value}'; choose one of: {', '.join(listed)}.")


def batches(count: int, size: int, progress: Progress | None) -> Iterator[range]:
    """Yield `range(count)` in pieces of `size`, and tell `progress` after each."""
    for start in range(0, count, size):
        stop = min(start + size, count)
        yield range(start, stop)
        if progress is not None:
            progress(stop, count)
