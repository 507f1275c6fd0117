"""The image filters' settings, and how strange values become fair ones: what a browser sends is untrusted."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.errors import DoesNotFit
from cnnviz.imaging import kernels, library
from cnnviz.imaging.library import KNOBS, Knobs

Weights = NDArray[np.float64]
MOST = 6000  # characters of a typed kernel
LARGEST_TYPED = 32  # rows and columns of a typed picture
FIRST_TYPED = "-1 0 1\n-2 0 2\n-1 0 1"
SLICES = "|"  # between the three slices of a typed kernel


@dataclass(frozen=True)
class Choice:
    """What a setting that is no number may be, with the titles that people read; the first is the default."""

    noun: str
    titles: Mapping[str, str]

    @property
    def default(self) -> str:
        """The first."""
        return next(iter(self.titles))


@dataclass(frozen=True)
class Whole:
    """What a whole number may be."""

    noun: str
    low: int
    high: int
    default: int


CHOICES = {
    "from": Choice(
        "kernels of the kind",
        {
            "classic": "Kernel",
            "typed": "Your own kernel",
            "edges": "Edges, step by step",
            "gabor": "First cells of vision",
            "learned": "Learned filters",
        },
    ),
    "kernel": Choice("the filter", {name: library.recipe(name).title for name in library.names()}),
    "mode": Choice("a filter laid on", {"grey": "on grey", "channels": "each colour", "full": "all three"}),
    "border": Choice(
        "the border",
        {"reflect": "mirrored", "zero": "zeros", "replicate": "repeated edge", "circular": "wrapped around"},
    ),
}
WHOLE = {
    "stride": Whole("stride", 1, 8, 1),
    "dilation": Whole("dilation", 1, 6, 1),
    "norm": Whole("normalize (1) or not (0):", 0, 1, 0),
    "flip": Whole("flip (1) or not (0):", 0, 1, 0),
    "filter": Whole("learned filter", 0, 4096, 0),
    "threshold": Whole("a threshold of", 0, 100, 20),
    "thin": Whole("thinning (1) or not (0):", 0, 1, 1),
    "pool": Whole("neighbours:", 1, 15, 7),
    "move": Whole("a shift of", 0, 12, 3),
}
AT = re.compile(r"\d{1,4},\d{1,4}")


@dataclass(frozen=True)
class FilterSettings:
    """One look at the page; the names are those of the address, but for `source`, which is `from` there.

    `filter` counts the learned ones from 1; 0 is the one nearest to the kernel. `typed` is the student's own kernel as
    text (up to three slices, `|` between them) and `px` a typed picture of grey values; "" where there is none. `knobs`
    belong to the library's kernel. `at` is the pixel under the probe.
    """

    source: str = CHOICES["from"].default
    kernel: str = CHOICES["kernel"].default
    mode: str = CHOICES["mode"].default
    border: str = CHOICES["border"].default
    stride: int = 1
    dilation: int = 1
    norm: int = 0
    flip: int = 0
    filter: int = 0
    threshold: int = WHOLE["threshold"].default
    thin: int = WHOLE["thin"].default
    pool: int = WHOLE["pool"].default
    move: int = WHOLE["move"].default
    typed: str = ""
    px: str = ""
    at: str = ""
    knobs: Knobs = field(default_factory=Knobs)

    def as_dict(self) -> dict[str, Any]:
        """Return the settings by the names of the address, knobs among them (None: as the kernel is known by)."""
        values = {part.name: getattr(self, part.name) for part in fields(self) if part.name not in ("source", "knobs")}
        return {"from": self.source, **values, **asdict(self.knobs)}

    def kernel_weights(self) -> Weights:
        """Return the student's kernel, float64 `(h, w)` or `(3, h, w)`, flipped and normalized where asked.

        Raises `DoesNotFit` where a typed one cannot be read.
        """
        found = typed_kernel(self.typed) if self.typed else library.recipe(self.kernel).weights(self.knobs)
        if self.flip:
            found = library.flipped(found)
        return library.normalized(found) if self.norm else found

    @property
    def length(self) -> bool:
        """Whether two responses are joined to a gradient's length."""
        return not self.typed and self.kernel == library.MAGNITUDE

    def title(self) -> str:
        """What people call the kernel."""
        if not self.typed:
            return library.recipe(self.kernel).title
        *_, rows, columns = self.kernel_weights().shape
        return f"your {rows} \u00d7 {columns} kernel"


