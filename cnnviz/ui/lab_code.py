"""The convolution lab's layer as PyTorch lines, with the very numbers that are drawn."""

from __future__ import annotations

from cnnviz.arithmetic import AxisOutput
from cnnviz.render import code
from cnnviz.ui import lab_code_layers, lab_code_nonlinearity, lab_code_terms, lab_code_variants, lab_values
from cnnviz.ui.lab_settings import LabSettings

WRITTEN = 300  # weights, or values of a channel, that are written out; more follow from the lab's rule

ON_A_LINE = 27  # weights of a slice

TABS = {
    "channels": lab_code_variants.channels,
    "transposed": lab_code_variants.transposed,
    "borders": lab_code_variants.borders,
    "flip": lab_code_variants.flip,
    "pooling": lab_code_layers.pooling,
    "dims": lab_code_layers.dims,
    "nonlinearity": lab_code_nonlinearity.nonlinearity,
    "stack": lab_code_layers.stack,
}

HASHED = """\
def hashed(below, *parts):  # whole numbers from 0 to below - 1, the same every time
    mixed = 0x9E3779B9
    for part in parts:
        mixed = (mixed ^ part) * 2654435761 & 0xFFFFFFFF
        mixed ^= mixed >> 15
    return ((mixed * 2246822519 & 0xFFFFFFFF) >> 8) % below
"""


def write(settings: LabSettings, rows: AxisOutput, cols: AxisOutput) -> str:
    """Return lines that build and run the layer on the screen, and below those of the tab that is open."""
    layer = code.conv_code(
        settings.cin,
        settings.cout,
        (settings.k, settings.kw),
        numbers(settings),
        size=(settings.n, settings.nw),
        output=(rows.size, cols.size),
        stride=(settings.s, settings.s),
        padding=lab_code_terms.torch_padding(settings),
        dilation=(settings.d, settings.d),
        groups=settings.groups,
        padding_mode=lab_code_terms.padding_mode(settings),
    )
    tab = _tab(settings, rows, cols)
    parts = [layer, *_drawn(settings), *([""] if tab else []), *tab]
    return "\n".join(parts)


def _tab(settings: LabSettings, rows: AxisOutput, cols: AxisOutput) -> list[str]:
    if settings.tab == "im2col":
        return lab_code_variants.im2col(settings, rows, cols)
    writer = TABS.get(settings.tab)
    return writer(settings) if writer else []


def numbers(settings: LabSettings) -> code.ConvNumbers:
    """Return the lines that set input and weights, and the list of biases."""
    rule = HASHED + "\n" if _input_hashed(settings) or _weights_hashed(settings) else ""
    biases = code.row([settings.bias_value(f) for f in range(settings.cout)]) if settings.bias else ""
    return code.ConvNumbers(rule + _input(settings), _weight(settings), biases and f"torch.tensor({biases})")


def _input(settings: LabSettings) -> str:
    """The first channel as drawn; the others are the first moved round and dimmed."""
    n, nw, channels = settings.n, settings.nw, settings.cin
    shaped = f"x = x.expand(1, 1, {n}, {nw}).float()"
    if channels > 1:
        other = '(x.roll((-c, -2 * c), (0, 1)) * (10 - 3 * c % 8)).div(10, rounding_mode="trunc")'
        shaped = "\n".join(
            [
                "# The other channels: moved round and dimmed",
                f"others = [{other} for c in range(1, {channels})]",
                f"x = torch.stack([x, *others])[None].float()  # (1, {channels}, {n}, {nw})",
            ]
        )
    return f"{_first_channel(settings)}\n{shaped}"


def _first_channel(settings: LabSettings) -> str:
    n, nw = settings.n, settings.nw
    if n * nw <= WRITTEN:
        return f"x = {code.matrix(settings.input_values(), nw)}"
    if settings.inp == "ramp":
        return f"x = torch.arange({nw}).expand({n}, {nw})"
    if settings.inp == "edge":
        return f"x = 9 * (torch.arange({nw}) >= {nw // 2}).long().expand({n}, {nw})"
    grid = f"i, j = torch.arange({n})[:, None], torch.arange({nw})"
    if settings.inp == "random":
        return f"{grid}\nx = hashed(10, {settings.seed}, i, j)"
    if settings.inp == "disc":
        return "\n".join(
            [
                grid,
                f"distance = (2 * i - {n - 1}) ** 2 + (2 * j - {nw - 1}) ** 2",
                "speckle = ((i * 73 + 11) * 2654435761 ^ (j * 151 + 7) * 2246822519) & 0xFFFFFFFF",
                "speckle = ((speckle ^ speckle >> 15) >> 3) % 3",
                f"x = 7 * (10000 * distance <= {4624 * min(n, nw) ** 2}) + speckle",
            ]
        )
    values = settings.input_values()
    if all(value in range(10) for value in values):
        return f"x = {code.digits(values, nw)}"
    return f"x = {code.matrix(values, nw)}"


def _weight(settings: LabSettings) -> str:
    """All weights, each filter on lines of its own; many follow from the rule, but for the slice that is drawn."""
    slices = settings.cin // settings.groups
    shape = (settings.cout, slices, settings.k, settings.kw)
    if not _weights_hashed(settings):
        filters = [[part for s in range(slices) for part in _parts(settings, f, s)] for f in range(settings.cout)]
        return f"weight = {code.tensor(filters, shape)}.float()"
    return "\n".join(
        [
            f'f, c, i, j = torch.meshgrid(*[torch.arange(size) for size in {shape}], indexing="ij")',
            f"weight = hashed(5, {settings.seed}, f, c, i, j).float() - 2",
            f"weight[0, 0] = {code.matrix(settings.kernel_values(), settings.kw)}",
        ]
    )


def _parts(settings: LabSettings, filter_: int, slice_: int) -> list[list[lab_values.Number]]:
    """Return what of a slice stays together on a line: all of it, or of a large one each row."""
    values, width = settings.kernel_values(filter_, slice_), settings.kw
    if len(values) <= ON_A_LINE:
        return [values]
    return [values[start : start + width] for start in range(0, len(values), width)]


def _weights_hashed(settings: LabSettings) -> bool:
    count = settings.cout * settings.cin // settings.groups * settings.k * settings.kw
    return count > WRITTEN and settings.cout * settings.cin > settings.groups


def _input_hashed(settings: LabSettings) -> bool:
    return settings.inp == "random" and settings.n * settings.nw > WRITTEN


def _drawn(settings: LabSettings) -> list[str]:
    """The picture of the lab: one slice on one channel, to which the tabs go on."""
    return [
        "",
        "# The picture: the first slice of the first filter on the first channel, without bias",
        "first, kernel = x[:, :1], weight[:1, :1]",
        f"drawn = {lab_code_terms.convolved(settings, 'first', 'kernel')}",
    ]
