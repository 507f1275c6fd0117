"""What the counting tools print for ViT-B/16: each of them handles attention in its own way.

12 blocks of width 768 on 197 tokens, 12 heads, 3072 hidden units. Each part can be computed from these by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnnviz.models.conventions import counters
from cnnviz.models.conventions.claim import Claim, Part
from cnnviz.models.conventions.counts import Counts

BLOCKS, TOKENS, WIDTH, HEADS, HIDDEN, CLASSES = 12, 197, 768, 12, 3072, 1000

COUNTS = Counts(86_567_656, 17_563_828_224, 17_564, conv_bias=196 * WIDTH)

PRODUCTS = BLOCKS * 2 * TOKENS * TOKENS * WIDTH  # queries by keys, and weights by values
PROJECTIONS = BLOCKS * 4 * TOKENS * WIDTH * WIDTH  # to queries, keys and values, and out
MLP = BLOCKS * 2 * WIDTH * HIDDEN  # for one token
MLP_BIAS = BLOCKS * (WIDTH + HIDDEN)  # for one token
PROJECTION_BIAS = BLOCKS * TOKENS * 4 * WIDTH
NORM_VALUES = (2 * BLOCKS + 1) * TOKENS * WIDTH
NORM_PARAMETERS = (2 * BLOCKS + 1) * 2 * WIDTH
GELU_VALUES = BLOCKS * TOKENS * HIDDEN


def macs() -> Iterator[Claim]:
    """Return what the tools print for the multiplications of ViT-B/16."""
    ours = COUNTS.macs
    conv_bias = Part(COUNTS.conv_bias, "the convolution's biases")
    linear_bias = Part(MLP_BIAS * TOKENS + CLASSES, "the linear layers' biases")
    projection_bias = Part(PROJECTION_BIAS, "the biases of attention's projections")
    products = Part(-PRODUCTS, "attention's products of queries, keys and values")
    yield counters.published(COUNTS.published_macs)
    yield counters.mac_claim(counters.TORCH, ours, Part(ours, "the additions"))
    yield counters.mac_claim(
        counters.TORCHINFO,
        ours,
        conv_bias,
        Part(MLP_BIAS + CLASSES, "the linear layers' biases, each once"),
        Part(NORM_PARAMETERS, "parameters of layer norms, each once"),
        Part(-MLP * (TOKENS - 1), f"the linear layers of all but one of the {TOKENS} tokens"),
        Part(-PROJECTIONS, "attention's projections"),
        products,
    )
    yield counters.mac_claim(counters.FVCORE, ours, Part(5 * NORM_VALUES, "layer norms"), products)
    yield counters.mac_claim(
        counters.PTFLOPS,
        ours,
        conv_bias,
        linear_bias,
        projection_bias,
        Part(NORM_VALUES, "layer norms, one a value"),
        Part(2 * GELU_VALUES, "activations, counted as a module and again as its function"),
        Part(BLOCKS * TOKENS * WIDTH, "the scaling of queries"),
        Part(BLOCKS * HEADS * TOKENS * TOKENS, "the softmax of attention"),
    )
    yield counters.mac_claim(counters.PTFLOPS_ATEN, ours, conv_bias, linear_bias, projection_bias, products)
