"""What stands under the lab's drawing: the PyTorch lines and the numbers, from Python's own arithmetic."""

from __future__ import annotations

from cnnviz import arithmetic
from cnnviz.errors import DoesNotFit
from cnnviz.render import conv_code, grouped, shape
from cnnviz.ui import code
from cnnviz.ui.lab_settings import LabSettings


def draw(settings: LabSettings) -> None:
    """Draw the lines that build this layer; nothing where there is none, for the drawing says why."""
    try:
        size = arithmetic.conv_output(settings.n, settings.k, settings.s, settings.p, settings.d).size
    except DoesNotFit:
        return
    pair = (settings.k, settings.k)
    parameters = arithmetic.conv_parameters(settings.cin, settings.cout, pair, settings.groups)
    macs = arithmetic.conv_macs(settings.cin, settings.cout, pair, (size, size), settings.groups)
    said = (
        f"Output {shape((settings.cout, size, size))} (channels \u00d7 height \u00d7 width), {grouped(parameters)} "
        f"parameters with bias, {grouped(macs)} multiplications (MACs; the bias is added, not multiplied)."
    )
    code.show(
        "The same in PyTorch",
        conv_code(
            settings.cin,
            settings.cout,
            pair,
            size=(settings.n, settings.n),
            output=(size, size),
            stride=(settings.s, settings.s),
            padding=(settings.p, settings.p),
            dilation=(settings.d, settings.d),
            groups=settings.groups,
        ),
        said,
        key="code",
    )
