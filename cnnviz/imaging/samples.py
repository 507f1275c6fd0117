"""The pictures that come with the project: photos under CC0 or in the public domain, and drawings of our own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.imaging.lookup import find

if TYPE_CHECKING:
    from cnnviz.imaging.picture import Picture

FOLDER = Path(__file__).parents[2] / "assets" / "samples"
DEFAULT = "cat"
_DRAWN = "Drawn by cnnviz.imaging.draw"


@dataclass(frozen=True)
class Sample:
    """A picture that is always there: `alt` says what it shows, `credit` whose it is and under which terms."""

    name: str
    title: str
    alt: str
    credit: str
    path: Path

    @property
    def thumbnail(self) -> Path:
        """The small copy, 96 pixels high."""
        return self.path.parent / "small" / f"{self.name}.jpg"


def _photo(name: str, title: str, alt: str, credit: str) -> Sample:
    return Sample(name, title, alt, credit, FOLDER / f"{name}.jpg")


def _drawing(name: str, title: str, alt: str) -> Sample:
    return Sample(name, title, alt, _DRAWN, FOLDER / f"{name}.png")


SAMPLES: tuple[Sample, ...] = (
    _photo(
        "cat",
        "Chelsea the cat",
        "A tabby cat's face close up, turned half right, with green eyes, a brown nose and white whiskers.",
        "Stéfan van der Walt, CC0",
    ),
    _photo(
        "coffee",
        "Coffee",
        "A half full espresso cup, red outside, on a red saucer with a spoon on a wooden table, seen from above.",
        "Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0",
    ),
    _photo(
        "cat_and_coffee",
        "Cat and coffee",
        "Two photos side by side: the tabby cat's face on the left, the cup of espresso on the right.",
        "Stéfan van der Walt and Rachel Michetti (courtesy of Pikolo Espresso Bar), CC0; put together by this project",
    ),
    _photo(
        "astronaut",
        "Astronaut",
        "Eileen Collins smiling in an orange space suit, her helmet before her, a flag and a model shuttle behind.",
        "NASA, public domain",
    ),
    _photo(
        "rocket",
        "Rocket",
        "A white Falcon 9 rocket on its launch pad at dusk between tall lattice towers, with lights at its foot.",
        "SpaceX, public domain",
    ),
    _photo(
        "brick",
        "Bricks",
        "A grey wall of long bricks standing upright, with light joints: the same edges again and again.",
        "CC0Textures, CC0",
    ),
    _photo(
        "grass",
        "Grass",
        "Grey grass and clover from above, blades in every direction: fine texture all over.",
        "linolafett, CC0",
    ),
    _drawing(
        "edges",
        "Edges at all angles",
        "Twenty-four dark bars, 15 degrees apart, around the centre of a dark ring on a light ground.",
    ),
    _drawing("checkerboard", "Checkerboard", "Eight by eight squares, light and dark in turn."),
    _drawing(
        "zone_plate",
        "Zone plate",
        "Rings around the centre that get finer outwards, down to two pixels each at the rim.",
    ),
    _drawing("digit", "A five", "The digit 5 in thick white strokes on black."),
    _drawing(
        "colours",
        "Colours",
        "Red, brown, green, teal, blue and violet discs in a circle on a grey as bright as they are.",
    ),
)
_BY_NAME = {sample.name: sample for sample in SAMPLES}


def names() -> tuple[str, ...]:
    """Return the names of the samples, in the order to show them; the first is the default."""
    return tuple(_BY_NAME)


def get(name: str) -> Sample:
    """Return what is known about a sample. Raises `UnknownName`."""
    return find(name, _BY_NAME, "sample")


def load(name: str) -> Picture:
    """Return a sample's picture, decoded once and kept. Raises `UnknownName`."""
    return _decoded(get(name).name)


@cache  # twelve pictures, 8 MB; two threads at once may decode one twice, to equal pictures
def _decoded(name: str) -> Picture:
    from cnnviz.imaging.reading import read  # what is known about the samples needs no decoder

    return read(_BY_NAME[name].path.read_bytes())
