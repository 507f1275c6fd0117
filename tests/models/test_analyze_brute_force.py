"""Fields of random small networks against the truth: change one pixel, and see which units change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from cnnviz.arithmetic import ReceptiveField
from cnnviz.errors import DoesNotFit
from cnnviz.models import analyze

SIDE = 20
CHANNELS = 4
ROUNDING = 1e-10  # torch sums in another order in a batch
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


class Residual(nn.Module):
    def __init__(self, conv: nn.Module) -> None:
        super().__init__()
        self.conv = conv

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) + x


class Halves(nn.Module):
    """The first channels go through a convolution, the others do not; then they are dealt out in turn."""

    def __init__(self, conv: nn.Module) -> None:
        super().__init__()
        self.conv = conv

    def forward(self, x: Tensor) -> Tensor:
        left, right = x.chunk(2, 1)
        y = torch.stack([self.conv(left), right], 2)
        return y.flatten(1, 2)


class Crop(nn.Module):
    def __init__(self, top: int, step: int) -> None:
        super().__init__()
        self.top, self.step = top, step

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :, self.top :: self.step, 1:]


def pairs(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


@st.composite
def convolutions(draw: st.DrawFn) -> nn.Module:
    groups = draw(st.sampled_from([1, 2, 4]))
    if draw(st.booleans()):
        return nn.Conv2d(
            CHANNELS, CHANNELS, draw(pairs(1, 4)), padding="same", dilation=draw(pairs(1, 2)), groups=groups
        )
    return nn.Conv2d(
        CHANNELS, CHANNELS, draw(pairs(1, 4)), draw(pairs(1, 3)), draw(pairs(0, 3)), draw(pairs(1, 2)), groups=groups
    )  # fmt: skip


@st.composite
def poolings(draw: st.DrawFn) -> nn.Module:
    kernel, stride = draw(pairs(1, 4)), draw(pairs(1, 3))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    kind = draw(st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]))
    return kind(kernel, stride, padding, ceil_mode=draw(st.booleans()))


@st.composite
def enlargements(draw: st.DrawFn) -> nn.Module:
    if draw(st.booleans()):
        mode = draw(st.sampled_from(["nearest", "bilinear", "bicubic"]))
        return nn.Upsample(scale_factor=draw(pairs(1, 3)), mode=mode)
    kernel, stride, padding = draw(pairs(1, 4)), draw(pairs(1, 3)), draw(pairs(0, 1))
    return nn.ConvTranspose2d(CHANNELS, CHANNELS, kernel, stride, padding, dilation=draw(pairs(1, 2)))


@st.composite
def branches(draw: st.DrawFn) -> nn.Module:
    channels = draw(st.sampled_from([2, 4]))
    conv = nn.Conv2d(channels, channels, draw(pairs(1, 4)), padding="same")
    return Residual(conv) if channels == CHANNELS else Halves(conv)


crops = st.builds(Crop, st.integers(0, 2), st.integers(1, 2))
layers = st.one_of(convolutions(), poolings(), enlargements(), branches(), crops)
networks = st.lists(layers, min_size=1, max_size=5)


@torch.no_grad()
def seen(net: nn.Module, channels: int) -> Tensor:
    """Return which pixels reach which unit: `(H, W, C, h, w)`, with positive weights so that nothing cancels."""
    for parameter in net.parameters():
        parameter.fill_(0.25)
    net.double()
    plain = torch.ones(1, channels, SIDE, SIDE, dtype=torch.float64)
    changed = plain.repeat(SIDE * SIDE, 1, 1, 1)
    for place in range(SIDE * SIDE):
        changed[place, :, place // SIDE, place % SIDE] += 1e3  # it also wins every max pooling
    before = net(plain)
    differs = (net(changed) - before).abs() > ROUNDING * before.abs()
    return differs.unflatten(0, (SIDE, SIDE))


def extent(reached: Tensor) -> tuple[int, int, int, int]:
    """Half-open bounding box of a mask `(H, W)`; all 0 where it is empty."""
    rows, cols = reached.any(1).nonzero().flatten().tolist(), reached.any(0).nonzero().flatten().tolist()
    return (rows[0], cols[0], rows[-1] + 1, cols[-1] + 1) if rows else (0, 0, 0, 0)


def inside(box: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return box == (0, 0, 0, 0) or (all(box[n] >= other[n] for n in (0, 1)) and all(box[n] <= other[n] for n in (2, 3)))


def loses_pixels(part: nn.Module) -> bool:
    """Whether a field inside the picture may be seen in part: bicubic weights cancel, and behind a crop the places that
    a later padding adds lie inside the picture. The padding of a transposed convolution crops."""
    crops = isinstance(part, Crop) or (isinstance(part, nn.ConvTranspose2d) and any(part.padding))
    return crops or getattr(part, "mode", "") == "bicubic"


def unclipped(field: ReceptiveField, row: int, col: int) -> bool:
    starts = [unit * field.stride[n] - field.padding[n] for n, unit in enumerate((row, col))]
    return all(start >= 0 and start + field.size[n] <= SIDE for n, start in enumerate(starts))


@settings(max_examples=100, deadline=None)
@given(networks)
def test_fields_are_what_units_see(parts: list[nn.Module]):
    net = nn.Sequential(*parts).eval()
    try:
        row = analyze(net, (CHANNELS, SIDE, SIDE))[-1]
    except DoesNotFit:
        assume(False)
    assume(row.output_shape[1] * row.output_shape[2] <= 900)
    fields = [field for field in row.fields if isinstance(field, ReceptiveField)]
    assume(len(fields) == len(row.fields))
    is_full = not any(loses_pixels(part) for part in parts)
    is_full &= not any("Neighbouring" in remark or "misaligned" in remark for remark in row.remarks)
    reached = seen(net, CHANNELS)
    found = {}
    for channel in range(row.output_shape[0]):
        fitting = list(fields)
        for unit in range(row.output_shape[1] * row.output_shape[2]):
            place = divmod(unit, row.output_shape[2])
            box = extent(reached[:, :, channel, *place])
            fitting = [
                field
                for field in fitting
                if inside(box, field.box(*place, (SIDE, SIDE)))
                and (not is_full or not unclipped(field, *place) or box == field.box(*place, (SIDE, SIDE)))
            ]
        assert fitting, (channel, row.fields)
        found[channel] = fitting
    if all(len(fitting) == 1 for fitting in found.values()):
        counts = tuple(sum(fitting == [field] for fitting in found.values()) for field in fields)
        assert counts == row.group_channels


@pytest.mark.parametrize(
    "build",
    [
        lambda: [nn.AvgPool2d(1, 2), nn.ConvTranspose2d(CHANNELS, CHANNELS, 4, 2, 1)],
        lambda: [nn.AvgPool2d(2), nn.Upsample(scale_factor=2)],
        lambda: [nn.AvgPool2d(3, 2, 1), nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(CHANNELS, CHANNELS, 2)],
        lambda: [nn.MaxPool2d(4), nn.ConvTranspose2d(4, 4, 3, 2, 1, 1), nn.ConvTranspose2d(4, 4, 5, 2)],
    ],
)  # fmt: skip
def test_field_that_covers_units_that_differ_is_the_smallest(build: Callable[[], list[nn.Module]]):
    net = nn.Sequential(*build())
    row = analyze(net, (CHANNELS, SIDE, SIDE))[-1]
    (field,) = row.fields
    assert isinstance(field, ReceptiveField)
    reached = seen(net, CHANNELS)
    assert any(remark.startswith("Neighbouring units") for remark in row.remarks)
    ends = []
    for n, units in enumerate(row.output_shape[1:]):
        offsets = []
        for unit in range(units):
            place = (unit, units // 2) if n == 0 else (units // 2, unit)
            low, high = extent(reached[:, :, 0, *place])[n::2]
            if low > 0 and low < high < SIDE:  # nothing clipped
                offsets.append((low - unit * field.stride[n], high - unit * field.stride[n]))
        ends.append((min(low for low, _ in offsets), max(high for _, high in offsets)))
    assert field.padding == tuple(-low for low, _ in ends)
    assert field.size == tuple(high - low for low, high in ends)
