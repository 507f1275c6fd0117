"""What stands under the lab's drawing: the PyTorch lines and the numbers, from Python's own arithmetic."""

from __future__ import annotations

from cnnviz import arithmetic
from cnnviz.arithmetic import AxisOutput
from cnnviz.errors import DoesNotFit
from cnnviz.render import grouped, shape
from cnnviz.ui import code, lab_code
from cnnviz.ui.lab_settings import LabSettings


def draw(settings: LabSettings) -> None:
    """Draw the lines that build this layer; nothing where there is none, for the drawing says why."""
    try:
        rows, cols = settings.axes()
    except DoesNotFit:
        return
    lines = lab_code.write(settings, rows, cols)
    code.show("The same in PyTorch", lines, said(settings, rows, cols), key="code", file="conv_lab.py")


def said(settings: LabSettings, rows: AxisOutput, cols: AxisOutput) -> str:
    """Say the layer's size and price, and that of a fully connected one in its place."""
    channels, kernel = (settings.cin, settings.cout), (settings.k, settings.kw)
    before, after = (settings.n, settings.nw), (rows.size, cols.size)
    bias = bool(settings.bias)
    parameters = arithmetic.conv_parameters(*channels, kernel, settings.groups, bias)
    macs = arithmetic.conv_macs(*channels, kernel, after, settings.groups)
    memory = arithmetic.conv_memory(*channels, kernel, before, after, settings.groups, bias)
    dense = arithmetic.dense_weights(*channels, before, after)
    return (
        f"Output {shape((settings.cout, *after))} (channels \u00d7 height \u00d7 width), {grouped(parameters)} "
        f"{'parameter' if parameters == 1 else 'parameters'} {'with' if bias else 'without'} bias, {grouped(macs)} "
        f"{'multiplication' if macs == 1 else 'multiplications'} (MACs; no bias among them). "
        f"Input, weights and output are {grouped(memory.total)} values, {grouped(memory.bytes)} bytes as float32. "
        f"A fully connected layer between the same sizes would have {grouped(dense)} "
        f"{'weight' if dense == 1 else 'weights'}."
    )
