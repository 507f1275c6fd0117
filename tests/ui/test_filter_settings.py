"""The image filters' settings: whatever a browser or a link sends, they are fair and find their way back."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.errors import CnnvizError, DoesNotFit
from cnnviz.ui.filter_settings import FilterSettings, from_browser, typed_kernel, typed_picture

NAMES = list(FilterSettings().as_dict())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_anything_becomes_settings_that_stay_as_they_are(values: dict[str, Any]) -> None:
    settings = from_browser(values)
    assert from_browser(json.loads(json.dumps(settings.as_dict()))) == settings
    try:
        weights = settings.kernel_weights()
    except CnnvizError:
        assert settings.typed
    else:
        assert max(weights.shape) <= 15


def test_out_of_range_is_brought_into_range() -> None:
    settings = from_browser({"stride": 99, "sigma": 1e9, "size": 4.4, "dilation": True, "border": "nowhere"})
    assert (settings.stride, settings.knobs.sigma, settings.knobs.size) == (8, 6, 4)
    assert (settings.dilation, settings.border) == (1, "reflect")
    assert from_browser({"sigma": float("nan")}).knobs.sigma is None


def test_your_own_kernel_has_a_text_and_a_library_kernel_has_none() -> None:
    assert from_browser({"from": "typed"}).kernel_weights().tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert from_browser({"from": "classic", "typed": "1 2"}).typed == ""


def test_flip_turns_the_sign_of_sobel() -> None:
    sobel = FilterSettings().kernel_weights()
    np.testing.assert_array_equal(FilterSettings(flip=1).kernel_weights(), -sobel)


def test_three_slices_are_red_green_and_blue() -> None:
    assert typed_kernel("1 2;3 4|0 0;0 0|5 6;7 8").shape == (3, 2, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [("1|2", "here are 2"), ("1|2|3 4", "differ in size"), ("1 " * 4000, "room for 6000"), ("1 2;3", "Row 2 has 1")],
)
def test_kernels_that_cannot_be_read_get_a_sentence(text: str, words: str) -> None:
    with pytest.raises(DoesNotFit, match=words):
        typed_kernel(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type the picture"),
        ("1 2;3", "differ in length"),
        ("300", "no grey value"),
        ("-1", "no grey value"),
        ("a", "no grey value"),
        (";".join("1" * 33), "at most 32"),
    ],
)
def test_pictures_that_cannot_be_read_get_a_sentence(text: str, words: str) -> None:
    with pytest.raises(DoesNotFit, match=words):
        typed_picture(text)


def test_the_lectures_patch_is_read() -> None:
    assert typed_picture("24 25 36;20 25 34;24 46 75").tolist() == [[24, 25, 36], [20, 25, 34], [24, 46, 75]]
