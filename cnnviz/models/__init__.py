"""Pretrained networks: which there are, loading them, what goes in, what comes out, and their layers.

The cards cost no torch import, so that a page can list the networks while the server still warms up.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnnviz.arithmetic import GLOBAL, Kind, LayerRow
from cnnviz.models.card import Accuracy, ModelCard, available

if TYPE_CHECKING:
    from cnnviz.models.device import pick
    from cnnviz.models.layer import LayerInfo, layers
    from cnnviz.models.model import Model, Preset, freeze
    from cnnviz.models.prediction import Prediction, predict
    from cnnviz.models.trace import Trace
    from cnnviz.models.view import View
    from cnnviz.models.zoo import load

__all__ = [
    "GLOBAL",
    "Accuracy",
    "Kind",
    "LayerInfo",
    "LayerRow",
    "Model",
    "ModelCard",
    "Prediction",
    "Preset",
    "Trace",
    "View",
    "available",
    "freeze",
    "layers",
    "load",
    "pick",
    "predict",
]

# No file here is named like one of these functions: importing the file would put the module in its place.
_HOMES = {
    "LayerInfo": "layer",
    "Model": "model",
    "Prediction": "prediction",
    "Preset": "model",
    "Trace": "trace",
    "View": "view",
    "freeze": "model",
    "layers": "layer",
    "load": "zoo",
    "pick": "device",
    "predict": "prediction",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
