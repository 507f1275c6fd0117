"""What units see behind attention: the whole picture, or, in a Swin transformer, their window."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import numpy as np
from torch import fx

from cnnviz.models.analysis.axis import Axis
from cnnviz.models.analysis.notebook import Notebook, Size
from cnnviz.models.analysis.sight import WHOLE, Box, Sight, filled


@dataclass(frozen=True)
class Windows:
    """The windows within which a layer attends, each number `(height, width)` in units of its map."""

    size: Size
    shift: Size


def windows_of(node: fx.Node) -> Windows | None:
    """Return the windows of a Swin layer's attention; None of an attention to everything."""
    if getattr(node.target, "__name__", "") != "shifted_window_attention" or not callable(node.target):
        return None
    given = inspect.signature(node.target).bind(*node.args, **node.kwargs).arguments
    size, shift = given["window_size"], given["shift_size"]
    return Windows((int(size[0]), int(size[1])), (int(shift[0]), int(shift[1])))


def attended(
    notebook: Notebook, shape: tuple[int, ...], before: Sight | None, windows: Windows | None
) -> tuple[Sight, str | None]:
    """Return what units see, and a remark where they see no more than their window.

    `before` is what the units were, with the same layout. Windows as large as the map are no windows.
    """
    whole = notebook.id(WHOLE)
    if before is None:
        return filled(shape, whole), None
    sizes = before.count("row"), before.count("col")
    if windows is None or all(size <= window for size, window in zip(sizes, windows.size, strict=True)):
        return before.with_ids(np.full_like(before.ids, whole)), None
    together = notebook.along(before.ids, range(before.ids.ndim), sizes)
    sight = before.with_ids(np.broadcast_to(together, before.ids.shape).astype(np.int32))

    def windowed(box: Box) -> Box:
        return Box(
            *(
                _windowed(axis, window, shift) if axis and size > window else None
                for axis, size, window, shift in zip(box.axes(), sizes, windows.size, windows.shift, strict=True)
            )
        )

    remark = f"Attention stays within windows of {windows.size[0]} x {windows.size[1]}."
    return sight.with_ids(notebook.each(sight, windowed)), remark


def _windowed(axis: Axis, window: int, shift: int) -> Axis:
    """Return the axis whose units see all units of their window.

    A shift moves all windows on. What it cuts at the border stays apart (torchvision masks the pieces against each
    other), so windows go on regularly there.
    """
    starts = [shift + (unit - shift) // window * window for unit in range(window)]
    return axis.gather(window, [range(start, start + window) for start in starts])
