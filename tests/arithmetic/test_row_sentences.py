from __future__ import annotations

from cnnviz.arithmetic import describe_rows


def test_a_stride_that_does_not_fit_loses_the_last_row() -> None:
    assert describe_rows(28, 5, 2) == ("Row 28 of 28 is never read: stride 2 does not fit; PyTorch rounds down.",)


def test_two_and_more_lost_rows_are_named() -> None:
    assert describe_rows(8, 3, 3)[0].startswith("Rows 7 and 8 of 8 are never read: stride 3 does not fit")
    assert describe_rows(9, 2, 4)[0].startswith("Rows 7 to 9 of 9 are never read: stride 4 does not fit")
    assert describe_rows(12, 1, 12)[0].startswith("Rows 2 to 12 of 12 are never read (11 in all): stride 12")


def test_padding_left_over_is_no_loss() -> None:
    sentence = "Only padding is left over: 1 row of it at the end, and no row of the input is lost there."
    assert describe_rows(224, 7, 2, 3) == (sentence,)


def test_a_stride_longer_than_the_kernel_steps_over_rows() -> None:
    assert describe_rows(7, 1, 2) == (
        "Rows 2, 4 and 6 of 7 are never read: stride 2 steps over them, because the kernel covers only 1 row.",
    )
    assert describe_rows(5, 2, 3) == (
        "Row 3 of 5 is never read: stride 3 steps over it, because the kernel covers only 2 rows.",
    )


def test_a_dilation_leaves_holes() -> None:
    sentence = (
        "Rows 2, 4 and 6 of 7 are never read: they lie in the holes of the kernel, "
        "whose taps stand 2 rows apart (dilation 2)."
    )
    assert describe_rows(7, 3, 2, 0, 2) == (sentence,)


def test_each_way_to_lose_rows_has_its_own_sentence() -> None:
    # Windows on rows 1-4, 8-11 and 15-18, counted from 1; taps on their first and last row.
    lost, stepped_over, in_holes = describe_rows(20, 2, 7, 0, 3)
    assert lost == "Rows 19 and 20 of 20 are never read: stride 7 does not fit; PyTorch rounds down."
    assert stepped_over.startswith("Rows 5, 6, 7, … and 14 of 20 are never read (6 in all): stride 7 steps over them")
    assert in_holes.startswith("Rows 2, 3, 9, … and 17 of 20 are never read (6 in all): they lie in the holes")


def test_rounding_up_gives_its_own_reason() -> None:
    assert describe_rows(6, 2, 3, ceil_mode=True)[0] == (
        "Row 6 of 6 is never read: the next window would start behind the last row; PyTorch leaves it out."
    )


def test_columns_are_called_columns() -> None:
    assert describe_rows(28, 5, 2, noun="column")[0].startswith("Column 28 of 28")
    assert "no column of the input" in describe_rows(6, 3, 2, 1, noun="column")[0]


def test_nothing_is_said_where_all_is_read() -> None:
    assert describe_rows(32, 5, 1, 2) == ()
