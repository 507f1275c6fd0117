"""The image filters' answers: photo and settings in, packed bytes for the browser's canvas out.

Pictures go out as one byte a value, an index into a scale of 0 to 254 that the browser colours (127 is exactly 0 on the
signed one), or as they are where the response is a photo. Planes of red, green and blue follow one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import imaging
from cnnviz.imaging import Picture, library, magnitude, respond
from cnnviz.imaging.correlate import factored
from cnnviz.render import colouring, percent, response_alt
from cnnviz.serve import Question
from cnnviz.ui import figures
from cnnviz.ui.components import pack
from cnnviz.ui.filter_settings import FilterSettings, typed_picture

CUT = 0.005  # share of the pixels that may lie beyond the scale, so that one bright line does not darken the rest
Plane = NDArray[np.float32]
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Subject:
    """What is filtered: a photo `(H, W, 3)`, or a typed picture's greys `(H, W)`; uint8."""

    values: NDArray[np.uint8]
    digest: str

    @classmethod
    def of(cls, picture: Picture) -> Subject:
        """A photo."""
        return cls(picture.rgb, picture.digest)

    @classmethod
    def typed(cls, text: str) -> Subject:
        """A typed picture. Raises `DoesNotFit`."""
        grey = typed_picture(text)
        return cls(grey, f"typed {Picture.of(_three(grey)).digest}")

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """Three channels, whatever it is."""
        return self.values if self.values.ndim == 3 else _three(self.values)


