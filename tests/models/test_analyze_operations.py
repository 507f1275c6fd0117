"""Each operation alone, in a network of a few layers, with the numbers by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.arithmetic import GLOBAL, Field, Kind, LayerRow, ReceptiveField, Unknown, Window, known
from cnnviz.models import analyze


class Function(nn.Module):
    """A network that is one function, of the picture and of the given tensors and layers."""

    def __init__(self, function: Callable[..., Tensor], **parts: Tensor | nn.Module) -> None:
        super().__init__()
        self.function = function
        for name, part in parts.items():
            setattr(self, name, nn.Parameter(part) if isinstance(part, Tensor) else part)

    def forward(self, x: Tensor) -> Tensor:
        return self.function(self, x)


def last(net: nn.Module, shape: tuple[int, int, int] = (4, 16, 16)) -> LayerRow:
    whole = net if isinstance(net, Function | nn.Sequential) else nn.Sequential(net)
    return analyze(whole, shape)[-1]


def of(
    function: Callable[..., Tensor], shape: tuple[int, int, int] = (4, 16, 16), **parts: Tensor | nn.Module
) -> LayerRow:
    return last(Function(function, **parts), shape)


def rf(size: tuple[int, int], stride: tuple[int, int] = (1, 1), padding: tuple[int, int] = (0, 0)) -> ReceptiveField:
    return ReceptiveField(size, stride, padding)


PIXEL = rf((1, 1))


@pytest.mark.parametrize(
    ("layer", "expected", "output"),
    [
        (nn.Conv2d(4, 6, 3), rf((3, 3)), (6, 14, 14)),
        (nn.Conv2d(4, 6, (1, 5), padding=(0, 2)), rf((1, 5), (1, 1), (0, 2)), (6, 16, 16)),
        (nn.Conv2d(4, 6, 3, dilation=(1, 2)), rf((3, 5)), (6, 14, 12)),
        (nn.Conv2d(4, 6, 3, (2, 1), 1), rf((3, 3), (2, 1), (1, 1)), (6, 8, 16)),
        (nn.Conv2d(4, 6, 3, padding="same"), rf((3, 3), (1, 1), (1, 1)), (6, 16, 16)),
        (nn.Conv2d(4, 6, 3, padding=1, padding_mode="reflect"), rf((3, 3), (1, 1), (1, 1)), (6, 16, 16)),
        (nn.MaxPool2d(3, 2), rf((3, 3), (2, 2)), (4, 7, 7)),
        (nn.MaxPool2d(3, 2, ceil_mode=True), rf((3, 3), (2, 2)), (4, 8, 8)),
        (nn.MaxPool2d(2, dilation=3, stride=1), rf((4, 4)), (4, 13, 13)),
        (nn.AvgPool2d(2), rf((2, 2), (2, 2)), (4, 8, 8)),
        (nn.LPPool2d(2, 3), rf((3, 3), (3, 3)), (4, 5, 5)),
        (nn.AdaptiveAvgPool2d(16), PIXEL, (4, 16, 16)),
        (nn.AdaptiveAvgPool2d((8, 4)), rf((2, 4), (2, 4)), (4, 8, 4)),
        (nn.AdaptiveAvgPool2d(1), GLOBAL, (4, 1, 1)),
        (nn.AdaptiveMaxPool2d(1), GLOBAL, (4, 1, 1)),
        (nn.BatchNorm2d(4), PIXEL, (4, 16, 16)),
        (nn.BatchNorm2d(4, track_running_stats=False), GLOBAL, (4, 16, 16)),
        (nn.InstanceNorm2d(4), GLOBAL, (4, 16, 16)),
        (nn.GroupNorm(2, 4), GLOBAL, (4, 16, 16)),
        (nn.LayerNorm([4, 16, 16]), GLOBAL, (4, 16, 16)),
        (nn.LocalResponseNorm(3), PIXEL, (4, 16, 16)),
        (nn.Hardswish(), PIXEL, (4, 16, 16)),
        (nn.Softmax(1), PIXEL, (4, 16, 16)),
        (nn.Dropout2d(), PIXEL, (4, 16, 16)),
        (nn.ZeroPad2d((1, 0, 2, 0)), rf((1, 1), (1, 1), (2, 1)), (4, 18, 17)),
        (nn.ChannelShuffle(2), PIXEL, (4, 16, 16)),
        (nn.Upsample(scale_factor=1), PIXEL, (4, 16, 16)),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_layer(layer: nn.Module, expected: Field, output: tuple[int, ...]):
    row = last(layer)
    assert row.fields == (expected,)
    assert row.output_shape == output
    assert sum(row.group_channels) == output[0]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_same_padding_of_an_even_kernel_has_the_odd_one_at_the_end():
    row = last(nn.Conv2d(4, 6, 4, padding="same"))
    assert row.fields == (rf((4, 4), (1, 1), (1, 1)),)
    assert row.window == Window((4, 4), (1, 1), ((1, 2), (1, 2)), bias=True)


def test_functional_calls_are_as_layers():
    """The weights belong to the row that uses them."""
    row = of(lambda net, x: F.conv2d(x, weight=net.w, stride=2, padding=(1, 0), groups=2), w=torch.zeros(8, 2, 3, 3))
    twin = last(nn.Conv2d(4, 8, 3, 2, (1, 0), groups=2, bias=False))
    assert (row.kind, row.parameters, row.macs) == (Kind.CONVOLUTION, 8 * 2 * 9, 8 * 2 * 9 * 8 * 7)
    assert (twin.kind, twin.parameters, twin.macs) == (row.kind, row.parameters, row.macs)
    assert row.fields == twin.fields == (rf((3, 3), (2, 2), (1, 0)),)
    assert row.window == twin.window == Window((3, 3), (2, 2), ((1, 1), (0, 0)), groups=2)


def test_functional_pooling():
    row = of(lambda _, x: F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True))
    assert (row.kind, row.fields) == (Kind.POOL, (rf((3, 3), (2, 2), (1, 1)),))


def test_transposed_convolution_that_gives_each_output_one_input():
    """2x2 with stride 2: output i comes from input i // 2, so two neighbours see one pixel."""
    row = last(nn.ConvTranspose2d(4, 2, 2, 2))
    assert row.kind is Kind.TRANSPOSED
    assert isinstance(row.fields[0], Unknown)
    assert "1/2 pixels apart" in row.fields[0].reason


