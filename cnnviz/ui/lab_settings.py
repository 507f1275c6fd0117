"""The convolution lab's settings, and how strange values become fair ones: what a browser sends is untrusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import gcd
from typing import Any

from cnnviz import arithmetic
from cnnviz.ui import lab_values
from cnnviz.ui.lab_ranges import CHOICES, EXTRA, EXTRA_VALUE, PADDINGS, RANGES, TYPED, Padding


@dataclass(frozen=True)
class LabSettings:
    """One convolution: input `n x nw`, kernel `k x kw`, stride, padding, dilation, channels, groups; and its values.

    `link` is 1 for a square (`nw = n`, `kw = k`); `xs` and `ks` hold typed values, rows apart by ";", and decide the
    sizes; `extra` is what the tabs keep. `photo` are the 64 x 64 greys of the visitor's photo where that is the input;
    the browser has them already.
    """

    n: int = RANGES["n"].default
    nw: int = RANGES["nw"].default
    k: int = RANGES["k"].default
    kw: int = RANGES["kw"].default
    s: int = RANGES["s"].default
    p: Padding = RANGES["p"].default
    d: int = RANGES["d"].default
    cin: int = RANGES["cin"].default
    cout: int = RANGES["cout"].default
    groups: int = RANGES["groups"].default
    link: int = RANGES["link"].default
    bias: int = RANGES["bias"].default
    inp: str = "disc"
    seed: int = RANGES["seed"].default
    ker: str = "edges"
    xs: str = ""
    ks: str = ""
    tab: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    photo: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the settings by name, as the component takes them."""
        values = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "photo"}
        return values | {"extra": dict(self.extra)}

    def pads(self) -> tuple[int, int, int, int]:
        """Return the padding `(top, bottom, left, right)`; raises `DoesNotFit` for "same" with a stride."""
        top, bottom = arithmetic.resolve_padding(self.p, self.k, self.d, self.s)
        left, right = arithmetic.resolve_padding(self.p, self.kw, self.d, self.s)
        return top, bottom, left, right

    def axes(self) -> tuple[arithmetic.AxisOutput, arithmetic.AxisOutput]:
        """Return what happens to the rows and to the columns; raises `DoesNotFit`."""
        rows = arithmetic.conv_output(self.n, self.k, self.s, self.p, self.d)
        return rows, arithmetic.conv_output(self.nw, self.kw, self.s, self.p, self.d, noun="column")

    def output(self) -> tuple[int, int]:
        """Return the output's `(height, width)`; raises `DoesNotFit`."""
        rows, cols = self.axes()
        return rows.size, cols.size

    def input_values(self, channel: int = 0) -> list[lab_values.Number]:
        """Return a channel of the input, `n * nw` values row by row."""
        typed = lab_values.parse_rows(self.xs, RANGES["n"].high) if self.inp == "typed" else None
        if typed is not None:
            first = [value for row in typed for value in row]
        else:
            first = lab_values.input_values(self.inp, self.n, self.nw, self.seed, self.photo)
        return lab_values.channel_values(first, self.n, self.nw, channel)

    def kernel_values(self, filter_: int = 0, slice_: int = 0) -> list[lab_values.Number]:
        """Return a slice of a filter, `k * kw` weights row by row; the very first is the one that is drawn."""
        if filter_ or slice_:
            return lab_values.slice_values(self.k, self.kw, self.seed, (filter_, slice_))
        typed = lab_values.parse_rows(self.ks, RANGES["k"].high) if self.ker == "typed" else None
        if typed is not None:
            return [value for row in typed for value in row]
        return lab_values.kernel_values(self.ker, self.k, self.kw, self.seed)

    def bias_value(self, filter_: int) -> int:
        """Return what a filter adds to each of its values; 0 where the layer has no bias."""
        return lab_values.bias_value(filter_) if self.bias else 0


def from_browser(values: Mapping[str, Any]) -> LabSettings:
    """Bring what the component sent into range; anything strange becomes the default."""
    checked: dict[str, Any] = {}
    for name, allowed in RANGES.items():
        value = values.get(name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        checked[name] = min(max(value, allowed.low), allowed.high) if whole else allowed.default  # type: ignore[type-var]
    if values.get("p") in PADDINGS:
        checked["p"] = values["p"]
    for name, choice in CHOICES.items():
        value = values.get(name)
        checked[name] = value if value in choice.values else choice.values[0]
    checked |= {name: values.get(name) for name in TYPED}
    extra = values.get("extra")
    checked["extra"] = _plain(extra) if isinstance(extra, Mapping) else {}
    return fitted(checked)


def _plain(extra: Mapping[Any, Any]) -> dict[str, str]:
    """Return what is known of the tabs' own settings, short plain strings."""
    known = {name: extra.get(name) for name in EXTRA}
    return {name: value for name, value in known.items() if isinstance(value, str) and EXTRA_VALUE.fullmatch(value)}


def fitted(values: Mapping[str, Any]) -> LabSettings:
    """Make settings in range agree with each other: sides with the link and the typed values, groups with channels."""
    settings = dict(values)
    if settings["link"]:
        settings |= {"nw": settings["n"], "kw": settings["k"]}
    for name, typed in TYPED.items():
        asked = settings[typed.kind] == "typed"
        rows = lab_values.parse_rows(settings[name], RANGES[typed.tall].high) if asked else None
        if rows is not None:
            settings |= {typed.tall: len(rows), typed.wide: len(rows[0])}
            continue
        settings[name] = ""
        if asked:
            settings[typed.kind] = CHOICES[typed.kind].values[0]
    if (settings["n"], settings["k"]) != (settings["nw"], settings["kw"]):
        settings["link"] = 0
    common = gcd(settings["cin"], settings["cout"])
    settings["groups"] = next(count for count in range(settings["groups"], 0, -1) if common % count == 0)
    return LabSettings(**settings)
