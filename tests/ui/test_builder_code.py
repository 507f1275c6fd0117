"""The module that the builder writes runs, and PyTorch counts what we count."""

from __future__ import annotations

import random

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.arithmetic import ReceptiveField
from cnnviz.arithmetic.building import PRESETS, Network, analyse, decode, encode, network_rows
from cnnviz.ui import builder_code
from tests.arithmetic.random_networks import random_network


def read(code: str) -> Network:
    found = decode(code)
    assert found.network
    return found.network


def built(network: Network) -> nn.Sequential:
    space: dict[str, object] = {"__name__": "network"}
    exec(compile(builder_code.write(network), "network.py", "exec"), space)  # noqa: S102
    return space["build"]().eval()  # type: ignore[operator,no-any-return]


def compare(network: Network) -> None:
    rows = network_rows(network)
    totals = analyse(network).totals
    with torch.device("meta"):
        module = built(network)
        x = torch.empty(1, *network.input_shape)
    shapes: list[tuple[int, ...]] = []
    for layer in module:
        layer.register_forward_hook(lambda _layer, _inputs, output: shapes.append(tuple(output.shape[1:])))
    with FlopCounterMode(display=False) as counter:
        module(x)
    assert shapes[: len(rows)] == [row.output_shape for row in rows]
    assert sum(parameter.numel() for parameter in module.parameters()) == totals.parameters
    assert counter.get_total_flops() == 2 * totals.macs


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_run_in_pytorch_with_our_numbers(preset: object) -> None:
    compare(read(preset.code))  # type: ignore[attr-defined]


def test_networks_by_chance_run_in_pytorch_with_our_numbers() -> None:
    chance = random.Random(5)
    networks = [random_network(chance) for _ in range(400)]
    assert sum(analyse(network).mismatch is None and bool(network.layers) for network in networks) > 80
    for network in networks:
        try:
            compare(network)
        except Exception as reason:
            raise AssertionError(encode(network)) from reason


def test_what_we_refuse_pytorch_refuses() -> None:
    # Only a linear layer on maps of its own width would run there, along the last axis.
    for code in ("1_1x4x4_c8k7", "1_6x4x4_c8k3p1g4", "1_6x4x4_m3p2"):
        network = read(code)
        wrong = {"1_1x4x4_c8k7": nn.Conv2d(1, 8, 7), "1_6x4x4_m3p2": nn.MaxPool2d(3, 2, 2)}.get(code)
        assert analyse(network).mismatch
        with pytest.raises((RuntimeError, ValueError)):
            (wrong or nn.Conv2d(6, 8, 3, groups=4))(torch.zeros(1, *network.input_shape))


def test_memory_of_a_residual_block_is_that_of_its_inner_outputs() -> None:
    network = read("1_8x10x10_b16s2_b16")
    held = []
    module = built(network)
    for part in module.modules():
        if not list(part.children()) and not isinstance(part, nn.Identity):
            part.register_forward_hook(lambda _part, _inputs, output: held.append(output.numel()))
    module(torch.zeros(1, 8, 10, 10))
    sums = 2 * 2 * 16 * 5 * 5  # the sum and its ReLU are no modules, two in each block
    assert analyse(network).totals.activation_bytes == 4 * (sum(held) + sums)


@pytest.mark.parametrize(
    "code",
    [
        "1_1x64x64_c2k5p2_r_m2_c3k5p2",
        "1_2x96x96_c4k3s2p1d2g2_a3_b4s2_b4_c2k1",
        "1_1x80x60_c2k7s3p2_m3s2p1_c2k3p1",
        "1_1x64x64_c2k3p1_v16_c2k3",
    ],
)
def test_fields_are_where_a_gradient_arrives(code: str) -> None:
    """Positive weights, no nonlinearity, means for maxima: then the gradient's support is the field."""
    network = read(code)
    (field,) = network_rows(network)[-1].fields
    assert isinstance(field, ReceptiveField)
    module = linear(built(network)).double()
    x = torch.zeros(1, *network.input_shape, dtype=torch.double, requires_grad=True)
    y = module(x)
    row, col = y.shape[2] // 2, y.shape[3] // 2
    y[0, :, row, col].sum().backward()
    assert x.grad is not None
    rows, cols = (x.grad.abs().sum((0, 1)).sum(axis).nonzero().flatten() for axis in (1, 0))
    seen = int(rows[0]), int(cols[0]), int(rows[-1]) + 1, int(cols[-1]) + 1
    assert seen == field.box(row, col, network.input_shape[1:])


def linear(module: nn.Module) -> nn.Module:
    for name, part in module.named_children():
        if isinstance(part, nn.BatchNorm2d | nn.ReLU):
            setattr(module, name, nn.Identity())
        elif isinstance(part, nn.MaxPool2d):
            setattr(module, name, nn.AvgPool2d(part.kernel_size, part.stride, part.padding))
        elif isinstance(part, nn.Conv2d):
            nn.init.constant_(part.weight, 0.1)
            nn.init.constant_(part.bias, 0.1) if part.bias is not None else None
        else:
            linear(part)
    return module


def test_the_module_is_short_to_read() -> None:
    lines = builder_code.write(read("1_1x28x28_c20k5p2_r_m3s2p1_d50_f_l10n")).splitlines()
    assert [line.strip() for line in lines[5:13]] == [
        "return nn.Sequential(",
        "nn.Conv2d(1, 20, kernel_size=5, padding=2),  # 20 x 28 x 28",
        "nn.ReLU(),",
        "nn.MaxPool2d(3, stride=2, padding=1),  # 20 x 14 x 14",
        "nn.Dropout(0.5),",
        "nn.Flatten(),  # 3920",
        "nn.Linear(3920, 10, bias=False),  # 10",
        ")",
    ]


def test_run_as_a_script_it_says_its_size(capsys: pytest.CaptureFixture[str]) -> None:
    exec(builder_code.write(read(PRESETS[3].code)), {"__name__": "__main__"})  # noqa: S102
    said = capsys.readouterr().out
    assert said == "output: (1, 10)\nparameters: 175258\n"
