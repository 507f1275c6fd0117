"""Multiplications of one operation of ATen: of convolutions and matrix products, without bias.

Half of what `torch.utils.flop_counter` counts. Everything else counts none: norms, activations, poolings and sums of
maps multiply too, but by a convention of the field they are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from cnnviz.arithmetic import Unknown
from cnnviz.models.analysis.call import Call


def _convolution(call: Call) -> int:
    """Each weight is used once a place: of the output, or of the input of a transposed convolution."""
    places = call[0].shape[2:] if call[6] else call.shape[2:]
    return int(call[0].shape[0]) * prod(places) * int(call[1].numel())


def _matrices(at: int) -> Callable[[Call], int]:
    """`(..., i, k)` times `(..., k, j)`: i * k * j."""
    return lambda call: prod(call.shape) * int(call[at].shape[-1])


_COUNTED: dict[str, Callable[[Call], int]] = {
    "convolution": _convolution,
    "_convolution": _convolution,
    "mm": _matrices(0),
    "bmm": _matrices(0),
    "mv": _matrices(0),
    "dot": _matrices(0),
    "vdot": _matrices(0),
    "addmm": _matrices(1),
    "baddbmm": _matrices(1),
    "addmv": _matrices(1),
    "_addmm_activation": _matrices(1),
    "addr": lambda call: prod(call.shape),
}

_UNCOUNTED = (
    "lstm",
    "gru",
    "rnn",
    "cudnn",
    "mkldnn",
    "trilinear",
    "cdist",
    "scaled_dot",
    "_attention",
    "multi_head",
    "addbmm",
)


def macs(call: Call) -> int | Unknown:
    """Return the multiplications of one call."""
    operation: Any = call.operation
    name = operation.overloadpacket.__name__
    if name in _COUNTED:
        return _COUNTED[name](call)
    if operation.namespace not in {"aten", "prim", "prims"} or any(part in name for part in _UNCOUNTED):
        return Unknown(f"How many multiplications {operation.namespace}::{name} makes is not known here.")
    return 0
