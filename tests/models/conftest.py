"""A machine without weights, and random ones to put on it."""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torchvision.models import get_model

from cnnviz.models import Model, places, zoo
from cnnviz.models.embedded import EmbeddedNet
from tests.models.networks import torchvision_model


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights anywhere, no download, nothing in memory: whatever the machine that tests has."""
    for name in ("CNNVIZ_WEIGHTS", "CNNVIZ_DOWNLOAD", "CNNVIZ_DEVICE", "CNNVIZ_MODELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(zoo, "_shelf", OrderedDict())


@pytest.fixture(scope="package", autouse=True)
def one_thread() -> Iterator[None]:
    """As the server computes; more threads than free cores make everything slower."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def embedded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of the embedded network, as training writes them: float32, without the batch counters."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("embedded") / "embedded.safetensors"
    state = EmbeddedNet().state_dict()
    save_file({name: each for name, each in state.items() if each.is_floating_point()}, path)
    return path


@pytest.fixture
def random_embedded(embedded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `load("embedded")` find the random weights."""
    if not (embedded_file.parent / "classes.csv").exists():
        shutil.copy(places.ASSETS / "classes.csv", embedded_file.parent)
    monkeypatch.setattr(places, "ASSETS", embedded_file.parent)


@pytest.fixture(scope="session")
def squeezenet_state() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return get_model("squeezenet1_1", weights=None).state_dict()


@pytest.fixture(scope="session")
def resnet18() -> Model:
    return torchvision_model("resnet18")
