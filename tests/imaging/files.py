"""Files for the tests of reading: known pixels, written by Pillow in each format."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LOSSLESS = {"PNG": {}, "BMP": {}, "TIFF": {}, "WebP": {"lossless": True, "exact": True}}


def corners(height: int = 6, width: int = 9) -> NDArray[np.uint8]:
    """Return a picture whose four quarters differ, so that a turn or a mirror shows: red, green / blue, white."""
    rgb = np.full((height, width, 3), 255, dtype=np.uint8)
    middle, centre = height // 2, width // 2
    rgb[:middle, :centre] = 255, 0, 0
    rgb[:middle, centre:] = 0, 255, 0
    rgb[middle:, :centre] = 0, 0, 255
    return rgb


def encode(picture: Image.Image | NDArray[Any], kind: str, **options: Any) -> bytes:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def with_orientation(rgb: NDArray[np.uint8], orientation: int, kind: str, **options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encode(rgb, kind, exif=exif, **options)


def tiff_of_one_pixel(pixel: bytes, bits: tuple[int, ...], changes: dict[int, int] | None = None) -> bytes:
    """Write a TIFF by hand (TIFF 6.0, section 2): 1x1, uncompressed, `bits` a channel; `changes` are tags by number."""
    channels = len(bits)
    tags = {256: 1, 257: 1, 259: 1, 262: 2 if channels == 3 else 1, 277: channels, 278: 1, 279: len(pixel), 273: 14}
    fields = {tag: struct.pack("<HHII", tag, 4, 1, value) for tag, value in (tags | (changes or {})).items()}
    fields[258] = struct.pack("<HHII", 258, 3, channels, 8 if channels == 3 else bits[0])
    body = struct.pack("<3H", *(bits if channels == 3 else (0, 0, 0))) + pixel  # bits at 8, pixels at 14
    ifd = struct.pack("<H", len(fields)) + b"".join(fields[tag] for tag in sorted(fields)) + bytes(4)
    return b"II*\x00" + struct.pack("<I", 8 + len(body)) + body + ifd
