from __future__ import annotations

from pathlib import Path

import pytest

from cnnviz.render import palette
from cnnviz.render.palette import Colour, Mode

THINGS = ("input", "kernel", "output", "padding", "dropped", "pinned")
MODES: tuple[Mode, ...] = ("light", "dark")
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3


def test_the_browser_s_copy_is_the_palette() -> None:
    copy = Path(__file__).parents[2] / "assets" / "components" / "palette.js"
    assert copy.read_text(encoding="utf-8") == palette.javascript()


def test_contrast_of_black_and_white_is_21() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # a published example


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("thing", THINGS)
def test_every_ink_reads_on_the_page_and_text_reads_on_every_fill(thing: str, mode: Mode) -> None:
    colours = palette.MODES[mode]
    colour: Colour = getattr(colours, thing)
    assert palette.contrast(colour.ink, colours.page) >= READABLE
    assert palette.contrast(colours.text, colour.fill) >= READABLE


@pytest.mark.parametrize("mode", MODES)
def test_text_and_captions_read_on_the_page(mode: Mode) -> None:
    colours = palette.MODES[mode]
    assert palette.contrast(colours.text, colours.page) >= 7
    assert palette.contrast(colours.faint, colours.page) >= READABLE


@pytest.mark.parametrize("mode", MODES)
def test_the_ends_of_the_signed_scale_stand_out_from_its_middle(mode: Mode) -> None:
    colours = palette.MODES[mode]
    assert min(palette.contrast(end, colours.zero) for end in (colours.negative, colours.positive)) >= 3


def test_a_ramp_meets_its_anchors() -> None:
    assert palette.ramp(("#000000", "#ff0000", "#ffffff"), 5).tolist() == [
        [0, 0, 0],
        [128, 0, 0],
        [255, 0, 0],
        [255, 128, 128],
        [255, 255, 255],
    ]


def test_the_sequential_scale_grows_lighter_all_along() -> None:
    lightness = palette.sequential() @ [0.2126, 0.7152, 0.0722]
    assert (lightness[8:] > lightness[:-8]).all()
