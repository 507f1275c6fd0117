"""Follows a network while it runs on shapes alone, and notes of each tensor what its units see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from cnnviz.arithmetic import Unknown, Window
from cnnviz.models.analysis import mixing, products, reducing, scaling, shape_cache, shapes, windows
from cnnviz.models.analysis.axis import Axis
from cnnviz.models.analysis.call import RULES, Call
from cnnviz.models.analysis.macs import macs
from cnnviz.models.analysis.notebook import Notebook
from cnnviz.models.analysis.sight import WHOLE, Box, Factor, LostError, Sight, filled

RULE_FILES = (mixing, products, reducing, scaling, shapes, windows)  # they enter their rules when they are imported

# Their results hold no picture: an empty tensor like another, a shape, a mask of constants.
_FRESH = frozenset("empty new_empty new_zeros new_ones new_full zeros_like ones_like full_like empty_like".split())  # noqa: SIM905
# Torch tags most operations that work value by value; these it does not.
_VALUE_BY_VALUE = frozenset("hardswish hardsigmoid hardtanh prelu _prelu_kernel softplus log_sigmoid_forward".split())  # noqa: SIM905


class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Sees every operation of ATen in its own thread; `take` gives what has gathered since it was last asked."""

    def __init__(self, picture: Tensor) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        _, channels, height, width = picture.shape
        self.notebook = Notebook((height, width))
        dims = ((), (Factor("channel", channels),), (Factor("row", height),), (Factor("col", width),))
        pixel = self.notebook.id(Box(Axis(), Axis()))
        self._sights: dict[int, tuple[Tensor, Sight]] = {}  # holds the tensors: an id stays theirs
        self._storages: dict[int, list[Tensor]] = {}
        self._written: set[int] = set()  # memory of constants into a part of which something of the picture was written
        self._note(picture, Sight.of(dims, np.full((channels, 1, 1), pixel, np.int32)))
        self._macs: int | Unknown = 0
        self._windows: list[Window] = []
        self._margin = ((0, 0), (0, 0))

    def sight(self, tensor: Tensor) -> Sight | None:
        """Return what a tensor's units see; None where it does not depend on the picture."""
        found = self._sights.get(id(tensor))
        return found[1] if found else None

    def note(self, tensor: Tensor, sight: Sight) -> None:
        """Say what a tensor's units see, of which more is known than its operations tell."""
        self._note(tensor, sight)

    def take(self) -> tuple[int | Unknown, Window | None, tuple[str, ...]]:
        """Return multiplications, the window where there was just one, and remarks; begin anew."""
        count, several, (down, across) = self._macs, self._windows, self._margin
        remarks = tuple(self.notebook.remarks)
        self._macs, self._windows, self._margin = 0, [], ((0, 0), (0, 0))
        self.notebook.remarks.clear()
        window = several[0] if len(several) == 1 else None
        if window and (any(down) or any(across)):
            (top, bottom), (left, right) = window.padding
            sides = ((top + down[0], bottom + down[1]), (left + across[0], right + across[1]))
            window = Window(
                window.kernel, window.stride, sides, window.dilation, window.groups, window.ceil_mode, window.bias
            )
        return count, window, remarks

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Let the operation run, count it, and apply its rule."""
        out = shape_cache.run(func, args, kwargs or {})
        call = Call(func, args, kwargs or {}, out, self._sights, self.notebook)
        count = macs(call)
        if not isinstance(self._macs, Unknown):
            self._macs = count if isinstance(count, Unknown) else self._macs + count
        if self._is_seeing(args) or (kwargs and self._is_seeing(kwargs.values())):
            self._follow(call)
        return out

    def _is_seeing(self, values: Iterable[Any]) -> bool:
        for value in values:
            if id(value) in self._sights:
                return True
            if isinstance(value, list | tuple):
                if self._is_seeing(value):
                    return True
            elif self._written and self._is_written(value):
                return True
        return False

    def _is_written(self, value: object) -> bool:
        """Whether a tensor lies in memory that was partly overwritten; its units are then no longer known."""
        if not isinstance(value, Tensor) or _memory(value) not in self._written:
            return False
        reason = Unknown("The map was put together by writing into parts of it.")
        self._note(value, filled(tuple(value.shape), self.notebook.id(reason)))
        return True

    def _follow(self, call: Call) -> None:
        """Note what the result of an operation sees; where no rule says it, note why it is not known."""
        name = call.operation.overloadpacket.__name__
        if name in _FRESH:
            return
        outs = list(call.out) if isinstance(call.out, tuple | list) else [call.out]
        try:
            sights = self._by_rule(name, call)
        except LostError as reason:
            sights = [self._fallback(call, tensor, str(reason)) for tensor in outs if isinstance(tensor, Tensor)]
        for tensor, sight in zip(outs, sights, strict=False):
            if isinstance(tensor, Tensor):
                if any(tensor is value for value in call.args) and self._of(tensor) is None:
                    self._written.add(_memory(tensor))
                self._note(tensor, sight)
        if call.window:
            self._windows.append(call.window)
        elif call.margin != ((0, 0), (0, 0)):
            self._margin = call.margin

    def _by_rule(self, name: str, call: Call) -> Sequence[Sight]:
        found = RULES.get(name) or RULES.get(name.removesuffix("_"))
        if found is None and (torch.Tag.pointwise in call.operation.tags or name.removesuffix("_") in _VALUE_BY_VALUE):
            found = mixing.pointwise
        if found is None:
            raise LostError(f"What units see behind the operation {name} is not known here.")
        sights = found(call)
        return [] if sights is None else [sights] if isinstance(sights, Sight) else sights

    def _fallback(self, call: Call, out: Tensor, reason: str) -> Sight:
        """Return global where everything that went in was; else say why it is not known, with the first reason."""
        values = [
            t
            for each in (*call.args, *call.kwargs.values())
            for t in (each if isinstance(each, list | tuple) else [each])
        ]
        seeing = [(value, sight) for value in values if (sight := self._of(value)) is not None]
        inside = [sight.uniform() for _, sight in seeing]
        whole = self.notebook.id(WHOLE)
        first = next((s for n in inside if n is not None and isinstance(s := self.notebook.seen[n], Unknown)), None)
        is_arithmetic = torch.Tag.pointwise in call.operation.tags
        is_whole = whole in inside and (is_arithmetic or all(number == whole for number in inside))
        number = whole if is_whole else self.notebook.id(first or Unknown(reason))
        like = next((sight for value, sight in seeing if value.shape == out.shape), None)
        return like.with_ids(np.full_like(like.ids, number)) if like else filled(tuple(out.shape), number)

    def _of(self, value: object) -> Sight | None:
        found = self._sights.get(id(value))
        return found[1] if found else None

    def _note(self, tensor: Tensor, sight: Sight) -> None:
        """Keep what a tensor sees; other views of memory that was overwritten are no longer known."""
        before = self._of(tensor)
        self._sights[id(tensor)] = (tensor, sight)
        sharing = self._storages.setdefault(_memory(tensor), [])
        if before is None:
            sharing.append(tensor)
        elif before is not sight:
            reason = self.notebook.id(Unknown("A view of this map was overwritten."))
            for other in sharing:
                if other is not tensor:
                    self._sights[id(other)] = (other, filled(tuple(other.shape), reason))


def _memory(tensor: Tensor) -> int:
    """Return a number of the memory in which a tensor lies, that its views share."""
    return int(tensor.untyped_storage()._cdata)  # noqa: SLF001 - on shapes alone there is no address to ask for