def test_transposed_convolution_behind_a_stride():
    """Stride 2, then 4x4 with stride 2 and padding 1: output i sees inputs floor((i - 2) / 2) + 1 and the next,
    so pixels from 2 * floor((i - 1) / 2) to 2 * floor((i + 1) / 2): three of them, starting at i - 1 or i - 2."""
    row = last(nn.Sequential(nn.AvgPool2d(1, 2), nn.ConvTranspose2d(4, 4, 4, 2, 1)))
    # i = 0: inputs -1, 0 -> pixels -2..0; i = 1: inputs 0, 1 -> pixels 0..2. Around i: from i - 2 to i + 1.
    assert row.fields == (rf((4, 4), (1, 1), (2, 2)),)
    assert any(remark.startswith("Neighbouring units see differently") for remark in row.remarks)
    assert row.macs == 4 * 4 * 16 * 8 * 8


def test_upsampling_behind_pooling():
    """Each pixel sees its own block of 2x2: from i - 1 to i + 1 covers both turns."""
    row = last(nn.Sequential(nn.AvgPool2d(2), nn.Upsample(scale_factor=2)))
    assert row.fields == (rf((3, 3), (1, 1), (1, 1)),)


def test_upsampling_that_a_stride_undoes_leaves_the_field_exact():
    row = last(nn.Sequential(nn.ConvTranspose2d(4, 4, 2, 2), nn.MaxPool2d(2)))
    assert row.fields == (PIXEL,)
    assert row.remarks == ()


