"""Numbers and pictures to what a page shows: colours, PNG bytes, sheets, overlays, words, code. Needs no torch."""

from cnnviz.render import colouring, encode
from cnnviz.render.cells import Cells, Spot
from cnnviz.render.code import conv_code
from cnnviz.render.numbers import grouped, percent, shape, short
from cnnviz.render.overlay import dimmed, overlay
from cnnviz.render.scale import ColourBar, colour_bar
from cnnviz.render.sheet import Sheet, contact_sheet, filter_sheet
from cnnviz.render.texts import heat_alt, response_alt, sheet_alt

__all__ = [
    "Cells",
    "ColourBar",
    "Sheet",
    "Spot",
    "colour_bar",
    "colouring",
    "contact_sheet",
    "conv_code",
    "dimmed",
    "encode",
    "filter_sheet",
    "grouped",
    "heat_alt",
    "overlay",
    "percent",
    "response_alt",
    "shape",
    "sheet_alt",
    "short",
]
