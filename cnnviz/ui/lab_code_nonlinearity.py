"""The lab's nonlinearity tab as PyTorch lines, going on from the layer's with `first`, `kernel` and `drawn`."""

from __future__ import annotations

from cnnviz.render import code
from cnnviz.ui import lab_code_terms as terms
from cnnviz.ui.lab_settings import LabSettings

SECOND = 3  # rows and columns of the second kernel
SECOND_KERNEL = (1, 2, 1, 2, 4, 2, 1, 2, 1)
MATRICES = (1, -1, 1, 1, 1, 0.5, -0.5, 1)


def nonlinearity(settings: LabSettings) -> list[str]:
    """Write the function, its value and slope at x, what it does to the map, and two layers without and with it."""
    at = float(terms.real(settings, "nx", -1.5, -6, 6))
    normalized = terms.choice(settings, "nb", ("0", "1")) == "1"
    before = "(drawn - drawn.mean()) / (drawn.var(unbiased=False) + 1e-5).sqrt()" if normalized else "drawn"
    return [
        *_function(settings),
        f"at = torch.tensor({at}).requires_grad_()",
        "value = activation(at)",
        "value.backward()",
        'print("value:", value.item(), "slope:", at.grad.item())',
        f"bent = activation({before})",
        "",
        *_collapse(settings),
    ]


def _collapse(settings: LabSettings) -> list[str]:
    """Two layers without the function and with it; nothing where the second one does not fit behind the first."""
    if terms.choice(settings, "nc", ("convolution", "matrix")) == "matrix":
        layers = _matrices(settings)
    elif min(settings.output()) < SECOND:
        return ["# A second layer with a 3 x 3 kernel does not fit here"]
    else:
        layers = _convolutions(settings)
    return [
        "# Without it, two layers are one",
        *layers,
        'print("apart without it:", (row - single).abs().max().item())',
        'print("apart with it:", (between - row).abs().max().item())',
    ]


def _function(settings: LabSettings) -> list[str]:
    name = terms.choice(settings, "nf", ("relu", "sigmoid", "tanh", "leaky", "maxout", "elu"))
    if name == "maxout":
        ends = {"nma": (1.0, 3), "nmb": (0.0, 4), "nmc": (-0.5, 3), "nmd": (1.0, 4)}
        w, b, v, c = (code.number(terms.real(settings, key, start, -end, end)) for key, (start, end) in ends.items())
        return ["def activation(z):", f"    return torch.maximum({w} * z + {b}, {v} * z + {c})", "", ""]
    slope = code.number(terms.real(settings, "na", 0.01, 0, 1))
    alpha = code.number(terms.real(settings, "ne", 1.0, 0, 3))
    layer = {"relu": "ReLU()", "sigmoid": "Sigmoid()", "tanh": "Tanh()"}.get(
        name, f"LeakyReLU({slope})" if name == "leaky" else f"ELU(alpha={alpha})"
    )
    return [f"activation = nn.{layer}"]


def _convolutions(settings: LabSettings) -> list[str]:
    top, bottom, left, right = settings.pads()
    second = [terms.real(settings, f"nk{i}", start, -99, 99) for i, start in enumerate(SECOND_KERNEL, 1)]
    common = code.options(stride=(settings.s, settings.s), dilation=(settings.d, settings.d))
    merged = code.options(stride=(settings.s, settings.s))
    padded = f"F.pad(first, ({left}, {right}, {top}, {bottom}))" if any((top, bottom, left, right)) else "first"
    return [
        f"second = {code.tensor([[second]], (1, 1, 3, 3))}.float()",
        "row = F.conv2d(drawn, second)",
        f"one = {code.call('F.conv_transpose2d', 'second', 'kernel', *common)}  # both kernels in one",
        f"single = {code.call('F.conv2d', padded, 'one', *merged)}",
        "between = F.conv2d(activation(drawn), second)",
    ]


def _matrices(settings: LabSettings) -> list[str]:
    values = [terms.real(settings, f"nq{i}", start, -99, 99) for i, start in enumerate(MATRICES, 1)]
    return [
        f"A = torch.tensor([{code.row(values[:2])}, {code.row(values[2:4])}]).float()",
        f"B = torch.tensor([{code.row(values[4:6])}, {code.row(values[6:])}]).float()",
        "points = torch.cartesian_prod(torch.arange(-2.0, 3), torch.arange(-2.0, 3)).T",
        "row, single, between = B @ (A @ points), (B @ A) @ points, B @ activation(A @ points)",
    ]
