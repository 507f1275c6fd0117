"""What units see behind operations that only move values: reshaping, permuting, cutting, joining."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnviz.models.analysis.call import Call, rule
from cnnviz.models.analysis.sight import NOTHING, Box, Dim, Factor, LostError, Seen, Sight, permuted, reshaped

# fmt: off
SAME = ("alias", "clone", "detach", "contiguous", "_to_copy", "native_dropout", "lift_fresh", "positive", "view_as")
# fmt: on


@rule(*SAME)
def same(call: Call) -> Sight:
    """Every unit sees what it saw."""
    return call.source


@rule("view", "_unsafe_view", "reshape", "squeeze", "unsqueeze", "_reshape_alias", "flatten")
def reshape(call: Call) -> Sight:
    """Sizes change, the order of values does not."""
    return reshaped(call.source, call.shape)


@rule("permute")
def permute(call: Call) -> Sight:
    """Dimensions change places."""
    count = len(call.source.dims)
    return permuted(call.source, [int(n) % count for n in call[1]])


@rule("transpose", "t")
def transpose(call: Call) -> Sight:
    """Two dimensions change places."""
    count = len(call.source.dims)
    if count < 2:
        return call.source
    first, second = (
        (0, 1) if call.operation.overloadpacket.__name__ == "t" else (int(call[1]) % count, int(call[2]) % count)
    )
    order = list(range(count))
    order[first], order[second] = second, first
    return permuted(call.source, order)


@rule("expand")
def expand(call: Call) -> Sight:
    """A dimension of size 1 is repeated."""
    source, shape = call.source, call.shape
    dims = ((),) * (len(shape) - len(source.dims)) + source.dims
    ids = source.ids
    out: list[Dim] = []
    axis = 0
    for dim, size in zip(dims, shape, strict=True):
        if not dim and size > 1:
            ids = np.repeat(np.expand_dims(ids, axis), size, axis)
            out.append((Factor("channel", size),))
        else:
            out.append(dim)
        axis += len(out[-1])
    return Sight.of(out, ids)


def _kept(call: Call, dim: int, indices: Sequence[int], step: int) -> Sight:
    """Keep some indices, `step` apart, of a dimension; it stays, perhaps with size 1."""
    source = call.source
    factors = source.dims[dim]
    start, _ = source.cut(dim)
    if not factors:
        return source
    if len(factors) > 1:
        raise LostError("Part of a flattened map was taken; which places and channels is not followed.")
    (factor,) = factors
    dims = list(source.dims)
    dims[dim] = (Factor(factor.kind, len(indices)),)
    if factor.kind == "channel":
        return Sight.of(dims, source.ids.take(indices, axis=start))
    if factor.kind == "place":
        return Sight.of(dims, source.ids)
    if source.count(factor.kind) != factor.size:
        raise LostError("Part of each window of the map was taken.")
    side = 0 if factor.kind == "row" else 1

    def moved(box: Box) -> Seen:
        axes = list(box.axes())
        axis = axes[side]
        axes[side] = axis and axis.gather(step, [[indices[0]]])
        return Box(*axes)

    return Sight.of(dims, call.notebook.each(source, moved))


@rule("slice")
def part(call: Call) -> Sight:
    """Take some rows, columns or channels, one step apart."""
    dim, length = int(call[1] or 0), int(call[0].shape[int(call[1] or 0)])
    indices = range(length)[slice(call[2], call[3], call[4])]
    return _kept(call, dim % len(call.source.dims), indices, int(call[4] or 1))


@rule("narrow")
def narrow(call: Call) -> Sight:
    """Take neighbouring rows, columns or channels."""
    return _kept(call, int(call[1]) % len(call.source.dims), range(int(call[2]), int(call[2]) + int(call[3])), 1)


@rule("select")
def select(call: Call) -> Sight:
    """Take one row, column or channel; the dimension goes."""
    dim = int(call[1]) % len(call.source.dims)
    length = int(call[0].shape[dim])
    one = _kept(call, dim, [int(call[2]) % length], 1)
    return reshaped(one, call.shape)


@rule("split", "split_with_sizes", "unsafe_split", "chunk", "tensor_split")
def split(call: Call) -> list[Sight]:
    """Cut into several tensors."""
    name = call.operation.overloadpacket.__name__
    dim = int(call[2] or 0) % len(call.source.dims)
    sights, start = [], 0
    for tensor in call.out:
        length = int(tensor.shape[dim])
        sights.append(_kept(call, dim, range(start, start + length), 1))
        start += length
    if not sights:
        raise LostError(f"What {name} gives is not followed.")
    return sights


@rule("unbind")
def unbind(call: Call) -> list[Sight]:
    """Cut into single rows, columns or channels."""
    dim = int(call[1] or 0) % len(call.source.dims)
    return [reshaped(_kept(call, dim, [n], 1), tuple(tensor.shape)) for n, tensor in enumerate(call.out)]


@rule("index_select")
def chosen(call: Call) -> Sight:
    """Take channels in an order that only the weights know: any of them may be any of the inputs."""
    source, dim = call.source, int(call[1]) % len(call.source.dims)
    if any(factor.kind != "channel" for factor in source.dims[dim]):
        raise LostError("Places were taken in an order that is not followed.")
    start, stop = source.cut(dim)
    together = call.notebook.along(source.ids, range(start, stop), (source.count("row"), source.count("col")))
    dims = list(source.dims)
    dims[dim] = (Factor("channel", int(call.shape[dim])),)
    one = together.reshape([*together.shape[:start], 1, *together.shape[stop:]])
    return Sight.of(dims, np.repeat(one, call.shape[dim], start))


@rule("channel_shuffle")
def shuffled(call: Call) -> Sight:
    """Deal the channels of the groups out in turn."""
    groups, source = int(call[1]), call.source
    start, stop = source.cut(len(source.dims) - 3)
    shape = source.ids.shape
    table = source.ids.reshape(*shape[:start], groups, -1, *shape[stop:])
    return Sight.of(source.dims, np.moveaxis(table, start, start + 1).reshape(shape))


@rule("cat", "concat", "concatenate")
def concatenate(call: Call) -> Sight:
    """Join along channels: each channel keeps what it sees."""
    tensors = [tensor for tensor in call[0] if tensor.numel()]
    dim = int(call[1] or 0) % len(call.shape)
    known = [sight for tensor in tensors if (sight := call.sight(tensor)) is not None]
    pattern = max(known, key=lambda sight: len(sight.factors))
    layout = [each for n, each in enumerate(pattern.dims) if n != dim]
    pieces = []
    start, _ = pattern.cut(dim)
    for tensor in tensors:
        length = int(tensor.shape[dim])
        sight = call.sight(tensor)
        others = layout if sight is None else [each for n, each in enumerate(sight.dims) if n != dim]
        own = () if sight is None else sight.dims[dim]
        if others != layout or any(factor.kind != "channel" for factor in own):
            raise LostError("Places of several maps stand in one list: its units do not see alike.")
        rest = [f.size if f.kind == "channel" else 1 for each in layout for f in each]
        shape = [*rest[:start], length, *rest[start:]]
        pieces.append(np.full(shape, NOTHING, np.int32) if sight is None else sight.ids.reshape(shape))
    dims = list(pattern.dims)
    dims[dim] = (Factor("channel", int(call.shape[dim])),)
    return Sight.of(dims, np.concatenate(pieces, axis=start))


@rule("stack")
def stack(call: Call) -> Sight:
    """Join along a new dimension."""
    sights = [sight for tensor in call[0] if (sight := call.sight(tensor)) is not None]
    if len(sights) < len(call[0]) or any(sight.dims != sights[0].dims for sight in sights):
        raise LostError("Maps of different layouts were stacked.")
    dim = int(call[1] or 0) % len(call.shape)
    start = sum(len(each) for each in sights[0].dims[:dim])
    dims = list(sights[0].dims)
    dims.insert(dim, (Factor("channel", len(sights)),))
    return Sight.of(dims, np.stack([sight.ids for sight in sights], axis=start))


@rule("copy")
def copied(call: Call) -> Sight:
    """Write one map over another."""
    sight = call.sight(call[1])
    if sight is None or tuple(call[1].shape) != call.shape:
        raise LostError("A part of the map was overwritten.")
    return sight
