"""A network as a short text for addresses: `1_1x28x28_c20k5p2_r_m2_f_l10`. Texts from outside are untrusted.

The version, the input's `CxHxW`, then the layers, all joined by "_". A layer is its letter and its first number, then
a letter and a number for each other that is not as usual; a letter alone leaves something out ("n": no bias). Only
characters that an address need not escape.
"""

from __future__ import annotations

import re
from dataclasses import Field, dataclass, fields
from typing import Any

from cnnviz.arithmetic.building.layers import INPUT, LAYERS, MOST_LAYERS, Function, Layer, Network, Number, Without
from cnnviz.errors import DoesNotFit

VERSION = "1"
SHAPE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})x([0-9]{1,5})")
LAYER = re.compile(r"[a-z][0-9]{0,8}(?:[a-z][0-9]{0,8}){0,8}")
PIECE = re.compile(r"([a-z]?)([0-9]*)")
QUOTED = 20  # characters of a strange part that a sentence repeats


@dataclass(frozen=True)
class Decoded:
    """What could be read of a code: the network as far as it goes, and a sentence on what could not."""

    network: Network | None
    unread: str = ""


def encode(network: Network) -> str:
    """Return the code of a network; `decode` gives back an equal one."""
    return "_".join([VERSION, "x".join(map(str, network.input_shape)), *map(encode_layer, network.layers)])


def encode_layer(layer: Layer) -> str:
    """Return a layer's part of a code: `c20k5p2`."""
    return layer.letter + "".join(_written(part, getattr(layer, part.name)) for part in fields(layer))


def _written(part: Field[Any], value: Any) -> str:
    role = part.metadata["role"]
    if value == part.default:
        return ""
    if isinstance(role, Without):
        return role.letter
    return f"{role.letter}{value}" if isinstance(role, Number) else str(value)


def decode(text: str) -> Decoded:
    """Return the network of a code, or the longest start of it that is one, and why not more; never raises."""
    version, *rest = text.split("_")
    if version != VERSION:
        return Decoded(
            None, f"The code of a network begins with {VERSION}_; this one with \u201c{_quoted(version)}\u201d."
        )
    try:
        shape = _input_shape(rest[0] if rest else "")
    except DoesNotFit as reason:
        return Decoded(None, str(reason))
    layers: list[Layer] = []
    for token in rest[1:]:
        try:
            if len(layers) == MOST_LAYERS:
                raise DoesNotFit(f"A network here has at most {MOST_LAYERS} layers; the code has {len(rest) - 1}.")
            layers.append(decode_layer(token))
        except DoesNotFit as reason:
            return Decoded(Network(shape, tuple(layers)), f"Layer {len(layers) + 1}: {reason}")
    return Decoded(Network(shape, tuple(layers)))


def _input_shape(token: str) -> tuple[int, int, int]:
    found = SHAPE.fullmatch(token)
    if not found:
        raise DoesNotFit(f"The input is written like 3x32x32; \u201c{_quoted(token)}\u201d does not read so.")
    channels, height, width = map(int, found.groups())
    for allowed, side in zip(INPUT, (channels, height, width), strict=True):
        allowed.check(side)
    return channels, height, width


def decode_layer(token: str) -> Layer:
    """Return the layer that a part of a code means.

    Raises:
        DoesNotFit: no such layer, a number that it does not have, or one that it cannot have.

    """
    kind = LAYERS.get(token[:1])
    if not kind or not LAYER.fullmatch(token):
        raise DoesNotFit(f"\u201c{_quoted(token)}\u201d is no layer that is known here.")
    pieces = [(letter, digits) for letter, digits in PIECE.findall(token[1:]) if letter or digits]
    settings: dict[str, Any] = {}
    for letter, digits in pieces:
        name, value = _read(kind, letter, digits) or ("", None)
        if not name or name in settings:
            raise DoesNotFit(f"\u201c{letter}{digits}\u201d says nothing of a {kind.noun}.")
        settings[name] = value
    try:
        return kind(**settings)
    except TypeError:
        raise DoesNotFit(f"\u201c{_quoted(token)}\u201d leaves out a number that a {kind.noun} needs.") from None


def _read(kind: type[Layer], letter: str, digits: str) -> tuple[str, Any] | None:
    """Return which setting a piece means, and its value."""
    for part in fields(kind):
        role = part.metadata["role"]
        if isinstance(role, Number) and role.letter == letter and digits:
            return part.name, int(digits)
        if isinstance(role, Without) and role.letter == letter and not digits:
            return part.name, False
        if role is Function and letter in set(Function) and letter and not digits:
            return part.name, Function(letter)
    return None


def _quoted(token: str) -> str:
    """Return a strange part as a sentence may repeat it: short, and nothing that formats text."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-") else "?" for sign in token[:QUOTED])
    return plain + ("\u2026" if len(token) > QUOTED else "")
