"""What the browser component `pictures` draws: pictures with title, scale and text twin, and tables of weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.render import short
from cnnviz.ui.components import pack

SMALL = 128  # pixels a side up to which a photo is enlarged with hard edges


@dataclass(frozen=True)
class Figure:
    """One figure as the component takes it; pictures have `data`, the bytes of their file."""

    meta: dict[str, object]
    data: bytes | None = None


def picture(data: bytes, title: str, alt: str, size: tuple[int, int], mime: str, file: str, **more: object) -> Figure:
    """Describe a picture of `(height, width)` pixels; `file` is its name when downloaded, without the ending.

    `more` may hold `note`, `scale` (see `signed_scale`), `narrow` and `smooth` (False for hard pixel edges).
    """
    height, width = size
    meta = {"kind": "picture", "title": title, "alt": alt, "height": height, "width": width, "mime": mime}
    ending = mime.removeprefix("image/")
    return Figure({**meta, "file": f"{file}.{ending}", "smooth": mime == "image/jpeg", **more}, data)


def kernel(title: str, weights: NDArray[np.float32]) -> Figure:
    """Describe a table of weights `(h, w)`."""
    rows = [[float(value) for value in row] for row in weights]
    texts = [[short(value, 2 if abs(value) < 1 else 3) for value in row] for row in rows]
    said = "; ".join(" ".join(row) for row in texts)
    alt = f"{title}, row by row: {said}"
    return Figure({"kind": "kernel", "title": title, "alt": alt, "rows": rows, "texts": texts})


def row(*figures: Figure, stacked: bool = False) -> bytes:
    """Pack figures that stand side by side, or `stacked` one below the other."""
    blobs = [each.data for each in figures if each.data is not None]
    return pack({"figures": [each.meta for each in figures], "stacked": stacked}, blobs)


def signed_scale(limit: float, *, cut: bool = False) -> dict[str, str]:
    """Describe the diverging scale from `-limit` to `limit`; `cut` says that larger values share its ends."""
    low, high = short(-limit), short(limit)
    return {"kind": "signed", "low": f"\u2264 {low}" if cut else low, "high": f"\u2265 {high}" if cut else high}


def magnitude_scale(limit: float, *, cut: bool = False) -> dict[str, str]:
    """Describe the sequential scale from 0 to `limit`; `cut` says that larger values share its end."""
    return {"kind": "magnitude", "low": "0", "high": f"\u2265 {short(limit)}" if cut else short(limit)}
