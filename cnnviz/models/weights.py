"""Find the weights of a network, read them as tensors and nothing else, and put them into the module."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from cnnviz.errors import WeightsUnavailable
from cnnviz.models import places, published
from cnnviz.models.card import ModelCard
from cnnviz.models.download import Progress, fetch, where_to_put

_COUNTER = "num_batches_tracked"  # only training reads it, so a file may leave it out


def locate(card: ModelCard, progress: Progress | None = None) -> Path:
    """Return the path of a network's weights, downloading them where `CNNVIZ_DOWNLOAD` is 1.

    Raises `WeightsUnavailable`, whose sentence names the file and the folder to put it into.
    """
    found = places.find(card.name, card.file)
    if found is not None:
        return found
    if card.url is None:
        raise WeightsUnavailable(
            f"The weights of the {card.title.lower()} are missing: {places.ASSETS / card.file} belongs to the project. "
            "Fetch it again, or train it with python -m cnnviz.learn.embedded."
        )
    if os.environ.get("CNNVIZ_DOWNLOAD") != "1":
        raise WeightsUnavailable(
            f"The weights of {card.title} are not on this machine, and downloads are switched off here. "
            f"{where_to_put(card)}, or start with CNNVIZ_DOWNLOAD=1."
        )
    return fetch(card, places.torch_folder(), progress)


def read(path: Path) -> dict[str, Tensor]:
    """Read a file of tensors, `.safetensors` or `.pth`; no code in it is run.

    Raises `WeightsUnavailable` where it is damaged or holds anything else.
    """
    try:
        state = load_file(path) if path.suffix == ".safetensors" else torch.load(path, "cpu", weights_only=True)
    except pickle.UnpicklingError as reason:
        raise WeightsUnavailable(
            f"{path} is damaged or holds more than tensors, so nothing of it was run. Replace it by the published file."
        ) from reason
    except Exception as reason:  # damaged bytes raise whatever they lead to
        raise WeightsUnavailable(
            f"{path} cannot be read as weights: it is damaged or incomplete. Replace it by the published file."
        ) from reason
    if not isinstance(state, dict) or not all(isinstance(each, Tensor) for each in state.values()):
        raise WeightsUnavailable(f"{path} is no table of named tensors. Replace it by the published file.")
    return state


def fill(module: nn.Module, path: Path, card: ModelCard) -> nn.Module:
    """Give `module`, built on the meta device, the weights in `path`, as float32, every one and no other.

    Raises `WeightsUnavailable` where names or shapes are not this network's.
    """
    state, expected, title = published.as_built(card.name, read(path)), module.state_dict(), card.title
    missing = [name for name in expected if name not in state and not name.endswith(_COUNTER)]
    unknown = [name for name in state if name not in expected]
    other = [name for name in state if name in expected and state[name].shape != expected[name].shape]
    if missing or unknown or other:
        counts = ((missing, "missing"), (unknown, "unknown"), (other, "of another shape"))
        found = ", ".join(f"{len(names)} {what} ({names[0]})" for names, what in counts if names)
        raise WeightsUnavailable(
            f"{path} does not hold the weights of {title}: {found}. Replace it by a file made for {title}."
        )
    full = {
        # copied: safetensors maps the file, and a file that changes later must not change the network
        name: state[name].to(wanted.dtype, copy=True) if name in state else torch.zeros((), dtype=wanted.dtype)
        for name, wanted in expected.items()
    }
    module.load_state_dict(full, strict=True, assign=True)
    return module
