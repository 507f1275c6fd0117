"""The address of the convolution lab with a layer's setting; what is beyond the lab's ranges is cut, and said."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, gcd
from urllib.parse import urlencode

from cnnviz.arithmetic import Kind, LayerRow, Window, same_padding
from cnnviz.ui.lab_ranges import RANGES

POOL = {"pk": (1, 8), "ps": (1, 8), "pp": (0, 4)}  # what the lab's pooling can be: `KEYS` of lab/tabs/pooling.js
MAPS = 3  # sides of a shape with height and width


@dataclass(frozen=True)
class LabLink:
    """Where a click on a layer leads, and what the lab shows smaller than it is."""

    address: str
    said: str  # for the link's title
    cut: str = ""  # what the lab shows smaller


@dataclass
class _Fitted:
    """Values brought into the lab's ranges, with the sentences about those that were cut."""

    values: dict[str, int | str]
    cut: list[str]

    def put(self, key: str, value: int, noun: str, span: tuple[int, int]) -> int:
        """Take a number, cut where the lab ends."""
        low, high = span
        shown = min(max(value, low), high)
        if shown != value:
            self.cut.append(f"{noun} {shown} instead of {value}")
        self.values[key] = shown
        return shown


def lab_link(row: LayerRow) -> LabLink | None:
    """Return the link of a convolution or pooling; None for layers that the lab does not have."""
    shape = row.input_shapes[0] if row.input_shapes else ()
    if row.window is None or len(shape) != MAPS or row.kind not in (Kind.CONVOLUTION, Kind.POOL):
        return None
    fitted = _Fitted({}, [])
    tall = _length(fitted, "n", shape[1], row.window.stride[0], "height")
    wide = _length(fitted, "nw", shape[2], row.window.stride[1], "width")
    if tall == wide:
        del fitted.values["nw"]
    if row.kind is Kind.POOL:
        _pooling(fitted, row)
    else:
        _convolution(fitted, row, row.window)
    said = f"Try {row.name} in the convolution lab"
    cut = ", ".join(fitted.cut)
    if cut:
        said += f". The lab is smaller: {cut}"
    return LabLink(f"lab?{urlencode(fitted.values)}", f"{said}.", cut)


def _range(key: str) -> tuple[int, int]:
    return RANGES[key].low, RANGES[key].high


def _side(fitted: _Fitted, key: str, value: int, noun: str) -> int:
    return fitted.put(key, value, noun, _range(key))


def _length(fitted: _Fitted, key: str, side: int, stride: int, noun: str) -> int:
    """Take a side of the picture; a larger one by whole strides, so that as many rows are left over at its end."""
    high = _range(key)[1]
    shown = side - stride * max(0, ceil((side - high) / stride))
    if shown != side:
        fitted.cut.append(f"{noun} {shown} instead of {side}")
    return _side(fitted, key, shown, noun)


def _one(fitted: _Fitted, sides: tuple[int, int], noun: str) -> int:
    """Return one number for both axes, where the lab has only one."""
    if sides[0] != sides[1]:
        fitted.cut.append(f"{noun} {sides[0]} on both axes instead of {sides[0]} and {sides[1]}")
    return sides[0]


def _pooling(fitted: _Fitted, row: LayerRow) -> None:
    window = row.window
    assert window is not None  # noqa: S101 (the caller has looked)
    average = "avg" in row.name.lower() or "average" in row.name.lower() or window.bias
    fitted.values |= {"tab": "pooling", "pool": "average" if average else "max", "pceil": int(window.ceil_mode)}
    kernel = fitted.put("pk", _one(fitted, window.kernel, "window"), "window", POOL["pk"])
    fitted.put("ps", _one(fitted, window.stride, "stride"), "stride", POOL["ps"])
    padding = _one(fitted, (window.padding[0][0], window.padding[1][0]), "padding")
    fitted.put("pp", min(padding, kernel // 2), "padding", POOL["pp"])


def _convolution(fitted: _Fitted, row: LayerRow, window: Window) -> None:
    tall = _side(fitted, "k", window.kernel[0], "kernel height")
    wide = _side(fitted, "kw", window.kernel[1], "kernel width")
    if tall == wide:
        del fitted.values["kw"]
    if {"nw", "kw"} & fitted.values.keys():
        fitted.values["link"] = 0
        fitted.values |= {"nw": fitted.values.get("nw", fitted.values["n"]), "kw": wide}
    fitted.put("s", _one(fitted, window.stride, "stride"), "stride", _range("s"))
    dilation = _one(fitted, window.dilation, "dilation")
    fitted.put("d", dilation, "dilation", _range("d"))
    _padding(fitted, window, dilation)
    _channels(fitted, row, window.groups)
    fitted.values["bias"] = int(window.bias)


def _padding(fitted: _Fitted, window: Window, dilation: int) -> None:
    """The lab pads both axes alike: a number on every side, or "same"."""
    sides = {*window.padding[0], *window.padding[1]}
    if len(sides) == 1:
        fitted.put("p", sides.pop(), "padding", _range("p"))
    elif all(same_padding(k, dilation) == pads for k, pads in zip(window.kernel, window.padding, strict=True)):
        fitted.values["p"] = "same"
    else:
        top = window.padding[0][0]
        fitted.cut.append(f"padding {top} on every side instead of {window.padding}")
        fitted.put("p", top, "padding", _range("p"))


def _channels(fitted: _Fitted, row: LayerRow, groups: int) -> None:
    """Cut channels so that the groups still divide them: a depthwise convolution stays one."""
    into, out = row.input_shapes[0][0], row.output_shape[0]
    depthwise = groups == into
    cin = _side(fitted, "cin", into, "input channels")
    cout = _side(fitted, "cout", cin * (out // into) if depthwise and out >= into else out, "output channels")
    if depthwise and fitted.values["cout"] != out and not any("output channels" in each for each in fitted.cut):
        fitted.cut.append(f"output channels {cout} instead of {out}")
    wanted = cin if depthwise else groups
    common = gcd(cin, cout)
    shown = next(count for count in range(min(wanted, common), 0, -1) if common % count == 0)
    fitted.values["groups"] = shown
    if shown != groups:
        fitted.cut.append(f"groups {shown} instead of {groups}")
