"""The PyTorch lines that compute what is on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
WIDEST = 100  # characters of a line of numbers


@dataclass(frozen=True)
class ConvNumbers:
    """Lines that set the input `x` (1, C, H, W), the layer's `weight` and, with bias, an expression for its biases."""

    x: str
    weight: str
    bias: str = ""


def conv_code(
    in_channels: int,
    out_channels: int,
    kernel: Pair,
    numbers: ConvNumbers,
    *,
    size: Pair,
    output: Pair,
    stride: Pair = (1, 1),
    padding: Pair | str = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
    padding_mode: str = "zeros",
) -> str:
    """Return lines that build the layer as `conv`, give it these numbers, and leave what it makes of `x` in `y`.

    `size` and `output` are `(height, width)` of input and output; the caller knows the latter from `arithmetic`.
    """
    common = options(stride=stride, padding=padding, dilation=dilation, groups=groups)
    layer = call(
        "nn.Conv2d",
        str(in_channels),
        str(out_channels),
        f"kernel_size={pair(kernel)}",
        *common,
        *([] if numbers.bias else ["bias=False"]),
        *([] if padding_mode == "zeros" else [f'padding_mode="{padding_mode}"']),
    )
    before = (1, in_channels, *size)
    after = (1, out_channels, *output)
    return "\n".join(
        [
            "import torch",
            "from torch import nn",
            "from torch.nn import functional as F",
            "",
            numbers.x,
            numbers.weight,
            "",
            f"conv = {layer}",
            "with torch.no_grad():",
            "    conv.weight.copy_(weight)",
            *([f"    conv.bias.copy_({numbers.bias})"] if numbers.bias else []),
            f"    y = conv(x)  # {before} -> {after}",
            'print("output:", tuple(y.shape))',
            'print("parameters:", sum(parameter.numel() for parameter in conv.parameters()))',
        ]
    )


def options(stride: Pair = (1, 1), padding: Pair | str = (0, 0), dilation: Pair = (1, 1), groups: int = 1) -> list[str]:
    """Write these arguments as one would by hand: without PyTorch's defaults, and `(3, 3)` as 3."""
    written = f'"{padding}"' if isinstance(padding, str) else pair(padding)
    given = [f"stride={pair(stride)}"] if stride != (1, 1) else []
    given += [f"padding={written}"] if padding != (0, 0) else []
    given += [f"dilation={pair(dilation)}"] if dilation != (1, 1) else []
    given += [f"groups={groups}"] if groups != 1 else []
    return given


def call(name: str, *arguments: str) -> str:
    """Write a call: `nn.Conv2d(3, 8, kernel_size=5)`."""
    return f"{name}({', '.join(arguments)})"


def pair(sides: Pair) -> str:
    """Write two sides, equal ones once."""
    return str(sides[0]) if sides[0] == sides[1] else str(sides)


def number(value: float) -> str:
    """Write a number as short as it can be: 3, -1, 0.25."""
    return f"{value:g}"


def row(values: Sequence[float]) -> str:
    """Write `[1, 0, -1]`."""
    return f"[{', '.join(map(number, values))}]"


def matrix(values: Sequence[float], width: int) -> str:
    """Write `torch.tensor` of values given row by row, one row a line where there are several."""
    rows = [row(values[start : start + width]) for start in range(0, len(values), width)]
    if len(rows) == 1:
        return f"torch.tensor([{rows[0]}])"
    return "\n".join(["torch.tensor([", *(f"    {line}," for line in rows), "])"])


def tensor(blocks: Sequence[Sequence[Sequence[float]]], shape: tuple[int, ...]) -> str:
    """Write `torch.tensor` of this shape; blocks begin a line of their own, and lines end between their parts."""
    lines = [line for block in blocks for line in _lines(block)]
    if len(lines) == 1:
        return f"torch.tensor([{lines[0]}]).view{shape}"
    return "\n".join(["torch.tensor([", *(f"    {line}," for line in lines), f"]).view{shape}"])


def _lines(parts: Sequence[Sequence[float]]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        text = ", ".join(map(number, part))
        if lines and len(lines[-1]) + len(text) < WIDEST:
            lines[-1] += f", {text}"
        else:
            lines.append(text)
    return lines


def digits(values: Sequence[float], width: int) -> str:
    """Write `torch.tensor` of whole numbers 0 to 9, one row a line, as a block of digits: for large pictures."""
    lines = ["".join(map(number, values[start : start + width])) for start in range(0, len(values), width)]
    return "\n".join(['torch.tensor([[int(digit) for digit in row] for row in """', *lines, '""".split()])'])
