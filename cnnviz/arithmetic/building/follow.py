"""A picture's way through a network: what each layer makes of it, and where it stops."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.building.layers import (
    Activation,
    AdaptivePool,
    AveragePool,
    BatchNorm,
    Convolution,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPool,
    Network,
    Residual,
    volume,
)
from cnnviz.arithmetic.building.mismatch import Mismatch, mismatch_of
from cnnviz.arithmetic.cost import conv_macs, conv_parameters
from cnnviz.arithmetic.layer_row import GLOBAL, Field, Kind, LayerRow, Shape, Unknown, Window
from cnnviz.arithmetic.memory import FLOAT32
from cnnviz.arithmetic.output_size import conv_output
from cnnviz.arithmetic.receptive_field import ReceptiveField
from cnnviz.arithmetic.row_sentences import describe_rows
from cnnviz.arithmetic.totals import Totals, totals

UNEVEN = "Its windows differ in size, so its units do not all see as much."


@dataclass(frozen=True)
class Analysis:
    """The layers that fit, in order, and the first that does not; those behind it have no row."""

    rows: tuple[LayerRow, ...]
    mismatch: Mismatch | None = None

    @property
    def totals(self) -> Totals:
        """The sums over the layers that fit."""
        return totals(self.rows)


@dataclass(frozen=True)
class Step:
    """What one layer does to one shape."""

    kind: Kind
    output: Shape
    field: Field
    parameters: int = 0
    macs: int = 0
    values: int | None = None  # that stay in memory; None: those of the output
    window: Window | None = None
    remarks: tuple[str, ...] = ()


def network_rows(network: Network) -> tuple[LayerRow, ...]:
    """Return what is known of each layer that fits; the rows end before the first that does not."""
    return analyse(network).rows


def analyse(network: Network) -> Analysis:
    """Follow a picture through the network, to its end or to the first layer that does not fit.

    Layers are named "0", "1", ... as in `torch.nn.Sequential`. The memory of a residual block counts all the outputs
    inside it.
    """
    shape: Shape = network.input_shape
    field: Field = ReceptiveField()
    maps: Shape | None = None
    rows: list[LayerRow] = []
    for index, layer in enumerate(network.layers):
        mismatch = mismatch_of(network, index, shape, maps)
        if mismatch:
            return Analysis(tuple(rows), mismatch)
        step = _step(layer, shape, field)
        if len(shape) > len(step.output):
            maps = shape
        elif step.kind is Kind.LINEAR:
            maps = None
        rows.append(_row(index, shape, step))
        shape, field = step.output, step.field
    return Analysis(tuple(rows))


def _row(index: int, shape: Shape, step: Step) -> LayerRow:
    return LayerRow(
        name=str(index),
        kind=step.kind,
        inputs=("input" if index == 0 else str(index - 1),),
        input_shapes=(shape,),
        output_shape=step.output,
        parameters=step.parameters,
        macs=step.macs,
        activation_bytes=FLOAT32 * (volume(step.output) if step.values is None else step.values),
        fields=(step.field,),
        group_channels=(step.output[0],),
        window=step.window,
        remarks=step.remarks,
    )


def _step(layer: Layer, shape: Shape, field: Field) -> Step:
    match layer:
        case Convolution():
            return _convolution(layer, shape, field)
        case MaxPool() | AveragePool():
            return _pool(layer, shape, field)
        case AdaptivePool():
            return _adaptive(layer.side, shape, field)
        case Residual():
            return _residual(layer, shape, field)
        case BatchNorm():
            return Step(Kind.NORM, shape, field, parameters=2 * shape[0])
        case Flatten():
            return Step(Kind.FLATTEN, (volume(shape),), field)
        case Linear():
            inputs, outputs = shape[0], layer.outputs
            parameters = conv_parameters(inputs, outputs, 1, bias=layer.bias)
            return Step(Kind.LINEAR, (outputs,), GLOBAL, parameters, inputs * outputs)
        case Dropout():
            return Step(Kind.DROPOUT, shape, field)
        case Activation():
            return Step(Kind.ACTIVATION, shape, field)
    raise TypeError(layer)


def _convolution(layer: Convolution, shape: Shape, field: Field) -> Step:
    channels, *sides = shape
    setting = (layer.kernel, layer.stride, layer.padding, layer.dilation)
    height, width = (conv_output(side, *setting).size for side in sides)
    return Step(
        Kind.CONVOLUTION,
        (layer.channels, height, width),
        _then(field, *setting),
        conv_parameters(channels, layer.channels, layer.kernel, layer.groups, layer.bias),
        conv_macs(channels, layer.channels, layer.kernel, (height, width), layer.groups),
        window=_window(*setting, groups=layer.groups, bias=layer.bias),
        remarks=_remarks(sides, *setting),
    )


def _pool(layer: MaxPool | AveragePool, shape: Shape, field: Field) -> Step:
    channels, *sides = shape
    setting = (layer.kernel, layer.stride, layer.padding)
    height, width = (conv_output(side, *setting).size for side in sides)
    output = (channels, height, width)
    return Step(Kind.POOL, output, _then(field, *setting), window=_window(*setting), remarks=_remarks(sides, *setting))


def _adaptive(side: int, shape: Shape, field: Field) -> Step:
    """PyTorch's windows differ in size where the map's side is no multiple of the output's."""
    channels, height, width = shape
    output = (channels, side, side)
    if side == 1:
        return Step(Kind.POOL, output, GLOBAL)
    if height % side or width % side:
        return Step(Kind.POOL, output, field if field is GLOBAL else Unknown(UNEVEN))
    kernel = (height // side, width // side)
    behind = field.then(kernel, kernel) if isinstance(field, ReceptiveField) else field
    return Step(Kind.POOL, output, behind, window=Window(kernel, kernel))


def _residual(layer: Residual, shape: Shape, field: Field) -> Step:
    """Two convolutions with their batch norms and one ReLU between; the sum, and its ReLU.

    The way past the convolutions sees a part of what they see, about the same middle.
    """
    came, *sides = shape
    made = layer.channels
    height, width = (conv_output(side, 3, layer.stride, 1).size for side in sides)
    output = (made, height, width)
    parameters = conv_parameters(came, made, 3, bias=False) + conv_parameters(made, made, 3, bias=False) + 4 * made
    macs = conv_macs(came, made, 3, (height, width)) + conv_macs(made, made, 3, (height, width))
    parts = 7
    if layer.projects(came):
        parameters += conv_parameters(came, made, 1, bias=False) + 2 * made
        macs += conv_macs(came, made, 1, (height, width))
        parts += 2
    remark = f"Its memory counts the {parts} outputs inside it."
    behind = _then(_then(field, 3, layer.stride, 1), 3, 1, 1)
    remarks = (remark, *_remarks(sides, 3, layer.stride, 1))
    return Step(Kind.OTHER, output, behind, parameters, macs, parts * volume(output), remarks=remarks)


def _then(field: Field, kernel: int, stride: int, padding: int, dilation: int = 1) -> Field:
    """What is global or unknown stays so."""
    return field.then(kernel, stride, padding, dilation) if isinstance(field, ReceptiveField) else field


def _window(kernel: int, stride: int, padding: int, dilation: int = 1, groups: int = 1, bias: bool = False) -> Window:
    sides = (padding, padding)
    return Window((kernel, kernel), (stride, stride), (sides, sides), (dilation, dilation), groups=groups, bias=bias)


def _remarks(sides: list[int], kernel: int, stride: int, padding: int, dilation: int = 1) -> tuple[str, ...]:
    """Rows that are never read, and columns where that is another matter."""
    rows, cols = (
        describe_rows(side, kernel, stride, padding, dilation, noun=noun)
        for side, noun in zip(sides, ("row", "column"), strict=True)
    )
    return rows if sides[0] == sides[1] else rows + cols
