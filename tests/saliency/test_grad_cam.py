from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import activations, saliency
from cnnviz.errors import DoesNotFit, UnknownName
from cnnviz.imaging.picture import Picture
from tests.activations.nets import Overwriting, colour_net, model_of, noise, random_net

RED_GREEN = np.zeros((2, 2, 3), np.uint8)
RED_GREEN[0, 0, 0] = 255  # one red pixel,
RED_GREEN[1, 1, 1] = 255  # one green,
RED_GREEN[1, 0, :2] = 255, 51  # and one of both
PICTURE = Picture.of(RED_GREEN)


def test_the_map_of_a_hand_made_network_is_the_one_worked_out_by_hand() -> None:
    model = model_of(colour_net([[1.0, -1.0], [0.0, 2.0]]), 2)
    # the red map has rows (1, 0) and (1, 0), the green one (0, 0) and (0.2, 1); each weighs a quarter of its head's
    red_not_green = saliency.explain(model, PICTURE, 0, "grad_cam")
    np.testing.assert_allclose(red_not_green.map, [[0.25, 0], [0.2, 0]], rtol=1e-6)
    assert red_not_green.score == pytest.approx(0.5 - 0.3, rel=1e-6)
    assert (red_not_green.layer, red_not_green.cells) == ("1", (2, 2))
    green = saliency.explain(model, PICTURE, 1, "grad_cam")
    np.testing.assert_allclose(green.map, [[0, 0], [0.1, 0.5]], rtol=1e-6)


def test_no_evidence_gives_a_blank_map_that_says_so() -> None:
    answer = saliency.explain(model_of(colour_net([[-1.0, -1.0]]), 2), PICTURE, 0, "grad_cam")
    assert not answer.map.any()
    assert answer.check is not None
    assert (answer.check.value, answer.check.passed) == (0, False)
    assert answer.check.sentence == "The map is blank: no cell of '1' speaks for this class."


def test_the_check_counts_the_cells_that_speak_for_the_class() -> None:
    answer = saliency.explain(model_of(colour_net([[1.0, -1.0]]), 2), PICTURE, 0, "grad_cam")
    assert answer.check is not None
    assert answer.check.passed
    assert answer.check.sentence == "2 of the 4 cells of '1' speak for this class."


def test_on_pooling_and_one_linear_layer_it_is_cam_divided_by_the_number_of_cells() -> None:
    net = random_net("embedded")
    model, picture = model_of(net, 64), noise(64)
    maps = activations.maps(model, picture, "things.1.relu2").astype(float)  # (256, 8, 8)
    weights, mean = net.head.weight[17], torch.tensor(maps.mean((1, 2)), dtype=torch.float32)
    weights -= weights @ mean / (mean @ mean) * mean  # a logit of about 0, so that CAM has both signs
    answer = saliency.explain(model, picture, 17, "grad_cam")
    assert (answer.layer, answer.cells) == ("things.1.relu2", (8, 8))
    cam = np.einsum("k,khw->hw", weights.double().numpy(), maps) / 64
    assert (cam < 0).any()
    # cv2's INTER_LINEAR is the same bilinear rule: centres of pixels, edges repeated
    expected = cv2.resize(np.maximum(cam, 0), (64, 64), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(answer.map, expected, atol=1e-5 * expected.max())


def test_a_constant_on_all_logits_changes_nothing() -> None:
    plain, lifted = (model_of(colour_net([[1.0, -1.0]], bias), 2) for bias in (0.0, 9.0))
    for method in ("grad_cam", "gradient"):
        a, b = (saliency.explain(model, PICTURE, 0, method) for model in (plain, lifted))
        assert np.array_equal(a.map, b.map)
        assert b.score - a.score == pytest.approx(9, rel=1e-5)


@pytest.mark.parametrize("layer", ["conv", "add_", "relu", "sub"])
def test_a_layer_that_is_written_over_later_keeps_its_own_maps_and_gradient(layer: str) -> None:
    torch.manual_seed(3)
    net, calm = Overwriting(), Overwriting(in_place=False)
    calm.load_state_dict(net.state_dict())
    a = saliency.explain(model_of(net, 4), noise(4), 0, "grad_cam", layer=layer)
    b = saliency.explain(model_of(calm, 4), noise(4), 0, "grad_cam", layer=layer.removesuffix("_"))
    assert np.array_equal(a.map, b.map)
    assert a.score == b.score


def test_a_layer_that_the_class_does_not_hang_on_gives_a_blank_map() -> None:
    class Aside(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.aside, self.conv = nn.Conv2d(3, 2, 1), nn.Conv2d(3, 2, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.aside(x)
            return self.conv(x).mean((2, 3))

    answer = saliency.explain(model_of(Aside(), 2), PICTURE, 0, "grad_cam", layer="aside")
    assert not answer.map.any()


def test_a_layer_after_the_pooling_is_refused_with_the_rule() -> None:
    model = model_of(colour_net([[1.0, 1.0]]), 2)
    for layer in ("2", "4"):  # (C, 1, 1) and (classes,)
        with pytest.raises(DoesNotFit, match="before the last pooling"):
            saliency.explain(model, PICTURE, 0, "grad_cam", layer=layer)


def test_a_layer_that_does_not_exist_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(UnknownName, match=r"things\.1\.relu2"):
        saliency.explain(model_of(random_net("embedded"), 64), noise(64), 0, "grad_cam", layer="things.1.relu")


def test_a_network_without_rows_and_columns_is_refused() -> None:
    with pytest.raises(DoesNotFit, match="nothing to look at"):
        saliency.explain(model_of(nn.Sequential(nn.Flatten(), nn.Linear(12, 2)), 2), PICTURE, 0, "grad_cam")
