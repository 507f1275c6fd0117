"""Other ways to the same layer, for the lab's tabs: PyTorch lines that go on from those of the layer.

They find `x`, `weight`, `conv` and `y` there, and of the picture `first`, `kernel` and `drawn`.
"""

from __future__ import annotations

from cnnviz.arithmetic import AxisOutput, kernel_span
from cnnviz.render import code
from cnnviz.ui import lab_code_terms as terms
from cnnviz.ui.lab_settings import LabSettings


def channels(settings: LabSettings) -> list[str]:
    """Write one filter's response as the sum of its slices' products."""
    f = min(terms.whole(settings, "cf", 0, 0, 31), settings.cout - 1)
    slices = settings.cin // settings.groups
    start = f // (settings.cout // settings.groups) * slices
    products = terms.convolved(settings, "seen", f"weight[{f}][:, None]", groups=slices)
    plus, bias = (" plus the bias", f" + conv.bias[{f}]") if settings.bias else ("", "")
    return [
        f"# Filter {f + 1}: the products with each of its slices, and their sum{plus}",
        f"seen = x[:, {start}:{start + slices}]",
        f"products = {products}",
        f"response = products.sum(1){bias}",
        f'print("equal to the layer\'s:", torch.allclose(response, y[:, {f}]))',
    ]


def transposed(settings: LabSettings) -> list[str]:
    """Write the transposed convolution with the same kernel."""
    more = min(terms.whole(settings, "top", 0, 0, 7), max(settings.s, settings.d) - 1)
    spans = kernel_span(settings.k, settings.d), kernel_span(settings.kw, settings.d)
    whole = [(side - 1) * settings.s + span + more for side, span in zip((settings.n, settings.nw), spans, strict=True)]
    most = (min(whole) - 1) // 2  # as much padding as leaves a row and a column
    top, _, left, _ = settings.pads()
    given = terms.options(settings, (min(top, most), min(left, most)))
    given += [f"output_padding={more}"] if more else []
    layer = code.call(
        "nn.ConvTranspose2d", "1", "1", f"kernel_size={code.pair((settings.k, settings.kw))}", *given, "bias=False"
    )
    return [
        "# The other way: each cell of the input lays the kernel, times its value, onto the output",
        f"transposed = {layer}",
        "with torch.no_grad():",
        "    transposed.weight.copy_(kernel)",
        "    spread = transposed(first)",
        'print("transposed:", tuple(spread.shape))',
    ]


def borders(settings: LabSettings) -> list[str]:
    """Write the padding as a step of its own, with the values that stand in it."""
    asked, mode = terms.choice(settings, "bm", terms.BORDERS), terms.padding_mode(settings)
    top, bottom, left, right = settings.pads()
    word = "constant" if mode == "zeros" else mode
    size = "smaller than" if asked == "reflect" else "no larger than"
    return [
        *([f"# {asked} needs padding {size} the input; these are zeros"] if asked != mode else []),
        f'padded = F.pad(first, ({left}, {right}, {top}, {bottom}), mode="{word}")',
        f"bordered = {terms.convolved(settings, 'padded', 'kernel', padded=True)}",
        'print("values that the border changes:", int((bordered != drawn).sum()))',
    ]


def im2col(settings: LabSettings, rows: AxisOutput, cols: AxisOutput) -> list[str]:
    """Write the convolution as one product of matrices."""
    top, bottom, left, right = settings.pads()
    padded = f"F.pad(first, ({left}, {right}, {top}, {bottom}))" if any((top, bottom, left, right)) else "first"
    unfold = code.call("F.unfold", padded, code.pair((settings.k, settings.kw)), *terms.options(settings, (0, 0)))
    taps, places = settings.k * settings.kw, rows.size * cols.size
    return [
        "# One product of matrices: each window laid flat is a row",
        f"patches = {unfold}[0].T  # ({places}, {taps})",
        f"product = patches @ kernel.view({taps}, 1)",
        f'print("equal to the picture:", torch.allclose(product.view({rows.size}, {cols.size}), drawn[0, 0]))',
    ]


def flip(settings: LabSettings) -> list[str]:
    """Write the true convolution, with the kernel turned half round."""
    impulse = [
        "first = torch.zeros_like(first)",
        f"first[..., {(settings.n - 1) // 2}, {(settings.nw - 1) // 2}] = 1  # an impulse",
    ]
    return [
        "# Convolution turns the kernel half round; what PyTorch computes is correlation",
        *(impulse if terms.choice(settings, "fi", ("lab", "impulse")) == "impulse" else []),
        f"correlation = {terms.convolved(settings, 'first', 'kernel')}",
        f"convolution = {terms.convolved(settings, 'first', 'torch.flip(kernel, (2, 3))')}",
        'print("largest difference:", (correlation - convolution).abs().max().item())',
    ]
