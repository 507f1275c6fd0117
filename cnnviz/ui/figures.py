"""What the browser component `pictures` draws: pictures with title, scale and text twin."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.render import short
from cnnviz.ui.components import pack

SMALL = 128  # pixels a side up to which a photo is enlarged with hard edges


@dataclass(frozen=True)
class Figure:
    """One picture as the component takes it; `data` are the bytes of its file."""

    meta: dict[str, object]
    data: bytes


def picture(data: bytes, title: str, alt: str, size: tuple[int, int], mime: str, file: str, **more: object) -> Figure:
    """Describe a picture of `(height, width)` pixels; `file` is its name when downloaded, without the ending.

    Its file's caption is made of `title`, `alt` and `note`, and of what the component knows: network and photo.
    `more` may hold `note`, `scale` (see `signed_scale`) and `smooth` (False for hard pixel edges).
    """
    height, width = size
    meta = {"title": title, "alt": alt, "height": height, "width": width, "mime": mime, "file": file}
    return Figure({**meta, "smooth": mime == "image/jpeg", **more}, data)


def row(*figures: Figure, stacked: bool = False) -> bytes:
    """Pack figures that stand side by side, or `stacked` one below the other."""
    return pack({"figures": [each.meta for each in figures], "stacked": stacked}, [each.data for each in figures])


def named(pictures: bytes, about: str) -> bytes:
    """Pack what `row` returns with network and photo, which stay out of what is cached for all."""
    return pack({"about": about}, [pictures])


def signed_scale(limit: float, *, cut: bool = False) -> dict[str, str]:
    """Describe the diverging scale from `-limit` to `limit`; `cut` says that larger values share its ends."""
    low, high = short(-limit), short(limit)
    return {"kind": "signed", "low": f"\u2264 {low}" if cut else low, "high": f"\u2265 {high}" if cut else high}


def magnitude_scale(limit: float, *, cut: bool = False) -> dict[str, str]:
    """Describe the sequential scale from 0 to `limit`; `cut` says that larger values share its end."""
    return {"kind": "magnitude", "low": "0", "high": f"\u2265 {short(limit)}" if cut else short(limit)}
