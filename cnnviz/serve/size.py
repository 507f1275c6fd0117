"""How many bytes an answer holds, and making its arrays read-only. One walk does both."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    import numpy as np  # a server that serves at once imports it later


def seal(value: object) -> int:
    """Make every numpy array inside `value` read-only and return the bytes that `value` holds.

    Looks into tuples, lists, sets, mappings and dataclasses. An array that is a view counts with, and seals, the
    whole array behind it: that is what it keeps in memory, and what could be changed behind its back. What is met
    twice is counted once.
    """
    return _seal(value, set())


def _seal(value: Any, seen: set[int]) -> int:
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if _is_array(value):
        return _seal_array(value, seen)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return len(value)
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, (tuple, list, set, frozenset)):
        parts = list(value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, field.name) for field in fields(value)]
    else:
        nbytes = getattr(value, "nbytes", None)  # tensors and their like
        return nbytes if isinstance(nbytes, int) else sys.getsizeof(value)
    return sys.getsizeof(value) + sum(_seal(part, seen) for part in parts)


def _is_array(value: object) -> TypeGuard[np.ndarray[Any, Any]]:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, getattr(numpy, "ndarray", ()))  # it may be half imported elsewhere


def _seal_array(array: np.ndarray[Any, Any], seen: set[int]) -> int:
    array.setflags(write=False)
    owner = array
    while _is_array(owner.base):
        owner = owner.base
        owner.setflags(write=False)
    if owner is not array:
        if id(owner) in seen:
            return 0
        seen.add(id(owner))
    return owner.nbytes
