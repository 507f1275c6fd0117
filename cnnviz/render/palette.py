"""The one palette. Things have colours, everywhere the same: in formulas, drawings, labels and components.

Each thing has an `ink` (text and lines: at least 4.5:1 on the page) and a `fill` (areas behind dark or light text).
The hues are those of Okabe and Ito's colour-blind safe set, darkened or lightened to reach the contrast.
`python -m cnnviz.render.palette` writes `assets/components/palette.js`, the browser's copy; a test compares both.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Colour:
    """`ink` for text and lines, `fill` for areas; both `#rrggbb`."""

    ink: str
    fill: str


@dataclass(frozen=True)
class Palette:
    """The colours of one mode."""

    page: str
    text: str
    faint: str  # captions and axis labels, still 4.5:1
    line: str  # hairlines between cells
    input: Colour
    kernel: Colour
    output: Colour
    padding: Colour  # drawn with dots
    dropped: Colour  # drawn hatched
    pinned: Colour
    negative: str  # the three anchors of the signed scale
    zero: str
    positive: str


LIGHT = Palette(
    page="#ffffff",
    text="#1b2430",
    faint="#566273",
    line="#c5cdd8",
    input=Colour("#0b5cad", "#cfe3f7"),
    kernel=Colour("#b23a0a", "#fbd9c8"),
    output=Colour("#006b4f", "#c9ebdf"),
    padding=Colour("#566273", "#e9ecf0"),
    dropped=Colour("#7a1f5c", "#f0dbe8"),
    pinned=Colour("#855600", "#ffd166"),
    negative="#5b2a9d",
    zero="#fbfaf7",
    positive="#c75400",
)

DARK = Palette(
    page="#0f141b",
    text="#e8edf3",
    faint="#a3afbd",
    line="#3a4553",
    input=Colour("#7fbfff", "#173a5e"),
    kernel=Colour("#ff9a6b", "#5a2711"),
    output=Colour("#4fd6a8", "#0f4636"),
    padding=Colour("#a3afbd", "#232b35"),
    dropped=Colour("#f08fc6", "#4a1f3a"),
    pinned=Colour("#ffc94d", "#6b4a00"),
    negative="#b48cff",
    zero="#12161c",
    positive="#ffa04d",
)

MODES: dict[Mode, Palette] = {"light": LIGHT, "dark": DARK}

# Anchors of viridis (van der Walt and Smith, 2015; CC0), evenly spaced: perceptually uniform, colour-blind safe.
SEQUENTIAL = (
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725",
)


def rgb(colour: str) -> tuple[int, int, int]:
    """`"#0b5cad"` -> `(11, 92, 173)`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def ramp(anchors: tuple[str, ...], steps: int = 256) -> NDArray[np.uint8]:
    """Interpolate evenly spaced anchors; returns uint8 `(steps, 3)`."""
    points = np.array([rgb(anchor) for anchor in anchors], float)
    at = np.linspace(0, len(points) - 1, steps)
    channels = [np.interp(at, np.arange(len(points)), points[:, c]) for c in range(3)]
    return np.stack(channels, 1).round().astype(np.uint8)


def diverging(mode: Mode) -> NDArray[np.uint8]:
    """256 colours from the most negative value over 0 (index 127.5) to the most positive; uint8 `(256, 3)`."""
    palette = MODES[mode]
    return ramp((palette.negative, palette.zero, palette.positive))


def sequential() -> NDArray[np.uint8]:
    """256 colours from the smallest magnitude to the largest; uint8 `(256, 3)`."""
    return ramp(SEQUENTIAL)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, section 1.4.3)."""

    def luminance(colour: str) -> float:
        shares = np.array(rgb(colour)) / 255
        linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
        return float(linear @ np.array([0.2126, 0.7152, 0.0722]))

    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def javascript() -> str:
    """Return the text of `assets/components/palette.js`."""
    data = {mode: asdict(palette) for mode, palette in MODES.items()} | {"sequential": SEQUENTIAL}
    return (
        "// Written by `python -m cnnviz.render.palette`; change the colours there.\n"
        f"export const PALETTE = {json.dumps(data, indent=2)};\n"
    )


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "assets" / "components" / "palette.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(javascript(), encoding="utf-8")
