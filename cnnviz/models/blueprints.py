"""Every network that can be looked at layer by layer, with weights or without, and its modules on the meta device.

The list costs no torch import; a blueprint takes no memory for weights and needs none.
"""

from __future__ import annotations

import difflib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from cnnviz.arithmetic import Architecture, LayerRow, catalogue
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.models import own, places
from cnnviz.models.card import card
from cnnviz.models.torchvision_networks import NETWORKS, Listed

if TYPE_CHECKING:
    from torch import nn

SHELF = 24  # networks whose rows are kept: a large one's take about half a megabyte
V1 = "_v1"  # ends the names of the papers' ResNets, whose stride is on the 1x1 convolution
BOTTLENECK = ("resnet50", "resnet101", "resnet152")
HEADS = "The auxiliary heads, which only training uses, are left out."
_REMARKS = {"googlenet": (HEADS,), "inception_v3": (HEADS,)}

_Key = tuple[str, tuple[int, int, int]]
_rows: OrderedDict[_Key, tuple[LayerRow, ...]] = OrderedDict()  # least recently asked for first
_rows_lock = threading.Lock()  # tracing is one at a time anyway; whoever waits finds the rows there


def architectures() -> tuple[Architecture, ...]:
    """Return every network that `rows` knows, the catalogue's first, then torchvision's, the embedded and own ones.

    Imports no torch unless `CNNVIZ_MODELS` names networks.
    """
    return (*_listed().values(), *(_own(entry) for entry in own.entries()))


def architecture(name: str) -> Architecture:
    """Return one network of that list; raises `UnknownName`, whose sentence has the nearest names."""
    known = {each.name: each for each in architectures()} if name.startswith(own.PREFIX) else _listed()
    if name not in known:
        near = difflib.get_close_matches(name[:60], known, n=3, cutoff=0.5)
        advice = f"The nearest are {', '.join(near)}." if near else "The list on the page has them all."
        raise UnknownName(f"There is no architecture named {name[:60]!r}. {advice}")
    return known[name]


@cache
def _listed() -> Mapping[str, Architecture]:
    """Catalogue, torchvision's and the embedded network; where the catalogue has torchvision's, its entry stays."""
    found = {entry.name: entry for entry in catalogue.architectures}
    for listed in NETWORKS:
        found.setdefault(listed.name, _torchvision(listed))
    embedded = card(places.EMBEDDED)
    found[embedded.name] = Architecture(
        name=embedded.name,
        title=embedded.title,
        family="This project",
        year=2026,
        news="Small enough to be part of this project, and made for looking into: five stages that a page can name.",
        paper="Residual blocks as in K. He, X. Zhang, S. Ren, J. Sun: Deep residual learning for image recognition, "
        "2015",
        error=None
        if embedded.accuracy is None
        else f"{100 - 100 * embedded.accuracy.top1:.1f} % top-1 on {embedded.accuracy.on}.",
        input_shape=(3, *embedded.input_size),
    )
    return MappingProxyType(found)


@cache
def _families() -> Mapping[str, catalogue.Family]:
    return MappingProxyType({each.name: each for each in catalogue.families})


def _torchvision(listed: Listed) -> Architecture:
    """Tell of one of torchvision's networks what is told of its family."""
    family = _families()[listed.family]
    return Architecture(
        name=listed.name,
        title=listed.title,
        family=family.title,
        year=family.year,
        news=family.news,
        paper=family.paper,
        error=family.error,
        input_shape=(3, listed.side, listed.side),
        beside=listed.beside,
        remarks=_REMARKS.get(listed.name, ()),
    )


def _own(entry: own.OwnEntry) -> Architecture:
    """Tell of one of the operator's networks what is known."""
    side = entry.network.input_size
    return Architecture(
        name=entry.name,
        title=entry.network.title,
        family="This server",
        year=0,  # not known
        news="A network of whoever runs this server.",
        paper="",
        error=None,
        input_shape=(3, side, side),
    )


def rows(name: str, input_shape: tuple[int, int, int] | None = None) -> tuple[LayerRow, ...]:
    """Return a network's layers for a picture of `input_shape`, `(C, H, W)`, by default its own.

    The catalogue's are ready; others are traced without weights, and the last ones kept. Raises `UnknownName`, and
    `DoesNotFit` for a shape that the network cannot take.
    """
    entry = architecture(name)
    shape = entry.input_shape if input_shape is None else input_shape
    if entry.rows and shape == entry.input_shape:
        return entry.rows
    if not traceable(name):
        size = " x ".join(map(str, entry.input_shape))
        raise DoesNotFit(f"{entry.title} is listed for pictures of {size} only; choose that size.")
    with _rows_lock:
        key = (name, shape)
        if key not in _rows:
            from cnnviz.models.analysis import analyze

            _rows[key] = tuple(analyze(blueprint(name), shape))
        _rows.move_to_end(key)
        while len(_rows) > SHELF:
            _rows.popitem(last=False)
        return _rows[key]


def traceable(name: str) -> bool:
    """Whether a network has a blueprint; the catalogue's historical ones are tables only."""
    return (
        name == places.EMBEDDED
        or name.startswith(own.PREFIX)
        or name.removesuffix(V1) in BOTTLENECK
        or any(name == listed.name for listed in NETWORKS)
    )


def blueprint(name: str) -> nn.Module:
    """Return a new module of the network in evaluation, on the meta device: shapes and no weights.

    Raises `UnknownName`, also for those of the catalogue that are tables only.
    """
    architecture(name)
    if not traceable(name):
        raise UnknownName(f"{name!r} is a table of layers from its paper; there is no module of it.")
    from cnnviz.models.analysis.blank import blank
    from cnnviz.models.skeleton import embedded_skeleton, skeleton, stride_on_1x1

    if name == places.EMBEDDED:
        return embedded_skeleton()
    if name.startswith(own.PREFIX):
        return blank(own.entry(name).network.module)
    if name.endswith(V1):
        return stride_on_1x1(skeleton(name.removesuffix(V1)))
    return skeleton(name)
