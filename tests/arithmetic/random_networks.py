"""Networks by chance for comparisons: most fit, many do not, each in its own way."""

from __future__ import annotations

import random

from cnnviz.arithmetic.building import (
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


def random_layer(chance: random.Random) -> Layer:
    kind = chance.choice(
        [Convolution] * 5 + [MaxPool, AveragePool, AdaptivePool, Activation, BatchNorm, Residual, Dropout]
    )
    kernel = chance.choice([1, 2, 3, 3, 5, 7, chance.randint(1, 15)])
    stride = chance.choice([1, 1, 2, chance.randint(1, 8)])
    if kind is Convolution:
        groups = chance.choice([1, 1, 1, 2, 4])
        return Convolution(
            channels=4 * chance.randint(1, 8) + chance.choice([0, 0, 0, 1]),
            kernel=kernel,
            stride=stride,
            padding=chance.choice([0, kernel // 2, chance.randint(0, 5)]),
            dilation=chance.choice([1, 1, chance.randint(1, 4)]),
            groups=groups,
            bias=chance.random() < 0.7,
        )
    if kind in (MaxPool, AveragePool):
        small = chance.randint(1, 4)
        return kind(small, stride, chance.choice([0, 0, small // 2, chance.randint(0, 2)]))
    if kind is AdaptivePool:
        return AdaptivePool(chance.choice([1, 2, 7, chance.randint(1, 16)]))
    if kind is Activation:
        return Activation(chance.choice(list(Function)))
    if kind is Residual:
        return Residual(4 * chance.randint(1, 8), chance.choice([1, 1, 2]))
    return Dropout(chance.randint(0, 99)) if kind is Dropout else BatchNorm()


def random_network(chance: random.Random, longest: int = 10, largest: int = 48) -> Network:
    layers = [random_layer(chance) for _ in range(chance.randint(0, longest))]
    if chance.random() < 0.5:
        layers += [Flatten()] * (chance.random() < 0.9)
        layers += [
            Linear(chance.randint(1, 50), bias=chance.random() < 0.8),
            Activation(),
            Linear(10, chance.choice([None, 20])),
        ]
    if chance.random() < 0.1:
        chance.shuffle(layers)
    side = chance.randint(1, largest)
    return Network((chance.randint(1, 8), side, chance.choice([side, chance.randint(1, largest)])), tuple(layers))
