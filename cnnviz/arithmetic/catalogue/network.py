"""Write a network down as its paper's table has it, one call a layer; the arithmetic fills in the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from cnnviz.arithmetic.catalogue.fields import behind, cover, gather
from cnnviz.arithmetic.cost import conv_macs, conv_parameters
from cnnviz.arithmetic.layer_row import GLOBAL, Field, Kind, LayerRow, Shape, Window
from cnnviz.arithmetic.memory import FLOAT32
from cnnviz.arithmetic.output_size import conv_output
from cnnviz.arithmetic.receptive_field import ReceptiveField
from cnnviz.arithmetic.row_sentences import describe_rows
from cnnviz.errors import DoesNotFit

Groups = tuple[tuple[Field, ...], tuple[int, ...]]  # fields, widest last, and how many channels have each


@dataclass(frozen=True)
class Maps:
    """What a layer hands on: `(C, H, W)`, or `(C,)` once flattened."""

    name: str
    shape: Shape
    groups: Groups

    @property
    def channels(self) -> int:
        """Number of channels, or of values once flattened."""
        return self.shape[0]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width; a flattened vector has one place."""
        return (self.shape[1], self.shape[2]) if len(self.shape) == 3 else (1, 1)


class Network:
    """Collects `rows`. Each layer reads the one written before it, or `of`, and hands on its maps."""

    def __init__(self, *input_shape: int) -> None:
        self.rows: list[LayerRow] = []
        self.last = Maps("input", input_shape, ((ReceptiveField(),), (input_shape[0],)))

    def conv(
        self,
        name: str,
        channels: int,
        kernel: int,
        stride: int = 1,
        padding: int = 0,
        *,
        groups: int = 1,
        bias: bool = True,
        of: Maps | None = None,
    ) -> Maps:
        """Write a convolution down. Raises `DoesNotFit`."""
        maps = of or self.last
        if groups > 1 and len(maps.groups[0]) > 1:
            raise DoesNotFit(f"{name} splits channels that see apart. Leave the catalogue's convolutions there whole.")
        window = _window(kernel, stride, padding, groups=groups, bias=bias)
        size = _size(maps, window)
        return self.layer(
            name,
            Kind.CONVOLUTION,
            (channels, *size),
            (maps,),
            parameters=conv_parameters(maps.channels, channels, kernel, groups, bias),
            macs=conv_macs(maps.channels, channels, kernel, size, groups),
            fields=((behind(cover(maps.groups[0]), window),), (channels,)),
            window=window,
            remarks=_unread(maps, window),
        )

    def sparse_conv(self, name: str, reads: Sequence[Sequence[int]], kernel: int, remarks: tuple[str, ...]) -> Maps:
        """Write a convolution down whose map number `k` reads only the input maps `reads[k]`. Raises `DoesNotFit`."""
        maps, window = self.last, _window(kernel, 1, 0, bias=True)
        size = _size(maps, window)
        return self.layer(
            name,
            Kind.CONVOLUTION,
            (len(reads), *size),
            (maps,),
            parameters=sum(conv_parameters(len(inputs), 1, kernel) for inputs in reads),
            macs=sum(conv_macs(len(inputs), 1, kernel, size) for inputs in reads),
            fields=((behind(cover(maps.groups[0]), window),), (len(reads),)),
            window=window,
            remarks=remarks,
        )

    def pool(
        self,
        name: str,
        kernel: int,
        stride: int,
        padding: int = 0,
        *,
        ceil_mode: bool = False,
        parameters: int = 0,
        of: Maps | None = None,
        remarks: tuple[str, ...] = (),
    ) -> Maps:
        """Write a pooling down: each channel for itself, so channels that see apart go on doing so."""
        maps = of or self.last
        window = _window(kernel, stride, padding, ceil_mode=ceil_mode, bias=parameters > 0)
        fields, channels = maps.groups
        return self.layer(
            name,
            Kind.POOL,
            (maps.channels, *_size(maps, window)),
            (maps,),
            parameters=parameters,
            fields=gather((behind(field, window), count) for field, count in zip(fields, channels, strict=True)),
            window=window,
            remarks=remarks or _unread(maps, window),
        )

    def global_pool(self, name: str) -> Maps:
        """Write down the mean of each whole map."""
        return self.layer(name, Kind.POOL, (self.last.channels, 1, 1), fields=((GLOBAL,), (self.last.channels,)))

    def batch_norm(self, name: str) -> Maps:
        """Write a batch norm down: a scale and a shift learned for each channel."""
        return self.layer(name, Kind.NORM, self.last.shape, parameters=2 * self.last.channels)

    def local_norm(self, name: str) -> Maps:
        """Write a local response norm down: it divides by what neighbouring channels say at the same place."""
        fields = ((cover(self.last.groups[0]),), (self.last.channels,))
        return self.layer(name, Kind.NORM, self.last.shape, fields=fields)

    def activation(self, name: str) -> Maps:
        """Write a nonlinearity down that acts on each value alone."""
        return self.layer(name, Kind.ACTIVATION, self.last.shape)

    def dropout(self, name: str) -> Maps:
        """Write a dropout down: in evaluation it hands on what it gets."""
        return self.layer(name, Kind.DROPOUT, self.last.shape)

    def flatten(self, name: str) -> Maps:
        """Write down that maps become one vector: no value changes, none sees more."""
        fields, channels = self.last.groups
        groups = fields, tuple(count * prod(self.last.size) for count in channels)
        return self.layer(name, Kind.FLATTEN, (prod(self.last.shape),), fields=groups)

    def linear(self, name: str, features: int) -> Maps:
        """Write a layer down in which each output reads every value, of a vector or of maps of 1 x 1."""
        maps = self.last
        if prod(maps.size) > 1:
            raise DoesNotFit(f"{name} would read maps of {maps.size[0]} x {maps.size[1]}. Flatten them first.")
        return self.layer(
            name,
            Kind.LINEAR,
            (features,),
            parameters=conv_parameters(maps.channels, features, 1),
            macs=conv_macs(maps.channels, features, 1, 1),
            fields=((GLOBAL,), (features,)),
        )

    def add(self, name: str, *maps: Maps) -> Maps:
        """Write a sum of equal shapes down: a residual connection."""
        if len({each.shape for each in maps}) > 1:
            raise DoesNotFit(f"{name} adds {' and '.join(str(each.shape) for each in maps)}. Make the shapes equal.")
        field = cover(field for each in maps for field in each.groups[0])
        return self.layer(name, Kind.ADD, maps[0].shape, maps, fields=((field,), (maps[0].channels,)))

    def concatenate(self, name: str, *maps: Maps) -> Maps:
        """Write down that the channels of `maps` stand one behind the other; each keeps its own field."""
        if len({each.size for each in maps}) > 1:
            raise DoesNotFit(f"{name} joins maps of {' and '.join(str(each.size) for each in maps)}. Make them equal.")
        fields = gather(pair for each in maps for pair in zip(*each.groups, strict=True))
        shape = (sum(each.channels for each in maps), *maps[0].size)
        return self.layer(name, Kind.CONCATENATION, shape, maps, fields=fields)

    def layer(
        self,
        name: str,
        kind: Kind,
        shape: Shape,
        inputs: tuple[Maps, ...] = (),
        *,
        parameters: int = 0,
        macs: int = 0,
        fields: Groups | None = None,
        window: Window | None = None,
        remarks: tuple[str, ...] = (),
    ) -> Maps:
        """Write down a row of any kind; what is not said is as in the layer before it."""
        inputs = inputs or (self.last,)
        groups = fields or inputs[0].groups
        self.rows.append(
            LayerRow(
                name=name,
                kind=kind,
                inputs=tuple(each.name for each in inputs),
                input_shapes=tuple(each.shape for each in inputs),
                output_shape=shape,
                parameters=parameters,
                macs=macs,
                activation_bytes=FLOAT32 * prod(shape),
                fields=groups[0],
                group_channels=groups[1],
                window=window,
                remarks=remarks,
            )
        )
        self.last = Maps(name, shape, groups)
        return self.last


def _window(
    kernel: int, stride: int, padding: int, *, groups: int = 1, ceil_mode: bool = False, bias: bool = False
) -> Window:
    """Return a square window; none of these networks has another."""
    sides = (padding, padding)
    return Window((kernel, kernel), (stride, stride), (sides, sides), groups=groups, ceil_mode=ceil_mode, bias=bias)


def _size(maps: Maps, window: Window) -> tuple[int, int]:
    height, width = (
        conv_output(
            maps.size[axis],
            window.kernel[axis],
            window.stride[axis],
            window.padding[axis],
            ceil_mode=window.ceil_mode,
            noun=noun,
        ).size
        for axis, noun in enumerate(("row", "column"))
    )
    return height, width


def _unread(maps: Maps, window: Window) -> tuple[str, ...]:
    """Return sentences about rows of the input that no window reads, none where only padding is left over.

    All maps of these networks are square: what is said of rows holds for columns too.
    """
    setting = (maps.size[0], window.kernel[0], window.stride[0], window.padding[0], 1, window.ceil_mode)
    found = conv_output(*setting)
    return describe_rows(*setting) if found.dropped or found.skipped else ()
