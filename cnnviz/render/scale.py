"""The bar beside a picture that says which colour is which number."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from cnnviz.render import palette
from cnnviz.render.numbers import short
from cnnviz.render.palette import Mode

WIDTH, HEIGHT = 240, 40
BAR = 14  # height of the coloured part; the numbers stand below it


@dataclass(frozen=True)
class ColourBar:
    """An SVG picture of the scale, and the same in words."""

    svg: str
    alt: str


def colour_bar(limit: float, mode: Mode, *, signed: bool, unit: str = "") -> ColourBar:
    """Draw the scale of `colouring.signed` or `colouring.magnitude` up to `limit`, with numbers at its ends.

    `unit` ("logit") follows the number in the words only: the picture has no room for it.
    """
    colours = palette.MODES[mode]
    anchors = (colours.negative, colours.zero, colours.positive) if signed else palette.SEQUENTIAL
    marks = (
        [(0, short(-limit)), (WIDTH // 2, "0"), (WIDTH, short(limit))] if signed else [(0, "0"), (WIDTH, short(limit))]
    )
    stops = "".join(
        f'<stop offset="{number / (len(anchors) - 1):.4f}" stop-color="{anchor}"/>'
        for number, anchor in enumerate(anchors)
    )
    labels = "".join(f'<text x="{x}" y="{HEIGHT - 6}" text-anchor="{_anchor(x)}">{text}</text>' for x, text in marks)
    alt = escape(_words(short(limit), unit, signed=signed))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{alt}">'
        f'<linearGradient id="scale-{mode}-{int(signed)}">{stops}</linearGradient>'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{BAR}" fill="url(#scale-{mode}-{int(signed)})" '
        f'stroke="{colours.line}"/>'
        f'<g font-family="system-ui, sans-serif" font-size="14" fill="{colours.text}" '
        f'style="font-variant-numeric: tabular-nums">{labels}</g></svg>'
    )
    return ColourBar(svg, alt)


def _anchor(x: int) -> str:
    return {0: "start", WIDTH: "end"}.get(x, "middle")


def _words(limit: str, unit: str, *, signed: bool) -> str:
    end = f"{limit} {unit}".rstrip()
    if signed:
        return f"Colour scale: violet is minus {end}, the page's colour is 0, orange is plus {end}."
    return f"Colour scale: dark violet is 0, yellow is {end}."
