"""The first-layer filters of the chosen network, as pictures to choose from and as kernels for photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import activations
from cnnviz.models import Model
from cnnviz.render import Sheet, filter_sheet
from cnnviz.ui import sheets


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


def chosen(model: Model, filters: FirstFilters) -> int:
    """Draw the sheet and return the index of the filter that is pinned on it."""
    count, name = len(filters.kernels), f"filters {model.name}"
    index = sheets.pinned(name, "filter", "learned filter", count, 0)
    sheets.mount(
        filters.sheet,
        name,
        title=f"{filters.layer}: {count} filters",
        alt=f"The {count} learned filters of {filters.layer}; arrow keys choose one",
        labels=[f"Filter {number} of {count}" for number in range(1, count + 1)],
        file=f"{filters.layer}-filters.png",
    )
    return index
