"""What units see behind arithmetic on maps, value by value."""

from __future__ import annotations

from math import prod

import numpy as np
from torch import Tensor

from cnnviz.models.analysis.call import Call
from cnnviz.models.analysis.sight import PLACES, Box, Dim, Factor, Ids, LostError, Seen, Sight


def pointwise(call: Call) -> Sight:
    """Each unit sees what the units at its place in all arguments see; sizes of 1 are repeated."""
    tensors = [t for each in call.args for t in (each if isinstance(each, list | tuple) else [each])]
    sights = [sight for tensor in tensors if (sight := call.sight(tensor)) is not None]
    if not sights:
        raise LostError("The picture enters this operation in an unusual place.")
    shape = call.shape
    wide = [_broadcast(call, sight, shape) for sight in sights]
    if len(wide) == 1:
        return wide[0]
    dims = tuple(_common([sight.dims[n] for sight in wide]) for n in range(len(shape)))
    if any(not dim and size > 1 for dim, size in zip(dims, shape, strict=True)):  # a constant is the larger one
        raise LostError("A map was repeated along a constant.")
    tables = [_table(call, sight, dims) for sight in wide]
    flat = [np.broadcast_to(t, np.broadcast_shapes(*(t.shape for t in tables))) for t in tables]
    size = (
        prod(f.size for d in dims for f in d if f.kind == "row"),
        prod(f.size for d in dims for f in d if f.kind == "col"),
    )
    together = call.notebook.along(np.stack(flat, axis=-1), [flat[0].ndim], size)[..., 0]
    return Sight.of(dims, together)


def _broadcast(call: Call, sight: Sight, shape: tuple[int, ...]) -> Sight:
    """Add dimensions in front; where constants make one wider, repeat it as channels."""
    dims = ((),) * (len(shape) - len(sight.dims)) + sight.dims
    others = [t for t in call.args if isinstance(t, Tensor) and call.sight(t) is None]
    out: list[Dim] = []
    ids, axis = sight.ids, 0
    for n, (dim, size) in enumerate(zip(dims, shape, strict=True)):
        place = n - len(shape)
        is_constant = any(t.ndim >= -place and int(t.shape[place]) == size for t in others)
        alone = not any(len(s.dims) >= -place and s.dims[place] for t in call.args if (s := call.sight(t)) is not None)
        if not dim and size > 1 and is_constant and alone:
            ids = np.repeat(np.expand_dims(ids, axis), size, axis)
            out.append((Factor("channel", size),))
        else:
            out.append(dim)
        axis += len(out[-1])
    return sight if tuple(out) == sight.dims else Sight(tuple(out), ids)


def _common(dims: list[Dim]) -> Dim:
    """Return the layout of one dimension that all share, or that one has and the others repeat."""
    some = {dim for dim in dims if dim}
    if len(some) > 1:
        raise LostError("Maps meet whose rows, columns and channels lie differently.")
    return next(iter(some), ())


def _table(call: Call, sight: Sight, dims: tuple[Dim, ...]) -> Ids:
    """Return ids with an axis for each factor of `dims`; what has one row for a map's many is seen by all of them."""
    ids, axis = sight.ids, 0
    fixed = [False, False]
    for own, dim in zip(sight.dims, dims, strict=True):
        if not own:
            for factor in dim:
                ids = np.expand_dims(ids, axis)
                fixed = [held or factor.kind == kind for held, kind in zip(fixed, PLACES, strict=True)]
        axis += len(dim)
    fixed = [held and sight.count(kind) == 1 for held, kind in zip(fixed, PLACES, strict=True)]
    if not any(fixed):
        return ids

    def held(box: Box) -> Seen:
        return Box(
            *(axis.gather(0, [[0]]) if axis and still else axis for axis, still in zip(box.axes(), fixed, strict=True))
        )

    return call.notebook.each(Sight(dims, ids), held)
