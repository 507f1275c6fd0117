"""What one unit can see of a photo: its receptive field as a box, and that patch cut out as the network gets it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import models
from cnnviz.arithmetic import Field, Global, ReceptiveField, Unknown
from cnnviz.errors import CnnvizError
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import encode, shape
from cnnviz.render.palette import MODES, Mode, rgb
from cnnviz.serve import Question, engine

Box = tuple[int, int, int, int]
Pixels = NDArray[np.uint8]
PHOTO_SIDE = 64  # pixels from which on a patch is sent as a photo, not pixel by pixel


def field_of(model: Model, layer: str, unit: int | None = None) -> Field:
    """Return the field of one of a layer's units, from 0, as its group of channels has it; of None the widest."""
    try:
        rows = models.rows(model.name)
    except CnnvizError as problem:
        return Unknown(str(problem))
    row = next((row for row in rows if row.name == layer and row.fields), None)
    if row is None:
        return Unknown("What a unit of this layer sees is not known.")
    return row.fields[-1 if unit is None else row.group_of(unit)]


def field_words(field: Field) -> str:
    """Say how large a field is."""
    if isinstance(field, ReceptiveField):
        return f"{shape(field.size)} pixels"
    return "the whole picture" if isinstance(field, Global) else field.reason


@dataclass(frozen=True)
class Patch:
    """What a unit sees: `box`, half-open, in pixels of the network's input, and `file`, an image of `size` pixels.

    The file has the whole field, also what hangs over the border, as long as the field fits into the input.
    """

    box: Box
    file: bytes
    mime: str
    size: tuple[int, int]

    @property
    def over(self) -> bool:
        """Whether the file shows padding."""
        return self.size != (self.box[2] - self.box[0], self.box[3] - self.box[1])


def pixels_question(model: Model, picture: Picture) -> Question:
    """What the engine is asked for `pixels`."""
    return Question("unit pixels", model.name, picture.digest)


def pixels(model: Model, picture: Picture) -> Pixels:
    """Return the photo as the network gets it, uint8 `(H, W, 3)`."""
    values = model.pixels(picture)[0].permute(1, 2, 0).cpu().numpy()  # (1, 3, H, W) -> (H, W, 3)
    return np.ascontiguousarray(values.astype(np.uint8))


def patch(
    model: Model, picture: Picture, field: Field, place: tuple[int, int], theme: Mode, visitor: str
) -> Patch | None:
    """Cut out what the unit at `place` sees; None where that is not known. Overhang has the colour of padding."""
    if isinstance(field, Unknown):
        return None
    seen = engine().ask(pixels_question(model, picture), lambda: pixels(model, picture), visitor, "pixels").value
    height, width = seen.shape[:2]
    if isinstance(field, Global):
        return _file(seen, (0, 0, height, width))
    box = field.box(*place, (height, width))
    top, left = (place[axis] * field.stride[axis] - field.padding[axis] for axis in (0, 1))
    if field.size[0] > height or field.size[1] > width:
        return _file(seen[box[0] : box[2], box[1] : box[3]], box)
    whole = np.full((*field.size, 3), rgb(MODES[theme].padding.fill), np.uint8)
    whole[box[0] - top : box[2] - top, box[1] - left : box[3] - left] = seen[box[0] : box[2], box[1] : box[3]]
    return _file(whole, box)


def _file(array: Pixels, box: Box) -> Patch:
    small = max(array.shape[:2]) <= PHOTO_SIDE
    data = encode.png(array) if small else encode.jpeg(array)
    return Patch(box, data, "image/png" if small else "image/jpeg", (array.shape[0], array.shape[1]))
