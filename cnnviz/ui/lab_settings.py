"""The convolution lab's settings on their way between the browser, the address and Python; all are untrusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import gcd
from typing import Any

import streamlit as st

from cnnviz import arithmetic
from cnnviz.ui import lab_values, links
from cnnviz.ui.lab_ranges import CHOICES, EXTRA, EXTRA_VALUE, PADDINGS, RANGES, TYPED, Padding

KEY = "lab"
KEPT = "_lab_settings"


@dataclass(frozen=True)
class LabSettings:
    """One convolution: input `n x nw`, kernel `k x kw`, stride, padding, dilation, channels, groups; and its values.

    `link` is 1 for a square (`nw = n`, `kw = k`); `xs` and `ks` hold typed values, rows apart by ";", and decide the
    sizes; `extra` is what the tabs keep.
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

    def as_dict(self) -> dict[str, Any]:
        """Return the settings by name, as the component takes them."""
        return {part.name: getattr(self, part.name) for part in fields(self)} | {"extra": dict(self.extra)}

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

    def input_values(self, channel: int = 0, photo: Sequence[int] | None = None) -> list[lab_values.Number]:
        """Return a channel of the input, `n * nw` values row by row; `photo` is 64 x 64 greys, else the visitor's."""
        typed = lab_values.parse_rows(self.xs, RANGES["n"].high) if self.inp == "typed" else None
        if typed is not None:
            first = [value for row in typed for value in row]
        else:
            if self.inp == "photo" and photo is None:
                from cnnviz.ui import lab_photo  # reading pictures costs; few inputs are photos

                photo = lab_photo.greys()["values"]
            first = lab_values.input_values(self.inp, self.n, self.nw, self.seed, photo)
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


def with_link(before: LabSettings) -> LabSettings:
    """Follow the address where it asks for something new; what it cannot have is told in a sentence."""
    asked = _asked_numbers() | _asked_choices()
    for name, typed in TYPED.items():
        text = _asked_rows(name)
        if text is None:
            continue
        asked[name] = text
        if text:
            asked.setdefault(typed.kind, "typed")
        elif name in st.query_params:
            asked[typed.kind] = CHOICES[typed.kind].values[0]  # it was told why
    if asked.keys() & {"nw", "kw"} & st.query_params.keys() and "link" not in st.query_params:
        asked["link"] = 0  # who asks for a width means a rectangle
    settings = fitted(before.as_dict() | asked | {"extra": _with_extra(before.extra)})
    _tell_clashes(settings, asked, before)
    return settings


def _asked_numbers() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, allowed in RANGES.items():
        if name == "p" and st.query_params.get(name) in PADDINGS:
            asked[name] = links.asked(name)
        else:
            asked[name] = links.integer(name, allowed.noun, allowed.low, allowed.high, allowed.default)
    return {name: wish for name, wish in asked.items() if wish is not None}


def _asked_choices() -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, choice in CHOICES.items():
        wish = links.asked(name)
        if wish is None:
            continue
        asked[name] = wish if wish in choice.values else choice.values[0]
        if wish not in ("", asked[name]):
            links.tell(
                f"The link asked for {choice.noun} \u201c{links.quoted(wish)}\u201d, which is not here. "
                f"Showing {asked[name] or 'none'}."
            )
    return asked


def _asked_rows(name: str) -> str | None:
    """Return the typed values that a new link holds, "" where it takes them away or they do not read."""
    wish, typed = links.asked(name), TYPED[name]
    if not wish or lab_values.parse_rows(wish, RANGES[typed.tall].high) is not None:
        return wish
    links.tell(
        f"The link asked for {typed.noun} \u201c{links.quoted(wish)}\u201d; they are at most {RANGES[typed.tall].high} "
        f"rows of as many numbers each, from -999 to 999. Showing {CHOICES[typed.kind].values[0]}."
    )
    return ""


def _with_extra(before: Mapping[str, str]) -> dict[str, str]:
    extra = dict(before)
    for name in links.concerned(EXTRA):
        wish, default = links.asked(name), EXTRA[name]
        if wish is None:
            continue
        if not EXTRA_VALUE.fullmatch(wish):
            links.tell(f"The link asked for {name} \u201c{links.quoted(wish)}\u201d, which is not here.")
            wish = ""
        extra |= {name: wish or default}
        if extra[name] == default:
            del extra[name]
    return extra


def _tell_clashes(settings: LabSettings, asked: Mapping[str, Any], before: LabSettings) -> None:
    """Tell what a link asked for that does not go together."""
    groups = asked.get("groups", before.groups)
    if settings.groups != groups:
        links.tell(
            f"{groups} groups do not divide {settings.cin} input and {settings.cout} output channels; "
            f"showing {settings.groups}."
        )
    for name, typed in TYPED.items():
        if asked.get(typed.kind) == "typed" and not getattr(settings, name):
            links.tell(
                f"The link asked for typed {typed.noun} and brings none. Showing {getattr(settings, typed.kind)}."
            )
        for side in (typed.tall, typed.wide):
            shown = getattr(settings, side)
            if side in st.query_params and asked.get(side, shown) != shown:
                links.tell(
                    f"The link asked for {RANGES[side].noun} {asked[side]}, which does not go with the rest of it. "
                    f"Showing {shown}."
                )


def write(settings: LabSettings) -> None:
    """Put the settings into the address; what follows from others, and what is as at first, stays out of it."""
    values = settings.as_dict()
    for name, allowed in RANGES.items():
        if name in ("nw", "kw"):
            links.write(name, links.ABSENT if settings.link else str(values[name]), links.ABSENT)
        else:
            links.write(name, str(values[name]), str(allowed.default))
    for name, choice in CHOICES.items():
        links.write(name, values[name], choice.values[0])
    for name in TYPED:
        links.write(name, values[name], links.ABSENT)
    for name in {*settings.extra, *links.concerned(EXTRA)}:
        links.write(name, settings.extra.get(name, EXTRA[name]), EXTRA[name])


def current() -> LabSettings:
    """Return the settings of this visit: what a new link asks for, else as left, else the defaults."""
    settings = with_link(st.session_state.get(KEPT, LabSettings()))
    st.session_state[KEPT] = settings
    write(settings)
    return settings


def remember() -> None:
    """Callback of the component: keep what it has come to rest at."""
    state = st.session_state.get(KEY) or {}
    values = state.get("settings")
    if isinstance(values, Mapping):
        st.session_state[KEPT] = from_browser(values)
