"""What units see behind operations that slide a window: convolutions, poolings, upsampling, padding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnviz.arithmetic import Window
from cnnviz.models.analysis.axis import Axis, adapted, convolved, transposed
from cnnviz.models.analysis.call import Call, pair, rule
from cnnviz.models.analysis.sight import PLACES, Box, Dim, Factor, Ids, LostError, Seen, Sight, place_dim

Change = Callable[[Axis, int], Axis]
"""How an axis changes; the side is 0 for rows, 1 for columns."""


def on_map(call: Call, sight: Sight, change: Change, ids: Ids | None = None) -> Sight:
    """Return the sight of a map `(..., C, H, W)` whose rows and columns are read in another way.

    `ids` are those of the new channels, before their boxes change.
    """
    if len(sight.dims) < 3:
        raise LostError("This operation works on lists, not on maps; what their places see is not followed.")
    for kind, dim in zip(PLACES, (-2, -1), strict=True):
        place_dim(sight, kind, len(sight.dims) + dim)

    def moved(box: Box) -> Seen:
        rows, cols = box.axes()
        return Box(rows and change(rows, 0), cols and change(cols, 1))

    axes = len([factor for dim in sight.dims[:-2] for factor in dim])
    table = (sight.ids if ids is None else ids).reshape(*(sight.ids.shape[:axes] if ids is None else ids.shape), 1, 1)
    head: tuple[Dim, ...] = sight.dims[:-2]
    if ids is not None:
        head = (*sight.dims[:-3], (Factor("channel", ids.size),))
    dims = (*head, *((Factor(kind, n),) for kind, n in zip(PLACES, call.shape[-2:], strict=True)))
    return Sight.of(dims, call.notebook.each(Sight(dims, table), moved))


def map_size(sight: Sight) -> tuple[int, int]:
    """Return how many rows and columns the map has."""
    return sight.count("row"), sight.count("col")


def by_group(call: Call, sight: Sight, groups: int, outputs: int) -> Ids:
    """Return the id of each output channel of a convolution: what the input channels of its group see together."""
    dims = sight.dims[-3]
    if len(sight.dims) > 4 or any(factor.kind != "channel" for factor in dims) or any(sight.dims[:-3]):
        raise LostError("The channels were rearranged with the places of the map before this layer.")
    if (one := sight.uniform()) is not None:
        return np.full(outputs, one, np.int32)
    ids = sight.ids.reshape(groups, -1)
    together = call.notebook.along(ids, [1], map_size(sight))
    return np.repeat(together.reshape(-1), outputs // groups)


@rule("convolution", "_convolution", "cudnn_convolution", "mkldnn_convolution")
def convolution(call: Call) -> Sight:
    """Channels of a group see together; the window opens the field."""
    weight, is_transposed, groups = call[1], bool(call[6]), int(call[8])
    if call.sight(weight) is not None:
        raise LostError("The weights of this convolution depend on the picture.")
    if weight.ndim != 4:
        raise LostError(f"A convolution over {weight.ndim - 2} axes is not followed; those over two are.")
    kernel = (int(weight.shape[2]), int(weight.shape[3]))
    stride, padding, dilation = pair(call[3]), pair(call[4]), pair(call[5])
    sides = ((padding[0], padding[0]), (padding[1], padding[1]))
    call.window = Window(kernel, stride, sides, dilation, groups, bias=call[2] is not None)

    def change(axis: Axis, side: int) -> Axis:
        if is_transposed:
            return transposed(axis, kernel[side], stride[side], padding[side], dilation[side])
        return convolved(axis, kernel[side], stride[side], padding[side], dilation[side])

    return on_map(call, call.source, change, by_group(call, call.source, groups, int(call.shape[-3])))


def _pooled(call: Call, dilation: tuple[int, int], ceil_mode: bool) -> Sight:
    kernel = pair(call[1])
    stride, padding = pair(call[2], kernel), pair(call[3])
    sides = ((padding[0], padding[0]), (padding[1], padding[1]))
    call.window = Window(kernel, stride, sides, dilation, 1, ceil_mode)
    return on_map(call, call.source, lambda a, n: convolved(a, kernel[n], stride[n], padding[n], dilation[n]))


@rule("max_pool2d_with_indices", "max_pool2d")
def max_pool(call: Call) -> Sight:
    """Look through a window; `ceil_mode` adds windows at the end and changes no field."""
    return _pooled(call, pair(call[4]), bool(call[5]))


@rule("avg_pool2d")
def average_pool(call: Call) -> Sight:
    """As max pooling, without dilation."""
    return _pooled(call, (1, 1), bool(call[4]))


@rule("_adaptive_avg_pool2d", "adaptive_avg_pool2d", "adaptive_max_pool2d")
def adaptive_pool(call: Call) -> Sight:
    """To one unit: the whole picture, whatever its size. To more: windows of this picture size, where they differ."""
    output, source = pair(call[1]), call.source
    size = tuple(call[0].shape[-2:])
    sight = on_map(call, source, lambda axis, side: adapted(axis, size[side], output[side]))

    def widened(box: Box) -> Seen:
        return Box(*(None if output[n] == 1 else axis for n, axis in enumerate(box.axes())))

    if 1 not in output:
        return sight
    for seen in (s for n in np.unique(source.ids) if isinstance(s := call.notebook.seen[n], Box)):
        for side, axis in enumerate(seen.axes()):
            if output[side] == 1:
                call.notebook.whole(axis, size[side], side)
    return sight.with_ids(call.notebook.each(sight, widened))


@rule("avg_pool3d")
def across_channels(call: Call) -> Sight:
    """Local response normalization takes the mean over neighbouring channels: a kernel `(k, 1, 1)`."""
    source, size = call.source, [int(n) for n in call[1]]
    strides = {int(n) for n in call[2]}
    if size[1:] != [1, 1] or strides - {1} or any(int(n) for n in call[3]) or any(source.dims[:-3]):
        raise LostError("Pooling over three axes is not followed.")
    ids = source.ids.reshape(-1)
    windows = np.lib.stride_tricks.sliding_window_view(ids, size[0])
    together = call.notebook.along(windows, [1], map_size(source)).reshape(-1)
    return on_map(call, source, lambda axis, _: axis, together)
