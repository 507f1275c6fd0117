"""One run of a network on shapes, which takes down a row for each layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, fx, nn

from cnnviz.arithmetic import Kind, LayerRow, Shape, Unknown, Window, known
from cnnviz.errors import CnnvizError, DoesNotFit
from cnnviz.models.analysis.attention import attended, windows_of
from cnnviz.models.analysis.blank import blank
from cnnviz.models.analysis.fields import Group, groups_of, map_dims, members_of
from cnnviz.models.analysis.kinds import kind_of
from cnnviz.models.analysis.reading import unread
from cnnviz.models.analysis.record import in_short, traced
from cnnviz.models.analysis.sight import Sight
from cnnviz.models.analysis.watch import Watch


@dataclass(frozen=True)
class _Pending:
    """What went into a value that no picture reaches, as a table of positions: it waits for a row that uses it."""

    parameters: tuple[Tensor, ...] = ()
    macs: tuple[tuple[fx.Node, int | Unknown], ...] = ()  # of each node on the way


class Analysis:
    """One run of a network on shapes."""

    def __init__(self, module: nn.Module, input_shape: tuple[int, int, int]) -> None:
        if len(input_shape) != 3 or not all(isinstance(n, int) and n > 0 for n in input_shape):
            raise DoesNotFit("The picture's shape is three whole numbers of at least 1: channels, height and width.")
        self.input_shape = input_shape
        self.network = blank(module)
        self.trace = traced(self.network)
        self.layers = dict(self.network.named_modules())
        self._forget_constants()
        self.rows: list[LayerRow] = []
        self.claimed: set[int] = set()  # ids of parameters that a row has counted
        self._spent: set[fx.Node] = set()  # nodes whose multiplications a row has counted
        self._pending: dict[fx.Node, _Pending] = {}
        self._first: dict[fx.Node, Tensor] = {}  # what a row's node has given, or the first of it
        self._shapes: dict[str, Shape] = {"input": tuple(input_shape)}
        self._row_nodes: set[fx.Node] = set()
        self._sights: dict[str, Sight] = {}
        self._several: set[fx.Node] = set()  # modules that give a tuple, as attention with its weights
        self._done: set[str] = set()
        numbers = next((p.dtype for p in self.network.parameters() if p.is_floating_point()), torch.float32)
        picture = torch.empty((1, *input_shape), device="meta", dtype=numbers)
        self._watch = Watch(picture)
        waiting = list(self.trace.name_of.items())
        callbacks = {name: partial(self._computed, node, name) for node, name in waiting}
        try:
            with torch.no_grad(), self._watch:
                self.trace.run(picture, [self.trace.last], callbacks)
        except CnnvizError:
            raise
        except Exception as reason:
            name = next((name for _, name in waiting if name not in self._done), "the output")
            raise DoesNotFit(
                f"A picture of shape {tuple(input_shape)} does not go through this network: "
                f"it stops at {name}. {in_short(reason)}"
            ) from reason

    def _forget_constants(self) -> None:
        """Let tensors that were made while recording be shapes alone, too."""
        for node in self.trace.nodes:
            if node.op == "get_attr":
                owner, _, attribute = str(node.target).rpartition(".")
                value = getattr(self.layers[owner], attribute)
                if isinstance(value, Tensor) and not value.is_meta:
                    setattr(self.layers[owner], attribute, value.to("meta"))

    def groups(self, name: str) -> list[Group]:
        """Return the groups of channels that see alike of a layer, the widest last."""
        return groups_of(self._sights[name], self._watch.notebook)[0]

    def map_dims(self, name: str) -> tuple[int, int] | None:
        """Return which dimensions of a layer's output are the rows and the columns of its map; None if none are."""
        return map_dims(self._sights[name])

    def _computed(self, node: fx.Node, name: str, value: Any) -> Any:
        """Take down a row for what a node has just computed."""
        self._done.add(name)
        macs, window, remarks = self._watch.take()
        layer = self.layers.get(str(node.target)) if node.op == "call_module" else None
        own = _parameters(layer) if layer is not None else []
        if node.op == "get_attr" and isinstance(value, Tensor):
            own = [value] if isinstance(value, nn.Parameter) else []
        spent = [(node, macs)]
        for waiting in (self._pending.get(parent, _Pending()) for parent in node.all_input_nodes):
            own += waiting.parameters
            spent += waiting.macs
        first = value[0] if isinstance(value, tuple | list) and value and layer is not None else value
        sight = self._watch.sight(first) if isinstance(first, Tensor) else None
        if sight is None:
            self._pending[node] = _Pending(tuple(own), tuple(spent))
            return value
        if 0 in first.shape:  # on shapes alone a transposed convolution may give nothing, which really raises
            raise DoesNotFit(
                f"Nothing is left of a picture of shape {self.input_shape} at {name}: its output is "
                f"{' x '.join(map(str, first.shape[1:]))}. A larger picture, or less padding and stride, fits."
            )
        kind = self._kind(node, layer)
        if kind is Kind.ATTENTION:
            alike = [
                t for p in node.all_input_nodes if (t := self._first.get(p)) is not None and t.shape == first.shape
            ]
            before = self._watch.sight(alike[0]) if alike else None
            sight, remark = attended(self._watch.notebook, tuple(first.shape), before, windows_of(node))
            self._watch.note(first, sight)
            remarks += (remark,) if remark else ()
        self._row_nodes.add(node)
        self._sights[name] = sight
        self._first[node] = first
        if first is not value:
            self._several.add(node)
        costs = self._claim(own), self._spend(spent)
        self.rows.append(self._row(node, name, kind, first, sight, *costs, window, remarks))
        return value

    def _kind(self, node: fx.Node, layer: nn.Module | None) -> Kind:
        parent = node.args[0] if node.args else None
        if isinstance(parent, fx.Node) and parent.op == "call_module" and str(node.target).endswith("getitem>"):
            is_one_of_several = isinstance(node.args[1], int) and parent in self._several
            return Kind.IDENTITY if is_one_of_several else Kind.OTHER
        return kind_of(node, layer)

    def _claim(self, parameters: Iterable[Tensor]) -> int:
        """Count the parameters that no earlier row has counted."""
        fresh = {id(p): p for p in parameters if id(p) not in self.claimed}
        self.claimed.update(fresh)
        return sum(p.numel() for p in fresh.values())

    def _spend(self, several: Iterable[tuple[fx.Node, int | Unknown]]) -> int | Unknown:
        """Add the multiplications of nodes that no earlier row has counted."""
        fresh = {node: macs for node, macs in several if node not in self._spent}
        self._spent.update(fresh)
        unknown = next((macs for macs in fresh.values() if isinstance(macs, Unknown)), None)
        return unknown or sum(known(macs) for macs in fresh.values())

    def _sources(self, node: fx.Node) -> list[str]:
        """Return the names of the rows that a node reads, through nodes that are none."""
        found: dict[str, None] = {}
        for parent in node.all_input_nodes:
            if parent in self._row_nodes:
                found[self.trace.name_of[parent]] = None
            elif parent.op == "placeholder":
                found["input"] = None
            elif parent.op != "get_attr":
                found.update(dict.fromkeys(self._sources(parent)))
        return list(found)

    def _row(
        self, node: fx.Node, name: str, kind: Kind, out: Tensor, sight: Sight,
        parameters: int, macs: int | Unknown, window: Window | None, said: tuple[str, ...],
    ) -> LayerRow:  # fmt: skip
        shape = tuple(out.shape[1:]) if out.ndim > 1 else tuple(out.shape)
        self._shapes[name] = shape
        inputs = self._sources(node)
        shapes = tuple(self._shapes[each] for each in inputs)
        groups, of_fields = groups_of(sight, self._watch.notebook)
        remarks = dict.fromkeys((*said, *of_fields))
        if window and kind is not Kind.TRANSPOSED and shapes:
            remarks.update(dict.fromkeys(unread(window, shapes[0])))
        return LayerRow(
            name, kind, tuple(inputs), shapes, shape, parameters, macs, out.numel() * out.element_size(),
            tuple(group.field for group in groups), tuple(group.count for group in groups), window, tuple(remarks),
            members_of(sight, groups, self._watch.notebook),
        )  # fmt: skip


def _parameters(layer: nn.Module) -> list[Tensor]:
    """Return the parameters of a layer, most of which have no parts: then `parameters()` takes ten times as long."""
    if layer._modules:  # noqa: SLF001
        return list(layer.parameters())
    return [each for each in layer._parameters.values() if each is not None]  # noqa: SLF001
