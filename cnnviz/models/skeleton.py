"""torchvision's networks without weights: every shape is there and no memory is taken, on the meta device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

# Only training uses the auxiliary heads; no first values are drawn, since weights replace them or nobody reads them.
_PLAIN = {"aux_logits": False, "init_weights": False}
_OPTIONS: Mapping[str, Mapping[str, bool]] = {"googlenet": _PLAIN, "inception_v3": _PLAIN}


class _Weightless(TorchFunctionMode):
    """Make what weights are made of on the meta device, and leave other arithmetic alone.

    RegNets compute their widths with tensors, so under `torch.device("meta")` they would have none.
    """

    makers = frozenset({torch.empty, torch.zeros, torch.ones})

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Run one function of torch, as the mode's base asks."""
        given = dict(kwargs or {})
        if func in self.makers and given.get("device") is None:
            given["device"] = "meta"
        return func(*args, **given)


def skeleton(name: str) -> nn.Module:
    """Return torchvision's network `name` in evaluation, on the meta device, without auxiliary heads.

    GoogLeNet and Inception v3 come without torchvision's `transform_input`, which undoes ImageNet's normalization.
    """
    from torchvision.models import get_model

    with _Weightless():
        module: nn.Module = get_model(name, weights=None, **_OPTIONS.get(name, {}))
    return module.to("meta").eval()  # what was computed, such as the batch counters, goes there too


def embedded_skeleton() -> nn.Module:
    """Return the embedded network in evaluation, on the meta device."""
    from cnnviz.models.embedded import EmbeddedNet

    with torch.device("meta"):
        return EmbeddedNet().eval()


def stride_on_1x1(resnet: nn.Module) -> nn.Module:
    """Move the stride of each bottleneck from its 3x3 to the 1x1 before it, in place.

    So had it the networks that He et al. published with their paper (2015); torchvision's are called v1.5.
    """
    from torchvision.models.resnet import Bottleneck

    for block in resnet.modules():
        if isinstance(block, Bottleneck):
            block.conv1.stride, block.conv2.stride = block.conv2.stride, (1, 1)
    return resnet
