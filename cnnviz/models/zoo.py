"""Load networks, once each, and keep the last few for all visitors."""

from __future__ import annotations

import copy
import csv
import threading
from collections import OrderedDict, defaultdict

import torch
from PIL import Image

from cnnviz.errors import WeightsUnavailable
from cnnviz.models import own, places, weights
from cnnviz.models.card import ModelCard, card
from cnnviz.models.device import pick
from cnnviz.models.download import Progress
from cnnviz.models.embedded import INPUT_SIZE, MEAN, STD, EmbeddedNet
from cnnviz.models.model import Model, Preset
from cnnviz.models.skeleton import skeleton

MOST = 3  # networks in memory, the embedded one among them

_HALF = (0.5, 0.5, 0.5)

_Key = tuple[str, str]  # network, device
_shelf: OrderedDict[_Key, Model] = OrderedDict()  # least recently asked for first
_shelf_lock = threading.Lock()
_builders: defaultdict[_Key, threading.Lock] = defaultdict(threading.Lock)


def load(name: str, device: str = "auto", progress: Progress | None = None) -> Model:
    """Return a network by its card's name, the same object to all who ask.

    Takes a moment the first time; where the weights have to be downloaded, `progress(done_bytes, total_bytes)` tells
    how far that is. At most three networks stay in memory: the one not asked for longest goes, never the embedded one.
    Raises `UnknownName` and `WeightsUnavailable`.
    """
    wanted, place = card(name), pick(device)
    key = (name, str(place))
    with _shelf_lock:
        builder = _builders[key]
    with builder:  # one thread builds; the others wait here and find the network on the shelf
        model = _take(key)
        if model is None:
            model = _build(wanted, place, progress)
            _put(key, model)
    return model


def loaded() -> int:
    """Return how many networks are in memory."""
    return len(_shelf)


def _take(key: _Key) -> Model | None:
    with _shelf_lock:
        if key in _shelf:
            _shelf.move_to_end(key)
        return _shelf.get(key)


def _put(key: _Key, model: Model) -> None:
    with _shelf_lock:
        _shelf[key] = model
        evictable = [each for each in _shelf if each[0] != places.EMBEDDED]
        for each in evictable[: max(0, len(_shelf) - MOST)]:
            del _shelf[each]


def _build(wanted: ModelCard, place: torch.device, progress: Progress | None) -> Model:
    """Put a network together: architecture, weights, preprocessing, class names."""
    if wanted.own:
        return _own(wanted, place)
    path = weights.locate(wanted, progress)
    if wanted.name == places.EMBEDDED:
        names, preset = _embedded_classes(), Preset(INPUT_SIZE, INPUT_SIZE, MEAN, STD)
        with torch.device("meta"):  # no memory and no random numbers for weights that are replaced at once
            module: torch.nn.Module = EmbeddedNet()
    else:
        names, preset = _published(wanted.name)
        module = skeleton(wanted.name)
    weights.fill(module, path, wanted)
    return Model(wanted.name, module.to(place), names, preset, place, wanted)


def _own(wanted: ModelCard, place: torch.device) -> Model:
    """One of the operator's networks, which its factory has made on the CPU."""
    network = own.entry(wanted.name).network
    preset = Preset(network.input_size, network.input_size, network.mean, network.std)
    module = network.module if place.type == "cpu" else copy.deepcopy(network.module).to(place)
    return Model(wanted.name, module, network.class_names, preset, place, wanted)


def _published(name: str) -> tuple[tuple[str, ...], Preset]:
    """Class names and preprocessing that torchvision publishes with the weights of network `name`."""
    from torchvision.models import get_model_weights

    published = get_model_weights(name)["IMAGENET1K_V1"]
    recipe = published.transforms()
    # GoogLeNet was trained on pixels from -1 to 1. torchvision normalizes as for the others and lets the network undo
    # that (`transform_input`); here its graph has layers only, and the picture is normalized once.
    mean, std = (_HALF, _HALF) if name == "googlenet" else (tuple(recipe.mean), tuple(recipe.std))
    resampling = Image.Resampling[recipe.interpolation.name]
    return tuple(published.meta["categories"]), Preset(
        recipe.resize_size[0], recipe.crop_size[0], mean, std, resampling
    )


def _embedded_classes() -> tuple[str, ...]:
    """Names of the hundred classes of the embedded network, in the order of its logits."""
    path = places.ASSETS / "classes.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return tuple(row["name"] for row in csv.DictReader(file))
    except OSError as reason:
        raise WeightsUnavailable(f"{path} is missing; it belongs to the project. Fetch it again.") from reason
