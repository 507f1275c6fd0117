"""The classical kernels, and the ones a student types.

Kernels are applied as every CNN applies them: laid on the picture as printed here, without the flip of mathematics.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnviz.errors import DoesNotFit
from cnnviz.imaging.lookup import find

LARGEST = 15


@dataclass(frozen=True)
class Kernel:
    """A kernel with its name and its one idea; `weights` is float64 `(h, w)`, read-only."""

    name: str
    title: str
    weights: NDArray[np.float64] = field(repr=False, compare=False)
    idea: str

    @property
    def signed(self) -> bool:
        """Whether responses can be negative, so that their picture needs a scale around 0."""
        return bool((self.weights < 0).any())

    @property
    def reach(self) -> float:
        """The largest |response| that any picture with values in 0..1 can give."""
        return float(max(self.weights[self.weights > 0].sum(), -self.weights[self.weights < 0].sum()))

    @property
    def total(self) -> float:
        """The sum of the weights: the response to a white area. 0 for edges, 1 for what keeps the brightness."""
        return float(self.weights.sum())


def _kernel(name: str, title: str, rows: object, idea: str, divisor: float = 1) -> Kernel:
    weights = np.array(rows, dtype=np.float64) / divisor
    weights.flags.writeable = False
    return Kernel(name, title, weights, idea)


_BINOMIAL = np.array([1, 4, 6, 4, 1])

CLASSICAL: tuple[Kernel, ...] = (
    _kernel(
        "sobel_x",
        "Sobel x",
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "Upright edges: positive where the picture gets brighter to the right.",
    ),
    # y points up, as in the lectures and in mathematics; OpenCV's dy has the other sign
    _kernel(
        "sobel_y",
        "Sobel y",
        [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
        "Level edges: positive where the picture is brighter above than below.",
    ),
    _kernel(
        "prewitt_x",
        "Prewitt x",
        [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
        "Upright edges like Sobel x, with three rows of equal weight.",
    ),
    _kernel(
        "prewitt_y",
        "Prewitt y",
        [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
        "Level edges like Sobel y, with three columns of equal weight.",
    ),
    _kernel(
        "laplacian",
        "Laplacian",
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "The four neighbours against the centre: zero on slopes, strong at corners, dots and both sides of an edge.",
    ),
    _kernel(
        "gaussian",
        "Gaussian 5×5",
        np.outer(_BINOMIAL, _BINOMIAL),
        "A blur that weighs near pixels more: fine detail and noise go, edges stay round.",
        256,
    ),
    _kernel(
        "box",
        "Box 3×3",
        np.ones((3, 3)),
        "The mean of nine pixels: the simplest blur.",
        9,
    ),
    _kernel(
        "sharpen",
        "Sharpen",
        [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "The picture minus its Laplacian: what differs from its neighbours differs more.",
    ),
    _kernel(
        "emboss",
        "Emboss",
        [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
        "The picture plus its diagonal slope: it looks pressed in metal and lit from one corner.",
    ),
    _kernel(
        "identity",
        "Identity",
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "A single 1 in the middle: the picture comes out as it went in.",
    ),
)
_BY_NAME = {kernel.name: kernel for kernel in CLASSICAL}


def names() -> tuple[str, ...]:
    """Return the names of the classical kernels, in the order to show them."""
    return tuple(_BY_NAME)


def get(name: str) -> Kernel:
    """Return the classical kernel of that name. Raises `UnknownName`."""
    return find(name, _BY_NAME, "kernel")


def parse(text: str) -> NDArray[np.float64]:
    """Read a typed kernel: rows on lines of their own or after `;`, numbers after spaces or commas, also `1/9`.

    Returns float64 `(h, w)`, each side 1 to 15. Raises `DoesNotFit` with what to change.
    """
    # a bracket ends a row too: lists are pasted from Python
    lines = (re.sub(r"\s*/\s*", "/", line).strip(" \t,[()") for line in re.split(r"[\r\n;\]]", text))
    rows = [line for line in lines if line]
    if not rows:
        raise DoesNotFit("Type the kernel's numbers: a row on each line, with spaces between the numbers.")
    if len(rows) > LARGEST:
        raise DoesNotFit(f"This kernel has {len(rows)} rows; at most {LARGEST} are taken.")
    cells = [re.split(r"\s*,\s*|\s+", row) for row in rows]
    for at, row in enumerate(cells, start=1):
        if len(row) > LARGEST:
            raise DoesNotFit(f"Row {at} has {len(row)} numbers; at most {LARGEST} are taken.")
        if len(row) != len(cells[0]):
            raise DoesNotFit(
                f"Row {at} has {_count(len(row))} and row 1 has {len(cells[0])}. Give every row the same count."
            )
    return np.array([[_number(cell, at) for cell in row] for at, row in enumerate(cells, start=1)])


def _count(numbers: int) -> str:
    return "1 number" if numbers == 1 else f"{numbers} numbers"


def _number(word: str, row: int) -> float:
    if not word:
        raise DoesNotFit(f"Row {row} has two commas without a number between them. Type a 0 where there is none.")
    word = word.replace("\N{MINUS SIGN}", "-")  # as copied from slides
    above, slash, below = word.partition("/")
    try:
        # float() also takes 1_000 and digits of any script: fine; what it takes beyond is refused below
        value = float(above) / float(below) if slash else float(above)
    except ValueError:
        shown = word if len(word) <= 20 else word[:20] + "…"
        raise DoesNotFit(f"“{shown}” in row {row} is not a number. Write it like 2, -0.5 or 1/9.") from None
    except ZeroDivisionError:
        raise DoesNotFit(f"“{word[:20]}” in row {row} divides by 0. Choose another denominator.") from None
    if not abs(value) <= 1e6:  # also where it is not a number at all
        raise DoesNotFit(f"“{word[:20]}” in row {row} has no place in a kernel. Stay between -1000000 and 1000000.")
    return value
