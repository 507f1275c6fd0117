"""Networks without weights, for what needs shapes alone."""

from __future__ import annotations

from unittest.mock import patch

import torch
from torch import nn
from torchvision.models import get_model
from torchvision.models.regnet import BlockParams


def weightless(name: str, **options: object) -> nn.Module:
    """One of torchvision's networks on the meta device, which allocates nothing, in evaluation mode."""
    from_init_params = BlockParams.from_init_params

    def on_the_cpu(*args: float, **kwargs: float) -> BlockParams:
        with torch.device("cpu"):  # RegNets compute their widths with tensors
            return from_init_params(*args, **kwargs)

    if name in ("googlenet", "inception_v3"):
        options = {"init_weights": False} | options  # they warn otherwise
    with patch.object(BlockParams, "from_init_params", on_the_cpu), torch.device("meta"):
        return get_model(name, weights=None, **options).eval()
