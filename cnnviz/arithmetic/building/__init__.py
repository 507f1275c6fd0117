"""Networks put together layer by layer: what each layer makes of the one before, and what to change where it cannot.

`Network` is an input shape and a row of layers; `analyse` follows a picture through it and stops with a sentence and
its remedies at the first layer that does not fit; `encode` and `decode` bring a network into an address and back.
"""

from cnnviz.arithmetic.building.codes import Decoded, decode, encode, encode_layer
from cnnviz.arithmetic.building.follow import Analysis, analyse, network_rows
from cnnviz.arithmetic.building.layers import (
    LARGEST_VOLUME,
    LAYERS,
    MOST_LAYERS,
    Activation,
    AdaptivePool,
    AveragePool,
    BatchNorm,
    Convolution,
    Dropout,
    Flatten,
    Function,
    Layer,
    Linear,
    MaxPool,
    Network,
    Residual,
)
from cnnviz.arithmetic.building.mismatch import Mismatch, Remedy
from cnnviz.arithmetic.building.presets import PRESETS, Preset

__all__ = [
    "LARGEST_VOLUME",
    "LAYERS",
    "MOST_LAYERS",
    "PRESETS",
    "Activation",
    "AdaptivePool",
    "Analysis",
    "AveragePool",
    "BatchNorm",
    "Convolution",
    "Decoded",
    "Dropout",
    "Flatten",
    "Function",
    "Layer",
    "Linear",
    "MaxPool",
    "Mismatch",
    "Network",
    "Preset",
    "Remedy",
    "Residual",
    "analyse",
    "decode",
    "encode",
    "encode_layer",
    "network_rows",
]
