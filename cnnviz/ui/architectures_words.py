"""What the architectures page says of a network and its numbers, each sentence computed from the layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.arithmetic import Global, Kind, LayerRow, ReceptiveField, Shape, known
from cnnviz.arithmetic.totals import Cost, Share, Totals, shares, totals
from cnnviz.render import grouped, percent, shape

PLURALS = {
    Kind.CONVOLUTION: ("convolution", "convolutions"),
    Kind.TRANSPOSED: ("transposed convolution", "transposed convolutions"),
    Kind.POOL: ("pooling", "poolings"),
    Kind.LINEAR: ("linear layer", "linear layers"),
    Kind.NORM: ("norm", "norms"),
    Kind.ATTENTION: ("attention", "attentions"),
    Kind.ADD: ("addition", "additions"),
    Kind.MULTIPLY: ("multiplication", "multiplications"),
    Kind.CONCATENATION: ("concatenation", "concatenations"),
    Kind.ACTIVATION: ("activation", "activations"),
    Kind.OTHER: ("other layer", "other layers"),
}
TOLD = (Kind.CONVOLUTION, Kind.TRANSPOSED, Kind.ATTENTION, Kind.POOL, Kind.LINEAR)  # in this order
JOINS = (Kind.ADD, Kind.CONCATENATION)
UNITS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))


@dataclass(frozen=True)
class Number:
    """One large number of the page: its convention stands beside it."""

    key: str  # "params", "macs", "bytes", "depth", "field"
    label: str
    value: str  # short: "61.0 M"
    exact: str
    note: str  # a few words that always stand under it
    convention: str  # in full, under the pointer or the focus


def large(value: int, unit: str = "") -> str:
    """`60965224` -> `"61.0 M"`, `102400` with unit "B" -> `"102 kB"`: three digits of it."""
    for size, letter in UNITS:
        if value >= size:
            part = value / size
            return f"{part:.{2 if part < 10 else 1 if part < 100 else 0}f} {letter}{unit}"
    return f"{grouped(value)} {unit}".strip()


def plural(kind: Kind, count: int) -> str:
    """Return `"1 pooling"`, `"5 poolings"`."""
    one, many = PLURALS.get(kind, (kind.value, f"{kind.value} layers"))
    return f"{grouped(count)} {one if count == 1 else many}"


def depth(rows: Sequence[LayerRow]) -> int:
    """Return the longest chain of convolutions, linear layers and attentions from the picture to the end.

    Layers beside it (a projection on a shortcut) do not count: ResNet-50 has 50, as its name says.
    """
    deep = {"input": 0}
    for row in rows:
        before = max((deep.get(name, 0) for name in row.inputs), default=0)
        weighted = row.kind in (Kind.CONVOLUTION, Kind.TRANSPOSED, Kind.LINEAR, Kind.ATTENTION)
        deep[row.name] = before + weighted
    return max(deep.values())


def alt(title: str, rows: Sequence[LayerRow], input_shape: Shape) -> str:
    """Say what the figure shows: "VGG-16: 13 convolutions, ...; from 3 x 224 x 224 to 512 x 7 x 7 to 1000"."""
    counts = Counter(row.kind for row in rows)
    told = ", ".join(plural(kind, counts[kind]) for kind in TOLD if counts[kind])
    maps = [row.output_shape for row in rows if len(row.output_shape) == len(input_shape) and row.output_shape[1] > 1]
    ends = [input_shape, *maps[-1:], *([rows[-1].output_shape] if rows else [])]
    way = " to ".join(shape(each) for each in dict.fromkeys(ends))
    return f"{title}: {told or f'{len(rows)} layers'}; from {way}."


def last_field(rows: Sequence[LayerRow]) -> tuple[str, str]:
    """Return the field of the last units before the network looks at everything to decide, and a few words on it.

    These are the last convolution's or pooling's, and where branches meet behind it, those of the widest branch; where
    a gate or attention comes later, it has seen everything.
    """
    looks = (Kind.ATTENTION, Kind.MULTIPLY, *JOINS)
    seen = next((row for row in reversed(rows) if row.fields and (row.window or row.kind in looks)), None)
    if seen is not None and seen.kind in JOINS:  # named by the layer that looks, where one sees as much
        alike = (row for row in reversed(rows) if row.window and row.fields and row.fields[-1] == seen.fields[-1])
        seen = next(alike, seen)
    if seen is None:
        return "whole picture", "every unit sees all of it"
    field = seen.fields[-1]
    if isinstance(field, ReceptiveField):
        stride = field.stride[0] if field.stride[0] == field.stride[1] else shape(field.stride)
        over = field.padding[0] if field.padding[0] == field.padding[1] else shape(field.padding)
        return shape(field.size), f"pixels, of {seen.name}; stride {stride}, padding {over}"
    if isinstance(field, Global):
        first = next(row for row in rows if row.fields and isinstance(row.fields[-1], Global))
        return "whole picture", f"from {first.name} on"
    return "\u2013", field.reason


def numbers(rows: Sequence[LayerRow]) -> tuple[Number, ...]:
    """Return the row of large numbers."""
    sums, (field, said) = totals(rows), last_field(rows)
    least = f" At least: of {', '.join(sums.unknown[:3])} some number cannot be known." if sums.unknown else ""
    volumes = grouped(sums.activation_values)
    chain, weighted = depth(rows), sum(known(row.parameters) > 0 for row in rows)
    return (
        Number(
            "params",
            "Parameters",
            large(sums.parameters),
            grouped(sums.parameters),
            "weights and biases",
            "Everything that training changes: weights, biases, scales and shifts of norms; shared ones once. Running "
            f"means and variances of batch norms are no parameters.{least}",
        ),
        Number(
            "macs",
            "MACs",
            large(sums.macs),
            grouped(sums.macs),
            "one picture, no biases",
            "Multiplications of all convolutions and matrix products (linear layers, attention) for one picture. Half "
            f"of what counts as FLOPs; torchvision prints this number as GFLOPS.{least}",
        ),
        Number(
            "bytes",
            "Activation memory",
            large(sums.activation_bytes, "B"),
            f"{grouped(sums.activation_bytes)} B",
            "every layer's output kept",
            f"The outputs of all layers for one picture, {volumes} values, as training keeps them; 1 MB is 10⁶ bytes. "
            f"Looking alone needs less, for an output may go once it was read.{least}",
        ),
        Number(
            "depth",
            "Depth",
            grouped(chain),
            f"{chain} layers in the longest chain; {weighted} rows of the table have weights",
            "layers with weights",
            "Convolutions, linear layers and attentions on the longest way from the picture to the end: the 50 of "
            "ResNet-50. Projections on shortcuts, branches beside it and norms do not count.",
        ),
        Number(
            "field",
            "Receptive field",
            field,
            f"{field}, {said}",
            said,
            "Side in pixels of the network's input that one unit of the last maps can see; stride: pixels between "
            "neighbours; padding: how far the first field hangs over the border. Behind a linear layer over all "
            "places, global pooling, a gate or attention it is the whole picture.",
        ),
    )


def cost_sentence(rows: Sequence[LayerRow]) -> str:
    """Say in which kind of layer the parameters and the MACs are: "96.2 % of the parameters are in ..."."""
    parts = []
    for cost, noun in ((Cost.PARAMETERS, "parameters"), (Cost.MACS, "MACs")):
        first: Share | None = next(iter(shares(rows, cost)), None)
        if first is not None:
            where = PLURALS.get(first.kind, ("", f"{first.kind.value} layers"))[1]
            parts.append(f"{percent(first.part)} of the {noun} are in the {where}")
    return f"{'; '.join(parts)}." if parts else ""


def difference(first: str, one: Totals, second: str, other: Totals) -> str:
    """Say how two networks differ: "Beside ResNet-50, ResNet-50 v1 has the same parameters, 0.943 times ..."."""
    said = []
    for noun, mine, theirs in (
        ("parameters", other.parameters, one.parameters),
        ("MACs", other.macs, one.macs),
        ("activation memory", other.activation_bytes, one.activation_bytes),
    ):
        if not theirs:
            continue
        said.append(f"the same {noun}" if mine == theirs else f"{_times(mine / theirs)} the {noun}")
    return f"Beside {first}, {second} has {', '.join(said[:-1])} and {said[-1]}." if len(said) > 1 else ""


def _times(ratio: float) -> str:
    text = f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.3g}"
    return f"{text} times"
