"""Try out what an operator's factory has returned, so that a page never meets a network that it cannot look into."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from cnnviz.models.model import freeze
from cnnviz.models.own import SETTING, NotUsable, OwnEntry, OwnNetwork
from cnnviz.models.trace import Trace

LARGEST = 1024  # pixels of a side: photos are not kept larger


def examined(made: object, part: str, name: str, title: str) -> OwnEntry:
    """Freeze the network, look at a blank picture with it, and follow its layers.

    `part` is what the setting says, `name` the network's in links. Raises `NotUsable`.
    """
    network = OwnNetwork(made) if isinstance(made, nn.Module) else made
    if not isinstance(network, OwnNetwork) or not isinstance(network.module, nn.Module):
        raise NotUsable(
            f"{part} of {SETTING} returned a {type(made).__name__}; return a torch.nn.Module or an OwnNetwork."
        )
    _check_preparation(network, part)
    freeze(network.module)
    classes = _classes(network, part)
    names = network.class_names or tuple(f"class {number}" for number in range(1, classes + 1))
    if len(names) != classes:
        raise NotUsable(f"{part} of {SETTING} has {len(names)} class names for {classes} logits; give one for each.")
    return OwnEntry(
        name=name,
        network=replace(network, title=network.title or title, class_names=tuple(names)),
        parameters=sum(each.numel() for each in network.module.parameters()),
        macs=_macs(network, part),
    )


def _check_preparation(network: OwnNetwork, part: str) -> None:
    """Refuse sizes and moments that no picture can be prepared with."""
    size = network.input_size
    if not isinstance(size, int) or not 1 <= size <= LARGEST:
        raise NotUsable(
            f"{part} of {SETTING} has input_size {size!r}; give the side of its square picture, 1 to {LARGEST} pixels."
        )
    moments = (network.mean, network.std)
    if any(len(each) != 3 or not all(map(math.isfinite, each)) for each in moments) or not all(network.std):
        raise NotUsable(f"{part} of {SETTING} needs three numbers each for mean and std, none of std zero.")


def _blank(network: OwnNetwork) -> Tensor:
    return torch.zeros(1, 3, network.input_size, network.input_size)


def _classes(network: OwnNetwork, part: str) -> int:
    """Number of logits for one picture."""
    size = network.input_size
    try:
        with torch.no_grad():
            logits = network.module(_blank(network))
    except Exception as reason:  # whatever the operator's code raises
        raise NotUsable(
            f"{part} of {SETTING} could not take a picture of 3 x {size} x {size} ({type(reason).__name__}). "
            "Return an OwnNetwork with the input_size that it takes; the server's log has the details."
        ) from reason
    if not isinstance(logits, Tensor) or logits.ndim != 2 or not logits.is_floating_point():
        got = " x ".join(map(str, logits.shape)) if isinstance(logits, Tensor) else type(logits).__name__
        raise NotUsable(f"{part} of {SETTING} returned {got} for one picture; return logits, 1 x classes.")
    return logits.shape[1]


def _macs(network: OwnNetwork, part: str) -> int:
    """Follow the layers and count the multiplications of convolutions and matrix products for one picture."""
    from torch.utils.flop_counter import FlopCounterMode

    try:
        trace = Trace(network.module)
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            trace.run(_blank(network), [trace.last])
    except Exception as reason:  # whatever the operator's code raises
        raise NotUsable(
            f"The layers of {part} of {SETTING} cannot be followed by torch.fx ({type(reason).__name__}). Its forward "
            "must not depend on values of tensors; the server's log has the details."
        ) from reason
    return int(counter.get_total_flops()) // 2
