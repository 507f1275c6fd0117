"""Remembers the results of operations on shapes alone: networks repeat their layers, and torch takes long over each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor

Key = tuple[Any, ...]


KEPT = 10_000  # results; about 5 MB

_found: dict[Key, Any] = {}  # every network's: a shape holds for all


def run(operation: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Return what an operation of ATen gives on the meta device; it is not run where its result is known.

    That is remembered of operations that return fresh tensors. Those that change values in place change no shape.
    """
    kind = _kind(operation)
    if kind == "in place" and _all_of_one_shape(args):
        return args[0]
    if kind != "fresh" or kwargs:
        return operation(*args, **kwargs)
    try:
        key = (operation, *map(_signature, args))
        found = _found.get(key)
    except TypeError:  # an argument that cannot be a key
        return operation(*args)
    if found is not None:
        return _fresh(found)
    out = operation(*args)
    if len(_found) >= KEPT:
        _found.clear()
    _found[key] = _template(out)
    return out


@cache
def _kind(operation: Any) -> str:
    schema = operation._schema  # noqa: SLF001 - torch has no public name for it
    if schema.is_mutable:
        only_self = sum(argument.alias_info is not None for argument in schema.arguments) == 1
        is_value_by_value = torch.Tag.pointwise in operation.tags and schema.name.endswith("_")
        return "in place" if is_value_by_value and only_self else "other"
    return "other" if any(each.alias_info is not None for each in schema.returns) else "fresh"


def _all_of_one_shape(args: Sequence[Any]) -> bool:
    shapes = {tuple(value.shape) for value in args if isinstance(value, Tensor)}
    return isinstance(args[0], Tensor) and len(shapes) == 1


def _signature(value: Any) -> Any:
    if isinstance(value, Tensor):
        return (value.shape, value.stride(), value.dtype, value.device.type)
    if isinstance(value, list | tuple):
        return tuple(map(_signature, value))
    return (type(value), value)  # 1, 1.0 and True are not the same


def _template(out: Any) -> Any:
    """Return what is to be remembered of a result; None where it is no tensor on the meta device, or several."""
    if isinstance(out, tuple | list):
        parts = [_template(each) for each in out]
        return None if None in parts else parts
    return (out.shape, out.stride(), out.dtype) if isinstance(out, Tensor) and out.is_meta else None


def _fresh(found: Any) -> Any:
    if isinstance(found, list):
        return tuple(map(_fresh, found))
    shape, stride, dtype = found
    return torch.empty_strided(shape, stride, dtype=dtype, device="meta")