def test_residual_sees_what_its_branches_see():
    row = of(lambda net, x: net.conv(x) + x, conv=nn.Conv2d(4, 4, 5, padding=2))
    assert row.fields == (rf((5, 5), (1, 1), (2, 2)),)
    assert row.kind is Kind.ADD
    assert row.remarks == ()
    assert row.inputs == ("conv", "input")


def test_misaligned_branches_are_said_to_be_misaligned():
    """The convolution without padding begins one pixel later: pixels 0..2 beside pixel 0."""
    row = of(lambda net, x: net.conv(x) + x[:, :, :14, :14], conv=nn.Conv2d(4, 4, 3))
    assert row.fields == (rf((3, 3)),)
    assert row.remarks == (
        "The branches are misaligned: their fields are centred up to 1 pixel apart down and 1 pixel across.",
    )


def test_branches_of_different_strides_are_covered():
    """Unit i of 8 sees pixel 2i and pixel i: from i to 2i, at most 8 pixels, at the last unit."""
    row = of(lambda _, x: x[:, :, ::2, ::2] + x[:, :, :8, :8])
    assert "misaligned: their strides differ" in row.remarks[0]
    (found,) = row.fields
    assert isinstance(found, ReceptiveField)
    for unit in range(8):
        top, _, bottom, _ = found.box(unit, 0, (16, 16))
        assert top <= unit
        assert bottom > 2 * unit
    assert found.size == (8, 8)


def test_groups_of_channels_are_followed():
    net = Function(
        lambda net, x: net.grouped(torch.cat([net.small(x), net.large(x)], 1)),
        small=nn.Conv2d(4, 4, 1),
        large=nn.Conv2d(4, 8, 5, padding=2),
        grouped=nn.Conv2d(12, 6, 3, padding=1, groups=3),
    )
    row = last(net)
    assert row.fields == (rf((3, 3), (1, 1), (1, 1)), rf((7, 7), (1, 1), (3, 3)))
    assert row.group_channels == (2, 4)
    assert row.members == (0, 0, 1, 1, 1, 1)


def test_channel_shuffle_chunks_and_slices_are_followed():
    def forward(net: Function, x: Tensor) -> Tensor:
        left, right = x.chunk(2, dim=1)
        y = torch.cat([left, net.conv(right)], 1)  # channels see 1, 1, 3, 3
        y = y.view(1, 2, 2, 16, 16).transpose(1, 2).reshape(1, 4, 16, 16)  # 1, 3, 1, 3
        return torch.cat([y[:, ::2], y[:, 1:2]], 1)  # 1, 1, 3

    row = of(forward, conv=nn.Conv2d(2, 2, 3, padding=1))
    assert row.fields == (PIXEL, rf((3, 3), (1, 1), (1, 1)))
    assert row.group_channels == (2, 1)
    assert row.members == (0, 0, 1)


def test_a_flattened_maps_units_keep_their_channels_group():
    net = Function(lambda net, x: torch.cat([x, net.large(x)], 1).flatten(1), large=nn.Conv2d(4, 2, 5, padding=2))
    row = last(net)
    assert row.members == (0, 0, 0, 0, 1, 1)
    places = row.output_shape[0] // 6
    assert [row.group_of(unit) for unit in (0, 4 * places - 1, 4 * places, 6 * places - 1)] == [0, 0, 1, 1]


def test_depthwise_convolution_keeps_channels_apart():
    net = Function(
        lambda net, x: net.depthwise(torch.cat([x, net.conv(x)], 1)),
        conv=nn.Conv2d(4, 4, 3, padding=1),
        depthwise=nn.Conv2d(8, 16, 3, padding=1, groups=8),
    )
    assert last(net).group_channels == (8, 8)


def test_constant_channels_see_nothing_and_say_so():
    row = of(lambda net, x: torch.cat([x, net.where], 1), where=torch.zeros(1, 2, 16, 16))
    assert row.fields[0] == PIXEL
    assert isinstance(row.fields[1], Unknown)
    assert "see no pixel" in row.fields[1].reason
    assert row.parameters == 2 * 16 * 16


