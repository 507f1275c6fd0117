"""Equivariance by hand: convolutions move along, stride does so for its multiples only, pooling tolerates."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz import activations
from cnnviz.activations.comparing import alikeness, by_depth, cosine, difference, equivariance, outputs
from cnnviz.activations.comparing_places import Grid, carried_back, grid_of
from cnnviz.arithmetic import GLOBAL, Kind, LayerRow, ReceptiveField
from cnnviz.errors import DoesNotFit
from cnnviz.imaging import Border
from cnnviz.imaging.transforms import Change, Placement, turn
from cnnviz.imaging.transforms import Kind as Changed
from cnnviz.models import Model
from tests.activations.nets import model_of, noise, random_net

SIZE = 16


def circular(*strides: int) -> nn.Module:
    """Convolutions whose picture goes on around the border, with ReLUs between."""
    torch.manual_seed(2)
    parts: list[nn.Module] = []
    for index, stride in enumerate(strides):
        parts.append(nn.Conv2d(3 if index == 0 else 4, 4, 3, stride, 1, padding_mode="circular"))
        parts.append(nn.ReLU())
    return nn.Sequential(*parts)


def pair(module: nn.Module, change: Change) -> tuple[Model, dict[str, Tensor], dict[str, Tensor]]:
    model = model_of(module, SIZE)
    pixels = noise(SIZE).rgb
    names = model.trace.names
    return model, outputs(model, pixels, names), outputs(model, change.apply(pixels), names)


def circled(maps: Tensor, down: int, right: int) -> Tensor:
    """Move maps around by whole cells, back to where they were."""
    return torch.roll(maps, (-down, -right), (1, 2))


@pytest.mark.parametrize(("down", "right"), [(1, 0), (0, 1), (3, -5), (8, 8)])
def test_stride_1_with_circular_padding_is_exactly_equivariant(down: int, right: int) -> None:
    change = Change(Changed.SHIFT, down, right, border=Border.CIRCULAR)
    _, first, second = pair(circular(1, 1, 1), change)
    for layer, maps in first.items():
        assert float((circled(second[layer], down, right) - maps).abs().max()) <= 1e-6
    grids = {layer: grid_of(None, tuple(maps.shape), (SIZE, SIZE)) for layer, maps in first.items()}
    for found in by_depth(first, second, grids, change.placement, (SIZE, SIZE)):
        assert found.along == pytest.approx(1, abs=1e-6)
        assert found.in_place < 0.99


@pytest.mark.parametrize("right", range(1, 7))
def test_stride_2_is_equivariant_for_even_shifts_only(right: int) -> None:
    change = Change(Changed.SHIFT, 0, right, border=Border.CIRCULAR)
    _, first, second = pair(circular(2, 1), change)
    maps = first["1"]
    if right % 2 == 0:
        assert float((circled(second["1"], 0, right // 2) - maps).abs().max()) <= 1e-6
    else:
        nearest = min(float((circled(second["1"], 0, cells) - maps).norm() / maps.norm()) for cells in range(8))
        assert nearest > 0.2


@pytest.mark.parametrize(("right", "whole"), [(1, False), (2, False), (3, False), (4, True), (8, True)])
def test_two_strides_of_2_want_shifts_by_4(right: int, whole: bool) -> None:
    change = Change(Changed.SHIFT, 0, right, border=Border.CIRCULAR)
    _, first, second = pair(circular(2, 2), change)
    grid = grid_of(None, tuple(first["3"].shape), (SIZE, SIZE))
    assert grid is not None
    assert grid.stride == (4, 4)
    found = equivariance(first["3"], second["3"], grid, change.placement, (SIZE, SIZE))
    assert found is not None
    assert (found.error <= 1e-6) == whole


def test_max_pooling_tolerates_by_hand() -> None:
    # the bright pixel stays in its 2 x 2 window when it moves from column 2 to 3, and leaves it from 3 to 4
    dot = np.zeros((8, 8, 3), np.float32)
    dot[2, 2] = 255
    model = model_of(nn.Sequential(nn.MaxPool2d(2)), 8)
    found = [outputs(model, Change(Changed.SHIFT, 0, right).apply(dot), ["0"])["0"] for right in (0, 1, 2)]
    assert found[0][0].tolist() == [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert cosine(found[0], found[1]) == 1  # not a trace of the shift
    assert cosine(found[0], found[2]) == 0  # the whole window on: nothing is where it was
    grid = Grid((0.5, 0.5), (2, 2))
    back = carried_back(found[2], grid, Placement(shift=(0, 2)), (8, 8))
    assert cosine(back.of(found[0]), back.values) == 1  # ... but it has only moved


def test_equal_answers_have_cosine_1_and_opposite_ones_minus_1() -> None:
    maps = torch.randn(5, 7, 3, generator=torch.Generator().manual_seed(1))
    assert cosine(maps, maps) == 1
    assert cosine(maps, 3 * maps) == pytest.approx(1, abs=1e-6)
    assert cosine(maps, -maps) == pytest.approx(-1, abs=1e-6)


def test_cosines_by_hand() -> None:
    assert cosine(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 2.0])) == 0
    assert cosine(torch.tensor([3.0, 4.0]), torch.tensor([4.0, 3.0])) == pytest.approx(24 / 25)
    assert cosine(torch.zeros(3), torch.zeros(3)) == 1
    assert cosine(torch.zeros(3), torch.ones(3)) == 0


def test_the_difference_is_the_second_less_the_first() -> None:
    one, two = np.ones((2, 2), np.float32), np.full((2, 2), 3, np.float32)
    assert difference(one, two).tolist() == [[2, 2], [2, 2]]
    with pytest.raises(DoesNotFit, match="choose layers"):
        difference(one, np.ones((3, 2), np.float32))


def test_outputs_are_the_feature_maps_bit_for_bit() -> None:
    model, picture = model_of(random_net("embedded"), 64), noise(64)
    found = outputs(model, model.pixels(picture)[0].permute(1, 2, 0).numpy(), model.trace.names)
    for layer, maps in found.items():
        assert np.array_equal(maps.numpy(), activations.maps(model, picture, layer)), layer


ROW = torch.tensor([[[1.0, 2.0, 3.0, 4.0]]])  # (1, 1, 4)
ONE = Grid((0, 0), (1, 1))


def read(carried: object) -> list[float]:
    values: NDArray[np.float32] = carried.full(ROW.shape).numpy()  # type: ignore[attr-defined]
    return [round(float(value), 6) if value == value else -1 for value in values.ravel()]


def test_maps_are_carried_back_by_hand() -> None:
    # a shift to the right by 1: what is at column 1 now was at column 0; what was at column 3 has left
    assert read(carried_back(ROW, ONE, Placement(shift=(0, 1)), (1, 4))) == [2, 3, 4, -1]
    assert read(carried_back(ROW, ONE, Placement(shift=(0, -2)), (1, 4))) == [-1, -1, 1, 2]
    mirrored = Placement(((1, 0), (0, -1)))
    assert read(carried_back(ROW, ONE, mirrored, (1, 4))) == [4, 3, 2, 1]


def test_half_a_cell_mixes_two() -> None:
    two = Grid((0.5, 0.5), (2, 2))
    assert read(carried_back(ROW, two, Placement(shift=(0, 1)), (2, 8))) == [1.5, 2.5, 3.5, -1]


def test_a_grid_that_does_not_stand_in_the_middle_mirrors_between_its_cells() -> None:
    # stride 2 on 8 pixels with centres at 0, 2, 4, 6: mirrored they are at 7, 5, 3, 1
    assert read(carried_back(ROW, Grid((0, 0), (1, 2)), Placement(((1, 0), (0, -1))), (1, 8))) == [-1, 3.5, 2.5, 1.5]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_quarter_turns_only_move_values(quarters: int) -> None:
    maps = torch.randn(3, 6, 6, generator=torch.Generator().manual_seed(4))
    turned = torch.rot90(maps, quarters, (1, 2))
    back = carried_back(turned, Grid((0.5, 0.5), (2, 2)), turn(90 * quarters), (12, 12))
    assert torch.equal(back.values, maps)


def test_a_slanted_turn_reads_between_the_cells() -> None:
    ramp = torch.arange(7.0).repeat(7, 1)[None] - 3  # the column, from the middle
    back = carried_back(ramp, ONE, turn(30), (7, 7)).full(ramp.shape)[0]
    # what was at (row, column) is now at column sin 30 row + cos 30 column
    rows, columns = np.mgrid[:7, :7] - 3.0
    wanted = 0.5 * rows + np.sqrt(0.75) * columns
    known = ~np.isnan(back.numpy())
    down = np.sqrt(0.75) * rows - 0.5 * columns
    assert np.array_equal(known, np.maximum(np.abs(wanted), np.abs(down)) <= 3)  # the corners have left
    assert back.numpy()[known] == pytest.approx(wanted[known], abs=1e-5)


def layer_row(field: ReceptiveField | None, shape: tuple[int, ...]) -> LayerRow:
    fields = (GLOBAL if field is None else field,)
    return LayerRow("a", Kind.CONVOLUTION, ("input",), ((3, 8, 8),), shape, 0, 0, 0, fields, (shape[0],))


def test_the_grid_of_a_padded_convolution_stands_on_its_pixels() -> None:
    field = ReceptiveField().then(3, 2, 1)
    found = grid_of(layer_row(field, (4, 4, 4)), (4, 4, 4), (8, 8))
    assert found == Grid((0, 0), (2, 2), field)  # 3 wide from -1: the middle is pixel 0
    assert grid_of(layer_row(None, (4, 4, 4)), (4, 4, 4), (8, 8)) == Grid((0.5, 0.5), (2, 2))
    assert grid_of(layer_row(None, (4, 1, 1)), (4, 1, 1), (8, 8)) is None
    assert grid_of(layer_row(None, (4,)), (4,), (8, 8)) is None
    last = LayerRow("a", Kind.NORM, ("b",), ((8, 8, 4),), (8, 8, 4), 0, 0, 0, (GLOBAL,), (4,))
    assert grid_of(last, (8, 8, 4), (8, 8)) is None


def test_away_from_the_border_zero_padding_is_equivariant_too() -> None:
    torch.manual_seed(3)
    change = Change(Changed.SHIFT, 0, 3)
    _, first, second = pair(nn.Sequential(nn.Conv2d(3, 4, 5, padding=2)), change)
    field = ReceptiveField().then(5, 1, 2)
    grid = grid_of(layer_row(field, (4, SIZE, SIZE)), (4, SIZE, SIZE), (SIZE, SIZE))
    assert grid is not None
    found = equivariance(first["0"], second["0"], grid, change.placement, (SIZE, SIZE))
    assert found is not None
    assert found.inside == 12 * 9  # 16 - 4 rows; columns 2 to 10: the field moved by 3 must end at 16
    assert found.units == 256
    assert found.largest is not None
    assert found.largest <= 1e-6
    assert found.error > 0.01  # at the border the zeros are seen


def test_what_has_left_the_map_cannot_be_compared() -> None:
    maps = torch.ones(2, 2, 2)
    grids = {"a": Grid((0, 0), (2, 2))}
    assert by_depth({"a": maps}, {"a": maps}, grids, Placement(shift=(0, 4)), (4, 4))[0].along is None
    assert equivariance(maps, maps, Grid((0, 0), (2, 2)), Placement(shift=(0, 4)), (4, 4)) is None


def test_answers_without_places_are_compared_as_they_are() -> None:
    one, two = torch.tensor([1.0, 0.0]), torch.tensor([1.0, 1.0])
    found = by_depth({"a": one}, {"a": two, "b": two}, {"a": None}, Placement(shift=(0, 1)), (4, 4))
    assert len(found) == 1
    assert found[0].in_place == found[0].along == pytest.approx(0.5**0.5)


def test_two_layers_that_answer_to_the_same_places_are_alike() -> None:
    maps = torch.randn(4, 8, 8, generator=torch.Generator().manual_seed(5))
    turned = torch.linalg.qr(torch.randn(4, 4, generator=torch.Generator().manual_seed(6)))[0]
    mixed = torch.einsum("ab,bhw->ahw", turned, maps)  # other channels, the same places
    assert alikeness(maps, 7 * maps + 3) == pytest.approx(1, abs=1e-5)
    assert alikeness(maps, mixed) == pytest.approx(1, abs=1e-5)
    other = torch.randn(6, 8, 8, generator=torch.Generator().manual_seed(7))
    found = alikeness(maps, other)
    assert found is not None
    # the definition by features: |X'Y|^2 / (|X'X| |Y'Y|), columns centred
    x, y = (each.flatten(1).T - each.flatten(1).T.mean(0) for each in (maps, other))
    assert found == pytest.approx(float((x.T @ y).norm() ** 2 / ((x.T @ x).norm() * (y.T @ y).norm())), abs=1e-5)
    assert alikeness(maps, torch.ones(5)) is None