def typed_kernel(text: str) -> Weights:
    """Read a typed kernel of one slice, or of three for red, green and blue. Raises `DoesNotFit`."""
    if len(text) > MOST:
        raise DoesNotFit(f"There is room for {MOST} characters; here are {len(text)}. Round the numbers.")
    slices = [kernels.parse(part) for part in text.split(SLICES)]
    if len(slices) == 1:
        return slices[0]
    if len(slices) != 3:
        raise DoesNotFit(f"A kernel has one slice or three, for red, green and blue; here are {len(slices)}.")
    if len({part.shape for part in slices}) > 1:
        raise DoesNotFit("The three slices differ in size. Give red, green and blue as many rows and columns.")
    return np.stack(slices)


def typed_picture(text: str) -> NDArray[np.uint8]:
    """Read a typed picture: rows of whole greys from 0 to 255, at most 32 rows and columns. Raises `DoesNotFit`."""
    rows = [re.split(r"[\s,]+", row.strip(" \t,")) for row in re.split(r"[;\n]", text) if row.strip(" \t,\r")]
    if not rows or len(text) > MOST:
        raise DoesNotFit("Type the picture's grey values, 0 to 255, a row on each line.")
    if len(rows) > LARGEST_TYPED or max(map(len, rows)) > LARGEST_TYPED:
        raise DoesNotFit(f"A typed picture has at most {LARGEST_TYPED} rows and columns. Take a photo for more.")
    if len({len(row) for row in rows}) > 1:
        raise DoesNotFit("The picture's rows differ in length. Give every row the same count of numbers.")
    strange = next(
        (cell for row in rows for cell in row if not re.fullmatch(r"[0-9]{1,3}", cell) or int(cell) > 255), None
    )
    if strange is not None:
        raise DoesNotFit(f"\u201c{strange[:12]}\u201d is no grey value. Write whole numbers from 0 to 255.")
    return np.array([[int(cell) for cell in row] for row in rows], np.uint8)


def knob(name: str, value: object) -> float | None:
    """Bring a knob into its range; None where it is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    allowed = KNOBS[name]
    if not math.isfinite(held := float(min(max(value, allowed.low), allowed.high))):
        return None
    return float(round(held)) if allowed.step == 1 else round(held, 2)


def from_browser(values: Mapping[str, Any]) -> FilterSettings:
    """Bring what the component sent into range; anything strange becomes the default."""
    checked: dict[str, Any] = {}
    for name, choice in CHOICES.items():
        value = values.get(name)
        checked[name] = value if isinstance(value, str) and value in choice.titles else choice.default
    for name, allowed in WHOLE.items():
        value = values.get(name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        checked[name] = min(max(value, allowed.low), allowed.high) if whole else allowed.default  # type: ignore[type-var]
    for name in ("typed", "px"):
        value = values.get(name)
        checked[name] = re.sub(r"[^\S\n]+", " ", value[: MOST + 1]) if isinstance(value, str) else ""
    at = values.get("at")
    checked["at"] = at if isinstance(at, str) and AT.fullmatch(at) else ""
    checked["source"] = checked.pop("from")
    return fitted(FilterSettings(**checked, knobs=Knobs(**{name: knob(name, values.get(name)) for name in KNOBS})))


def fitted(settings: FilterSettings) -> FilterSettings:
    """Make settings agree: "your own kernel" has a text, and only it has."""
    if settings.source == "typed" and not settings.typed.strip():
        return replace(settings, typed=FIRST_TYPED)
    if settings.source == "classic" and settings.typed:
        return replace(settings, typed="")
    return settings
