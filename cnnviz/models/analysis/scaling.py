"""What units see behind operations that make maps larger or smaller without weights: scaling, shuffling, padding."""

from __future__ import annotations

import numpy as np

from cnnviz.models.analysis.call import Call, rule
from cnnviz.models.analysis.sight import NOTHING, PLACES, Box, Factor, LostError, Seen, Sight
from cnnviz.models.analysis.windows import by_group, on_map


def _scaled(call: Call, reach: tuple[int, int] | None) -> Sight:
    """Scale up by whole factors. Each unit is mixed from those around it, from `-reach[0]` before its left neighbour to
    `reach[1]` behind it, or, without `reach`, is the one in whose cell it lies.
    """
    size, output = call[0].shape[-2:], call.shape[-2:]
    factors = [int(b) // int(a) for a, b in zip(size, output, strict=True)]
    if any(int(a) * f != int(b) for a, f, b in zip(size, factors, output, strict=True)):
        raise LostError(
            f"From {size[0]} x {size[1]} to {output[0]} x {output[1]} each unit is made from others in its own way."
        )
    return on_map(
        call,
        call.source,
        lambda axis, side: axis.gather(1, [_mixed(i, factors[side], reach) for i in range(factors[side])]),
    )


def _mixed(unit: int, factor: int, reach: tuple[int, int] | None) -> list[int]:
    """Return the inputs from which a unit of the first turn is made; its centre is `(unit + 1/2) / factor - 1/2`."""
    left, rest = divmod(2 * unit + 1 - factor, 2 * factor)
    if reach is None or rest == 0:  # without a rest it stands on an input
        return [unit // factor]
    return list(range(left - reach[0], left + reach[1] + 1))


@rule("upsample_nearest2d", "_upsample_nearest_exact2d")
def nearest(call: Call) -> Sight:
    """Each unit is repeated."""
    return _scaled(call, None)


@rule("upsample_bilinear2d", "upsample_bicubic2d")
def interpolated(call: Call) -> Sight:
    """Units between two (bicubic: four) others are mixed from them."""
    if call[2]:
        raise LostError("Scaling with aligned corners mixes each unit in its own way.")
    return _scaled(call, (1, 2) if "bicubic" in call.operation.overloadpacket.__name__ else (0, 1))


@rule("pixel_shuffle")
def pixel_shuffle(call: Call) -> Sight:
    """Several channels are spread over a block of places; they are taken together."""
    factor, channels = int(call[1]), int(call.shape[-3])
    ids = by_group(call, call.source, channels, channels)
    return on_map(call, call.source, lambda axis, _: axis.gather(1, [[0]] * factor), ids)


@rule("pixel_unshuffle")
def unshuffled(call: Call) -> Sight:
    """Neighbours become channels; each channel sees one place of the block."""
    factor, source = int(call[1]), call.source
    channels = by_group(call, source, int(source.ids.size), int(source.ids.size))
    parts = []
    for place in range(factor * factor):
        offset = divmod(place, factor)
        part = on_map(call, source, lambda axis, side, o=offset: axis.gather(factor, [[o[side]]]), channels)  # type: ignore[misc]
        parts.append(part.ids.reshape(-1))
    ids = np.stack(parts, axis=1).reshape(-1)
    return on_map(call, source, lambda axis, _: axis, ids)


@rule("constant_pad_nd", "reflection_pad2d", "replication_pad2d")
def padded(call: Call) -> Sight:
    """Move the first field over the border, or back for a crop; new channels see nothing."""
    amounts = [int(n) for n in call[1]]
    sight, margin = call.source, [(0, 0), (0, 0)]
    for n in range(0, len(amounts), 2):  # of the last dimension first
        before, after = amounts[n], amounts[n + 1]
        if before or after:
            dim = len(sight.dims) - 1 - n // 2
            sight = _extended(call, sight, dim, before, after)
            for side, kind in enumerate(PLACES):
                if any(factor.kind == kind for factor in sight.dims[dim]):
                    margin[side] = before, after
    call.margin = (margin[0], margin[1])
    return sight


def _extended(call: Call, sight: Sight, dim: int, before: int, after: int) -> Sight:
    """Add to one dimension on both sides, or crop it where a number is negative."""
    size = int(call.shape[dim])
    start, _ = sight.cut(dim)
    if len(sight.dims[dim]) != 1:
        raise LostError("A list of places and channels, or a dimension of size 1, was padded.")
    (factor,) = sight.dims[dim]
    dims = [*sight.dims[:dim], (Factor(factor.kind, size),), *sight.dims[dim + 1 :]]
    if factor.kind == "channel":
        kept = sight.ids.take(range(max(0, -before), factor.size - max(0, -after)), axis=start)
        widths = [(max(0, before), max(0, after)) if n == start else (0, 0) for n in range(kept.ndim)]
        return Sight.of(dims, np.pad(kept, widths, constant_values=NOTHING))
    if factor.kind == "place" or sight.count(factor.kind) != factor.size:
        raise LostError("The places of the map were rearranged before this padding.")
    side = PLACES.index(factor.kind)

    def moved(box: Box) -> Seen:
        axes = list(box.axes())
        axes[side] = (axis := axes[side]) and axis.gather(1, [[-before]])
        return Box(*axes)

    return Sight.of(dims, call.notebook.each(sight, moved))
