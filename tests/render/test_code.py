from __future__ import annotations

import itertools

import pytest

from cnnviz.render.code import conv_code

torch = pytest.importorskip("torch")


def run(code: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 (that the lines run is the point)
    return names


@pytest.mark.parametrize(
    ("stride", "padding", "dilation", "groups", "bias"),
    list(itertools.product([(1, 1), (2, 1)], [(0, 0), (2, 1)], [(1, 1), (1, 2)], [1, 2], [True, False])),
)
def test_the_lines_build_the_layer_that_is_on_the_screen(
    stride: tuple[int, int], padding: tuple[int, int], dilation: tuple[int, int], groups: int, bias: bool
) -> None:
    output = tuple(
        (side + 2 * p - d * (k - 1) - 1) // s + 1
        for side, k, s, p, d in zip((20, 16), (3, 5), stride, padding, dilation, strict=True)
    )
    code = conv_code(
        4,
        6,
        (3, 5),
        size=(20, 16),
        output=output,  # type: ignore[arg-type]
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bias,
    )
    names = run(code)
    assert tuple(names["y"].shape) == (1, 6, *output)  # type: ignore[attr-defined]
    assert code.endswith(f"# (1, 4, 20, 16) -> {tuple(names['y'].shape)}")  # type: ignore[attr-defined]
    parameters = sum(parameter.numel() for parameter in names["conv"].parameters())  # type: ignore[attr-defined]
    assert parameters == 6 * (4 // groups) * 15 + (6 if bias else 0)


def test_defaults_are_left_out_and_squares_written_once() -> None:
    code = conv_code(3, 10, (5, 5), size=(32, 32), output=(32, 32), padding=(2, 2))
    assert "conv = nn.Conv2d(3, 10, kernel_size=5, padding=2)\n" in code


def test_same_padding_is_written_as_a_word() -> None:
    code = conv_code(3, 10, (3, 3), size=(9, 9), output=(9, 9), padding="same")
    assert 'padding="same"' in code
    assert tuple(run(code)["y"].shape) == (1, 10, 9, 9)  # type: ignore[attr-defined]
