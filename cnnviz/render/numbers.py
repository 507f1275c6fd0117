"""Numbers as people read them: thin spaces, times signs, a true minus."""

from __future__ import annotations

import math
from collections.abc import Sequence

THIN_SPACE = "\u2009"
MINUS = "\u2212"

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def grouped(number: int) -> str:
    """`1048576` -> `"1 048 576"`, with thin spaces."""
    return f"{number:,}".replace(",", THIN_SPACE).replace("-", MINUS)


def shape(sides: Sequence[int]) -> str:
    """`(10, 32, 32)` -> `"10 × 32 × 32"`: channels, height, width."""
    return " × ".join(grouped(side) for side in sides)


def short(number: float, digits: int = 3) -> str:
    """Round to so many significant digits.

    `0.12345` -> `"0.123"`, `-1234.5` -> `"−1 230"`, `1.2e-7` -> `"1.2 × 10⁻⁷"`.
    """
    if math.isnan(number):
        return "not a number"
    if math.isinf(number):
        return "∞" if number > 0 else f"{MINUS}∞"
    if number == 0:
        return "0"
    mantissa, power = f"{number:.{digits - 1}e}".split("e")
    exponent = int(power)  # after rounding: 999.9 is 1.00e3
    if not -4 <= exponent < 7:
        return f"{_trimmed(mantissa)} × 10{str(exponent).translate(_RAISED)}"
    if exponent >= digits:
        return grouped(round(float(f"{number:.{digits - 1}e}")))
    return _trimmed(f"{number:.{digits - 1 - exponent}f}")


def percent(share: float) -> str:
    """`0.9321` -> `"93.2 %"`; what is neither 0 nor 1 is never shown as such: `0.00004` -> `"< 0.1 %"`."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{share * 100:.1f} %"


def _trimmed(decimal: str) -> str:
    if "." in decimal:
        decimal = decimal.rstrip("0").rstrip(".")
    return decimal.replace("-", MINUS)
