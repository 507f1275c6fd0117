"""What every setting goes through first: it is a whole number, and large enough."""

from __future__ import annotations

from operator import index

from cnnviz.errors import DoesNotFit

SHOWN = 20  # characters of a strange value that a sentence repeats
TRUNCATED = 1e6  # below it a broken number is offered without its fraction


def whole(value: object, name: str, low: int) -> int:
    """Return `value` as an int of at least `low`.

    Anything with `__index__` counts (also numpy's integers); True, False, 3.0 and "3" do not.

    Raises:
        DoesNotFit: `The stride is a whole number of at least 1; 0 does not fit. Try 1.`

    """
    try:
        number = None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is not None and number >= low:
        return number
    nearest = low
    if isinstance(value, float) and abs(value) < TRUNCATED:
        nearest = max(low, int(value))
    shown = repr(value)
    shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    raise DoesNotFit(f"The {name} is a whole number of at least {low}; {shown} does not fit. Try {nearest}.")


def pair(value: object, name: str, low: int) -> tuple[int, int]:
    """Return `value`, an int for both axes or `(height, width)`, as two ints of at least `low`."""
    first, second = two(value, name)
    return whole(first, name, low), whole(second, name, low)


def two(value: object, name: str) -> tuple[object, object]:
    """Return what `value` says of the height and of the width; one that is no pair is said of both."""
    if not isinstance(value, tuple | list):
        return value, value
    if len(value) != 2:
        raise DoesNotFit(f"The {name} is one number or two, (height, width); {len(value)} do not fit.")
    return value[0], value[1]


def count(number: int, noun: str) -> str:
    """Write `1 row`, `3 rows`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
