"""What units see behind operations that put many units into one, or show each unit many: sums, softmax, norms."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

import numpy as np

from cnnviz.models.analysis.call import Call, rule
from cnnviz.models.analysis.sight import PLACES, WHOLE, Box, Factor, LostError, Seen, Sight, reshaped


def reduced(call: Call, sight: Sight, which: Iterable[int]) -> Sight:
    """Return the sight after all units along some dimensions were put into one; those dimensions stay with size 1."""
    which = {n % len(sight.dims) for n in which} if sight.dims else set()
    axes = [axis for n in which for axis in range(*sight.cut(n))]
    gone = [factor for n in which for factor in sight.dims[n]]
    size = (sight.count("row"), sight.count("col"))
    ids = call.notebook.along(sight.ids, axes, size)
    dims = [() if n in which else dim for n, dim in enumerate(sight.dims)]
    changes: list[tuple[str, int]] = []  # for rows and columns: "all", or "block" of so many
    for side, kind in enumerate(PLACES):
        lost = [factor for factor in gone if factor.kind == kind]
        if not lost:
            changes.append(("", 0))
        elif prod(f.size for f in lost) == size[side]:
            changes.append(("all", size[side]))
        elif lost[-1].step == 1 and len(lost) == 1:
            changes.append(("block", lost[0].size))
        else:
            raise LostError("Units at regular places of the map were put together, which no rectangle says.")

    def widened(box: Box) -> Seen:
        out = []
        for side, axis in enumerate(box.axes()):
            how, count = changes[side]
            if how == "all":
                call.notebook.whole(axis, count, side)
                axis = None
            elif how == "block" and axis:
                axis = axis.gather(count, [range(count)])
            out.append(axis)
        return Box(*out)

    blocks = {kind: count for kind, (how, count) in zip(PLACES, changes, strict=True) if how == "block"}
    dims = [
        tuple(Factor(f.kind, f.size, f.step // blocks[f.kind]) if f.kind in blocks else f for f in dim) for dim in dims
    ]
    if any(factor.kind == "place" for factor in gone) and sight.uniform() != call.notebook.id(WHOLE):
        raise LostError("Units were put together of which it is not known where they lie.")
    flat = [factor for dim in dims for factor in dim]
    ids = ids.reshape([f.size if f.kind == "channel" else 1 for f in flat])
    return Sight(tuple(dims), call.notebook.each(Sight(tuple(dims), ids), widened))


def _dims(value: object, count: int) -> list[int]:
    """Return the dimensions an argument names: a number, several, or none for all."""
    if isinstance(value, int):
        return [value]
    listed = [int(n) for n in value] if isinstance(value, list | tuple) else []
    return listed or list(range(count))


@rule(
    "mean",
    "sum",
    "amax",
    "amin",
    "max",
    "min",
    "var",
    "std",
    "var_mean",
    "norm",
    "linalg_vector_norm",
    "logsumexp",
    "prod",
)
def reduction(call: Call) -> Sight:
    """All units along the dimensions are put into one."""
    at = 2 if call.operation.overloadpacket.__name__ in {"norm", "linalg_vector_norm"} else 1
    source = call.source
    return reshaped(reduced(call, source, _dims(call[at], len(source.dims))), call.shape)


def _everywhere(call: Call, which: Iterable[int]) -> Sight:
    """Each unit sees itself and all units along some dimensions."""
    source = call.source
    together = reduced(call, source, which)
    axes = {n for d in which for n in range(*source.cut(d % len(source.dims)))}
    shape = [1 if n in axes else length for n, length in enumerate(source.ids.shape)]
    wide = np.broadcast_to(together.ids.reshape(shape), source.ids.shape)
    if any(
        factor.step > 1 or factor.size != source.count(factor.kind)
        for factor in source.factors
        if factor.kind in PLACES
    ):
        raise LostError("Units see others of their window of the map.")
    return source.with_ids(wide.astype(np.int32))


@rule("_softmax", "_safe_softmax", "_log_softmax", "cumsum", "softmax", "log_softmax")
def softmax(call: Call) -> Sight:
    """Each unit sees all along one dimension."""
    return _everywhere(call, [int(call[1])])


@rule("native_layer_norm")
def layer_norm(call: Call) -> Sight:
    """Each unit sees all along the last dimensions: over channels only, the field stays."""
    return _everywhere(call, range(-len(call[1]), 0))


@rule("native_group_norm")
def group_norm(call: Call) -> Sight:
    """Each unit sees all of its group's maps."""
    source, groups = call.source, int(call[6])
    shape = tuple(call[0].shape)
    sight = reshaped(source, [shape[0], groups, shape[1] // groups, *shape[2:]])
    axes = range(*sight.cut(2))
    size = (sight.count("row"), sight.count("col"))
    table = call.notebook.along(sight.ids, axes, size)
    sight = sight.with_ids(np.broadcast_to(table, sight.ids.shape).astype(np.int32))
    whole = _all_places(call, sight)
    return reshaped(whole, shape)


def _all_places(call: Call, sight: Sight) -> Sight:
    """Each unit sees all places of its map."""
    size = (sight.count("row"), sight.count("col"))
    if any(factor.kind == "place" for factor in sight.factors):
        raise LostError("The places of the map were rearranged before this layer.")

    def widened(box: Box) -> Seen:
        for side, axis in enumerate(box.axes()):
            call.notebook.whole(axis, size[side], side)
        return WHOLE

    return sight.with_ids(call.notebook.each(sight, widened))


@rule(
    "native_batch_norm",
    "cudnn_batch_norm",
    "_native_batch_norm_legit_no_training",
    "_native_batch_norm_legit",
    "batch_norm",
)
def batch_norm(call: Call) -> Sight:
    """With fixed statistics the field stays; with those of the picture (instance norm) each unit sees its whole map."""
    if call.operation.overloadpacket.__name__.endswith("no_training") or not call[5]:
        return call.source
    return _all_places(call, call.source)
