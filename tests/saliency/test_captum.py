"""The same questions put to captum, an independent library."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnnviz import models, saliency
from cnnviz.models.model import Model, Picture
from tests.activations.nets import model_of, noise, random_net

captum = pytest.importorskip("captum.attr")
IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}


@pytest.fixture
def resnet() -> Model:
    return model_of(random_net("resnet18"), 96, **IMAGENET)


@pytest.fixture
def squeezenet(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(shared / "weights"))
    return models.load("squeezenet1_1", device="cpu")


def assert_captum_agrees_on_gradient(model: Model, picture: Picture, target: int) -> None:
    pixels = model.pixels(picture).requires_grad_()
    method = captum.Saliency(lambda pixels: model.module(model.normalize(pixels)))
    expected = method.attribute(pixels, target=target, abs=True)[0].amax(0).numpy()  # (3, H, W) -> (H, W)
    answer = saliency.explain(model, picture, target, "gradient")
    np.testing.assert_allclose(answer.map, expected, atol=1e-5 * expected.max())


def assert_captum_agrees_on_grad_cam(model: Model, picture: Picture, target: int, layer: str, inside: str) -> None:
    method = captum.LayerGradCam(model.module, model.module.get_submodule(inside))
    cells = method.attribute(model.preprocess(picture), target=target, relu_attributions=True)
    expected = captum.LayerAttribution.interpolate(cells, model.input_size, "bilinear")[0, 0].detach().numpy()
    assert expected.any()
    answer = saliency.explain(model, picture, target, "grad_cam", layer=layer)
    np.testing.assert_allclose(answer.map, expected, atol=1e-5 * expected.max())


def test_the_gradient_is_captums_on_a_random_resnet(resnet: Model) -> None:
    assert_captum_agrees_on_gradient(resnet, noise(96), 7)


@pytest.mark.parametrize(("layer", "inside"), [("layer3.1.relu_1", "layer3.1"), ("layer4.0.bn1", "layer4.0.bn1")])
def test_grad_cam_is_captums_on_a_random_resnet(resnet: Model, layer: str, inside: str) -> None:
    assert_captum_agrees_on_grad_cam(resnet, noise(96), 7, layer, inside)


@pytest.mark.shared
def test_both_are_captums_on_a_photo_and_squeezenet(squeezenet: Model, shared: Path) -> None:
    from cnnviz import imaging

    picture = imaging.read((shared / "images" / "imagenet" / "n02099601_golden_retriever.JPEG").read_bytes())
    target = models.predict(squeezenet, picture, k=1)[0].index
    assert_captum_agrees_on_gradient(squeezenet, picture, target)
    assert_captum_agrees_on_grad_cam(squeezenet, picture, target, "features.12.cat", "features.12")


@pytest.mark.shared
def test_grad_cam_of_the_top_class_lies_on_the_animal(squeezenet: Model, shared: Path) -> None:
    from cnnviz import imaging

    picture = imaging.read((shared / "images" / "imagenet" / "n02165456_ladybug.JPEG").read_bytes())
    answer = saliency.explain(squeezenet, picture, None, "grad_cam")
    assert squeezenet.class_names[answer.target] == "ladybug"
    assert (answer.layer, answer.cells) == ("classifier.2", (13, 13))
    row, column = np.unravel_index(int(answer.map.argmax()), answer.map.shape)
    assert 95 < row < 190  # where the animal is in the 224x224 that the network sees
    assert 105 < column < 220
