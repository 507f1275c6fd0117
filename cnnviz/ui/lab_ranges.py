"""What each of the convolution lab's settings may be; the same stands in `assets/components/lab/state.js`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Range:
    """What a number may be; the names are those of the address and of `assets/components/lab/`."""

    noun: str
    low: int
    high: int
    default: int


RANGES = {
    "n": Range("an input size of", 1, 64, 7),
    "nw": Range("an input width of", 1, 64, 7),
    "k": Range("kernel", 1, 15, 3),
    "kw": Range("a kernel width of", 1, 15, 3),
    "s": Range("stride", 1, 8, 2),
    "p": Range("padding", 0, 15, 1),
    "d": Range("dilation", 1, 6, 1),
    "cin": Range("input channels:", 1, 16, 3),
    "cout": Range("output channels:", 1, 32, 8),
    "groups": Range("groups:", 1, 16, 1),
    "link": Range("square (1) or rectangle (0):", 0, 1, 1),
    "bias": Range("bias (1) or none (0):", 0, 1, 1),
    "seed": Range("seed", 0, 999, 0),
}

Padding = int | Literal["same", "valid", "full"]
PADDINGS: tuple[Literal["same", "valid", "full"], ...] = ("same", "valid", "full")


@dataclass(frozen=True)
class Choice:
    """What a setting that is no number may be; the first is the default."""

    noun: str
    values: tuple[str, ...]


CHOICES = {
    "inp": Choice("the input", ("disc", "ramp", "random", "edge", "photo", "typed")),
    "ker": Choice("the kernel", ("edges", "sobel_x", "sobel_top", "laplacian", "box", "identity", "random", "typed")),
    "tab": Choice(
        "the tab",
        (
            "",
            "channels",
            "transposed",
            "pooling",
            "dims",
            "im2col",
            "flip",
            "borders",
            "nonlinearity",
            "stack",
        ),
    ),
}


@dataclass(frozen=True)
class Typed:
    """Values that can be typed: the kind that says so, the sides that they decide, and what they are called."""

    kind: str
    tall: str
    wide: str
    noun: str


TYPED = {"xs": Typed("inp", "n", "nw", "input values"), "ks": Typed("ker", "k", "kw", "kernel values")}

TABS = {
    "borders": "bm=zeros",
    "channels": "cf=0 cr=1 cc=1",
    "dims": "dd=8",
    "flip": "fi=lab",
    "im2col": "mo=0",
    "nonlinearity": "nf=relu nx=-1.5 nb=0 nc=convolution na=0.01 nma=1 nmb=0 nmc=-0.5 nmd=1 ne=1 nk1=1 nk2=2 nk3=1 "
    "nk4=2 nk5=4 nk6=2 nk7=1 nk8=2 nk9=1 nq1=1 nq2=-1 nq3=1 nq4=1 nq5=1 nq6=0.5 nq7=-0.5 nq8=1",
    "pooling": "pool=max pk=2 ps=2 pp=0 pceil=0",
    "stack": "sl=2 su=1 sk2=3 ss2=1 sp2=1 sd2=1 sk3=3 ss3=1 sp3=1 sd3=1",
    "transposed": "top=0 tway=window",
}
"""What each tab keeps in the address, name and default: the `KEYS` of `assets/components/lab/tabs/`."""
_kept = (word.partition("=") for words in TABS.values() for word in words.split())
EXTRA: dict[str, str] = {name: default for name, _, default in _kept}
EXTRA_VALUE = re.compile(r"[A-Za-z0-9.,;:_-]{0,120}")
