"""A heat map on the photo, exactly on the part of it that the network has seen."""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnnviz.render import colouring, palette
from cnnviz.render.colouring import Bytes, Values
from cnnviz.render.palette import Mode

DIMMED = 0.65  # how far what the network does not see fades into the page

Box = tuple[float, float, float, float]


def overlay(photo: Bytes, heat: Values, box: Box, strength: float = 0.7, mode: Mode = "light") -> Bytes:
    """Lay heat `(h, w)` in 0..1 over a photo `(H, W, 3)`; uint8 `(H, W, 3)`.

    `box` is the half-open `(top, left, bottom, right)` of what the network sees, in pixels of the photo; the heat is
    stretched over it (bilinear), the rest is dimmed. The hotter, the more of the heat's colour: 0 shows the photo
    untouched, 1 `strength` parts of colour. What is not a number counts as 0.
    """
    top, left, bottom, right = _whole(box, photo.shape[0], photo.shape[1])
    result = dimmed(photo, (top, left, bottom, right), mode)
    if bottom <= top or right <= left or not heat.size:
        return result
    stretched = _stretched(heat, bottom - top, right - left)
    colours = colouring.magnitude(stretched, 1.0, mode)
    share = (stretched * np.float32(strength))[..., None]  # (h, w) -> (h, w, 1)
    seen = photo[top:bottom, left:right]
    result[top:bottom, left:right] = colouring.photo(seen + (colours - seen.astype(np.float32)) * share)
    return result


def dimmed(photo: Bytes, box: Box, mode: Mode = "light") -> Bytes:
    """Return a copy of a photo `(H, W, 3)` in which all but `box` fades into the page."""
    top, left, bottom, right = _whole(box, photo.shape[0], photo.shape[1])
    page = np.array(palette.rgb(palette.MODES[mode].page), np.float32)
    faded = np.arange(256, dtype=np.float32)[:, None] * (1 - DIMMED) + page * DIMMED  # (256, 3): a curve a channel
    curves = colouring.photo(faded)
    result = np.stack([curves[:, channel][photo[..., channel]] for channel in range(3)], -1)
    result[top:bottom, left:right] = photo[top:bottom, left:right]
    return result


def _whole(box: Box, height: int, width: int) -> tuple[int, int, int, int]:
    top, left, bottom, right = (round(side) for side in box)
    return max(0, top), max(0, left), min(height, bottom), min(width, right)


def _stretched(heat: Values, height: int, width: int) -> Values:
    clean = np.clip(np.nan_to_num(heat, nan=0.0), 0, 1).astype(np.float32)
    resized = Image.fromarray(clean).resize((width, height), Image.Resampling.BILINEAR)
    stretched: Values = np.clip(np.asarray(resized), 0, 1)
    return stretched
