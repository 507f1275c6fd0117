"""Lets a network run so that every unit is a positive mean of all that it can see: then its gradient shows its field.

Activations and norms with fixed statistics do nothing, the rest is as `stand_ins` has it, and a product of two maps is
their sum: nothing can be 0 by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

from cnnviz.models.analysis import stand_ins

# Value by value, so that units see what they saw.
_SAME = frozenset(
    name
    for line in (
        "relu relu_ relu6 hardtanh hardtanh_ leaky_relu leaky_relu_ elu elu_ selu selu_ celu celu_ prelu rrelu gelu",
        "silu silu_ mish hardswish hardswish_ hardsigmoid sigmoid sigmoid_ tanh tanh_ softplus softsign logsigmoid",
        "dropout dropout_ dropout1d dropout2d alpha_dropout feature_alpha_dropout feature_dropout threshold",
        "exp sqrt rsqrt abs square pow clamp clamp_ clamp_min log neg __pow__",
    )
    for name in line.split()
)
# Of two maps; of a map and a constant they stay what they are.
_SUMS = frozenset(
    name
    for line in (
        "mul mul_ multiply __mul__ __rmul__ __imul__ div div_ __truediv__ __rtruediv__",
        "add_ __iadd__ sub __sub__ __rsub__ where maximum minimum",
    )
    for name in line.split()
)
_INSTEAD: dict[Any, Callable[..., Tensor]] = {
    **{
        function.__name__: function
        for function in (
            stand_ins.conv2d, stand_ins.conv_transpose2d, stand_ins.linear, stand_ins.max_pool2d, stand_ins.batch_norm,
            stand_ins.instance_norm, stand_ins.group_norm, stand_ins.layer_norm, stand_ins.softmax,
        )
    },
    **dict.fromkeys(("amax", "amin", "std", "var"), stand_ins.mean),
    F.max_pool2d: stand_ins.max_pool2d,  # torch calls it "fn"
}  # fmt: skip


def _one_or_zero(gradient: Tensor) -> Tensor:
    return (gradient != 0).to(gradient.dtype)


class Linearized(TorchFunctionMode):
    """Within it, in this thread, functions of torch are replaced as this file's first lines say.

    `fitted` says for each adaptive pooling, in order, whether it is to be left out: on the network's own picture size
    it changes nothing, and on another it would.
    """

    def __init__(self, fitted: Iterator[bool]) -> None:
        super().__init__()
        self._fitted = fitted

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run the replacement, and let gradients be 1 or 0 from here on back: none vanishes on a long way."""
        out = self._run(func, args, kwargs or {})
        is_new = isinstance(out, Tensor) and out.grad_fn is not None and not (args and out is args[0])
        if is_new:
            out.register_hook(_one_or_zero)
        return out

    def _run(self, func: Any, args: Any, kwargs: Any) -> Any:
        name = getattr(func, "__name__", "")
        if name in _SAME:
            return args[0]
        both = [value for value in args if isinstance(value, Tensor) and value.requires_grad]
        if name in _SUMS and len(both) > 1:
            return both[0] + both[1]
        if name == "adaptive_avg_pool2d" or func is F.adaptive_max_pool2d:
            if next(self._fitted, False):
                return args[0]
            return F.adaptive_avg_pool2d(args[0], args[1] if len(args) > 1 else kwargs["output_size"])
        instead = _INSTEAD.get(func) or _INSTEAD.get(name)
        return instead(*args, **kwargs) if instead else func(*args, **kwargs)


def equal_weights(tensor: Tensor) -> Tensor:
    """Return ones of a tensor's shape, which take the memory of one; whole numbers, as tables of positions, stay."""
    if tensor.is_floating_point():
        return torch.ones(1).expand(tensor.shape)
    return torch.zeros_like(tensor, device="cpu") if tensor.is_meta else tensor.detach().cpu().clone()
