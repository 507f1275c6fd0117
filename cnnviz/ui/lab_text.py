"""What stands under the lab's drawing: the PyTorch lines and the numbers, from Python's own arithmetic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cnnviz import arithmetic
from cnnviz.arithmetic import AxisOutput
from cnnviz.errors import DoesNotFit
from cnnviz.render import grouped, shape
from cnnviz.serve import Visitor
from cnnviz.ui import choice, code, lab_code, lab_photo
from cnnviz.ui.lab_settings import LabSettings, from_browser


def lines(settings: LabSettings) -> code.Lines | None:
    """Return the lines that build this layer; None where there is none, for the drawing says why."""
    try:
        rows, cols = settings.axes()
    except DoesNotFit:
        return None
    written = lab_code.write(settings, rows, cols)
    return code.Lines("The same in PyTorch", written, said(settings, rows, cols), file="conv_lab.py")


def answer(visitor: Visitor, asked: Mapping[str, Any]) -> bytes:
    """Answer the lab's quick question: `{settings, photo}` to the lines as JSON, null where nothing fits.

    `photo` is the name of the visitor's photo; it matters where that is the input. Raises `UnknownName`.
    """
    values = asked.get("settings")
    settings = from_browser(values if isinstance(values, Mapping) else {})
    if settings.inp == "photo":
        settings = replace(settings, photo=lab_photo.greys(choice.find(visitor, str(asked.get("photo")))).values)
    found = lines(settings)
    return json.dumps(found and found.as_data()).encode()


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
