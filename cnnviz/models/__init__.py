"""Pretrained networks: which there are, loading them, what goes in, what comes out, and their layers.

The cards cost no torch import, so that a page can list the networks while the server still warms up.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnnviz.arithmetic import GLOBAL, Kind, LayerRow
from cnnviz.models.blueprints import architecture, architectures, blueprint, rows, traceable
from cnnviz.models.card import Accuracy, ModelCard, available
from cnnviz.models.conventions import Claim, Part, Quantity, claims, with_claims

if TYPE_CHECKING:
    from cnnviz.models.analysis import (
        MeasuredField,
        UnusedParameter,
        VerifiedField,
        analyze,
        unused_parameters,
        verify_field,
    )
    from cnnviz.models.device import pick
    from cnnviz.models.layer import LayerInfo, layers
    from cnnviz.models.model import Model, Preset, freeze
    from cnnviz.models.own import OwnNetwork, own_problems
    from cnnviz.models.prediction import Prediction, predict
    from cnnviz.models.trace import Trace
    from cnnviz.models.view import View
    from cnnviz.models.zoo import load

__all__ = [
    "GLOBAL",
    "Accuracy",
    "Claim",
    "Kind",
    "LayerInfo",
    "LayerRow",
    "MeasuredField",
    "Model",
    "ModelCard",
    "OwnNetwork",
    "Part",
    "Prediction",
    "Preset",
    "Quantity",
    "Trace",
    "UnusedParameter",
    "VerifiedField",
    "View",
    "analyze",
    "architecture",
    "architectures",
    "available",
    "blueprint",
    "claims",
    "freeze",
    "layers",
    "load",
    "own_problems",
    "pick",
    "predict",
    "rows",
    "traceable",
    "unused_parameters",
    "verify_field",
    "with_claims",
]

# No file here is named like one of these functions: importing the file would put the module in its place.
_HOMES = {
    "LayerInfo": "layer",
    "MeasuredField": "analysis",
    "Model": "model",
    "OwnNetwork": "own",
    "Prediction": "prediction",
    "Preset": "model",
    "Trace": "trace",
    "UnusedParameter": "analysis",
    "VerifiedField": "analysis",
    "View": "view",
    "analyze": "analysis",
    "freeze": "model",
    "layers": "layer",
    "load": "zoo",
    "own_problems": "own",
    "pick": "device",
    "predict": "prediction",
    "unused_parameters": "analysis",
    "verify_field": "analysis",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
