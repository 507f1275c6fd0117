"""What an upload may cost, checked before any pixel is decoded.

A small file can ask for a lot of memory (361 kB of PNG unpack to 1 GB) or of time (a progressive JPEG may pass over the
same pixels thousands of times), and one decode at a time means that everyone waits for it.
"""

from __future__ import annotations

import re

from cnnviz.errors import UnreadableImage

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
MAX_SCANS = 100  # encoders write about ten

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # within compressed data FF is followed by 00 or a restart mark


def check_bytes(data: bytes) -> None:
    """Raise `UnreadableImage` where there are no bytes, or more than 20 MB."""
    if not data:
        raise UnreadableImage("The file is empty: it has 0 bytes. Choose the picture again, or another copy of it.")
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1e6:.1f}" if len(data) < MAX_BYTES + 10_000_000 else f"{len(data) / 1e6:.0f}"
        raise UnreadableImage(
            f"The file has {size} MB; at most 20 MB are taken. Scale the picture down, or save it as JPEG."
        )


def check_size(size: tuple[int, int], kind: str) -> None:
    """Raise `UnreadableImage` where a header's `(width, height)` is more than 40 million pixels or 20,000 on a side."""
    width, height = size
    if width * height > MAX_PIXELS:
        millions = f"{width * height / 1e6:,.1f}".replace(",", "\u2009")
        raise UnreadableImage(
            f"This {kind} is {width} pixels wide and {height} high: {millions} million pixels; "
            "at most 40 million are taken. Scale it down first."
        )
    if max(size) > MAX_SIDE:
        raise UnreadableImage(
            f"This {kind} is {width} pixels wide and {height} high; at most 20\u2009000 a side are taken. Cut it first."
        )


def declared_size(kind: str, data: bytes) -> tuple[int, int]:
    """Return `(width, height)` of a GIF's first frame or a WebP's canvas; `(0, 0)` for others and for headers cut off.

    These two are read here because their decoders allocate the whole canvas on opening.
    Sources: WebP container specification, "Extended file format"; RFC 6386, section 9.1.
    """
    if kind == "GIF":
        return _gif_size(data)
    if kind == "WebP" and len(data) >= 30:
        if data[12:16] == b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
        if data[12:16] == b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if data[12:16] == b"VP8 ":
            return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return 0, 0


def _gif_size(data: bytes) -> tuple[int, int]:
    """Return the screen grown to hold the first frame, which may hang over it (GIF89a, sections 18 and 20)."""
    if len(data) < 13:
        return 0, 0
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    at = 13 + (3 << (data[10] % 8 + 1) if data[10] & 0x80 else 0)
    while at < len(data) and data[at : at + 1] not in b",;":
        if data[at : at + 1] != b"!":  # decoders step over junk between blocks, so this does too
            at += 1
            continue
        at += 2
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    if data[at : at + 1] == b"," and at + 9 <= len(data):
        left, top, across, down = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (1, 3, 5, 7))
        width, height = max(width, left + across), max(height, top + down)
    return width, height


def check_scans(data: bytes) -> None:
    """Raise `UnreadableImage` for a JPEG that passes over its pixels more than 100 times.

    The markers are walked one by one, as thumbnails and what phones append after the end hold scans of their own.
    """
    at, scans = 2, 0
    while found := _MARKER.search(data, at):
        at, code = found.end(), data[found.end() - 1]
        if code == 0xD9:  # the end of the picture
            return
        if code in {0x01, 0xD8}:  # the two others that have no length
            continue
        scans += code == 0xDA
        at += max(2, int.from_bytes(data[at : at + 2], "big"))
        if scans > MAX_SCANS:
            raise UnreadableImage(
                f"This JPEG passes over its pixels more than {MAX_SCANS} times; ordinary ones do about ten times. "
                "Open it in another program and save it again."
            )
