"""What is told of each family of networks that torchvision has: when it came, what was new, how well it did then.

Errors are those that the paper printed, for its own training, on ImageNet's validation set of 50,000 pictures unless
they say otherwise. Papers that print accuracies are turned into errors, 100 % less the accuracy.
"""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.catalogue import alexnet, googlenet, resnet, vgg


@dataclass(frozen=True)
class Family:
    """One family of networks."""

    name: str  # as torchvision names its module
    title: str
    year: int
    news: str  # what was new, a sentence
    paper: str  # authors, title, where it appeared
    error: str | None  # as printed then, and how it was measured


families = (
    Family("alexnet", "AlexNet", 2012, alexnet.NEWS, alexnet.PAPER, alexnet.ERROR),
    Family(
        "vgg",
        "VGG",
        2014,
        "Only 3x3 kernels, one behind the other: depth up to nineteen layers, fields as large, weights fewer.",
        vgg.PAPER,
        vgg.CONTEST,
    ),
    Family("googlenet", "GoogLeNet", 2014, googlenet.NEWS, googlenet.PAPER, googlenet.ERROR),
    Family(
        "inception_v3",
        "Inception v3",
        2015,
        "Large kernels come apart, 5x5 into two 3x3 and n x n into 1 x n and n x 1, which see as far for less.",
        "C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna: Rethinking the Inception architecture for computer "
        "vision, arXiv:1512.00567, 2015; CVPR 2016",
        "21.2 % top-1, 5.6 % top-5 (one network, one crop); 17.3 % and 3.5 % (four networks, many crops).",
    ),
    Family(
        "resnet",
        "ResNet",
        2015,
        "The input of a block is added to its output, so that a block only learns the difference: 152 layers train.",
        resnet.PAPER,
        resnet.CONTEST,
    ),
    Family(
        "resnext",
        "ResNeXt",
        2016,
        "The 3x3 convolution of a bottleneck is split into groups: more of them help more than width or depth at "
        "the same cost.",
        "S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He: Aggregated residual transformations for deep neural networks, "
        "arXiv:1611.05431, 2016; CVPR 2017",
        "ResNeXt-101 (64x4d): 20.4 % top-1, 5.3 % top-5 (one network, one crop of 224 x 224).",
    ),
    Family(
        "wide_resnet",
        "Wide ResNet",
        2016,
        "Fewer and wider residual blocks do as well as very deep ones and train faster.",
        "S. Zagoruyko, N. Komodakis: Wide residual networks, arXiv:1605.07146; BMVC 2016",
        "WRN-50-2-bottleneck: 21.9 % top-1, 6.03 % top-5 (one network, one crop).",
    ),
    Family(
        "densenet",
        "DenseNet",
        2016,
        "Each layer of a block reads the maps of all layers before it, joined instead of added, and makes a few more.",
        "G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger: Densely connected convolutional networks, "
        "arXiv:1608.06993, 2016; CVPR 2017",
        "DenseNet-121: 25.02 % top-1, 7.71 % top-5 (one network, one crop).",
    ),
    Family(
        "squeezenet",
        "SqueezeNet",
        2016,
        "Fire modules squeeze with 1x1 convolutions and expand with 1x1 and 3x3: AlexNet's accuracy with one "
        "parameter in fifty.",
        "F. N. Iandola, S. Han, M. W. Moskewicz, K. Ashraf, W. J. Dally, K. Keutzer: SqueezeNet: AlexNet-level "
        "accuracy with 50x fewer parameters and <0.5MB model size, arXiv:1602.07360, 2016",
        "42.5 % top-1, 19.7 % top-5 (one network).",
    ),
    Family(
        "mobilenet_v2",
        "MobileNetV2",
        2018,
        "Inverted residuals: narrow maps are added, a 1x1 convolution widens them for a depthwise 3x3, another "
        "narrows them again, without a nonlinearity.",
        "M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen: MobileNetV2: Inverted residuals and linear "
        "bottlenecks, CVPR 2018",
        "28.0 % top-1 (one network of width 1, 224 x 224).",
    ),
    Family(
        "mobilenet_v3",
        "MobileNetV3",
        2019,
        "A search finds the blocks, squeeze-and-excitation weighs their channels, and the hard swish comes cheaper "
        "than the swish.",
        "A. Howard, M. Sandler, G. Chu, L.-C. Chen, B. Chen, M. Tan, W. Wang, Y. Zhu, R. Pang, V. Vasudevan, Q. V. Le, "
        "H. Adam: Searching for MobileNetV3, ICCV 2019",
        "Large 24.8 % top-1, small 32.6 % (one network of width 1, 224 x 224).",
    ),
    Family(
        "mnasnet",
        "MnasNet",
        2018,
        "A search among blocks that weighs accuracy against the milliseconds measured on a phone.",
        "M. Tan, B. Chen, R. Pang, V. Vasudevan, M. Sandler, A. Howard, Q. V. Le: MnasNet: Platform-aware neural "
        "architecture search for mobile, arXiv:1807.11626, 2018; CVPR 2019",
        "MnasNet-A1: 24.8 % top-1, 7.5 % top-5 (one network, 224 x 224); torchvision has the variant B1, without "
        "squeeze-and-excitation.",
    ),
    Family(
        "shufflenet_v2",
        "ShuffleNet V2",
        2018,
        "Designed by measured speed: half of the channels pass a block unchanged, then both halves are shuffled.",
        "N. Ma, X. Zhang, H.-T. Zheng, J. Sun: ShuffleNet V2: Practical guidelines for efficient CNN architecture "
        "design, ECCV 2018",
        "Width 1: 30.6 % top-1 (one network, one crop of 224 x 224).",
    ),
    Family(
        "efficientnet",
        "EfficientNet",
        2019,
        "Depth, width and resolution grow together by fixed ratios, from one small network that a search has found.",
        "M. Tan, Q. V. Le: EfficientNet: Rethinking model scaling for convolutional neural networks, "
        "arXiv:1905.11946; ICML 2019",
        "EfficientNet-B7: 15.7 % top-1 (one network; the arXiv paper's last version, the first has 15.6 %).",
    ),
    Family(
        "efficientnet_v2",
        "EfficientNetV2",
        2021,
        "Plain 3x3 convolutions return to the early blocks, where they are faster than depthwise ones, and training "
        "begins with small pictures.",
        "M. Tan, Q. V. Le: EfficientNetV2: Smaller models and faster training, ICML 2021",
        "S 16.1 %, M 14.9 %, L 14.3 % top-1 (one network each, trained on ImageNet-1k alone).",
    ),
    Family(
        "regnet",
        "RegNet",
        2020,
        "Not one network but a rule for good ones: the widths of the blocks lie on a line, rounded to a few steps.",
        "I. Radosavovic, R. P. Kosaraju, R. Girshick, K. He, P. Dollár: Designing network design spaces, CVPR 2020",
        "RegNetY-400MF: 25.9 % top-1 (one network, 100 epochs).",
    ),
    Family(
        "convnext",
        "ConvNeXt",
        2022,
        "A ResNet brought up to date with what transformers taught, 7x7 depthwise kernels and layer norms among it, "
        "does as well as they do.",
        "Z. Liu, H. Mao, C.-Y. Wu, C. Feichtenhofer, T. Darrell, S. Xie: A ConvNet for the 2020s, CVPR 2022",
        "Tiny 17.9 %, base 16.2 % top-1 (one network each, trained on ImageNet-1k alone, 224 x 224).",
    ),
    Family(
        "vit",
        "Vision Transformer",
        2020,
        "The picture becomes a sequence of 16 x 16 patches, and attention alone looks from each to every other.",
        "A. Dosovitskiy, L. Beyer, A. Kolesnikov, D. Weissenborn, X. Zhai, T. Unterthiner, M. Dehghani, M. Minderer, "
        "G. Heigold, S. Gelly, J. Uszkoreit, N. Houlsby: An image is worth 16x16 words: Transformers for image "
        "recognition at scale, arXiv:2010.11929, 2020; ICLR 2021",
        "ViT-H/14: 11.45 % top-1 (pre-trained on 303 million other pictures, mean of three runs).",
    ),
    Family(
        "swin",
        "Swin Transformer",
        2021,
        "Attention stays within windows that shift from layer to layer, on maps that shrink as in a convolutional "
        "network.",
        "Z. Liu, Y. Lin, Y. Cao, H. Hu, Y. Wei, Z. Zhang, S. Lin, B. Guo: Swin Transformer: Hierarchical vision "
        "transformer using shifted windows, ICCV 2021",
        "Tiny 18.7 %, base 16.5 % top-1 (one network each, trained on ImageNet-1k alone, 224 x 224).",
    ),
    Family(
        "maxvit",
        "MaxViT",
        2022,
        "Each block convolves, then attends within windows, then along a grid over the whole picture, at a cost that "
        "grows only with the number of pixels.",
        "Z. Tu, H. Talebi, H. Zhang, F. Yang, P. Milanfar, A. Bovik, Y. Li: MaxViT: Multi-axis vision transformer, "
        "ECCV 2022",
        "13.5 % top-1 at best of those trained on ImageNet-1k alone (one network).",
    ),
)
