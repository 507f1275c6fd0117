"""The image filter page's setting and its answer: photo and kernel in, packed pictures for the browser out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import imaging
from cnnviz.imaging import Picture, kernels, magnitude, respond
from cnnviz.render import colouring, encode, filter_sheet, response_alt, short
from cnnviz.render.palette import Mode
from cnnviz.serve import Question
from cnnviz.ui import figures

MAGNITUDE = "sobel_magnitude"
LEARNED = "learned"
TYPED = "typed"
CUT = 0.005  # share of the pixels that may lie beyond the scale, so that one bright line does not darken the rest


@dataclass(frozen=True)
class FilterSetting:
    """Which kernel, on what, with which border; `kernel` is a name of `imaging.kernels`, or one of the three above.

    `weights` are given for learned `(3, h, w)` and typed `(h, w)` kernels, as nested tuples so that settings compare.
    """

    kernel: str
    title: str
    mode: str  # "grey" or "channels"
    border: str
    theme: Mode
    weights: tuple[object, ...] | None = None
    offset: float = 0.0  # added to each response: what the mean colour takes away before a learned filter sees it

    def array(self) -> NDArray[np.float32]:
        """The kernel's weights, float32 `(h, w)` or `(3, h, w)`."""
        if self.weights is not None:
            return np.array(self.weights, np.float32)
        name = "sobel_x" if self.kernel == MAGNITUDE else self.kernel
        return np.asarray(kernels.get(name).weights, np.float32)

    @property
    def signed(self) -> bool:
        """Whether responses below 0 mean something, so that they are drawn on the diverging scale."""
        if self.kernel == MAGNITUDE:
            return False
        return bool((self.array() < 0).any()) and float(self.array().sum()) < 0.5

    def question(self, picture: Picture) -> Question:
        """What the engine is asked."""
        options = (self.kernel, self.mode, self.border, self.theme, self.weights, self.offset, self.title)
        return Question("filter", picture=picture.digest, options=options)


def response(picture: Picture, setting: FilterSetting) -> NDArray[np.float32]:
    """Return the filter's answer, float32 `(H, W)` or `(H, W, 3)`."""
    weights = setting.array()
    mode = "full" if weights.ndim == 3 else setting.mode
    if setting.kernel == MAGNITUDE:
        across = respond(picture, weights, mode=mode, border=setting.border)
        down = respond(
            picture, np.asarray(kernels.get("sobel_y").weights, np.float32), mode=mode, border=setting.border
        )
        return magnitude(across, down)
    found = respond(picture, weights, mode=mode, border=setting.border)
    return found + np.float32(setting.offset) if setting.offset else found


def _step(values: NDArray[np.float32]) -> int:
    """Return how far apart the pixels are that tell a large picture's scale: some sixty thousand are enough."""
    return 1 + int(max(values.shape[:2])) // 250


def coloured(values: NDArray[np.float32], setting: FilterSetting) -> tuple[bytes, str, dict[str, object]]:
    """Colour a response: signed on the diverging scale, magnitudes on the sequential one, the rest as a photo.

    Returns the file, its type, and the note and scale that say how to read it.
    """
    edges = setting.kernel == MAGNITUDE
    if not setting.signed and not edges:
        note = "Values outside 0 to 255 are cut off, as a screen shows them."
        return encode.jpeg(colouring.photo(values)), "image/jpeg", {"note": note}
    limit = imaging.limit(values[:: _step(values), :: _step(values)], cut=CUT)
    cut = limit < float(max(values.max(), -values.min()))
    if values.ndim == 3:
        end = f"{short(limit)} and beyond" if cut else short(limit)
        zero = f"black is 0, full colour {end}" if edges else f"middle grey is 0, the ends \u00b1{end}"
        index = colouring.magnitude_index if edges else colouring.signed_index
        return encode.jpeg(index(values, limit)), "image/jpeg", {"note": f"Each colour channel by itself: {zero}."}
    if edges:
        data = encode.palette_png(colouring.magnitude_index(values, limit), colouring.magnitude_table(setting.theme))
        note = "The brighter, the stronger the edge, whatever its direction."
        return data, "image/png", {"note": note, "scale": figures.magnitude_scale(limit, cut=cut)}
    data = encode.palette_png(colouring.signed_index(values, limit), colouring.signed_table(setting.theme))
    note = "The page's colour is 0: nothing of what the kernel looks for."
    return data, "image/png", {"note": note, "scale": figures.signed_scale(limit, cut=cut)}


def before_question(picture: Picture) -> Question:
    """What the engine is asked for `before`."""
    return Question("before", picture=picture.digest)


def before(picture: Picture) -> bytes:
    """Pack the untouched photo."""
    title = f"Before: {picture.width} \u00d7 {picture.height} pixels"
    size, smooth = (picture.height, picture.width), max(picture.height, picture.width) > figures.SMALL
    data = encode.jpeg(picture.rgb)
    return figures.row(
        figures.picture(data, title, "The photo before filtering", size, "image/jpeg", "before", smooth=smooth)
    )


def strongest(values: NDArray[np.float32]) -> tuple[int, int]:
    """Return row and column of the largest magnitude in `(H, W)` or `(H, W, 3)`."""
    size = np.abs(values)
    if size.ndim == 3:
        size = np.maximum(np.maximum(size[..., 0], size[..., 1]), size[..., 2])
    row, column = divmod(int(size.argmax()), size.shape[1])
    return row, column


def after(picture: Picture, setting: FilterSetting) -> bytes:
    """Pack the filtered photo."""
    values = response(picture, setting)
    data, mime, reading = coloured(values, setting)
    row, column = strongest(values)
    alt = f"{response_alt(values, setting.title)} Strongest at row {row + 1}, column {column + 1}."
    size, smooth = (picture.height, picture.width), max(picture.height, picture.width) > figures.SMALL
    title = f"After: {setting.title}"
    return figures.row(figures.picture(data, title, alt, size, mime, setting.kernel, smooth=smooth, **reading))


def kernel_figures(setting: FilterSetting) -> bytes:
    """Pack the kernel: a table of its weights, or for a learned filter its colour picture."""
    weights = setting.array()
    if weights.ndim == 3:
        sheet = filter_sheet(weights[None], mode=setting.theme, gap=0, max_side=160)
        note = "Each pixel holds its weights on red, green and blue; grey is 0."
        alt, size = f"{setting.title} as a colour picture", (sheet.cells.height, sheet.cells.width)
        return figures.row(
            figures.picture(sheet.png, "Kernel", alt, size, "image/png", "kernel", narrow=True, note=note)
        )
    if setting.kernel == MAGNITUDE:
        down = np.asarray(kernels.get("sobel_y").weights, np.float32)
        return figures.row(figures.kernel("Sobel x", weights), figures.kernel("and Sobel y", down))
    return figures.row(figures.kernel(f"Kernel: {setting.title}", weights))
