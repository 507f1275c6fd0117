from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.errors import CnnvizError, DoesNotFit, UnknownName
from cnnviz.imaging import kernels


@pytest.mark.parametrize(
    ("name", "total", "reach", "signed"),
    [
        ("sobel_x", 0, 4, True),
        ("sobel_y", 0, 4, True),
        ("prewitt_x", 0, 3, True),
        ("prewitt_y", 0, 3, True),
        ("laplacian", 0, 4, True),
        ("gaussian", 1, 1, False),
        ("box", 1, 1, False),
        ("sharpen", 1, 5, True),
        ("emboss", 1, 5, True),
        ("identity", 1, 1, False),
    ],
)
def test_what_the_weights_add_up_to(name: str, total: float, reach: float, signed: bool) -> None:
    kernel = kernels.get(name)
    assert kernel.total == pytest.approx(total, abs=1e-12)
    assert kernel.reach == pytest.approx(reach)
    assert kernel.signed is signed
    assert kernel.idea.endswith(".")
    assert kernel.title


def test_sobel_y_is_the_lectures_top_sobel() -> None:
    assert kernels.get("sobel_y").weights.tolist() == [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]


def test_the_gaussian_is_made_of_binomials() -> None:
    assert (256 * kernels.get("gaussian").weights)[2].tolist() == [6, 24, 36, 24, 6]


def test_kernels_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        kernels.get("box").weights[0, 0] = 7


def test_an_unknown_kernel_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownName, match="Did you mean sobel_"):
        kernels.get("sobel")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 2 1\n0 0 0\n-1 -2 -1", [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]),
        ("1,2;3,4", [[1, 2], [3, 4]]),
        ("  1/9  1 / 3\t-1/2 \n\n .5, +2 ,1e-1 \n", [[1 / 9, 1 / 3, -0.5], [0.5, 2, 0.1]]),
        ("[[0, 1],\r\n [2, 3]]", [[0, 1], [2, 3]]),
        ("[[0, 1], [2, 3]]", [[0, 1], [2, 3]]),
        ("7", [[7]]),
        ("1 0 −1", [[1, 0, -1]]),
    ],
)
def test_a_kernel_is_read_as_it_is_typed(text: str, expected: list[list[float]]) -> None:
    np.testing.assert_allclose(kernels.parse(text), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a row on each line"),
        (" \n ; ,", "a row on each line"),
        ("1 2 3\n4 5", "Row 2 has 2 numbers and row 1 has 3"),
        ("1 2\n3", "Row 2 has 1 number and row 1 has 2"),
        ("1 x 3", "“x” in row 1 is not a number"),
        ("1,,3", "Row 1 has two commas"),
        ("1 2\n3 1/2/3", "“1/2/3” in row 2 is not a number"),
        ("1/0", "divides by 0"),
        ("1 nan", "“nan” in row 1 has no place"),
        ("inf", "“inf” in row 1 has no place"),
        ("1e999", "has no place"),
        ("1e7", "between -1000000 and 1000000"),
        (" ".join("1" * 16), "Row 1 has 16 numbers; at most 15"),
        ("\n".join("1" * 16), "16 rows; at most 15"),
    ],
)
def test_what_is_wrong_with_a_typed_kernel_is_said(text: str, words: str) -> None:
    with pytest.raises(DoesNotFit) as caught:
        kernels.parse(text)
    assert words in str(caught.value)


@given(st.text(max_size=60) | st.text("0123456789.,;/-+e \n[]naif_", max_size=60))
def test_any_text_is_a_kernel_or_a_sentence(text: str) -> None:
    try:
        weights = kernels.parse(text)
    except CnnvizError as refusal:
        sentence = str(refusal)
    else:
        sentence = "."
        assert weights.ndim == 2
        assert min(weights.shape) >= 1
        assert max(weights.shape) <= 15
        assert np.isfinite(weights).all()
    assert sentence.endswith(".")
