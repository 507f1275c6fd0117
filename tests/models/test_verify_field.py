"""What is measured agrees with what is computed; and where it does not, that is said."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from cnnviz.arithmetic import GLOBAL, ReceptiveField
from cnnviz.errors import UnknownName
from cnnviz.models import verify_field
from cnnviz.models.analysis import measure, windows
from tests.models.weightless import weightless


@pytest.mark.parametrize(
    ("name", "layer", "sizes"),
    [
        ("alexnet", "features.12", [195]),
        ("alexnet", "avgpool", [195]),
        ("vgg16", "features.30", [212]),
        ("resnet18", "layer4.1.relu_1", [435]),
        ("resnet50", "layer4.2.relu_2", [427]),
        ("squeezenet1_0", "features.12.cat", [123, 155]),
        ("mobilenet_v2", "features.18.2", [491]),
        ("convnext_tiny", "features.1.1.block.3", [52]),  # rows and columns before the channels
    ],
)
def test_measured_sizes_of_known_networks(name: str, layer: str, sizes: list[int]):
    found = verify_field(weightless(name), layer)
    assert (found.agrees, found.reason) == (True, "")
    assert [group.box[2] - group.box[0] for group in found.groups if group.box] == sizes
    assert [group.box[3] - group.box[1] for group in found.groups if group.box] == sizes
    assert all(group.box == group.expected for group in found.groups)


def test_densenet_is_measured_in_strips():
    """Its 17 groups of channels see 1047 to 2071 pixels; a square of that side would take 18 GB."""
    found = verify_field(weightless("densenet121"), "features.norm5")
    assert found.agrees
    assert [group.box[2] - group.box[0] for group in found.groups if group.box] == [1047 + 64 * n for n in range(17)]


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("googlenet", "inception5b.cat"),
        ("inception_v3", "Mixed_7b.cat"),
        ("shufflenet_v2_x1_0", "stage4.3.view_1"),
        ("swin_t", "features.3.1.add_1"),
        ("efficientnet_b0", "features.1.0.block.1.mul"),
        ("vit_b_16", "heads.head"),
        ("inception_v3", "flatten"),  # its last three rows are lost at strides that do not fit
    ],
)
def test_branches_windows_and_gates_agree(name: str, layer: str):
    assert verify_field(weightless(name), layer).agrees


def test_global_field_is_the_whole_picture():
    (group,) = verify_field(weightless("resnet18"), "avgpool").groups
    assert (group.field, group.picture, group.box) == (GLOBAL, (224, 224), (0, 0, 224, 224))


@pytest.mark.parametrize(
    "net",
    [
        nn.Sequential(nn.AvgPool2d(2), nn.ConvTranspose2d(3, 4, 3, 2, 1, 1)),
        nn.Sequential(nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Upsample(scale_factor=2), nn.Conv2d(3, 4, (2, 5))),
        nn.Sequential(nn.Conv2d(3, 4, (1, 7), padding="same"), nn.GELU(), nn.MaxPool2d(2, dilation=2, stride=1)),
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.GroupNorm(2, 4), nn.Conv2d(4, 4, 3)),
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.Tanh(), nn.Conv2d(4, 4, 3), nn.Hardsigmoid()),
    ],
    ids=["transposed", "upsampled", "rectangular", "group norm", "saturating"],
)
def test_operations_agree(net: nn.Module):
    layer = str(len(net) - 1)
    assert verify_field(net, layer, (3, 32, 32)).agrees


def test_wrong_arithmetic_is_found_out(monkeypatch: pytest.MonkeyPatch):
    right = windows.convolved
    monkeypatch.setattr(windows, "convolved", lambda axis, kernel, *rest: right(axis, kernel + 1, *rest))
    found = verify_field(nn.Sequential(nn.Conv2d(3, 4, 3)), "0", (3, 32, 32))
    assert found.agrees is False
    assert found.reason
    (group,) = found.groups
    assert group.box
    assert group.expected
    assert (group.box[2] - group.box[0], group.expected[2] - group.expected[0]) == (3, 4)


def test_weights_do_not_matter():
    """Random weights of both signs, zeros, and a norm that would blow up: the copy has its own."""
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3))
    with torch.no_grad():
        net[0].weight.zero_()
        net[1].running_var.zero_()
        net[3].weight.fill_(float("nan"))
    found = verify_field(net.eval(), "3", (3, 16, 16))
    assert found.agrees
    assert found.groups[0].field == ReceptiveField((5, 5))
    assert not net[0].weight.any()


def test_too_large_a_measurement_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(measure, "LIMIT_BYTES", 1 << 20)
    found = verify_field(weightless("resnet18"), "layer4.1.relu_1")
    assert found.agrees is None
    assert found.groups == ()
    assert "MiB" in found.reason


class Tokens(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.roll(1, 2).flatten(2)


def test_what_is_no_map_or_not_known_is_not_measured():
    assert "do not stand on a map" in verify_field(weightless("alexnet"), "flatten").reason
    net = Tokens()
    assert verify_field(net, "roll", (3, 8, 8)).agrees is None
    assert "not known" in verify_field(net, "roll", (3, 8, 8)).reason
    with pytest.raises(UnknownName, match="roll"):
        verify_field(net, "rol", (3, 8, 8))
