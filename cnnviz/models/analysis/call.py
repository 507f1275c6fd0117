"""One call of an operation, as a rule sees it, and the list of rules.

A rule is for an operation of ATen, the small set of functions to which torch brings every layer and every functional
call: `nn.Conv2d`, `F.conv2d` and a linear layer inside attention all arrive as `convolution` and `addmm`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from cnnviz.arithmetic import Window
from cnnviz.models.analysis.notebook import Notebook
from cnnviz.models.analysis.sight import LostError, Sight


@dataclass
class Call:
    """An operation with its arguments and its result, of which only the shapes are known."""

    operation: Any  # torch._ops.OpOverload
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    out: Any
    sights: Mapping[int, tuple[Tensor, Sight]]  # by id(tensor)
    notebook: Notebook
    window: Window | None = None  # a rule of a convolution or pooling puts its window here
    margin: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))  # what a rule of a padding has added

    def __getitem__(self, place: int) -> Any:
        """Return an argument, also one given by name or left at its default."""
        if place < len(self.args):
            return self.args[place]
        argument = self.operation._schema.arguments[place]  # noqa: SLF001 - torch has no public name for it
        return self.kwargs.get(argument.name, argument.default_value if argument.has_default_value() else None)

    def sight(self, tensor: object) -> Sight | None:
        """Return what a tensor sees; None of what does not depend on the picture."""
        found = self.sights.get(id(tensor))
        return found[1] if found else None

    @property
    def source(self) -> Sight:
        """What the first argument sees; `LostError` where another argument alone depends on the picture."""
        sight = self.sight(self[0])
        if sight is None:
            raise LostError("The picture enters this operation in an unusual place.")
        return sight

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the result, or of its first tensor."""
        out = self.out[0] if isinstance(self.out, tuple | list) else self.out
        return tuple(out.shape)


Rule = Callable[[Call], "Sight | Sequence[Sight] | None"]
"""Gives what the result sees: one for its first tensor, or one for each; None where it sees nothing."""

RULES: dict[str, Rule] = {}


def rule(*operations: str) -> Callable[[Rule], Rule]:
    """Enter a rule for operations of ATen, by name."""

    def enter(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(operations, function))
        return function

    return enter


def pair(value: Any, default: Any = None) -> tuple[int, int]:
    """Return `(height, width)` of an argument of ATen: two numbers, one for both, or none for the default."""
    numbers = list(value) if isinstance(value, Sequence) else [value]
    numbers = numbers if numbers and numbers[0] is not None else list(default)
    return int(numbers[0]), int(numbers[-1])
