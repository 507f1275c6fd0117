"""Functions of torch as positive means of all that they see; those that keep a field do nothing.

Weights count as equal, so a convolution is a mean over the channels of its group and one convolution with ones: no
weights are kept, and it costs a thousandth. Pooling takes the mean.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnviz.arithmetic import conv_output, kernel_span

NEGLIGIBLE = 1e-12  # of a probability: torchvision masks by adding -100, which leaves 4e-44

# The arguments of each stand as torch has them, also those that change no support.
# ruff: noqa: ARG001, D103


def _pair(value: Any) -> tuple[int, int]:
    return (int(value[0]), int(value[-1])) if isinstance(value, list | tuple) else (int(value), int(value))


def conv2d(
    x: Tensor, weight: Tensor, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Tensor:
    ones = x.new_ones(groups, 1, *weight.shape[2:])
    y = F.conv2d(_mean_of_groups(x, groups), ones, None, stride, padding, dilation, groups)
    return y.repeat_interleave(weight.shape[0] // groups, 1) if groups > 1 else y.expand(-1, weight.shape[0], -1, -1)


def conv_transpose2d(
    x: Tensor, weight: Tensor, bias: Any = None, stride: Any = 1, padding: Any = 0, output_padding: Any = 0,
    groups: int = 1, dilation: Any = 1,
) -> Tensor:  # fmt: skip
    ones = x.new_ones(groups, 1, *weight.shape[2:])
    y = F.conv_transpose2d(_mean_of_groups(x, groups), ones, None, stride, padding, output_padding, groups, dilation)
    return y.repeat_interleave(weight.shape[1], 1)


def _mean_of_groups(x: Tensor, groups: int) -> Tensor:
    if groups == x.shape[1]:
        return x
    return x.reshape(x.shape[0], groups, -1, *x.shape[2:]).mean(2)  # (N, C, H, W) -> (N, groups, H, W)


def linear(x: Tensor, weight: Tensor, bias: Any = None) -> Tensor:
    return x.mean(-1, keepdim=True).expand(*x.shape[:-1], weight.shape[0])


def mean(x: Tensor, dim: Any = None, *rest: Any, keepdim: bool = False, **options: Any) -> Tensor:
    return x.mean(tuple(range(x.ndim)) if dim is None else dim, keepdim=keepdim or rest[-1:] == (True,))


def max_pool2d(
    x: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:  # fmt: skip
    kernel, before, apart = _pair(kernel_size), _pair(padding), _pair(dilation)
    step = _pair(stride) if stride else kernel
    sizes = [conv_output(x.shape[2 + n], kernel[n], step[n], before[n], apart[n], ceil_mode).size for n in (0, 1)]
    ends = [(sizes[n] - 1) * step[n] + kernel_span(kernel[n], apart[n]) - before[n] - x.shape[2 + n] for n in (0, 1)]
    x = F.pad(x, (before[1], max(0, ends[1]), before[0], max(0, ends[0])))
    y = F.conv2d(x, x.new_ones(x.shape[1], 1, *kernel), None, step, 0, apart, x.shape[1])
    return y[:, :, : sizes[0], : sizes[1]]


def batch_norm(x: Tensor, running_mean: Any, running_var: Any, *rest: Any, **options: Any) -> Tensor:
    return x if running_mean is not None else x + x.mean((0, 2, 3), keepdim=True)


def instance_norm(x: Tensor, *rest: Any, **options: Any) -> Tensor:
    return x + x.mean((2, 3), keepdim=True)


def group_norm(x: Tensor, num_groups: int, *rest: Any, **options: Any) -> Tensor:
    parts = x.reshape(x.shape[0], num_groups, -1, *x.shape[2:])
    return (parts + parts.mean((2, 3, 4), keepdim=True)).reshape(x.shape)


def layer_norm(x: Tensor, normalized_shape: Any, *rest: Any, **options: Any) -> Tensor:
    return _about_one(x + x.mean(tuple(range(-len(normalized_shape), 0)), keepdim=True))


def _about_one(x: Tensor) -> Tensor:
    """Divide by the largest value: a mask that adds -100 to logits must weigh more than all of them."""
    return x / x.detach().abs().amax().clamp(min=NEGLIGIBLE)


def softmax(x: Tensor, dim: Any = -1, *rest: Any, **options: Any) -> Tensor:
    """Each value meets all that take part; what a mask has pushed to nothing (Swin's windows) stays 0."""
    part = (torch.softmax(x.detach(), dim) > NEGLIGIBLE).to(x.dtype)
    y = part * (1 + x + (part * x).sum(dim, keepdim=True))
    return y / y.detach().sum(dim, keepdim=True)
