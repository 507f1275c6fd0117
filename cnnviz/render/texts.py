"""What a picture says, in words, for those who do not see it."""

from __future__ import annotations

import numpy as np

from cnnviz.render.colouring import Values, all_finite, largest
from cnnviz.render.numbers import percent, shape, short
from cnnviz.render.sheet import Sheet


def sheet_alt(sheet: Sheet, maps: Values, layer: str) -> str:
    """Describe the contact sheet of a layer's maps `(C, H, W)` or `(C,)`: how many, the strongest, how many are dead.

    Units count from 0, as they do in code and links.
    """
    count = len(maps)
    peaks = largest(maps.reshape(count, -1), axis=1)
    if not count or peaks.max() == 0:
        return f"{count} units of {layer}; all are zero everywhere."
    strongest = int(peaks.argmax())
    silent = int((peaks == 0).sum())
    what = f"{count} maps of {shape(maps.shape[1:])}" if maps.ndim == 3 else f"{count} numbers"
    quiet = f" {silent} {'unit is' if silent == 1 else 'units are'} zero everywhere." if silent else ""
    return (
        f"{layer}: {what} in {sheet.cells.columns} columns. "
        f"Unit {strongest} is the strongest and reaches {short(peaks[strongest])}.{quiet}"
    )


def response_alt(values: Values, name: str) -> str:
    """Describe a filter's response `(H, W)`: its range, and how much of the picture it leaves at 0."""
    finite = values if all_finite(values) else values[np.isfinite(values)]
    if not finite.size:
        return f"{name}: no values."
    low, high = float(finite.min()), float(finite.max())
    flat = np.count_nonzero(np.abs(finite) <= max(-low, high) * 0.02) / finite.size
    return f"{name}: from {short(low)} to {short(high)}; {percent(flat)} is near 0."


def heat_alt(heat: Values, name: str) -> str:
    """Describe where on the network's view a heat map `(h, w)` is strongest, in thirds of the picture."""
    clean = np.nan_to_num(heat, nan=0.0)
    if not clean.size or clean.max() <= 0:
        return f"{name}: no part of the picture stands out."
    row, column = np.unravel_index(int(clean.argmax()), clean.shape)
    high = ("top", "middle", "bottom")[int(row) * 3 // clean.shape[0]]
    across = ("left", "centre", "right")[int(column) * 3 // clean.shape[1]]
    half = percent(float(np.mean(clean >= clean.max() / 2)))
    return f"{name}: strongest at the {high} {across}; {half} of the picture has at least half of that strength."
