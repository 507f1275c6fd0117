from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from cnnviz.render.numbers import grouped, percent, shape, short
from cnnviz.render.palette import LIGHT
from cnnviz.render.scale import colour_bar
from cnnviz.render.sheet import contact_sheet
from cnnviz.render.texts import heat_alt, response_alt, sheet_alt


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (1048576, "1\u2009048\u2009576"), (-1234, "\u22121\u2009234")]
)
def test_thousands_are_set_apart_by_thin_spaces(number: int, text: str) -> None:
    assert grouped(number) == text


def test_a_shape_reads_channels_height_width() -> None:
    assert shape((10, 32, 32)) == "10 × 32 × 32"
    assert shape((4096,)) == "4\u2009096"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.12345, "0.123"),
        (-0.5, "\u22120.5"),
        (2.0, "2"),
        (3.14159, "3.14"),
        (99.96, "100"),
        (999.6, "1\u2009000"),
        (1234.5, "1\u2009230"),
        (-1234567.0, "\u22121\u2009230\u2009000"),
        (0.00012, "0.00012"),
        (1.2e-7, "1.2 × 10⁻⁷"),
        (-3e12, "\u22123 × 10¹²"),
        (float("inf"), "∞"),
        (float("-inf"), "\u2212∞"),
        (float("nan"), "not a number"),
    ],
)
def test_short_numbers_keep_three_digits_and_a_true_minus(number: float, text: str) -> None:
    assert short(number) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0 %"), (1.0, "100.0 %"), (0.9321, "93.2 %"), (0.00004, "< 0.1 %"), (0.99996, "> 99.9 %")],
)
def test_a_share_is_shown_as_all_or_nothing_only_if_it_is(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_signed_bar_has_its_numbers_at_both_ends_and_zero_in_the_middle() -> None:
    bar = colour_bar(255.0, "light", signed=True)
    tree = ET.fromstring(bar.svg)  # noqa: S314 (our own text)
    texts = {node.text: node.get("text-anchor") for node in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert texts == {"\u2212255": "start", "0": "middle", "255": "end"}
    stops = [node.get("stop-color") for node in tree.iter("{http://www.w3.org/2000/svg}stop")]
    assert stops == [LIGHT.negative, LIGHT.zero, LIGHT.positive]
    assert "minus 255" in bar.alt


def test_a_magnitude_s_bar_starts_at_zero_and_its_unit_cannot_break_the_picture() -> None:
    bar = colour_bar(0.5, "dark", signed=False, unit='<"&')
    tree = ET.fromstring(bar.svg)  # noqa: S314 (our own text)
    assert [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")] == ["0", "0.5"]


def test_a_sheet_s_alt_text_names_the_strongest_and_the_silent_units() -> None:
    maps = np.zeros((4, 8, 8))
    maps[2, 1, 1] = -3.25
    maps[1, 0, 0] = 1
    alt = sheet_alt(contact_sheet(maps), maps, "layer1")
    assert alt == (
        "layer1: 4 maps of 8 × 8 in 2 columns. Unit 2 is the strongest and reaches 3.25. 2 units are zero everywhere."
    )


def test_a_silent_layer_and_a_vector_have_alt_texts_of_their_own() -> None:
    silent = np.zeros((3, 4, 4))
    assert "all are zero" in sheet_alt(contact_sheet(silent), silent, "relu")
    vector = np.array([1.0, 5.0])
    assert sheet_alt(contact_sheet(vector), vector, "fc").startswith("fc: 2 numbers in 2 columns. Unit 1 is")


def test_a_response_s_alt_text_says_its_range() -> None:
    alt = response_alt(np.array([[-4.0, 0.0], [0.0, 8.0]]), "Sobel x")
    assert alt == "Sobel x: from \u22124 to 8; 50.0 % is near 0."
    assert response_alt(np.array([[np.nan]]), "Sobel x") == "Sobel x: no values."


def test_a_heat_map_s_alt_text_says_where_it_is_strongest() -> None:
    heat = np.zeros((10, 10))
    heat[9, 0] = 1
    assert heat_alt(heat, "Grad-CAM").startswith("Grad-CAM: strongest at the bottom left; 1.0 % of the picture")
    assert "no part" in heat_alt(np.zeros((4, 4)), "Grad-CAM")
