"""The catalogue against PyTorch: torchvision's networks, and those that it has not, built here by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision import models
from torchvision.models.feature_extraction import get_graph_node_names

from cnnviz.arithmetic import catalogue
from cnnviz.arithmetic.totals import totals


def counted(module: nn.Module, input_shape: tuple[int, ...]) -> tuple[int, int]:
    """Return PyTorch's parameters and MACs, on the meta device."""
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        module.eval()(torch.empty(1, *input_shape, device="meta"))
    return sum(weights.numel() for weights in module.parameters()), counter.get_total_flops() // 2


def ours(name: str) -> tuple[int, int]:
    found = totals(catalogue.get(name).rows)
    return found.parameters, found.macs


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("alexnet", "alexnet"),
        ("vgg_a", "vgg11"),
        ("vgg_b", "vgg13"),
        ("vgg_d", "vgg16"),
        ("vgg_e", "vgg19"),
        *[(f"resnet{depth}", f"resnet{depth}") for depth in (18, 34, 50, 101, 152)],
    ],
)
def test_torchvisions_twin_costs_the_same(name: str, twin: str) -> None:
    with torch.device("meta"):
        module = models.get_model(twin, weights=None)
    assert ours(name) == counted(module, catalogue.get(name).input_shape)


@pytest.mark.parametrize("name", ["alexnet", "resnet18", "resnet50"])
def test_layers_have_torchvisions_names(name: str) -> None:
    with torch.device("meta"):
        _, names = get_graph_node_names(models.get_model(name, weights=None))
    assert [row.name for row in catalogue.get(name).rows] == names[1:]  # without the picture, "x"


@pytest.mark.parametrize("depth", [50, 101, 152])
def test_a_resnet_with_the_stride_on_the_1x1_costs_the_same(depth: int) -> None:
    with torch.device("meta"):
        module = models.get_model(f"resnet{depth}", weights=None)
    for stage in (module.layer2, module.layer3, module.layer4):
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    assert ours(f"resnet{depth}_v1") == counted(module, (3, 224, 224))


@pytest.mark.parametrize(("name", "groups"), [("alexnet_2012", 2), ("alexnet_one_group", 1)])
def test_alexnet_of_2012_costs_the_same(name: str, groups: int) -> None:
    with torch.device("meta"):
        module = nn.Sequential(
            *(nn.Conv2d(3, 96, 11, 4), nn.ReLU(), nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2)),
            *(nn.Conv2d(96, 256, 5, 1, 2, groups=groups), nn.ReLU(), nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2)),
            *(nn.Conv2d(256, 384, 3, 1, 1), nn.ReLU()),
            *(nn.Conv2d(384, 384, 3, 1, 1, groups=groups), nn.ReLU()),
            *(nn.Conv2d(384, 256, 3, 1, 1, groups=groups), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Flatten()),
            *(nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)),
        )
    assert ours(name) == counted(module, (3, 227, 227))


def test_vgg_c_costs_the_same() -> None:
    layers: list[nn.Module] = []
    before = 3
    with torch.device("meta"):
        for channels, kernels in ((64, (3, 3)), (128, (3, 3)), (256, (3, 3, 1)), (512, (3, 3, 1)), (512, (3, 3, 1))):
            for kernel in kernels:
                layers += [nn.Conv2d(before, channels, kernel, padding="same"), nn.ReLU()]
                before = channels
            layers.append(nn.MaxPool2d(2))
        linear = (nn.Linear(512 * 49, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000))
        module = nn.Sequential(*layers, nn.Flatten(), *linear)
    assert ours("vgg_c") == counted(module, (3, 224, 224))


class Inception(nn.Module):
    def __init__(self, before: int, a: int, b0: int, b: int, c0: int, c: int, d: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [
                nn.Conv2d(before, a, 1),
                nn.Sequential(nn.Conv2d(before, b0, 1), nn.Conv2d(b0, b, 3, padding=1)),
                nn.Sequential(nn.Conv2d(before, c0, 1), nn.Conv2d(c0, c, 5, padding=2)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(before, d, 1)),
            ]
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([branch(x) for branch in self.branches], 1)


def test_googlenet_with_the_papers_5x5_costs_the_same() -> None:
    def pool() -> nn.Module:
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    with torch.device("meta"):
        module = nn.Sequential(
            *(nn.Conv2d(3, 64, 7, 2, 3), pool(), nn.Conv2d(64, 64, 1), nn.Conv2d(64, 192, 3, 1, 1), pool()),
            Inception(192, 64, 96, 128, 16, 32, 32),
            Inception(256, 128, 128, 192, 32, 96, 64),
            pool(),
            Inception(480, 192, 96, 208, 16, 48, 64),
            Inception(512, 160, 112, 224, 24, 64, 64),
            Inception(512, 128, 128, 256, 24, 64, 64),
            Inception(512, 112, 144, 288, 32, 64, 64),
            Inception(528, 256, 160, 320, 32, 128, 128),
            pool(),
            Inception(832, 256, 160, 320, 32, 128, 128),
            Inception(832, 384, 192, 384, 48, 128, 128),
            *(nn.AvgPool2d(7, 1), nn.Flatten(), nn.Linear(1024, 1000)),
        )
    assert ours("googlenet_2014") == counted(module, (3, 224, 224))


def test_torchvisions_googlenet_has_the_parameters_that_a_remark_tells() -> None:
    found = []
    for heads in (False, True):
        with torch.device("meta"):
            module = models.get_model("googlenet", weights=None, aux_logits=heads, init_weights=False)
        found.append(sum(weights.numel() for weights in module.parameters()))
    assert any(all(f"{number:,}" in remark for number in found) for remark in catalogue.get("googlenet_2014").remarks)


def test_the_lectures_lenet5_costs_the_same() -> None:
    with torch.device("meta"):
        module = nn.Sequential(
            *(nn.Conv2d(1, 20, 5, padding=2), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5, padding=2), nn.MaxPool2d(2)),
            *(nn.Flatten(), nn.Linear(2450, 500), nn.Linear(500, 10)),
        )
    assert ours("lenet5_lecture") == counted(module, (1, 28, 28))
