"""The networks that made the field, layer by layer, computed from a description like the paper's table.

Conventions: MACs are the multiplications of convolutions and linear layers, without biases; poolings, norms and
activations count as 0. Values are float32. `architectures` are built when first asked for, once.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from cnnviz.arithmetic.architecture import Architecture
from cnnviz.arithmetic.catalogue import alexnet, googlenet, lenet, resnet, vgg
from cnnviz.arithmetic.catalogue.families import Family, families
from cnnviz.arithmetic.catalogue.forerunners import Forerunner, forerunners
from cnnviz.arithmetic.catalogue.vgg import VggColumn, VggConv, VggNorm, VggTable, vgg_table
from cnnviz.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    architectures: tuple[Architecture, ...]

__all__ = [
    "Family",
    "Forerunner",
    "VggColumn",
    "VggConv",
    "VggNorm",
    "VggTable",
    "architectures",
    "families",
    "forerunners",
    "get",
    "vgg_table",
]


def get(name: str) -> Architecture:
    """Return the architecture of that name; raises `UnknownName`, whose sentence has the nearest names."""
    entries = _entries()
    if name not in entries:
        raise UnknownName(_unknown(name[:60], tuple(entries)))
    return entries[name]


def _unknown(name: str, names: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=3, cutoff=0.5)
    advice = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(names)}."
    return f"There is no architecture named “{name}”. {advice}"


@cache
def _entries() -> Mapping[str, Architecture]:
    """Build every entry, oldest first."""
    found = [
        lenet.lenet5_1998(),
        lenet.lenet5_lecture(),
        alexnet.alexnet_2012(),
        alexnet.alexnet_one_group(),
        alexnet.alexnet_torchvision(),
        *(vgg.vgg(column) for column in vgg_table.columns),
        googlenet.googlenet_2014(),
    ]
    for depth in resnet.DEPTHS:
        found.append(resnet.resnet(depth))
        if depth.bottleneck:
            found.append(resnet.resnet(depth, stride_on_1x1=True))
    return MappingProxyType({entry.name: entry for entry in found})


def __getattr__(name: str) -> tuple[Architecture, ...]:
    """Build `architectures` when it is first read, so that importing arithmetic stays instant."""
    if name == "architectures":
        return tuple(_entries().values())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
