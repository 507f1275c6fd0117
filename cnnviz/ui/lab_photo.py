"""A photo as the lab takes it: its middle square, 64 x 64 greys from black to white."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageOps

from cnnviz.imaging import Picture

SIDE = 64


@dataclass(frozen=True)
class Greys:
    """The photo's digest, and 64 x 64 values of 0 to 255, row by row."""

    digest: str
    values: tuple[int, ...]


def greys(picture: Picture) -> Greys:
    """Return the middle square of a photo in 64 x 64 greys."""
    image = ImageOps.fit(Image.fromarray(picture.rgb).convert("L"), (SIDE, SIDE), Image.Resampling.BOX)
    image = ImageOps.autocontrast(image, cutoff=1)  # ten steps of grey are few: let the picture use them all
    return Greys(picture.digest, tuple(image.tobytes()))
