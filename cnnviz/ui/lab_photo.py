"""The visitor's photo as the lab takes it: its middle square, 64 x 64 greys from black to white."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageOps

from cnnviz.errors import UnknownName
from cnnviz.imaging import samples
from cnnviz.ui import choice

SIDE = 64


def greys() -> dict[str, Any]:
    """Return `{digest, values}` of the photo that was chosen on whichever page; values 0 to 255, row by row."""
    try:
        picture = choice.picture()
    except UnknownName:
        picture = samples.load(choice.DEFAULT_PHOTO)
    image = ImageOps.fit(Image.fromarray(picture.rgb).convert("L"), (SIDE, SIDE), Image.Resampling.BOX)
    image = ImageOps.autocontrast(image, cutoff=1)  # ten steps of grey are few: let the picture use them all
    return {"digest": picture.digest, "values": list(image.tobytes())}
