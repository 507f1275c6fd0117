"""The code of a network: exact both ways, and kind to whatever an address may hold."""

from __future__ import annotations

import random
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.arithmetic.building import (
    MOST_LAYERS,
    PRESETS,
    Activation,
    Convolution,
    Flatten,
    Function,
    Linear,
    MaxPool,
    Network,
    analyse,
    decode,
    encode,
)
from cnnviz.errors import DoesNotFit

from .random_networks import random_network

CODES = st.lists(
    st.sampled_from(
        ["1", "2", "3x32x32", "1x8x9", "c8k3p1", "c8k3", "r", "rt", "m2", "m2s1", "f", "l10", "l10i5n", "v1", "b8s2"]
    )
    | st.text("cmarvnbdflkspgxi0123456789", max_size=8),
    max_size=8,
).map("_".join)


def test_a_code_says_what_is_not_as_usual() -> None:
    layers = (
        Convolution(20, 5, padding=2),
        Convolution(8, 3, stride=2, dilation=3, groups=4, bias=False),
        Activation(),
        Activation(Function.TANH),
        MaxPool(2),
        MaxPool(3, stride=1, padding=1),
        Flatten(),
        Linear(500, 2450),
        Linear(10, bias=False),
    )
    code = encode(Network((1, 28, 28), layers))
    assert code == "1_1x28x28_c20k5p2_c8k3s2d3g4n_r_rt_m2_m3s1p1_f_l500i2450_l10n"


def test_round_trips_are_exact() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        network = random_network(chance)
        assert decode(encode(network)).network == network


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_are_in_their_own_code_and_fit(preset: object) -> None:
    found = decode(preset.code)  # type: ignore[attr-defined]
    assert not found.unread
    assert found.network
    assert encode(found.network) == preset.code  # type: ignore[attr-defined]
    assert analyse(found.network).mismatch is None


def test_addresses_need_not_escape_a_code() -> None:
    chance = random.Random(2)
    for _ in range(500):
        code = encode(random_network(chance))
        assert quote_plus(code) == code


@given(st.text() | CODES | CODES.map(lambda code: f"1_3x32x32_{code}"))
def test_any_text_gives_a_network_or_a_sentence(text: str) -> None:
    found = decode(text)
    assert found.network or found.unread
    if found.unread:
        assert found.unread.endswith(".")
        assert len(found.unread) < 200
    if found.network:
        assert decode(encode(found.network)).network == found.network
        analyse(found.network)


@pytest.mark.parametrize(
    ("code", "kept", "why"),
    [
        ("1_3x32x32_c32k3_zz_r", "1_3x32x32_c32k3", "Layer 2: “zz” is no layer that is known here."),
        ("1_3x32x32_r_c0k3", "1_3x32x32_r", "Layer 2: The number of output channels is a whole number of at least 1"),
        ("1_3x32x32_c8k99", "1_3x32x32", "Layer 1: The kernel size can be 1 to 15; 99 does not fit."),
        ("1_3x32x32_c8", "1_3x32x32", "Layer 1: “c8” leaves out a number that a convolution needs."),
        ("1_3x32x32_m2k3", "1_3x32x32", "Layer 1: “k3” says nothing of a max pooling."),
        ("1_3x32x32_c8k3k5", "1_3x32x32", "Layer 1: “k5” says nothing of a convolution."),
        ("1_3x32x32_<script>", "1_3x32x32", "Layer 1: “?script?” is no layer that is known here."),
    ],
)
def test_of_a_broken_code_the_longest_start_is_kept(code: str, kept: str, why: str) -> None:
    found = decode(code)
    assert found.network
    assert encode(found.network) == kept
    assert found.unread.startswith(why)


@pytest.mark.parametrize(
    "code", ["", "1", "2_3x32x32", "1_3x32", "1_0x32x32", "1_3x32x9999", "1_٣x32x32", "1_3x32x1" + "0" * 9]
)
def test_without_a_readable_input_there_is_no_network(code: str) -> None:
    found = decode(code)
    assert found.network is None
    assert found.unread


def test_more_layers_than_allowed_are_cut_off() -> None:
    found = decode("1_3x32x32" + "_r" * (MOST_LAYERS + 5))
    assert found.network
    assert len(found.network.layers) == MOST_LAYERS
    assert "at most 64 layers; the code has 69" in found.unread
    with pytest.raises(DoesNotFit, match="at most 64 layers"):
        Network((3, 32, 32), (Flatten(),) * 65)
