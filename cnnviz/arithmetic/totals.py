"""Sums over the layers of a network, and which kind of layer the cost is in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import prod

from cnnviz.arithmetic.layer_row import Kind, LayerRow, Shape, Unknown, known


@dataclass(frozen=True)
class Totals:
    """Sums over rows, for one picture.

    Where `unknown` names layers, each sum is of what is known: say "at least" beside it.
    """

    parameters: int
    macs: int
    activation_values: int  # of every row's output; a network that works in place holds fewer: see `volumes`
    activation_bytes: int
    unknown: tuple[str, ...] = ()  # names of layers of which some number cannot be known


def totals(rows: Iterable[LayerRow]) -> Totals:
    """Add up rows; what is unknown adds 0, and its layer is named in `unknown`."""
    layers = tuple(rows)
    return Totals(
        parameters=sum(known(row.parameters) for row in layers),
        macs=sum(known(row.macs) for row in layers),
        activation_values=sum(prod(row.output_shape) for row in layers),
        activation_bytes=sum(known(row.activation_bytes) for row in layers),
        unknown=tuple(
            row.name
            for row in layers
            if any(isinstance(value, Unknown) for value in (row.parameters, row.macs, row.activation_bytes))
        ),
    )


class Cost(StrEnum):
    """What a layer costs."""

    PARAMETERS = "parameters"
    MACS = "macs"
    ACTIVATIONS = "activation values"

    def of(self, row: LayerRow) -> int | Unknown:
        """Return this cost of one row."""
        if self is Cost.PARAMETERS:
            return row.parameters
        return row.macs if self is Cost.MACS else prod(row.output_shape)


@dataclass(frozen=True)
class Share:
    """How much of a cost is in the layers of one kind; `part` is 0 to 1 of the whole network."""

    kind: Kind
    amount: int
    part: float


def shares(rows: Iterable[LayerRow], cost: Cost) -> tuple[Share, ...]:
    """Return the kinds of layer that have any of `cost`, the costliest first; unknown numbers are left out."""
    amounts: dict[Kind, int] = {}
    for row in rows:
        amounts[row.kind] = amounts.get(row.kind, 0) + known(cost.of(row))
    whole = sum(amounts.values())
    ordered = sorted(amounts.items(), key=lambda pair: -pair[1])
    return tuple(Share(kind, amount, amount / whole) for kind, amount in ordered if amount)


@dataclass(frozen=True)
class Volume:
    """A block that a figure of the network draws: the picture, or what a layer makes of the volume before it."""

    name: str
    shape: Shape

    @property
    def values(self) -> int:
        """Channels times height times width."""
        return prod(self.shape)


_IN_PLACE = {Kind.NORM, Kind.BIAS, Kind.ACTIVATION, Kind.DROPOUT, Kind.IDENTITY, Kind.FLATTEN}


def volumes(rows: Iterable[LayerRow], input_shape: Shape) -> tuple[Volume, ...]:
    """Return the picture and each volume after it, once: what norms and activations change in place is no new one.

    VGG-16's hold 15,237,608 values from the picture to the logits.
    """
    made = (Volume(row.name, row.output_shape) for row in rows if row.kind not in _IN_PLACE)
    return (Volume("input", input_shape), *made)
