"""What units see behind matrix products: linear layers, and attention that is written by hand."""

from __future__ import annotations

import numpy as np

from cnnviz.models.analysis.call import Call, rule
from cnnviz.models.analysis.reducing import reduced
from cnnviz.models.analysis.sight import WHOLE, Dim, Factor, LostError, Sight, filled


@rule("mm", "bmm", "addmm", "baddbmm", "mv", "addmv", "dot")
def product(call: Call) -> Sight:
    """Each unit sees a row of the left matrix and a column of the right one."""
    at = 1 if call.operation.overloadpacket.__name__.startswith(("add", "badd")) else 0
    left, right = call.sight(call[at]), call.sight(call[at + 1])
    if at and call.sight(call[0]) is not None:
        raise LostError("The bias of this layer depends on the picture.")
    if left is not None and right is not None:
        return _product_of_two(call, left, right)
    if left is not None:
        short = reduced(call, left, [-1])
        tail: list[Dim] = [(Factor("channel", int(call.shape[-1])),)] if call[at + 1].ndim > 1 else []
        return _widened(short, [*short.dims[:-1], *tail], len(short.factors))
    if right is None:
        raise LostError("The picture enters this operation in an unusual place.")
    where = -2 if len(right.dims) > 1 else -1
    short = reduced(call, right, [where])
    dims = list(short.dims)
    dims[where] = (Factor("channel", int(call[at].shape[-2])),)
    return _widened(short, dims, sum(len(d) for d in dims[:where]))


def _widened(short: Sight, dims: list[Dim], axis: int) -> Sight:
    """Repeat ids along the new channels."""
    sizes = [f.size if f.kind == "channel" else 1 for dim in dims for f in dim]
    if len(sizes) == short.ids.ndim:  # a vector: nothing is new
        return Sight.of(dims, short.ids)
    return Sight.of(dims, np.broadcast_to(np.expand_dims(short.ids, axis), sizes).astype(np.int32))


def _product_of_two(call: Call, left: Sight, right: Sight) -> Sight:
    """Where both see the whole picture, so does the product; else its units see two places, which no field says."""
    whole = call.notebook.id(WHOLE)
    if left.uniform() == whole and right.uniform() == whole:
        return filled(call.shape, whole)
    kept = [f for sight, dims in ((left, left.dims[:-1]), (right, right.dims[-1:])) for dim in dims for f in dim]
    if any(factor.kind != "channel" for factor in kept):
        raise LostError("Units compare two places of the map.")
    short = [reduced(call, left, [-1]), reduced(call, right, [-2])]
    ids = [each.uniform() for each in short]
    if None in ids:
        raise LostError("Channels that see differently are multiplied with one another.")
    return filled(call.shape, call.notebook.union([n for n in ids if n is not None], (1, 1)))
