"""Where a layer does not fit what comes in: the sentence, and the nearest networks in which it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import gcd

from cnnviz.arithmetic.building.layers import (
    LARGEST_VOLUME,
    MOST_LAYERS,
    AdaptivePool,
    AveragePool,
    Convolution,
    Flatten,
    Layer,
    Linear,
    MaxPool,
    Network,
    Residual,
    volume,
)
from cnnviz.arithmetic.cost import conv_parameters
from cnnviz.arithmetic.layer_row import Shape
from cnnviz.arithmetic.output_size import conv_output
from cnnviz.arithmetic.padding import kernel_span
from cnnviz.errors import DoesNotFit

Pool = MaxPool | AveragePool
MOST_PADDING = 15


@dataclass(frozen=True)
class Remedy:
    """What a button offers, and the network behind it."""

    label: str
    network: Network


@dataclass(frozen=True)
class Mismatch:
    """The first layer, from 0, that cannot take what comes in; why; and what would fit, the nearest first."""

    index: int
    sentence: str
    remedies: tuple[Remedy, ...]


Offer = tuple[str, tuple[Layer, ...]]  # a button's words, and the layers in this one's place
Found = tuple[str, list[Offer]]


def mismatch_of(network: Network, index: int, shape: Shape, maps: Shape | None = None) -> Mismatch | None:
    """Return why a layer cannot take a `shape`, `(C, H, W)` or `(C,)`; None where it can.

    `maps` is the shape that a flatten has just made this list of.
    """
    layer = network.layers[index]
    needs_maps = isinstance(layer, Convolution | MaxPool | AveragePool | AdaptivePool | Residual)
    if needs_maps and len(shape) == 1:
        return _behind_flatten(network, index, shape[0])
    found = _linear(layer, shape, maps) if isinstance(layer, Linear) else _on_maps(layer, shape)
    if not found:
        return None
    sentence, offers = found
    remedies = [Remedy(label, network.replaced(index, *layers)) for label, layers in offers if _room(network, layers)]
    return Mismatch(index, sentence, (*remedies, _removed(network, index)))


def _room(network: Network, layers: tuple[Layer, ...]) -> bool:
    return len(network.layers) - 1 + len(layers) <= MOST_LAYERS


def _removed(network: Network, index: int) -> Remedy:
    return Remedy("Remove it", network.replaced(index))


def _on_maps(layer: Layer, shape: Shape) -> Found | None:
    if len(shape) == 1:
        return None
    channels, height, width = shape
    if isinstance(layer, Convolution):
        return _groups(layer, channels) or _kernel(layer, (height, width)) or _volume(layer, (height, width))
    if isinstance(layer, MaxPool | AveragePool):
        return _pool_padding(layer) or _kernel(layer, (height, width)) or _pool_volume(layer, shape)
    if isinstance(layer, AdaptivePool | Residual):
        return _volume(layer, (height, width), channels)
    return None


def _linear(layer: Linear, shape: Shape, maps: Shape | None) -> Found | None:
    inputs = volume(shape)
    if len(shape) > 1:
        sentence = (
            f"A linear layer takes one list of numbers; here come maps, {_sides(shape)}. "
            f"A flatten before it makes a list of {_grouped(inputs)} of them."
        )
        return sentence, [("Add a flatten", (Flatten(), layer))]
    if layer.inputs in (None, inputs):
        return None
    origin = f": {_sides(maps)}" if maps else ""
    sentence = f"Linear expects {inputs} {'input' if inputs == 1 else 'inputs'}{origin}. It is set to {layer.inputs}."
    return sentence, [(f"Use {inputs}", (replace(layer, inputs=inputs),))]


def _behind_flatten(network: Network, index: int, inputs: int) -> Mismatch:
    noun = network.layers[index].noun
    sentence = (
        f"{'An' if noun[0] == 'a' else 'A'} {noun} needs maps, channels x height x width; "
        f"here comes a list of {_grouped(inputs)} {'number' if inputs == 1 else 'numbers'}. Move it before the flatten."
    )
    layers = list(network.layers)
    place = max(at for at in range(index) if isinstance(layers[at], Flatten))
    layers.insert(place, layers.pop(index))
    moved = Remedy("Move it before the flatten", Network(network.input_shape, tuple(layers)))
    return Mismatch(index, sentence, (moved, _removed(network, index)))


def _groups(layer: Convolution, channels: int) -> Found | None:
    try:
        conv_parameters(channels, layer.channels, 1, layer.groups)
    except DoesNotFit as reason:
        common = gcd(channels, layer.channels)
        divisors = [count for count in range(1, common + 1) if common % count == 0]
        nearest = min(divisors, key=lambda count: abs(count - layer.groups))
        return str(reason), [
            (f"Use {nearest} {'group' if nearest == 1 else 'groups'}", (replace(layer, groups=nearest),))
        ]
    return None


def _pool_padding(layer: Pool) -> Found | None:
    most = layer.kernel // 2
    if layer.padding <= most:
        return None
    sentence = (
        f"The padding of a pooling is at most half its kernel, so that no window lies in padding alone: "
        f"{most} with kernel {layer.kernel}. It is set to {layer.padding}."
    )
    return sentence, [(f"Use padding {most}", (replace(layer, padding=most),))]


def _kernel(layer: Convolution | Pool, size: tuple[int, int]) -> Found | None:
    dilation = layer.dilation if isinstance(layer, Convolution) else 1
    try:
        for side, noun in zip(size, ("row", "column"), strict=True):
            conv_output(side, layer.kernel, layer.stride, layer.padding, dilation, noun=noun)
    except DoesNotFit as reason:
        return str(reason), list(_kernel_offers(layer, min(size), dilation))
    return None


def _kernel_offers(layer: Convolution | Pool, side: int, dilation: int) -> Iterable[Offer]:
    """The largest kernel that fits, the least padding, the widest dilation; `side` is the shorter one of the map."""
    most = MOST_PADDING if isinstance(layer, Convolution) else layer.kernel // 2
    kernel = layer.kernel
    while kernel_span(kernel, dilation) > side + 2 * _padding(layer, kernel):
        kernel -= 1
    yield f"Use kernel {kernel}", (replace(layer, kernel=kernel, padding=_padding(layer, kernel)),)
    padding = (kernel_span(layer.kernel, dilation) - side + 1) // 2
    if padding <= most:
        yield f"Use padding {padding}", (replace(layer, padding=padding),)
    closer = (side + 2 * layer.padding - 1) // (layer.kernel - 1)
    if isinstance(layer, Convolution) and 1 <= closer < dilation:
        yield f"Use dilation {closer}", (replace(layer, dilation=closer),)


def _padding(layer: Convolution | Pool, kernel: int) -> int:
    """Return the padding that goes with another kernel: a pooling's is at most half of it."""
    return layer.padding if isinstance(layer, Convolution) else min(layer.padding, kernel // 2)


def _volume(layer: Convolution | Residual | AdaptivePool, size: tuple[int, int], channels: int = 0) -> Found | None:
    if isinstance(layer, AdaptivePool):
        shape = channels, layer.side, layer.side
    else:
        rows, cols = (_side(layer, side) for side in size)
        shape = layer.channels, rows, cols
    if volume(shape) <= LARGEST_VOLUME:
        return None
    offers: list[Offer] = []
    if isinstance(layer, Convolution | Residual):
        step = layer.groups if isinstance(layer, Convolution) else 1
        most = LARGEST_VOLUME // (shape[1] * shape[2]) // step * step
        if most:
            offers = [(f"Use {most} {'channel' if most == 1 else 'channels'}", (replace(layer, channels=most),))]
    return _too_much(shape), offers


def _pool_volume(layer: Pool, shape: Shape) -> Found | None:
    sides = [conv_output(side, layer.kernel, layer.stride, layer.padding).size for side in shape[1:]]
    out = (shape[0], *sides)
    return (_too_much(out), []) if volume(out) > LARGEST_VOLUME else None


def _side(layer: Convolution | Residual, side: int) -> int:
    if isinstance(layer, Residual):
        return conv_output(side, 3, layer.stride, 1).size
    return conv_output(side, layer.kernel, layer.stride, layer.padding, layer.dilation).size


def _too_much(shape: Shape) -> str:
    return (
        f"Its output would be {_sides(shape)}: {_grouped(volume(shape))} numbers for one picture. "
        f"Networks here go up to {_grouped(LARGEST_VOLUME)}; fewer channels or a stride before it make it fit."
    )


def _sides(shape: Shape) -> str:
    return " x ".join(map(str, shape))


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")
