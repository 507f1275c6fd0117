"""Numbers to colours: signed values, magnitudes and photos.

Values become one byte each first, an index into a table of 256 colours: 0 to 254 are the scale (so that 127 is exactly
0 on the signed one), 255 is `NOTHING`, the colour of gaps and of values that are not numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.render import palette
from cnnviz.render.palette import Mode

Values = NDArray[Any]
Bytes = NDArray[np.uint8]

TOP = 254  # index of the largest value
ZERO = 127  # index of 0 on the signed scale
NOTHING = 255


def signed_index(values: Values, limit: float | Values) -> Bytes:
    """Map `-limit..limit` to 0..254, symmetric about 0; beyond it the ends, not a number is `NOTHING`.

    `limit` is one number or an array that broadcasts against `values`; 0 or less makes everything `ZERO`.
    """
    return _index(values, limit, ZERO, ZERO)


def magnitude_index(values: Values, limit: float | Values) -> Bytes:
    """Map `0..limit` to 0..254; negative values count as 0, not a number is `NOTHING`. `limit` as in `signed_index`."""
    return _index(values, limit, TOP, 0)


def signed_table(mode: Mode) -> Bytes:
    """Return the 256 colours that `signed_index` points into; uint8 `(256, 3)`."""
    colours = palette.MODES[mode]
    return _table((colours.negative, colours.zero, colours.positive), mode)


def magnitude_table(mode: Mode = "light") -> Bytes:
    """Return the 256 colours that `magnitude_index` points into; uint8 `(256, 3)`."""
    return _table(palette.SEQUENTIAL, mode)


def signed(values: Values, limit: float, mode: Mode) -> Bytes:
    """Colour signed values `(H, W)` on the diverging scale from `-limit` to `limit`; uint8 `(H, W, 3)`."""
    return _look_up(signed_table(mode), signed_index(values, limit))


def magnitude(values: Values, limit: float, mode: Mode = "light") -> Bytes:
    """Colour magnitudes `(H, W)` on the sequential scale from 0 to `limit`; uint8 `(H, W, 3)`."""
    return _look_up(magnitude_table(mode), magnitude_index(values, limit))


def photo(values: Values) -> Bytes:
    """Round values that are already in 0..255 to bytes, clipped; any shape. What is not a number becomes 0."""
    if values.dtype == np.uint8:
        return values
    rounded = np.nan_to_num(values, nan=0.0, posinf=255.0, neginf=0.0)
    whole: Bytes = np.rint(np.clip(rounded, 0, 255)).astype(np.uint8)
    return whole


def largest(values: Values, axis: int | tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """Return the largest finite magnitude, 0 where there is none: the limit of a scale that shows every value."""
    sizes = np.abs(values)
    if not np.isfinite(sizes.max(initial=0)):  # one quick look spares the usual case a copy
        sizes = np.where(np.isfinite(sizes), sizes, 0)
    return np.asarray(sizes.max(axis=axis, initial=0), float)


def _index(values: Values, limit: float | Values, span: int, zero: int) -> Bytes:
    bound = np.asarray(limit, np.float32)
    with np.errstate(divide="ignore", over="ignore"):
        factor = np.where(bound > 0, np.float32(span) / bound, np.float32(0))
        factor[~np.isfinite(factor)] = 0  # a limit too small to divide by counts as 0
        holes = None if all_finite(values) else np.isnan(values)
        scaled = (values if holes is None else np.nan_to_num(values)) * factor
        scaled += np.float32(zero + 0.5)  # the half rounds to the nearest instead of down
    np.clip(scaled, 0, TOP + 0.5, out=scaled)
    if holes is not None:
        scaled[holes] = NOTHING
    return scaled.astype(np.uint8)


def all_finite(values: Values) -> bool:
    """Whether all are finite: the extremes are infinite or not a number where any value is, and are quickly found."""
    return bool(np.isfinite(values.min(initial=0)) and np.isfinite(values.max(initial=0)))


def _table(anchors: tuple[str, ...], mode: Mode) -> Bytes:
    nothing = np.array([palette.rgb(palette.MODES[mode].line)], np.uint8)
    return np.concatenate([palette.ramp(anchors, TOP + 1), nothing])


def _look_up(table: Bytes, index: Bytes) -> Bytes:
    coloured: Bytes = np.take(table, index, axis=0, mode="clip")  # no bounds check: a byte cannot leave the table
    return coloured
