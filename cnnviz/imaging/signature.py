"""Which kind of file some bytes are, by their first bytes and never by a file's name."""

from __future__ import annotations

import re

from cnnviz.errors import UnreadableImage

READABLE = "PNG, JPEG, WebP, GIF, BMP and TIFF are read here"

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),  # BigTIFF
    (b"MM\x00+", "TIFF"),
)
_STRANGERS = (
    (b"%PDF", "This is a PDF document. Export the page, or take a screenshot of it, as PNG."),
    (b"8BPS", "This is a Photoshop document. Export it as PNG or JPEG."),
    (b"\x00\x00\x01\x00", "This is a Windows icon. Save it as PNG."),
    (b"\x00\x00\x00\x0cjP  ", "This is a JPEG 2000 picture. Save it as PNG or JPEG."),
    (b"\xffO\xffQ", "This is a JPEG 2000 picture. Save it as PNG or JPEG."),
    (b"\x00\x00\x00\x0cJXL ", "This is a JPEG XL picture. Save it as PNG or JPEG."),
    (b"\xff\x0a", "This is a JPEG XL picture. Save it as PNG or JPEG."),
    (b"gimp xcf", "This is a GIMP project. Export it as PNG or JPEG."),
    (b"v/1\x01", "This is an OpenEXR picture. Save it as PNG or TIFF."),
    (b"%!PS", "This is a PostScript drawing: it has no pixels. Export it as PNG."),
    (b"PK\x03\x04", "This is a ZIP archive or an office document. Take the picture out of it first."),
    (b"\x1f\x8b", "This is a gzip archive. Unpack it first."),
    (b"\x93NUMPY", f"This is a NumPy array, not a picture file. {READABLE}."),
)
# brands of the ISO base media container that phones and browsers share: its first box is "ftyp" and a brand
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}
_SVG = re.compile(rb"<(?:svg:)?svg[\s>]", re.IGNORECASE)


def recognise(data: bytes) -> str:
    """Return PNG, JPEG, WebP, GIF, BMP or TIFF; raise `UnreadableImage` with what the bytes are instead."""
    for signature, kind in _PICTURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    raise UnreadableImage(_say_what_it_is(data))


def _say_what_it_is(data: bytes) -> str:
    for signature, sentence in _STRANGERS:
        if data.startswith(signature):
            return sentence
    if data[4:8] == b"ftyp":
        # the major brand, the minor version (no brand), then the compatible ones, until the box ends
        end = min(int.from_bytes(data[:4], "big"), 128)
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
        if brands & _AVIF:
            return "This is an AVIF picture, which is not read here. Save it as PNG or JPEG."
        if brands & _HEIF:
            return "This is a HEIC photo, as phones save them, which is not read here. Share or export it as JPEG."
        return "This is a video, not a picture. Take a screenshot of one frame."
    # a byte order mark, UTF-16 or a preamble may come first: look at the letters alone
    head = data[:4096].replace(b"\x00", b"")
    if _SVG.search(head):
        return "This is an SVG drawing: it has lines, not pixels. Export it as PNG."
    if b"%PDF-" in head[:1024]:
        return "This is a PDF document. Export the page, or take a screenshot of it, as PNG."
    if re.match(rb"\W*<(?:!doctype html|html)", head, re.IGNORECASE):
        return "This is a web page, not a picture. Open it and save the picture itself."
    return f"This file is no picture that is known here. {READABLE}."
