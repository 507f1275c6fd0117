"""What the lab's PyTorch lines are put together from: the settings as arguments, and what tabs keep, checked."""

from __future__ import annotations

import re

from cnnviz.arithmetic import full_padding
from cnnviz.render import code
from cnnviz.ui.lab_settings import LabSettings

REAL = re.compile(r"-?\d{1,4}(\.\d{1,4})?")
BORDERS = ("zeros", "reflect", "replicate", "circular")


def torch_padding(settings: LabSettings) -> code.Pair | str:
    """Return the padding as PyTorch takes it, which has no word for "full"."""
    if settings.p == "full":
        return full_padding(settings.k, settings.d)[0], full_padding(settings.kw, settings.d)[0]
    return settings.p if isinstance(settings.p, str) else (settings.p, settings.p)


def convolved(settings: LabSettings, image: str, kernel: str, padded: bool = False, groups: int = 1) -> str:
    """Write `F.conv2d` of these two with the layer's settings; `padded` where the padding is there already."""
    given = options(settings, (0, 0) if padded else torch_padding(settings))
    return code.call("F.conv2d", image, kernel, *given, *([f"groups={groups}"] if groups > 1 else []))


def padding_mode(settings: LabSettings) -> str:
    """Return what the borders tab asks of the padding, and "zeros" where PyTorch cannot or no such tab is open."""
    mode = choice(settings, "bm", BORDERS) if settings.tab == "borders" else ""
    if mode not in ("reflect", "circular"):
        return mode or "zeros"
    top, bottom, left, right = settings.pads()
    less = 1 if mode == "reflect" else 0
    there = max(top, bottom) <= settings.n - less and max(left, right) <= settings.nw - less
    return mode if there else "zeros"


def options(settings: LabSettings, padding: code.Pair | str) -> list[str]:
    """Write stride, padding and dilation as arguments."""
    return code.options(stride=(settings.s, settings.s), padding=padding, dilation=(settings.d, settings.d))


def choice(settings: LabSettings, key: str, allowed: tuple[str, ...]) -> str:
    """Return what the tab keeps under a key, the first of those allowed where it is none of them."""
    value = settings.extra.get(key, "")
    return value if value in allowed else allowed[0]


def whole(settings: LabSettings, key: str, default: int, low: int, high: int) -> int:
    """Return the whole number that the tab keeps under a key, `default` where it is none or out of range."""
    value = settings.extra.get(key, "")
    number = int(value) if re.fullmatch(r"\d{1,4}", value) else default
    return number if low <= number <= high else default


def real(settings: LabSettings, key: str, default: float, low: float, high: float) -> float:
    """Return the number that the tab keeps under a key, `default` where it is none or out of range."""
    value = settings.extra.get(key, "")
    number = float(value) if REAL.fullmatch(value) else default
    return number if low <= number <= high else default
