"""What no convolution can have is refused with a sentence that says what would fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.arithmetic import (
    ReceptiveField,
    conv_macs,
    conv_output,
    conv_parameters,
    resolve_padding,
    transposed_output,
)
from cnnviz.errors import DoesNotFit


def sentence(call: Callable[..., object], *arguments: Any, **named: Any) -> str:
    with pytest.raises(DoesNotFit) as caught:
        call(*arguments, **named)
    return str(caught.value)


def test_a_kernel_larger_than_the_input_says_how_much_padding_it_takes() -> None:
    expected = "A kernel of 5 needs at least 5 rows; there are 3. Add 1 row of padding on each side."
    assert sentence(conv_output, 3, 5) == expected
    expected = "A kernel of 7 needs at least 7 rows; there are 3 with this padding. Add 2 rows of padding on each side."
    assert sentence(conv_output, 1, 7, 1, 1) == expected


def test_columns_and_single_cells_have_their_words() -> None:
    expected = "A kernel of 2 needs at least 2 columns; there is 1. Add 1 column of padding on each side."
    assert sentence(conv_output, 1, 2, noun="column") == expected


def test_a_dilated_kernel_names_its_span_and_a_dilation_that_fits() -> None:
    expected = (
        "A kernel of 3 with dilation 4 spans 9 rows; there are 5. "
        "Add 2 rows of padding on each side, or lower the dilation to 2."
    )
    assert sentence(conv_output, 5, 3, dilation=4) == expected


def test_rounding_up_needs_fewer_rows() -> None:
    found = sentence(conv_output, 1, 3, 2, ceil_mode=True)
    assert found.startswith("A kernel of 3 needs at least 2 rows (stride 2, rounded up); there is 1.")


@given(
    size=st.integers(1, 9),
    kernel=st.integers(1, 12),
    stride=st.integers(1, 4),
    padding=st.integers(0, 2),
    dilation=st.integers(1, 5),
    ceil_mode=st.booleans(),
)
def test_following_the_advice_makes_it_fit(
    size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool
) -> None:
    try:
        conv_output(size, kernel, stride, padding, dilation, ceil_mode)
    except DoesNotFit as refusal:
        advice = str(refusal)
    else:
        return
    more = int(re.search(r"Add (\d+) rows? of padding", advice)[1])  # type: ignore[index]
    conv_output(size, kernel, stride, padding + more, dilation, ceil_mode)
    assert sentence(conv_output, size, kernel, stride, padding + more - 1, dilation, ceil_mode)
    if lower := re.search(r"lower the dilation to (\d+)", advice):
        conv_output(size, kernel, stride, padding, int(lower[1]), ceil_mode)
        assert sentence(conv_output, size, kernel, stride, padding, int(lower[1]) + 1, ceil_mode)
    elif dilation > 1:
        assert sentence(conv_output, size, kernel, stride, padding, 1, ceil_mode)


@pytest.mark.parametrize("strange", [0, -1, 2.5, 3.0, "3", None, True, float("nan"), float("inf"), (3,), [1, 2, 3]])
def test_sizes_are_whole_numbers_from_one_up(strange: object) -> None:
    assert "size" in sentence(conv_output, strange, 3)
    assert "kernel size" in sentence(conv_output, 9, strange)
    assert "stride" in sentence(conv_output, 9, 3, strange)
    assert "dilation" in sentence(conv_output, 9, 3, 1, 0, strange)
    assert "input size" in sentence(transposed_output, strange, 3)
    assert "channels" in sentence(conv_parameters, strange, 3, (3, 3))
    assert "kernel size" in sentence(conv_parameters, 3, 3, (3, strange))
    assert "groups" in sentence(conv_parameters, 3, 3, (3, 3), strange)
    assert "output size" in sentence(conv_macs, 3, 3, (3, 3), (strange, 3))
    assert "kernel" in sentence(ReceptiveField().then, strange)


@pytest.mark.parametrize("strange", [-1, 0.5, "none", None, (1, -1), (1, 2, 3), (1, "2")])
def test_padding_is_a_number_two_or_a_name(strange: object) -> None:
    assert "padding" in sentence(conv_output, 9, 3, 1, strange)


def test_a_broken_number_is_offered_without_its_fraction() -> None:
    assert sentence(conv_output, 9, 3, 2.5) == "The stride is a whole number of at least 1; 2.5 does not fit. Try 2."


def test_a_long_value_is_not_repeated_in_full() -> None:
    assert len(sentence(conv_output, 9, "3" * 10_000)) < 120


def test_same_with_a_stride_offers_the_number() -> None:
    assert sentence(resolve_padding, "same", 5, 1, 2) == (
        'Padding "same" keeps the size, and stride 2 cannot; PyTorch refuses the two together. '
        "Use stride 1, or give the padding as a number: 2."
    )
    assert sentence(resolve_padding, "same", 4, 1, 2).endswith("1 before and 2 after.")


def test_groups_that_do_not_divide_the_channels_get_the_nearest_that_do() -> None:
    expected = "5 groups do not divide 8 input and 4 output channels evenly. The nearest number that does is 4."
    assert sentence(conv_parameters, 8, 4, (3, 3), 5) == expected


def test_transposed_padding_that_takes_all_away_gets_the_largest_that_fits() -> None:
    assert sentence(transposed_output, 2, 3, 2, 3).endswith("Lower the padding to 2.")
    assert transposed_output(2, 3, 2, 2) == 1


def test_output_padding_stays_below_the_stride_or_the_dilation() -> None:
    assert "at most 1, not 2" in sentence(transposed_output, 2, 3, 2, 0, 2)
    assert transposed_output(2, 3, 2, 0, 2, dilation=3) == 11  # as torch gives


def test_places_and_pictures_of_a_box_are_checked() -> None:
    assert "unit's row" in sentence(ReceptiveField().box, -1, 0, (5, 5))
    assert "picture's size" in sentence(ReceptiveField().box, 0, 0, (0, 5))
