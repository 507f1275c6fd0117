"""What the counting tools print for a network, from what there is to count in it.

Each tool gets torchvision's network as `get_model` builds it, in evaluation, and one picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnnviz.models.conventions.claim import SAME, Claim, Part, Quantity, explained
from cnnviz.models.conventions.counts import Counts

TORCH = "torch.utils.flop_counter"
TORCHINFO = "torchinfo"
FVCORE = "fvcore"
PTFLOPS = "ptflops"
PTFLOPS_ATEN = "ptflops (aten)"
TORCHVISION = "torchvision's metadata"

CONVENTIONS = {
    TORCH: "Multiplications and additions of convolutions and matrix products, counted apart; no bias.",
    TORCHINFO: "A weight or bias of a convolution once for each output pixel, any other parameter called weight or "
    "bias once, batch norms' too.",
    FVCORE: "Multiply and add as one, no bias; batch norms as two and layer norms as five a value, global average "
    "pooling as one for each value it reads.",
    PTFLOPS: "Multiply and add as one, with biases; batch norms as two a value, activations and poolings as one, "
    "and as one again where a module calls a function that it counts as well.",
    PTFLOPS_ATEN: "Multiply and add as one, with biases; of norms, activations and poolings nothing.",
    TORCHVISION: "Multiplications of convolutions and matrix products, no bias, as GFLOPS to three digits.",
}


def mac_claim(tool: str, macs: int, *parts: Part) -> Claim:
    """Return the claim of a tool that counts `parts` besides or less than our `macs`."""
    return Claim(
        tool=tool,
        quantity=Quantity.MACS,
        value=macs + sum(part.count for part in parts),
        convention=CONVENTIONS[tool],
        why=explained(parts),
        reproducible=True,
        parts=tuple(part for part in parts if part.count),
    )


def macs(counts: Counts) -> Iterator[Claim]:
    """Return what the tools print for the multiplications of a network without attention."""
    ours = counts.macs
    conv_bias = Part(counts.conv_bias, "the convolutions' biases")
    linear_bias = Part(counts.linear_bias, "the linear layers' biases")
    batch_norms = Part(2 * counts.norm_values, "batch norms")
    yield published(counts.published_macs)
    yield mac_claim(TORCH, ours, Part(ours, "the additions"))
    yield mac_claim(
        TORCHINFO,
        ours,
        conv_bias,
        linear_bias,
        Part(counts.norm_parameters, "parameters of batch norms, each once"),
    )
    yield mac_claim(FVCORE, ours, batch_norms, Part(counts.global_pool, "global average pooling"))
    yield mac_claim(
        PTFLOPS,
        ours,
        conv_bias,
        linear_bias,
        batch_norms,
        Part(counts.once, "activations and poolings that are counted once"),
        Part(2 * counts.twice, "activations and poolings that are counted as a module and again as its function"),
    )
    yield mac_claim(PTFLOPS_ATEN, ours, conv_bias, linear_bias)


def published(thousandths: int) -> Claim:
    """Return what torchvision's weights say of the multiplications; `thousandths` of 10^9."""
    return Claim(
        tool=TORCHVISION,
        quantity=Quantity.MACS,
        value=thousandths * 1_000_000,
        convention=CONVENTIONS[TORCHVISION],
        why=f"{SAME[:-1]}, rounded.",
        reproducible=True,
        rounding=1_000_000,
    )


def parameters(counts: Counts, metadata_has_heads: bool = False) -> Iterator[Claim]:
    """Return what is printed for the number of parameters."""
    heads = Part(counts.heads, "the auxiliary heads, which only training uses")
    convention = "Weights and biases, batch norms' too; running means and variances are no parameters."
    for tool in (TORCHVISION, TORCHINFO, FVCORE, PTFLOPS):
        parts = () if not counts.heads or (tool == TORCHVISION and not metadata_has_heads) else (heads,)
        yield Claim(
            tool=tool,
            quantity=Quantity.PARAMETERS,
            value=counts.parameters + sum(part.count for part in parts),
            convention=convention,
            why=explained(parts),
            reproducible=True,
            parts=parts,
        )
