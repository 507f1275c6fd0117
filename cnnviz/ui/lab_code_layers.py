"""Other layers beside the convolution, for the lab's tabs: PyTorch lines that go on from those of the layer.

They find of the picture `first`, the input's first channel, `kernel` and `drawn`, what the two give.
"""

from __future__ import annotations

from cnnviz import arithmetic
from cnnviz.arithmetic import kernel_span
from cnnviz.errors import DoesNotFit
from cnnviz.render import code
from cnnviz.ui import lab_code_terms as terms
from cnnviz.ui.lab_settings import LabSettings

MOST_DEPTH = 32


def pooling(settings: LabSettings) -> list[str]:
    """Write the pooling of the input's first channel, with the nearest settings that PyTorch takes."""
    kind = terms.choice(settings, "pool", ("max", "average", "subsample"))
    stride, ceil = terms.whole(settings, "ps", 2, 1, 8), terms.choice(settings, "pceil", ("0", "1")) == "1"
    kernel, padding = _pool_window(settings, stride, ceil)
    if kind == "subsample":
        sizes = [
            arithmetic.conv_output(side, kernel, stride, padding, ceil_mode=ceil).size
            for side in (settings.n, settings.nw)
        ]
        rows, cols = (_starts(size, stride, padding) for size in sizes)
        return [
            "# Of each window only the first value stays",
            f"rows, cols = {rows}, {cols}",
            "pooled = first[..., rows[:, None], cols]",
            'print("pooled:", tuple(pooled.shape))',
        ]
    given = [str(kernel)] + ([f"stride={stride}"] if stride != kernel else [])
    given += ([f"padding={padding}"] if padding else []) + (["ceil_mode=True"] if ceil else [])
    return [
        "# Pooling has nothing to learn",
        f"pool = {code.call('nn.MaxPool2d' if kind == 'max' else 'nn.AvgPool2d', *given)}",
        "pooled = pool(first)",
        'print("pooled:", tuple(pooled.shape))',
    ]


def _starts(size: int, stride: int, padding: int) -> str:
    starts = f"torch.arange({size}) * {stride}"
    return f"({starts} - {padding}).clamp(min=0)" if padding else starts


def _pool_window(settings: LabSettings, stride: int, ceil: bool) -> tuple[int, int]:
    """Return kernel and padding: a window no larger than what there is, padding of at most half of it."""
    kernel, padding = terms.whole(settings, "pk", 2, 1, 8), terms.whole(settings, "pp", 0, 0, 4)
    overhang = stride - 1 if ceil else 0
    while min(settings.n, settings.nw) + 2 * min(padding, kernel // 2) + overhang < kernel:
        kernel -= 1
    return kernel, min(padding, kernel // 2)


def dims(settings: LabSettings) -> list[str]:
    """Write the layer along one and along three axes: shapes and parameters, for values would take long."""
    asked, (top, bottom, _, _) = terms.whole(settings, "dd", 8, 1, MOST_DEPTH), settings.pads()
    depth = max(asked, kernel_span(settings.k, settings.d) - top - bottom)
    tall, wide = settings.k, settings.kw
    lines = [
        "# Along one axis and along three; on the device meta there are shapes and no values",
        'with torch.device("meta"):',
        f"    line = {_conv(settings, (wide,))}",
        f"    after = line(torch.empty(1, {settings.cin}, {settings.nw}))",
    ]
    if depth <= MOST_DEPTH:
        lines += [
            f"    volume = {_conv(settings, (tall, tall, wide))}",
            f"    deep = volume(torch.empty(1, {settings.cin}, {depth}, {settings.n}, {settings.nw}))",
        ]
    found = [("1-D", "after", "line")] + ([("3-D", "deep", "volume")] if depth <= MOST_DEPTH else [])
    for name, made, layer in found:
        count = f"sum(parameter.numel() for parameter in {layer}.parameters())"
        lines.append(f'print("{name}:", tuple({made}.shape), {count}, "parameters")')
    return lines


def _conv(settings: LabSettings, kernel: tuple[int, ...]) -> str:
    reach = tuple(kernel_span(side, settings.d) - 1 for side in kernel)
    padding = {"full": _sides(reach), "same": '"same"', "valid": "0"}.get(str(settings.p), str(settings.p))
    given = [str(settings.cin), str(settings.cout), f"kernel_size={_sides(kernel)}"]
    given += [f"stride={settings.s}"] if settings.s > 1 else []
    given += [f"padding={padding}"] if padding != "0" else []
    given += [f"dilation={settings.d}"] if settings.d > 1 else []
    given += [f"groups={settings.groups}"] if settings.groups > 1 else []
    return code.call(f"nn.Conv{len(kernel)}d", *given, *([] if settings.bias else ["bias=False"]))


def _sides(sides: tuple[int, ...]) -> str:
    return str(sides[0]) if len(set(sides)) == 1 else str(sides)


def stack(settings: LabSettings) -> list[str]:
    """Write the stack along the rows, as drawn, and which rows one unit of its last layer sees."""
    padding = {"same": '"same"', "full": str(settings.pads()[0]), "valid": "0"}.get(str(settings.p), str(settings.p))
    layers = [(settings.k, settings.s, padding, settings.d)]
    size = arithmetic.conv_output(settings.n, settings.k, settings.s, settings.p, settings.d).size
    left_out = []
    for layer in range(2, terms.whole(settings, "sl", 2, 1, 3) + 1):
        bounds = {"k": (3, 1, 11), "s": (1, 1, 4), "p": (1, 0, 5), "d": (1, 1, 4)}
        k, s, p, d = (terms.whole(settings, f"s{letter}{layer}", *bound) for letter, bound in bounds.items())
        try:
            size = arithmetic.conv_output(size, k, s, p, d).size
        except DoesNotFit:
            left_out = [f"# Layer {layer} does not fit what is before it"]
            break
        layers.append((k, s, str(p), d))
    unit = min(terms.whole(settings, "su", 1, 0, 255), size - 1)
    return [
        f"# One axis of the stack, all weights 1: unit {unit + 1} of {size} sees the rows where its gradient arrives",
        "stack = nn.Sequential(",
        *(f"    {_conv1d(*layer)}," for layer in layers),
        ")",
        *left_out,
        "for layer in stack:",
        "    nn.init.ones_(layer.weight)",
        f"rows = torch.zeros(1, 1, {settings.n}).requires_grad_()",
        f"stack(rows)[0, 0, {unit}].backward()",
        'print("rows seen, from 0:", rows.grad[0, 0].nonzero().flatten().tolist())',
    ]


def _conv1d(kernel: int, stride: int, padding: str, dilation: int) -> str:
    given = [f"kernel_size={kernel}"] + ([f"stride={stride}"] if stride > 1 else [])
    given += ([f"padding={padding}"] if padding != "0" else []) + ([f"dilation={dilation}"] if dilation > 1 else [])
    return code.call("nn.Conv1d", "1", "1", *given, "bias=False")
