from __future__ import annotations

import pytest

from cnnviz.arithmetic import ReceptiveField, Unknown
from cnnviz.arithmetic.catalogue.fields import cover
from cnnviz.arithmetic.catalogue.network import Network
from cnnviz.errors import DoesNotFit


def test_fields_side_by_side_are_covered_by_one_that_has_both() -> None:
    left, right = ReceptiveField((3, 3), (2, 2), (2, 2)), ReceptiveField((3, 3), (2, 2), (0, 0))
    assert cover([left, right]) == ReceptiveField((5, 5), (2, 2), (2, 2))  # pixels -2..0 and 0..2


def test_a_field_within_another_changes_nothing() -> None:
    wide = ReceptiveField((7, 7), (1, 1), (3, 3))
    assert cover([ReceptiveField(), wide]) == wide


def test_fields_of_different_strides_have_no_cover() -> None:
    assert isinstance(cover([ReceptiveField(), ReceptiveField((1, 1), (2, 2))]), Unknown)


def test_a_pooling_keeps_apart_what_channels_see_and_a_convolution_joins_it() -> None:
    net = Network(1, 8, 8)
    start = net.last
    narrow, wide = net.conv("narrow", 2, 1, of=start), net.conv("wide", 3, 3, padding=1, of=start)
    net.concatenate("both", wide, narrow)
    pooled = net.pool("pool", 2, 2)
    assert pooled.groups[1] == (2, 3)
    assert [field.size for field in pooled.groups[0] if isinstance(field, ReceptiveField)] == [(2, 2), (4, 4)]
    joined = net.conv("conv", 1, 1)
    assert [field.size for field in joined.groups[0] if isinstance(field, ReceptiveField)] == [(4, 4)]


def test_a_linear_layer_asks_for_flat_maps() -> None:
    with pytest.raises(DoesNotFit, match="fc would read maps of 4 x 4"):
        Network(1, 4, 4).linear("fc", 2)


def test_a_sum_asks_for_equal_shapes() -> None:
    net = Network(1, 4, 4)
    start = net.last
    with pytest.raises(DoesNotFit, match="Make the shapes equal"):
        net.add("add", start, net.conv("conv", 2, 1))


def test_maps_of_different_sizes_are_not_joined() -> None:
    net = Network(1, 4, 4)
    start = net.last
    with pytest.raises(DoesNotFit, match="Make them equal"):
        net.concatenate("both", start, net.conv("conv", 1, 3))


def test_groups_over_channels_that_see_apart_are_refused() -> None:
    net = Network(2, 4, 4)
    start = net.last
    net.concatenate("both", start, net.conv("conv", 2, 3, padding=1, of=start))
    with pytest.raises(DoesNotFit, match="splits channels that see apart"):
        net.conv("grouped", 2, 3, groups=2)
