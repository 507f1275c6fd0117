from __future__ import annotations

from cnnviz.arithmetic import Kind, LayerRow, ReceptiveField, Unknown
from cnnviz.arithmetic.totals import Cost, Totals, Volume, shares, totals, volumes

FIELD = (ReceptiveField(),)


def row(name: str, kind: Kind, shape: tuple[int, ...], parameters: int | Unknown, macs: int | Unknown) -> LayerRow:
    size = 4 * shape[0] * shape[1] * shape[2]
    return LayerRow(name, kind, ("input",), ((1, 2, 2),), shape, parameters, macs, size, FIELD, (shape[0],))


CONV = row("conv", Kind.CONVOLUTION, (3, 2, 2), 6, 12)
RELU = row("relu", Kind.ACTIVATION, (3, 2, 2), 0, 0)
STRANGE = row("strange", Kind.OTHER, (1, 2, 2), 2, Unknown("It depends on the picture."))


def test_totals_add_up_what_is_known_and_name_what_is_not() -> None:
    assert totals([CONV, RELU, STRANGE]) == Totals(8, 12, 12 + 12 + 4, 4 * 28, ("strange",))


def test_no_rows_cost_nothing() -> None:
    assert totals([]) == Totals(0, 0, 0, 0)
    assert shares([], Cost.MACS) == ()


def test_shares_come_costliest_first_and_leave_out_kinds_that_cost_nothing() -> None:
    found = [(share.kind, share.amount, share.part) for share in shares([STRANGE, RELU, CONV], Cost.PARAMETERS)]
    assert found == [(Kind.CONVOLUTION, 6, 0.75), (Kind.OTHER, 2, 0.25)]


def test_shares_of_activations_count_values() -> None:
    assert [share.amount for share in shares([CONV, RELU, STRANGE], Cost.ACTIVATIONS)] == [12, 12, 4]


def test_an_activation_makes_no_new_volume() -> None:
    expected = (Volume("input", (1, 2, 2)), Volume("conv", (3, 2, 2)), Volume("strange", (1, 2, 2)))
    assert volumes([CONV, RELU, STRANGE], (1, 2, 2)) == expected
