"""Copies of a network without its weights: on shapes alone for an analysis, with equal weights for a measurement."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from cnnviz.errors import NotTraceable

_UNCHANGING = (int, float, str, bool, type(None), torch.dtype, torch.device, FunctionType, BuiltinFunctionType, type)
_HOOKS = "_backward_pre_hooks _backward_hooks _forward_hooks _forward_hooks_with_kwargs _forward_hooks_always_called"
_HOOKS += " _forward_pre_hooks _forward_pre_hooks_with_kwargs"
_NO_HOOKS = frozenset(_HOOKS.split())


def without_values(tensor: Tensor) -> Tensor:
    """Return a tensor of the same shape on torch's meta device, which allocates nothing."""
    return torch.empty_like(tensor, device="meta", requires_grad=False)


def blank(module: nn.Module, fill: Callable[[Tensor], Tensor] = without_values) -> nn.Module:
    """Return a copy in evaluation mode whose parameters and buffers are what `fill` makes of them, and without hooks.

    `module` stays as it is. Tied parameters stay tied.

    Raises:
        NotTraceable: the module holds something that cannot be copied.

    """
    memory: dict[int, Any] = {}
    layers = list(module.modules())
    for parameter in (each for layer in layers for each in layer._parameters.values() if each is not None):  # noqa: SLF001
        if is_lazy(parameter):
            raise NotTraceable(
                "A layer of this network learns its sizes only when it first runs (a lazy layer). Run it once first."
            )
        if id(parameter) not in memory:
            memory[id(parameter)] = nn.Parameter(fill(parameter), requires_grad=False)
    for buffer in (each for layer in layers for each in layer._buffers.values() if each is not None):  # noqa: SLF001
        if id(buffer) not in memory:
            memory[id(buffer)] = fill(buffer)
    try:
        return _copied(module, fill, memory).eval()
    except Exception as reason:
        raise NotTraceable(f"This network cannot be copied, so it cannot be looked into: {reason}") from reason


def _copied(module: nn.Module, fill: Callable[[Tensor], Tensor], memory: dict[int, Any]) -> nn.Module:
    """Copy a module as `copy.deepcopy` does, in a third of its time; `memory` has the copy of each thing by its id."""
    if id(module) in memory:
        known: nn.Module = memory[id(module)]
        return known
    kind = type(module)
    has_own_way = any(getattr(kind, way) is not getattr(nn.Module, way) for way in ("__reduce_ex__", "__getstate__"))
    if hasattr(kind, "__deepcopy__") or has_own_way:
        return copy.deepcopy(module, memory)
    twin = kind.__new__(kind)
    memory[id(module)] = twin
    state = twin.__dict__
    for name, value in module.__dict__.items():
        if isinstance(value, _UNCHANGING):
            state[name] = value
        elif name == "_modules":
            state[name] = {key: child and _copied(child, fill, memory) for key, child in value.items()}
        elif name in {"_parameters", "_buffers"}:
            state[name] = {key: None if tensor is None else memory[id(tensor)] for key, tensor in value.items()}
        elif isinstance(value, Tensor):
            state[name] = memory.setdefault(id(value), fill(value))
        elif name in _NO_HOOKS:
            state[name] = OrderedDict()
        elif not value and type(value) in (dict, list, set, OrderedDict, tuple):
            state[name] = type(value)()
        elif type(value) is tuple and all(isinstance(each, _UNCHANGING) for each in value):
            state[name] = value
        else:
            state[name] = copy.deepcopy(value, memory)
    return twin
