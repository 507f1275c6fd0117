"""The first-layer filters of the chosen network, as pictures to choose from and as kernels for photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.models import Model
from cnnviz.render import Sheet, filter_sheet
from cnnviz.ui import links, sheets

KEY = "first_filters"


@dataclass(frozen=True)
class FirstFilters:
    """Kernels float32 `(N, 3, h, w)` for pixels 0..255 with what is added to their answers, and their sheet."""

    layer: str
    kernels: NDArray[np.float32]
    offsets: tuple[float, ...]
    sheet: Sheet


def first_filters(model: Model) -> FirstFilters:
    """Read the filters of the first convolution."""
    layer, weights = activations.first_filters(model)
    found = activations.filters(model, layer)
    kernels = np.stack([found.pixel_kernel(index) for index in range(len(weights))])
    mean = np.array(model.preset.mean, np.float32)[:, None, None]
    offsets = -(kernels * 255 * mean).sum((1, 2, 3))
    return FirstFilters(layer, kernels, tuple(offsets.tolist()), filter_sheet(weights, max_side=480))


def chosen(filters: FirstFilters) -> int:
    """Draw the sheet and return the index of the chosen filter: as clicked, as left, as the link says, or the first."""
    count = len(filters.kernels)
    asked, clicked = links.integer("filter", "learned filter", 1, count, 1), sheets.pinned(KEY)
    before = int(links.kept("filter", "1")) if clicked is None else clicked + 1
    index = min(asked or before, count) - 1
    sheets.mount(
        filters.sheet,
        KEY,
        title=f"{filters.layer}: {count} filters",
        alt=f"The {count} learned filters of {filters.layer}; arrow keys choose one",
        labels=[f"Filter {number} of {count}" for number in range(1, count + 1)],
        unit=index,
        file=f"{filters.layer}-filters.png",
    )
    links.write("filter", str(index + 1), "1")
    return index