def test_norm_over_channels_keeps_the_field_through_permutations():
    net = Function(lambda net, x: net.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), norm=nn.LayerNorm(4))
    row = last(net)
    assert row.fields == (PIXEL,)
    assert row.output_shape == (4, 16, 16)


def test_linear_layer_over_channels_is_a_convolution():
    net = Function(lambda net, x: net.fc(x.permute(0, 2, 3, 1)), fc=nn.Linear(4, 8))
    row = last(net)
    assert (row.fields, row.group_channels) == ((PIXEL,), (8,))
    assert row.macs == 16 * 16 * 4 * 8


def test_patches_by_reshaping_are_a_strided_convolution():
    def forward(net: Function, x: Tensor) -> Tensor:
        x = x.reshape(1, 4, 4, 4, 4, 4).permute(0, 2, 4, 1, 3, 5).flatten(3)
        return net.fc(x).permute(0, 3, 1, 2)

    row = of(forward, fc=nn.Linear(64, 8))
    assert row.fields == (rf((4, 4), (4, 4)),)
    assert row.output_shape == (8, 4, 4)


def test_gate_sees_the_whole_picture():
    rows = analyze(
        Function(lambda net, x: x * net.fc(x.mean((2, 3), keepdim=True)).sigmoid(), fc=nn.Conv2d(4, 4, 1)), (4, 16, 16)
    )
    assert [row.fields for row in rows] == [(GLOBAL,)] * 4
    assert [row.kind for row in rows] == [Kind.POOL, Kind.CONVOLUTION, Kind.ACTIVATION, Kind.MULTIPLY]


def test_means_along_both_axes_see_everything_together():
    """As coordinate attention: the mean of each row, and of each column."""
    rows = analyze(Function(lambda _, x: x * x.mean(2, keepdim=True) * x.mean(3, keepdim=True)), (4, 16, 16))
    assert isinstance(rows[0].fields[0], Unknown)
    assert "whole height" in rows[0].fields[0].reason
    assert rows[-1].fields == (GLOBAL,)


def test_flattened_map_and_linear_layer():
    rows = analyze(nn.Sequential(nn.Conv2d(4, 2, 3), nn.Flatten(), nn.Linear(2 * 14 * 14, 5)), (4, 16, 16))
    assert rows[1].fields == (rf((3, 3)),)
    assert (rows[1].output_shape, rows[1].group_channels) == ((392,), (392,))
    assert rows[2].fields == (GLOBAL,)
    assert (rows[2].parameters, rows[2].macs) == (392 * 5 + 5, 392 * 5)


def test_border_that_reaches_no_unit_is_said():
    rows = analyze(nn.Sequential(nn.MaxPool2d(3, 3), nn.AdaptiveAvgPool2d(1)), (4, 16, 16))
    assert "Row 16 of 16 is never read: stride 3 does not fit; PyTorch rounds down." in rows[0].remarks
    assert any("16 rows, 1 at the border" in remark for remark in rows[1].remarks)


@pytest.mark.parametrize("batch_first", [True, False])
def test_attention_sees_everything(batch_first: bool):
    def forward(net: Function, x: Tensor) -> Tensor:
        tokens = x.flatten(2).permute(0, 2, 1) if batch_first else x.flatten(2).permute(2, 0, 1)
        return net.attention(tokens, tokens, tokens, need_weights=False)[0]

    rows = analyze(Function(forward, attention=nn.MultiheadAttention(4, 2, batch_first=batch_first)), (4, 16, 16))
    row = next(row for row in rows if row.kind is Kind.ATTENTION)
    assert row.fields == (GLOBAL,)
    assert row.parameters == 4 * 12 + 12 + 4 * 4 + 4
    # 256 tokens: queries, keys and values 256*4*12, scores and means 256*256*4 each, projection 256*4*4
    assert row.macs == 256 * 4 * 12 + 2 * 256 * 256 * 4 + 256 * 4 * 4


