"""From whatever a file holds (palette, 16 bits, inks, transparency, a rotation flag) to RGB of at most 1024 a side.

The picture is made small before it is made RGB, so that the largest one taken costs little more than its own pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST_SIDE = 1024

_ORIENTATION = 0x0112  # EXIF 2.3, table 4
_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Return `(width, height)` of at most 1024 a side with the same proportions, never below one pixel."""
    scale = min(1.0, LONGEST_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def rgb_of(image: Image.Image, bits: int = 16) -> NDArray[np.uint8]:
    """Turn a decoded image of any mode into uint8 `(H, W, 3)`, upright, on white, at most 1024 a side.

    `bits` says how many of a 16-bit grey value's bits are used (12 in some cameras' files).
    Raises `ValueError` where Pillow knows no way to RGB (CIE L*a*b* files).
    """
    orientation = _orientation(image)
    if image.mode.startswith("I;16"):
        image = Image.fromarray(_eight_bits(np.asarray(image), bits))
    elif image.has_transparency_data:
        image = image.convert("RGBA").convert(
            "RGBa"
        )  # colours times opacity: what is transparent must not bleed when shrunk
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P":
        image = image.convert("RGB")
    if image.size != fitted(image.size):
        # box for measured values: Lanczos overshoots, and a value below 0 would change how the range is read
        filtering = Image.Resampling.BOX if image.mode in {"I", "F"} else Image.Resampling.LANCZOS
        image = image.resize(fitted(image.size), filtering, reducing_gap=2.0)
    if orientation in _TURN:
        image = image.transpose(_TURN[orientation])
    if image.mode in {"I", "F"}:
        image = Image.fromarray(_stretched(np.asarray(image, dtype=np.float64)))
    if image.mode == "RGBa":
        return _on_white(np.asarray(image))
    return np.asarray(image.convert("RGB"))


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - damaged metadata raises whatever it likes, and a photo is more than its metadata
        return 1
    return value if isinstance(value, int) else 1


def _eight_bits(values: NDArray[Any], bits: int) -> NDArray[np.uint8]:
    white = (1 << bits) - 1
    table = np.minimum((np.arange(1 << 16) * 255 + white // 2) // white, 255).astype(np.uint8)
    return np.asarray(table[values])


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Map 32-bit values, whose white is written nowhere, to 0..255.

    White is the first of 1, 255 and 65535 that holds all of them. With larger or negative values the smallest becomes
    black and the largest white. What is not a finite number becomes black.
    """
    finite = np.isfinite(values)
    low, high = (float(values[finite].min()), float(values[finite].max())) if finite.any() else (0.0, 1.0)
    if low >= 0:
        low, high = 0.0, next((white for white in (1.0, 255.0, 65535.0) if high <= white), high)
    shade = (np.where(finite, values, low) - low) * (255 / max(high - low, 1e-30))
    return np.rint(np.clip(shade, 0, 255)).astype(np.uint8)


def _on_white(premultiplied: NDArray[np.uint8]) -> NDArray[np.uint8]:
    wide = premultiplied.astype(np.uint16)
    over_white: NDArray[np.uint16] = wide[..., :3] + (255 - wide[..., 3:])  # (H, W, 4) -> (H, W, 3)
    return np.minimum(over_white, 255).astype(np.uint8)
