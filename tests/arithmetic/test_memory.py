"""Memory and the price of a fully connected layer, against lectures, papers and torch."""

from __future__ import annotations

import pytest

from cnnviz.arithmetic import ConvMemory, conv_memory, dense_weights
from cnnviz.errors import DoesNotFit


def test_ten_5x5_filters_on_a_32x32_colour_picture() -> None:
    memory = conv_memory(3, 10, (5, 5), (32, 32), (32, 32))
    assert memory == ConvMemory(input=3_072, weights=760, output=10_240)
    assert memory.total == 14_072
    assert memory.bytes == 56_288


def test_fully_connected_layers_of_the_lecture() -> None:
    assert dense_weights(1, 1024, (256, 256), 1) == 2**26
    # 128x128 in colour to 9216 values to 10: the lecture's 450 million
    assert dense_weights(3, 9216, (128, 128), 1) + dense_weights(9216, 10, 1, 1) == 453_076_992


def test_fully_connected_layer_in_place_of_vggs_first_convolution() -> None:
    assert dense_weights(3, 64, 224, 224) == 150_528 * 3_211_264


def test_padding_and_groups_change_neither_input_nor_output() -> None:
    assert conv_memory(4, 8, 3, (6, 7), (6, 7), groups=4, bias=False) == ConvMemory(168, 8 * 9, 336)


def test_torch_stores_as_many_values() -> None:
    torch = pytest.importorskip("torch")
    layer = torch.nn.Conv2d(4, 6, (3, 5), stride=2, groups=2)
    x = torch.zeros(1, 4, 20, 16)
    y = layer(x)
    memory = conv_memory(4, 6, (3, 5), (20, 16), tuple(y.shape[2:]), groups=2)
    stored = x.numel(), sum(parameter.numel() for parameter in layer.parameters()), y.numel()
    assert (memory.input, memory.weights, memory.output) == stored
    assert memory.bytes == sum(t.numel() * t.element_size() for t in (x, y, *layer.parameters()))
    assert dense_weights(4, 6, (20, 16), tuple(y.shape[2:])) == torch.nn.Linear(x.numel(), y.numel()).weight.numel()


def test_broken_sizes_are_told_in_a_sentence() -> None:
    with pytest.raises(DoesNotFit, match=r"The number of input channels is a whole number of at least 1; 0"):
        dense_weights(0, 1, 4, 4)
    with pytest.raises(DoesNotFit, match="The output size is a whole number of at least 1"):
        conv_memory(1, 1, 3, 5, (3, 0))
