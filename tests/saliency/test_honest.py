"""Whether to believe a map: curves, drops, seeds, forgetting, doubts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import nn

from cnnviz import saliency
from cnnviz.errors import DoesNotFit
from cnnviz.imaging.picture import Picture
from cnnviz.render.heat_words import strongest_tenth
from cnnviz.saliency import Attribution, Drop
from cnnviz.saliency.curves import Curve
from tests.activations.nets import colour_net, model_of, noise, random_net
from tests.saliency.test_shared_untouched import state

RED_LEFT = np.zeros((8, 8, 3), np.uint8)
RED_LEFT[:, :4, 0] = 255
LEFT = Picture.of(RED_LEFT)


def heat(values: np.ndarray) -> Attribution:
    return Attribution(values.astype(np.float32), 0, 0.0, "occlusion")


def test_the_area_below_a_curve_is_that_of_its_trapezoids() -> None:
    assert Curve((0.0, 0.5, 1.0), (1.0, 0.5, 0.0)).area == pytest.approx(0.5)
    assert Curve((0.0, 0.5, 1.0), (1.0, 0.0, 0.0)).area == pytest.approx(0.25)


def test_a_true_map_beats_its_opposite_in_deletion_and_insertion() -> None:
    model = model_of(colour_net([[8.0, 0.0], [0.0, 0.0]], bias=0.0), 8)
    true = np.zeros((8, 8))
    true[:, :4] = 1
    good, bad = (saliency.curves(model, LEFT, heat(each), steps=4) for each in (true, 1 - true))
    # half of the picture is red: the logit is 8 times the share of red pixels that are left
    sure = [float(1 / (1 + np.exp(-8 * share))) for share in (0.5, 0.25, 0, 0, 0)]
    assert good.deletion.probabilities == pytest.approx(sure, rel=1e-5)
    assert good.deletion.area < bad.deletion.area
    assert good.insertion.area > bad.insertion.area
    assert good.insertion.probabilities[-1] == pytest.approx(sure[0], rel=1e-5)


def test_curves_can_be_stopped() -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt(f"{done} of {of}")

    with pytest.raises(KeyboardInterrupt, match="of 42"):
        saliency.curves(model_of(colour_net([[1.0, 0.0]]), 8), LEFT, heat(np.ones((8, 8))), progress=stop)


def test_average_drop_and_increase_are_those_of_the_paper() -> None:
    drops = [Drop(0.8, 0.4), Drop(0.5, 0.6), Drop(0.4, 0.4)]
    assert saliency.average(drops) == (pytest.approx(50 / 3), pytest.approx(100 / 3))


def test_a_map_of_the_whole_photo_drops_nothing_and_one_of_nothing_leaves_the_mean_colour() -> None:
    model = model_of(colour_net([[4.0, 0.0], [0.0, 0.0]]), 8)
    assert saliency.drop(model, LEFT, heat(np.ones((8, 8)))).percent == 0
    nothing = saliency.drop(model, LEFT, heat(np.zeros((8, 8))))
    assert (nothing.whole, nothing.left) == (pytest.approx(1 / (1 + np.exp(-2))), pytest.approx(0.5))


def test_seeds_agree_on_a_linear_network_and_spread_on_another() -> None:
    flat = model_of(nn.Sequential(nn.Flatten(), nn.Linear(3 * 64, 2)), 8)
    same = saliency.over_seeds(flat, noise(8), 0, "smooth_grad", samples=2)
    assert same.agreement == pytest.approx(1)
    assert float(same.deviation.max()) == pytest.approx(0, abs=1e-6)
    other = saliency.over_seeds(model_of(random_net("embedded"), 64), noise(64), 0, "smooth_grad", samples=2)
    assert other.agreement < 0.99
    assert len(other.found) == 5
    np.testing.assert_allclose(other.mean, np.mean([each.map for each in other.found], 0), rtol=1e-5)


def test_a_method_without_a_seed_has_none_to_compare() -> None:
    with pytest.raises(DoesNotFit, match="nothing at random"):
        saliency.over_seeds(model_of(colour_net([[1.0, 0.0]]), 8), LEFT, 0, "gradient")


def test_rank_correlation_is_scipys_with_ties() -> None:
    rng = np.random.default_rng(0)
    a, b = (rng.integers(0, 9, (12, 12)).astype(np.float32) for _ in "ab")
    assert saliency.rank_correlation(a, b) == pytest.approx(spearmanr(a.ravel(), b.ravel()).statistic)
    assert saliency.rank_correlation(a, -a) == pytest.approx(-1)
    assert saliency.rank_correlation(a, np.ones_like(a)) == 0


def test_structural_similarity_is_one_for_equal_maps_and_worked_out_for_one_window() -> None:
    rng = np.random.default_rng(1)
    a, b = (rng.random((7, 7)) for _ in "ab")
    assert saliency.structural_similarity(a, 3 * a + 1) == pytest.approx(1)
    x, y = ((each - each.min()) / np.ptp(each) for each in (a, b))
    covariance = ((x - x.mean()) * (y - y.mean())).mean()
    top = (2 * x.mean() * y.mean() + 1e-4) * (2 * covariance + 9e-4)
    below = (x.mean() ** 2 + y.mean() ** 2 + 1e-4) * (x.var() + y.var() + 9e-4)
    assert saliency.structural_similarity(a, b) == pytest.approx(top / below)


def test_forgetting_changes_a_copy_alone_and_exactly_the_last_layers() -> None:
    model = model_of(random_net("embedded"), 64)
    before = state(model.module)
    other = saliency.forgetful(model, 2, seed=1)
    assert state(model.module) == before
    changed = {
        name
        for name, value in other.module.state_dict().items()
        if not torch.equal(value, model.module.state_dict()[name])
    }
    assert {"head.weight", "things.1.conv2.weight"} <= changed
    assert all(name.startswith(("head.", "things.1.conv2.", "things.1.norm2.")) for name in changed)
    again = saliency.forgetful(model, 2, seed=1)
    assert all(torch.equal(a, b) for a, b in zip(other.module.parameters(), again.module.parameters(), strict=True))


def test_the_cascade_starts_with_the_trained_map_and_tells_which_layer_it_has_reached() -> None:
    model = model_of(random_net("embedded"), 64)
    steps = saliency.cascade(model, noise(64), 7, "grad_cam", counts=(0, 1, 3, 99))
    assert [step.count for step in steps] == [0, 1, 3]
    assert steps[0].correlation == pytest.approx(1)
    assert steps[0].similarity == pytest.approx(1)
    assert [step.layer for step in steps[:2]] == [None, "head"]
    assert steps[1].correlation < 0.999


def test_a_blank_map_is_said_to_have_no_evidence() -> None:
    model = model_of(colour_net([[-1.0, -1.0]]), 8)
    found = saliency.doubt(model, LEFT, saliency.explain(model, LEFT, 0, "layer_cam"))
    assert found is not None
    assert "blank" in found.sentence


def test_a_class_that_is_certain_is_said_to_be_saturated_for_pixels_only() -> None:
    model = model_of(colour_net([[40.0, 0.0], [0.0, 0.0]]), 8)
    found = saliency.doubt(model, LEFT, saliency.explain(model, LEFT, 0, "gradient"))
    assert found is not None
    assert found.value > 0.999
    assert "sure" in found.sentence
    assert saliency.doubt(model, LEFT, saliency.explain(model, LEFT, 0, "occlusion")) is None


def test_grad_cam_at_an_early_layer_is_said_to_be_arbitrary_and_layer_cam_is_not() -> None:
    model = model_of(random_net("embedded"), 64)
    for method, doubted in (("grad_cam", True), ("layer_cam", False)):
        answer = saliency.explain(model, noise(64), 1, method, layer="stem.relu")
        found = saliency.doubt(model, noise(64), answer)
        assert (found is not None and "comes early" in found.sentence) == doubted


def test_a_trustworthy_map_has_no_doubts() -> None:
    model = model_of(colour_net([[1.0, 0.0], [0.0, 0.0]]), 8)
    answer = saliency.explain(model, LEFT, 0, "grad_cam")
    assert saliency.doubt(model, LEFT, replace(answer, check=None)) is None


def test_the_text_twin_says_where_the_strongest_tenth_lies() -> None:
    values = np.zeros((100, 100), np.float32)
    values[10:50, 0:25] = 1.0
    # a block of 40 rows and 25 columns is a tenth of this picture; its middle nine tenths lose a row or two at each end
    assert strongest_tenth(values, "Grad-CAM for cat") == (
        "Grad-CAM for cat: the strongest tenth of the map lies in the upper left, rows 12 to 49 of 100, "
        "columns 2 to 24 of 100."
    )
    assert strongest_tenth(np.zeros((4, 4)), "x") == "x: no part of the picture stands out."
    assert "share the highest values" in strongest_tenth(np.ones((10, 10)), "x")