def test_attention_by_hand_sees_everything():
    def forward(_: Function, x: Tensor) -> Tensor:
        tokens = x.flatten(2)
        return (torch.einsum("nci,ncj->nij", tokens, tokens).softmax(-1) @ tokens.transpose(1, 2)).transpose(1, 2)

    rows = analyze(Function(forward), (4, 16, 16))
    assert sum(known(row.macs) for row in rows) == 2 * 256 * 256 * 4
    functional = of(lambda _, x: F.scaled_dot_product_attention(x, x, x))
    assert (functional.kind, functional.fields, functional.macs) == (Kind.ATTENTION, (GLOBAL,), 2 * 4 * 16 * 16 * 16)


def test_rolled_maps_and_unheard_of_operations_are_not_known():
    for function in (lambda _, x: x.roll(2, 3), lambda _, x: x.flip(2), lambda _, x: torch.fft.fft(x).real):
        (found,) = of(function).fields
        assert isinstance(found, Unknown)
        assert found.reason.endswith(".")


def test_map_put_together_in_parts_is_not_known():
    row = last(nn.Conv2d(4, 4, 3, padding=1, padding_mode="circular"))
    assert isinstance(row.fields[0], Unknown)
    assert row.macs == 4 * 4 * 9 * 256


def test_overwriting_in_place_changes_the_field():
    def forward(net: Function, x: Tensor) -> Tensor:
        y = net.small(x)
        y += net.large(x)
        return y

    row = of(forward, small=nn.Conv2d(4, 4, 1), large=nn.Conv2d(4, 4, 3, padding=1))
    assert row.fields == (rf((3, 3), (1, 1), (1, 1)),)


def test_tied_parameters_count_where_they_are_first_used():
    conv = nn.Conv2d(4, 4, 3, padding=1)
    net = Function(lambda net, x: net.b(net.a(x)), a=conv, b=nn.Conv2d(4, 4, 3, padding=1))
    net.b.weight = conv.weight
    assert [row.parameters for row in analyze(net, (4, 8, 8))] == [4 * 4 * 9 + 4, 4]
    again = nn.Sequential(conv, nn.ReLU(), conv)
    assert [row.parameters for row in analyze(again, (4, 8, 8))] == [148, 0, 0]
    assert [row.macs for row in analyze(again, (4, 8, 8))] == [144 * 64, 0, 144 * 64]


def test_parameters_go_to_the_layer_that_uses_them_also_through_arithmetic():
    net = Function(lambda net, x: x * torch.softmax(net.scale, 0).reshape(1, 4, 1, 1), scale=torch.zeros(4))
    (row,) = analyze(net, (4, 8, 8))
    assert (row.name, row.kind, row.parameters, row.inputs) == ("mul", Kind.MULTIPLY, 4, ("input",))


def test_transposed_convolution_counts_the_places_of_its_input():
    row = last(nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2), (4, 5, 7))
    assert row.macs == (4 // 2) * 6 * 9 * 5 * 7


def test_bytes_are_those_of_the_number_format():
    assert last(nn.Conv2d(4, 2, 1)).activation_bytes == 2 * 256 * 4
    assert last(nn.Conv2d(4, 2, 1).half()).activation_bytes == 2 * 256 * 2


def test_table_that_a_small_network_computes_belongs_to_the_layer_that_uses_it():
    """As Swin v2 computes its relative positions; the two uses of the table count it once."""
    net = Function(
        lambda net, x: (x + net.fc(net.table).reshape(1, 4, 1, 1)) * net.fc(net.table).reshape(1, 4, 1, 1),
        fc=nn.Linear(3, 4),
        table=torch.zeros(1, 3),
    )
    rows = analyze(net, (4, 8, 8))
    assert [(row.name, row.parameters, row.macs) for row in rows] == [("add", 3 + 16, 12), ("mul", 0, 12)]


def test_constants_made_on_the_way_do_not_hinder():
    row = of(lambda _, x: F.conv2d(x, torch.ones(2, 4, 3, 3)))
    assert (row.parameters, row.macs) == (0, 2 * 4 * 9 * 14 * 14)
