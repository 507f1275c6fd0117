"""What there is to count in a network besides multiplications: the numbers by which the tools differ.

For torchvision's networks, one picture of the network's input size. Tests count each of them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Counts:
    """Ours (`parameters`, `macs`: evaluation, no auxiliary heads, no bias) and what others add."""

    parameters: int
    macs: int
    published_macs: int  # torchvision's `_ops` of the weights, in thousandths of 10^9
    conv_bias: int = 0  # values to which a convolution adds its bias
    linear_bias: int = 1000  # biases of linear layers that see one vector
    norm_values: int = 0  # values that go through batch norms
    norm_parameters: int = 0  # weights and biases of batch norms
    global_pool: int = 0  # values that go into global (adaptive) average pooling
    once: int = 0  # values of activations and poolings that ptflops counts once: functions, ReLU6, SiLU
    twice: int = 0  # those that it counts as a module and again as the function that the module calls
    heads: int = 0  # parameters of the auxiliary heads
    side: int = 224


COUNTS: Mapping[str, Counts] = MappingProxyType(
    {
        "alexnet": Counts(61_100_840, 714_188_480, 714, 484_992, 9_192, global_pool=9_216, twice=879_232),
        "vgg11": Counts(132_863_336, 7_609_090_048, 7_609, 7_426_048, 9_192, global_pool=25_088, twice=13_580_800),
        "vgg16": Counts(138_357_544, 15_470_264_320, 15_470, 13_547_520, 9_192, global_pool=25_088, twice=19_702_272),
        "resnet18": Counts(
            11_689_512,
            1_814_073_344,
            1_814,
            norm_values=2_483_712,
            norm_parameters=9_600,
            global_pool=25_088,
            twice=3_136_000,
        ),
        "resnet50": Counts(
            25_557_032,
            4_089_184_256,
            4_089,
            norm_values=11_113_984,
            norm_parameters=53_120,
            global_pool=100_352,
            twice=10_511_872,
        ),
        "squeezenet1_1": Counts(1_235_496, 349_151_936, 349, 2_589_352, 0, global_pool=169_000, twice=4_120_720),
        "mobilenet_v2": Counts(
            3_504_872,
            300_774_272,
            301,
            norm_values=6_678_112,
            norm_parameters=34_112,
            global_pool=62_720,
            once=6_168_512,
        ),
        "densenet121": Counts(
            7_978_856,
            2_834_161_664,
            2_834,
            norm_values=15_667_456,
            norm_parameters=83_648,
            global_pool=50_176,
            once=100_352,
            twice=17_122_560,
        ),
        "googlenet": Counts(
            6_624_904,
            1_498_376_192,
            1_498,
            norm_values=3_226_160,
            norm_parameters=14_560,
            global_pool=50_176,
            once=3_226_160,
            twice=2_925_888,
            heads=6_379_984,
        ),
        "inception_v3": Counts(
            23_834_568,
            5_713_216_096,
            5_713,
            norm_values=8_967_488,
            norm_parameters=34_432,
            global_pool=131_072,
            once=11_544_640,
            twice=2_481_920,
            heads=3_326_696,
            side=299,
        ),
        "efficientnet_b0": Counts(
            5_288_548,
            385_814_752,
            386,
            9_340,
            norm_values=6_737_696,
            norm_parameters=42_016,
            global_pool=2_369_248,
            once=6_157_916,
            twice=2_369_248,
        ),
        "regnet_y_400mf": Counts(
            4_344_144,
            401_842_848,
            402,
            5_208,
            norm_values=3_886_288,
            norm_parameters=27_152,
            global_pool=790_664,
            twice=4_383_520,
        ),
    }
)
