"""What layers make of each other: published numbers, and sentences where one does not fit."""

from __future__ import annotations

import random

import pytest

from cnnviz.arithmetic import GLOBAL, ReceptiveField, Unknown
from cnnviz.arithmetic.building import (
    PRESETS,
    AdaptivePool,
    Analysis,
    Convolution,
    Linear,
    MaxPool,
    Network,
    Residual,
    analyse,
    decode,
    encode,
    network_rows,
)

from .random_networks import random_network

LECTURE = [
    (20, 28, 28),
    (20, 28, 28),
    (20, 14, 14),
    (50, 14, 14),
    (50, 14, 14),
    (50, 7, 7),
    (2450,),
    (500,),
    (500,),
    (10,),
]


def follow(code: str) -> Analysis:
    found = decode(code)
    assert found.network
    assert not found.unread
    return analyse(found.network)


def preset(name: str) -> Analysis:
    return follow(next(each.code for each in PRESETS if each.name == name))


def test_lenet_has_the_shapes_of_the_lecture() -> None:
    rows = preset("LeNet").rows
    assert [row.output_shape for row in rows] == LECTURE
    weights = {"0": 20 * 25 + 20, "3": 50 * 20 * 25 + 50, "7": 2450 * 500 + 500, "9": 5010}
    assert {row.name: row.parameters for row in rows if row.parameters} == weights


def test_lenets_units_see_5_6_14_and_16_pixels() -> None:
    rows = preset("LeNet").rows
    fields = [rows[at].fields[-1] for at in (0, 2, 3, 5)]
    assert [field.size[0] for field in fields if isinstance(field, ReceptiveField)] == [5, 6, 14, 16]
    assert rows[-1].fields == (GLOBAL,)


def test_alexnet_has_torchvisions_numbers() -> None:
    found = preset("AlexNet, torchvision's")
    assert (found.totals.parameters, found.totals.macs) == (61_100_840, 714_188_480)
    assert found.rows[12].fields == (ReceptiveField((195, 195), (32, 32), (66, 66)),)


def test_the_fully_connected_network_has_453_million_weights() -> None:
    found = preset("Fully connected")
    assert found.totals.parameters == 453_076_992 + 9216 + 10
    assert found.totals.macs == 453_076_992


def test_three_small_kernels_see_as_much_as_one_large_for_less() -> None:
    three, one = preset("Three 3 × 3"), preset("One 7 × 7")
    assert three.rows[-1].fields == one.rows[-1].fields == (ReceptiveField((7, 7), (1, 1), (3, 3)),)
    assert three.totals.parameters == 3 * (64 * 64 * 9 + 64)
    assert one.totals.parameters == 64 * 64 * 49 + 64


def test_a_residual_block_projects_where_channels_or_stride_change() -> None:
    plain, wider = network_rows(Network((16, 8, 8), (Residual(16), Residual(32, 2))))
    assert plain.parameters == 2 * 9 * 16 * 16 + 4 * 16
    assert plain.macs == 2 * 9 * 16 * 16 * 64
    assert wider.parameters == 9 * 16 * 32 + 9 * 32 * 32 + 16 * 32 + 6 * 32
    assert wider.macs == (9 * 16 * 32 + 9 * 32 * 32 + 16 * 32) * 16
    assert plain.fields == (ReceptiveField((5, 5), (1, 1), (2, 2)),)
    assert wider.fields == (ReceptiveField((11, 11), (2, 2), (5, 5)),)  # 5 + 2 at stride 1, + 2 * 2 at stride 2


@pytest.mark.parametrize(
    ("side", "field"),
    [(1, GLOBAL), (2, ReceptiveField((4, 4), (4, 4))), (8, ReceptiveField())],
)
def test_adaptive_pooling_to_a_divisor_has_a_window(side: int, field: object) -> None:
    (row,) = network_rows(Network((3, 8, 8), (AdaptivePool(side),)))
    assert row.fields == (field,)


