from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from cnnviz.errors import WeightsUnavailable
from cnnviz.models import card, load, places

State = dict[str, torch.Tensor]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(folder))
    return folder


class Trap:
    """A pickle that makes a file when it is opened carelessly."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


def same(model, state: State) -> bool:
    return all(torch.equal(each, state[name]) for name, each in model.module.state_dict().items())


@pytest.mark.parametrize("suffix", ["safetensors", "pth"])
def test_weights_in_the_named_folder_are_taken(own: Path, squeezenet_state: State, suffix: str):
    path = own / f"squeezenet1_1.{suffix}"
    save_file(squeezenet_state, path) if suffix == "safetensors" else torch.save(squeezenet_state, path)
    model = load("squeezenet1_1", "cpu")
    assert same(model, squeezenet_state)
    assert model.card is not None
    assert model.card.here


def test_weights_in_torchs_cache_are_taken(squeezenet_state: State):
    wanted = card.card("squeezenet1_1")
    assert not wanted.here
    folder = Path(torch.hub.get_dir()) / "checkpoints"
    folder.mkdir(parents=True)
    torch.save(squeezenet_state, folder / "squeezenet1_1-b8a52dc0.pth")
    assert wanted.here
    assert same(load("squeezenet1_1", "cpu"), squeezenet_state)


def test_torchs_folder_is_known_without_torch(monkeypatch: pytest.MonkeyPatch):
    expected = Path(torch.hub.get_dir()) / "checkpoints"
    monkeypatch.delitem(places.sys.modules, "torch.hub")
    assert places.torch_folder() == expected


def test_embedded_weights_without_batch_counters_are_complete(random_embedded: None):
    model = load("embedded", "cpu")
    assert len(model.class_names) == 100
    assert (model.class_names[0], model.class_names[99]) == ("goldfish", "seashore")
    assert model.input_size == (64, 64)


def test_missing_embedded_weights_are_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(places, "ASSETS", tmp_path)
    with pytest.raises(WeightsUnavailable, match=r"embedded\.safetensors belongs to the project"):
        load("embedded", "cpu")


def test_without_download_the_sentence_names_file_folder_and_setting():
    with pytest.raises(WeightsUnavailable) as caught:
        load("alexnet", "cpu")
    folder = Path(torch.hub.get_dir()) / "checkpoints"
    assert all(part in str(caught.value) for part in ("alexnet-owt-7be5be79.pth", str(folder), "CNNVIZ_DOWNLOAD=1"))


def test_pickle_with_code_is_refused_and_not_run(own: Path, tmp_path: Path):
    mark = tmp_path / "ran"
    with (own / "squeezenet1_1.pth").open("wb") as file:
        pickle.dump({"features.0.weight": Trap(mark)}, file, protocol=2)
    with pytest.raises(WeightsUnavailable, match="more than tensors"):
        load("squeezenet1_1", "cpu")
    assert not mark.exists()


def test_code_in_torchs_own_format_is_refused_and_not_run(own: Path, tmp_path: Path):
    mark = tmp_path / "ran"
    torch.save({"features.0.weight": Trap(mark)}, own / "squeezenet1_1.pth")
    with pytest.raises(WeightsUnavailable, match="more than tensors"):
        load("squeezenet1_1", "cpu")
    assert not mark.exists()


@pytest.mark.parametrize("suffix", ["safetensors", "pth"])
@pytest.mark.parametrize("bytes_left", [0, 7, 1000, 1_000_000])
def test_truncated_file_is_told_in_a_sentence(own: Path, squeezenet_state: State, suffix: str, bytes_left: int):
    path = own / f"squeezenet1_1.{suffix}"
    save_file(squeezenet_state, path) if suffix == "safetensors" else torch.save(squeezenet_state, path)
    path.write_bytes(path.read_bytes()[:bytes_left])
    with pytest.raises(WeightsUnavailable, match="damaged"):
        load("squeezenet1_1", "cpu")


def test_names_of_another_network_are_refused(own: Path, squeezenet_state: State):
    state = {name.replace("features", "trunk"): each for name, each in squeezenet_state.items()}
    save_file(state, own / "squeezenet1_1.safetensors")
    with pytest.raises(WeightsUnavailable, match=r"50 missing \(features.0.weight\), 50 unknown"):
        load("squeezenet1_1", "cpu")


def test_other_shapes_are_refused(own: Path, squeezenet_state: State):
    save_file({**squeezenet_state, "classifier.1.bias": torch.zeros(10)}, own / "squeezenet1_1.safetensors")
    with pytest.raises(WeightsUnavailable, match=r"1 of another shape \(classifier.1.bias\)"):
        load("squeezenet1_1", "cpu")


def test_table_of_something_else_than_tensors_is_refused(own: Path):
    torch.save({"features.0.weight": "seven"}, own / "squeezenet1_1.pth")
    with pytest.raises(WeightsUnavailable, match="no table of named tensors"):
        load("squeezenet1_1", "cpu")


def test_half_precision_is_widened(own: Path, squeezenet_state: State):
    save_file({name: each.half() for name, each in squeezenet_state.items()}, own / "squeezenet1_1.safetensors")
    model = load("squeezenet1_1", "cpu")
    assert {each.dtype for each in model.module.parameters()} == {torch.float32}


def test_file_that_changes_later_does_not_change_the_network(own: Path, squeezenet_state: State):
    path = own / "squeezenet1_1.safetensors"
    save_file(squeezenet_state, path)
    model = load("squeezenet1_1", "cpu")
    with path.open("r+b") as file:
        file.seek(-4096, 2)
        file.write(b"\x7f" * 4096)
    assert same(model, squeezenet_state)
