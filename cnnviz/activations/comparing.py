"""How alike the answers of a network are: of two pictures at each layer, of two layers, of a picture and its change.

How it can mislead: after a ReLU no value is negative, so that the maps of any two pictures point into the same
quarter of space: their cosine is well above 0 without any likeness. Compare cosines of one layer, not of two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from cnnviz.activations.comparing_places import Grid, carried_back
from cnnviz.arithmetic import ReceptiveField
from cnnviz.errors import DoesNotFit
from cnnviz.imaging.transforms import Placement
from cnnviz.models.model import Model

PLACES = 16  # a side of the grid on which two layers are compared


def outputs(model: Model, pixels: NDArray[np.float32], names: Iterable[str]) -> dict[str, Tensor]:
    """Return what layers put out for pixels 0..255, `(H, W, 3)` of the network's input size: one forward pass.

    Each is `(C, H, W)` or `(C,)` on the CPU; layers that give neither are left out.
    """
    x = torch.from_numpy(np.array(pixels, np.float32)).permute(2, 0, 1)[None].contiguous().to(model.device)
    with torch.inference_mode(mode=False), torch.no_grad():
        found = model.trace.run(model.normalize(x), names)
    return {
        name: value[0].float().cpu()
        for name, value in found.items()
        if isinstance(value, Tensor) and value.ndim in (2, 4) and len(value) == 1
    }


def difference(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `second - first`. Raises `DoesNotFit` where their shapes differ."""
    if first.shape != second.shape:
        raise DoesNotFit(f"Maps of {first.shape} and {second.shape} cannot be subtracted; choose layers of one shape.")
    return second - first


def cosine(first: Tensor, second: Tensor) -> float:
    """Return the cosine of the angle between two answers of one shape: 1 where they are equal up to a factor above 0.

    Two answers that are zero everywhere are equal, 1; one that is and one that is not have nothing in common, 0.
    """
    a, b = first.reshape(-1), second.reshape(-1)
    dot, one, two = float(a @ b), float(a @ a), float(b @ b)
    if one == 0 or two == 0:
        return 1.0 if one == two else 0.0
    return max(-1.0, min(1.0, dot / math.sqrt(one * two)))


@dataclass(frozen=True)
class Likeness:
    """How alike a layer's answers to two pictures are: `in_place`, and `along`, carried back with the picture.

    `along` is None where nothing of the maps is left to compare, or it is not known where their units look.
    """

    layer: str
    in_place: float
    along: float | None


def by_depth(
    first: Mapping[str, Tensor],
    second: Mapping[str, Tensor],
    grids: Mapping[str, Grid | None],
    placement: Placement,
    input_size: tuple[int, int],
) -> tuple[Likeness, ...]:
    """Return the cosine of the whole layer, for each layer of both, in their order."""
    found = []
    for layer in first:
        if layer not in second:
            continue
        one, two, grid = first[layer], second[layer], grids.get(layer)
        in_place = cosine(one, two)
        along: float | None = in_place
        if not placement.still and one.ndim == 3 and one.shape[1:] != (1, 1):
            carried = None if grid is None else carried_back(two, grid, placement, input_size)
            along = None if carried is None or not carried.values.numel() else cosine(carried.of(one), carried.values)
        found.append(Likeness(layer, in_place, along))
    return tuple(found)


@dataclass(frozen=True)
class Equivariance:
    """What is left of a layer's change once its maps are carried back.

    `error` is the length of the difference as a share of the answers' own. `largest` is the largest difference at the
    `inside` of all `units` places whose fields neither here nor there reach over the picture's border; None where
    there is no such place: every unit sees the border. `reach` is the largest answer.
    """

    error: float
    largest: float | None
    inside: int
    units: int
    reach: float


def equivariance(
    first: Tensor, second: Tensor, grid: Grid, placement: Placement, input_size: tuple[int, int]
) -> Equivariance | None:
    """Return how far a layer `(C, H, W)` is from moving along; None where nothing of the maps is left to compare."""
    carried = carried_back(second, grid, placement, input_size)
    if not carried.values.numel():
        return None
    off = (carried.full(first.shape) - first).abs()
    size = float(carried.of(first).norm())
    error = float((carried.values - carried.of(first)).norm()) / size if size else 0.0
    height, width = first.shape[1:]
    largest, inside = None, torch.zeros((height, width), dtype=torch.bool)
    if grid.field is not None and placement.matrix == Placement().matrix:
        rows, columns = (
            _clear(grid.field, axis, (height, width)[axis], placement.shift[axis], input_size[axis]) for axis in (0, 1)
        )
        inside = rows[:, None] & columns[None, :]
        seen = off[:, inside]
        seen = seen[~seen.isnan()]
        largest = float(seen.max()) if seen.numel() else None
    return Equivariance(error, largest, int(inside.sum()), height * width, float(first.abs().max()))


def _clear(field: ReceptiveField, axis: int, count: int, moved: float, length: int) -> Tensor:
    """Tell of which units of an axis the field lies in the picture, before and after it is moved."""
    start = torch.arange(count) * field.stride[axis] - field.padding[axis]
    low, high = start + min(0.0, moved), start + field.size[axis] + max(0.0, moved)
    return (low >= 0) & (high <= length)


def alikeness(first: Tensor, second: Tensor) -> float | None:
    """Return how alike two layers `(C, H, W)` see one picture: linear CKA over its places, 0 to 1.

    The cosine between the layers' tables of which places they answer to alike: the layers may have different numbers
    of channels. Both are averaged to one grid of at most 16 x 16 places. None where a layer has no places.
    Source: Kornblith et al., Similarity of neural network representations revisited (2019), section 3.
    """
    if first.ndim != 3 or second.ndim != 3 or (1, 1) in (first.shape[1:], second.shape[1:]):
        return None
    rows, columns = (min(PLACES, first.shape[axis], second.shape[axis]) for axis in (1, 2))
    if rows * columns == 1:
        return None
    tables = []
    for maps in (first, second):
        places = F.adaptive_avg_pool2d(maps, (rows, columns)).flatten(1).T  # (C, H, W) -> (places, C)
        places = places - places.mean(0)
        tables.append(places @ places.T)
    return cosine(*tables)
