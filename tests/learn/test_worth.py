"""What transfer is worth: points for both trunks, by depth and by count."""

from __future__ import annotations

from cnnviz.learn import trunk, worth

from .nets import blots, finished, state, tiny


def test_both_trunks_are_measured_at_each_depth_and_count() -> None:
    model = tiny()
    before = state(model)
    frames, found = finished(worth.measure(model, blots(12), trunk.cuts(model)[-1]))
    assert [point.at for point in found.by_depth] == [1, 3]
    assert [point.at for point in found.by_count] == [1, 2, 3, 5]  # 7 of 12 are to learn from
    assert all(0 <= share <= 1 for point in found.by_count for share in (point.trained, point.random))
    assert [done for done, _ in frames] == sorted(done for done, _ in frames)
    assert frames[-1][0] == frames[-1][1]
    assert all((tensor == model.module.state_dict()[name]).all() for name, tensor in before.items())


def test_plain_colours_are_told_apart_by_a_head_on_any_trunk() -> None:
    model = tiny()
    _, found = finished(worth.measure(model, blots(6), trunk.cuts(model)[0]))
    assert found.by_count[-1].trained > 0.9
