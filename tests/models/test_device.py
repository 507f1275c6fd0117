from __future__ import annotations

import pytest
import torch

from cnnviz.errors import UnknownName
from cnnviz.models.device import pick


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    def has(cuda: int = 0, mps: bool = False) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return has


def test_cuda_goes_before_mps_and_mps_before_the_cpu(machine):
    machine(cuda=2, mps=True)
    assert pick().type == "cuda"
    machine(mps=True)
    assert pick().type == "mps"
    machine()
    assert pick().type == "cpu"


def test_setting_decides_for_auto_only(machine, monkeypatch: pytest.MonkeyPatch):
    machine(cuda=2)
    monkeypatch.setenv("CNNVIZ_DEVICE", "cpu")
    assert pick().type == "cpu"
    assert pick("cuda:1") == torch.device("cuda:1")


def test_missing_device_is_refused_with_the_ones_there_are(machine, monkeypatch: pytest.MonkeyPatch):
    machine()
    with pytest.raises(UnknownName, match="no device cuda; torch finds cpu"):
        pick("cuda")
    monkeypatch.setenv("CNNVIZ_DEVICE", "mps")
    with pytest.raises(UnknownName, match="set in CNNVIZ_DEVICE"):
        pick()


def test_word_that_names_no_device_is_refused(machine):
    machine()
    with pytest.raises(UnknownName, match="'gpu' is no device"):
        pick("gpu")