def test_what_cannot_be_known_says_why() -> None:
    rows = network_rows(Network((3, 8, 8), (AdaptivePool(3), Convolution(4, 3))))
    for row in rows:
        (field,) = row.fields
        assert isinstance(field, Unknown)
        assert "differ in size" in field.reason


@pytest.mark.parametrize(
    ("code", "index", "sentence", "remedy"),
    [
        (
            "1_1x28x28_c20k5p2_r_m2_c50k5p2_r_m2_f_l500i2500_r_l10",
            7,
            "Linear expects 2450 inputs: 50 x 7 x 7. It is set to 2500.",
            ("Use 2450", "1_1x28x28_c20k5p2_r_m2_c50k5p2_r_m2_f_l500i2450_r_l10"),
        ),
        (
            "1_1x4x4_f_l10_l5i7",
            2,
            "Linear expects 10 inputs. It is set to 7.",
            ("Use 10", "1_1x4x4_f_l10_l5i10"),
        ),
        (
            "1_2x4x4_l10",
            0,
            (
                "A linear layer takes one list of numbers; here come maps, 2 x 4 x 4. "
                "A flatten before it makes a list of 32 of them."
            ),
            ("Add a flatten", "1_2x4x4_f_l10"),
        ),
        (
            "1_1x4x4_r_f_r_c8k3",
            3,
            (
                "A convolution needs maps, channels x height x width; here comes a list of 16 numbers. "
                "Move it before the flatten."
            ),
            ("Move it before the flatten", "1_1x4x4_r_c8k3_f_r"),
        ),
        (
            "1_1x4x4_c8k7",
            0,
            "A kernel of 7 needs at least 7 rows; there are 4. Add 2 rows of padding on each side.",
            ("Use kernel 4", "1_1x4x4_c8k4"),
        ),
        (
            "1_1x9x4_c8k7",
            0,
            "A kernel of 7 needs at least 7 columns; there are 4. Add 2 columns of padding on each side.",
            ("Use kernel 4", "1_1x9x4_c8k4"),
        ),
        (
            "1_6x4x4_c8k3p1g4",
            0,
            "4 groups do not divide 6 input and 8 output channels evenly. The nearest number that does is 2.",
            ("Use 2 groups", "1_6x4x4_c8k3p1g2"),
        ),
        (
            "1_6x4x4_m3p2",
            0,
            (
                "The padding of a pooling is at most half its kernel, so that no window lies in padding alone: "
                "1 with kernel 3. It is set to 2."
            ),
            ("Use padding 1", "1_6x4x4_m3p1"),
        ),
        (
            "1_1x1024x1024_c65k1",
            0,
            (
                "Its output would be 65 x 1024 x 1024: 68\u2009157\u2009440 numbers for one picture. "
                "Networks here go up to 67\u2009108\u2009864; fewer channels or a stride before it make it fit."
            ),
            ("Use 64 channels", "1_1x1024x1024_c64k1"),
        ),
    ],
)
def test_what_does_not_fit_says_why_and_what_would(
    code: str, index: int, sentence: str, remedy: tuple[str, str]
) -> None:
    wrong = follow(code).mismatch
    assert wrong
    assert (wrong.index, wrong.sentence) == (index, sentence)
    first = wrong.remedies[0]
    assert (first.label, encode(first.network)) == remedy
    assert wrong.remedies[-1].label == "Remove it"


def test_rows_end_before_what_does_not_fit() -> None:
    network = Network((3, 8, 8), (MaxPool(2), Linear(5), MaxPool(2)))
    assert [row.name for row in network_rows(network)] == ["0"]


def test_every_first_remedy_brings_the_network_further() -> None:
    chance = random.Random(3)
    mended = 0
    for _ in range(3000):
        network = random_network(chance)
        wrong = analyse(network).mismatch
        for remedy in wrong.remedies if wrong else ():
            again = analyse(remedy.network).mismatch
            if wrong and again and remedy.label not in ("Move it before the flatten", "Remove it"):
                # Of two faults of a layer the second is told when the first is mended.
                assert again.index > wrong.index or (again.index == wrong.index and again.sentence != wrong.sentence)
            mended += 1
    assert mended > 1000