def _three(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.repeat(grey[..., None], 3, axis=2)


@dataclass(frozen=True)
class Laid:
    """Kernels `(h, w)` or `(3, h, w)` as they are laid on a picture: two where a gradient's length is made of them."""

    kernels: tuple[Weights, ...]
    mode: str
    titles: tuple[str, ...]

    @property
    def signed(self) -> bool:
        """Whether responses below 0 mean something, so that they are drawn on the diverging scale."""
        kernel = self.kernels[0]
        return len(self.kernels) == 1 and bool((kernel < 0).any()) and float(kernel.sum()) < 0.5


def laid(settings: FilterSettings) -> Laid:
    """Return the kernels of the page's first part. Raises `DoesNotFit` where a typed one cannot be read."""
    weights = settings.kernel_weights()
    kernels, titles = [weights], [settings.title()]
    if settings.length:
        down = library.recipe("sobel_y").weights()
        down = library.flipped(down) if settings.flip else down
        kernels.append(library.normalized(down) if settings.norm else down)
        titles = ["Sobel x", "Sobel y (top)"]
    mode = "full" if weights.ndim == 3 else settings.mode
    if mode == "full":
        kernels = [each if each.ndim == 3 else np.stack([each] * 3) for each in kernels]
    return Laid(tuple(kernels), mode, tuple(titles))


def response(subject: Subject, settings: FilterSettings) -> Plane:
    """Return the filter's answer, float32 `(H, W)` or `(H, W, 3)`, smaller with a stride."""
    how = laid(settings)
    values = subject.rgb if how.mode == "full" else subject.values
    mode = "grey" if values.ndim == 2 else how.mode
    found = [
        respond(values, kernel, mode=mode, border=settings.border, stride=settings.stride, dilation=settings.dilation)
        for kernel in how.kernels
    ]
    return magnitude(*found) if len(found) == 2 else found[0]


def question(subject: Subject, settings: FilterSettings) -> Question:
    """What the engine is asked for `bench`."""
    asked = (settings.kernel, settings.typed, settings.knobs, settings.mode, settings.border, settings.stride)
    return Question("filter", "", subject.digest, (*asked, settings.dilation, settings.norm, settings.flip))


def photo_question(subject: Subject) -> Question:
    """What the engine is asked for `photo`."""
    return Question("pixels", "", subject.digest)


def photo(subject: Subject) -> bytes:
    """Pack the picture's exact pixels, row by row: red, green, blue, or one grey for a typed picture."""
    height, width = subject.values.shape[:2]
    channels = subject.values.ndim if subject.values.ndim == 3 else 1
    return pack({"height": height, "width": width, "channels": channels}, [subject.values.tobytes()])


def reach(values: Plane) -> float:
    """Return where a scale ends; of a large picture some sixty thousand pixels are enough to tell."""
    step = 1 + int(max(values.shape[:2])) // 250
    return imaging.limit(values[::step, ::step], cut=CUT)


def strongest(values: Plane) -> tuple[int, int]:
    """Return row and column of the largest magnitude in `(H, W)` or `(H, W, 3)`."""
    planes = values[None] if values.ndim == 2 else np.moveaxis(values, -1, 0)
    ends = [(float(abs(plane.flat[at])), at) for plane in planes for at in (int(plane.argmax()), int(plane.argmin()))]
    row, column = divmod(max(ends, key=lambda end: (end[0], -end[1]))[1], values.shape[1])
    return row, column


def bench(subject: Subject, settings: FilterSettings) -> bytes:
    """Pack the filtered picture with its kernel, and what there is to say about both."""
    how, values = laid(settings), response(subject, settings)
    planes = values[None] if values.ndim == 2 else np.moveaxis(values, -1, 0)  # one or three contiguous planes
    row, column = strongest(values)
    title = settings.title()
    kernel = how.kernels[0]
    factors = (
        factored(kernel if kernel.ndim == 2 else kernel[0]) if len(how.kernels) == 1 and how.mode != "full" else None
    )
    recipe = None if settings.typed else library.recipe(settings.kernel)
    meta = {
        "title": title,
        "idea": recipe.idea if recipe else "",
        "knobs": {name: getattr(recipe.settled(settings.knobs), name) for name in recipe.known()} if recipe else {},
        "kernels": [(each if each.ndim == 3 else each[None]).tolist() for each in how.kernels],
        "titles": list(how.titles),
        "factors": factors and [factors[0][:, 0].tolist(), factors[1][0].tolist()],
        "mode": how.mode,
        "height": values.shape[0],
        "width": values.shape[1],
        "strongest": [row, column],
        "said": response_alt(values, title),
    }
    data, reading = drawn(planes, signed=how.signed, length=len(how.kernels) == 2)
    return pack({**meta, **reading}, [data])


def drawn(planes: Plane, *, signed: bool, length: bool) -> tuple[bytes, dict[str, object]]:
    """Return a response's bytes, plane by plane, with the kind of picture, its scale and how to read it."""
    if not signed and not length:
        note = _cut_off(planes)
        scale = {"kind": "photo", "low": "0", "high": "255"}
        return colouring.photo(planes).tobytes(), {"kind": "photo", "limit": 255, "scale": scale, "note": note}
    limit = reach(np.moveaxis(planes, 0, -1))
    cut = limit < float(max(planes.max(), -planes.min()))
    kind = "magnitude" if length else "signed"
    scale = figures.magnitude_scale(limit, cut=cut) if length else figures.signed_scale(limit, cut=cut)
    index = colouring.magnitude_index if length else colouring.signed_index
    if len(planes) == 3:
        scale = {**scale, "kind": "photo"}  # each colour from dark to bright
        note = "Red, green and blue apart: " + ("black is 0." if length else "middle grey is 0.")
    elif length:
        note = "The brighter, the stronger the edge, whatever its direction."
    else:
        note = "The page's colour is 0: nothing of what the kernel looks for."
    # plane by plane, which stays in the processor's cache
    data = b"".join(index(plane, limit).tobytes() for plane in planes)
    return data, {"kind": kind, "limit": limit, "scale": scale, "note": note}


def _cut_off(planes: Plane) -> str:
    """Say that a screen cannot show all, and what to do where it shows hardly anything."""
    dark, bright = (float(np.mean(beyond)) for beyond in (planes < 0, planes > 255))
    if max(dark, bright) <= 0.5:
        return "A photo again: what lies outside 0 to 255 is cut off, as a screen shows it."
    where = "above 255 and is white" if bright > dark else "below 0 and is black"
    return f"{percent(max(dark, bright))} lies {where} here. Normalize brings it back."
