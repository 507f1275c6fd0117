"""The PyTorch lines that compute what is on the screen."""

from __future__ import annotations

Pair = tuple[int, int]


def conv_code(
    in_channels: int,
    out_channels: int,
    kernel: Pair,
    *,
    size: Pair,
    output: Pair,
    stride: Pair = (1, 1),
    padding: Pair | str = (0, 0),
    dilation: Pair = (1, 1),
    groups: int = 1,
    bias: bool = True,
) -> str:
    """Return lines that build the layer, run it on a random picture and leave the result in `y`.

    `size` and `output` are `(height, width)` of input and output; the caller knows the latter from `arithmetic`.
    What is PyTorch's default is left out, and `(3, 3)` is written as 3, as one would by hand.
    """
    given = [str(in_channels), str(out_channels), f"kernel_size={_pair(kernel)}"]
    given += [f"stride={_pair(stride)}"] if stride != (1, 1) else []
    given += [f"padding={_padding(padding)}"] if padding not in ((0, 0), "valid") else []
    given += [f"dilation={_pair(dilation)}"] if dilation != (1, 1) else []
    given += [f"groups={groups}"] if groups != 1 else []
    given += ["bias=False"] if not bias else []
    height, width = size
    return "\n".join(
        [
            "import torch",
            "from torch import nn",
            "",
            f"conv = nn.Conv2d({', '.join(given)})",
            f"x = torch.randn(1, {in_channels}, {height}, {width})",
            f"y = conv(x)  # (1, {in_channels}, {height}, {width}) -> (1, {out_channels}, {output[0]}, {output[1]})",
        ]
    )


def _pair(sides: Pair) -> str:
    return str(sides[0]) if sides[0] == sides[1] else str(sides)


def _padding(padding: Pair | str) -> str:
    return f'"{padding}"' if isinstance(padding, str) else _pair(padding)
