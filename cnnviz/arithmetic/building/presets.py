"""Networks to start from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A network to start from: its name, its code, and what to look at in it."""

    name: str
    code: str
    line: str


PRESETS = (
    Preset(
        "LeNet",
        "1_1x28x28_c20k5p2_r_m2_c50k5p2_r_m2_f_l500i2450_r_l10",
        "Two convolutions, two poolings, two linear layers. Change a channel count and see where it stops fitting.",
    ),
    Preset(
        "Small VGG",
        "1_3x32x32_c32k3p1_r_c32k3p1_r_m2_c64k3p1_r_c64k3p1_r_m2_c128k3p1_r_c128k3p1_r_m2_f_l256i2048_r_d50_l10",
        "Only 3 × 3 convolutions: each pooling halves the sides, and the channels double.",
    ),
    Preset(
        "AlexNet, torchvision's",
        "1_3x224x224_c64k11s4p2_r_m3_c192k5p2_r_m3_c384k3p1_r_c256k3p1_r_c256k3p1_r_m3_v6_f_d50_l4096i9216_r_d50_l4096_r"
        "_l1000",
        "96 % of the parameters are in the linear layers, 92 % of the MACs in the convolutions.",
    ),
    Preset(
        "Small ResNet",
        "1_3x32x32_c16k3p1n_n_r_b16_b16_b32s2_b32_b64s2_b64_v1_f_l10i64",
        "Blocks that add what came in to what they have made of it; one average for each channel at the end.",
    ),
    Preset(
        "Fully connected",
        "1_3x128x128_f_l9216i49152_r_l10",
        "453 million parameters for a small picture: why convolutions share their weights.",
    ),
    Preset(
        "Three 3 × 3",
        "1_64x56x56_c64k3p1_r_c64k3p1_r_c64k3p1_r",
        "Sees 7 × 7 pixels with 110 784 parameters and three nonlinearities. Compare with one 7 × 7.",
    ),
    Preset(
        "One 7 × 7",
        "1_64x56x56_c64k7p3_r",
        "Sees 7 × 7 pixels with 200 768 parameters and one nonlinearity. Compare with three 3 × 3.",
    ),
)
