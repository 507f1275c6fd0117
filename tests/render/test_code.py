from __future__ import annotations

import itertools

import pytest

from cnnviz.render import code
from cnnviz.render.code import ConvNumbers, conv_code

torch = pytest.importorskip("torch")

NUMBERS = ConvNumbers("x = torch.ones(1, 4, 20, 16)", "weight = torch.ones(6, 4, 3, 5)", "torch.zeros(6)")


def run(lines: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(lines, names)  # noqa: S102 (that the lines run is the point)
    return names


@pytest.mark.parametrize(
    ("stride", "padding", "dilation", "groups", "bias"),
    list(itertools.product([(1, 1), (2, 1)], [(0, 0), (2, 1)], [(1, 1), (1, 2)], [1, 2], [True, False])),
)
def test_the_lines_build_the_layer_that_is_on_the_screen(
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
    bias: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = tuple(
        (side + 2 * p - d * (k - 1) - 1) // s + 1
        for side, k, s, p, d in zip((20, 16), (3, 5), stride, padding, dilation, strict=True)
    )
    weight = f"weight = torch.ones(6, {4 // groups}, 3, 5)"
    lines = conv_code(
        4,
        6,
        (3, 5),
        ConvNumbers(NUMBERS.x, weight, NUMBERS.bias if bias else ""),
        size=(20, 16),
        output=output,  # type: ignore[arg-type]
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )
    names = run(lines)
    assert tuple(names["y"].shape) == (1, 6, *output)  # type: ignore[attr-defined]
    assert f"y = conv(x)  # (1, 4, 20, 16) -> {tuple(names['y'].shape)}\n" in lines  # type: ignore[attr-defined]
    parameters = 6 * (4 // groups) * 15 + (6 if bias else 0)
    assert capsys.readouterr().out == f"output: {(1, 6, *output)}\nparameters: {parameters}\n"


def test_defaults_are_left_out_and_squares_written_once() -> None:
    lines = conv_code(3, 10, (5, 5), NUMBERS, size=(32, 32), output=(32, 32), padding=(2, 2))
    assert "conv = nn.Conv2d(3, 10, kernel_size=5, padding=2)\n" in lines


@pytest.mark.parametrize("word", ["same", "valid"])
def test_padding_that_is_a_word_stays_one(word: str) -> None:
    lines = conv_code(3, 10, (3, 3), NUMBERS, size=(9, 9), output=(9, 9), padding=word)
    assert f'conv = nn.Conv2d(3, 10, kernel_size=3, padding="{word}")\n' in lines


def test_what_stands_in_the_padding_is_named_where_it_is_not_zero() -> None:
    lines = conv_code(1, 1, (3, 3), NUMBERS, size=(9, 9), output=(9, 9), padding=(1, 1), padding_mode="reflect")
    assert 'padding=1, padding_mode="reflect")' in lines


@pytest.mark.parametrize(
    ("written", "shape", "values"),
    [
        (code.matrix([1, -2, 0.25, 3], 2), (2, 2), [1, -2, 0.25, 3]),
        (code.matrix([1, 2], 2), (1, 2), [1, 2]),
        (code.matrix([5], 1), (1, 1), [5]),
        (code.digits([0, 9, 3, 4, 5, 6], 3), (2, 3), [0, 9, 3, 4, 5, 6]),
        (code.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], (2, 1, 2, 2)), (2, 1, 2, 2), list(range(1, 9))),
        (code.tensor([[[7]]], (1, 1, 1, 1)), (1, 1, 1, 1), [7]),
    ],
)
def test_written_numbers_are_read_back_as_they_were(written: str, shape: tuple[int, ...], values: list[float]) -> None:
    read = eval(written, {"torch": torch})  # noqa: S307 (that they can be read is the point)
    assert tuple(read.shape) == shape
    assert read.flatten().tolist() == values


def test_lines_of_numbers_end_between_slices_and_are_not_long() -> None:
    slices = [[-2] * 9 for _ in range(12)]
    lines = code.tensor([slices, slices], (2, 12, 3, 3)).splitlines()
    assert max(map(len, lines)) <= 110
    assert all(line.count("-2") % 9 == 0 for line in lines)
