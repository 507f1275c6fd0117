"""The embedded network: a small residual CNN for 64x64 colour pictures, made for looking into.

Five named stages, each of which a page can point at:

    stem    5x5 convolution at full resolution, so that its filters read as edges and colours, then a 2x2 max pool
    edges   one residual block   (64 channels, 32x32)
    parts   two residual blocks (128 channels, 16x16)
    things  two residual blocks (256 channels, 8x8)
    head    global average pooling and one linear layer, so that class activation maps are exact

Residual blocks: He et al., "Deep Residual Learning for Image Recognition" (2015), section 3; the shortcut of a block
that halves the picture averages 2x2 values before its 1x1 convolution, so that no value is skipped.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

CLASSES = 100
INPUT_SIZE = 64
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut: `relu(norm(conv(relu(norm(conv(x))))) + shortcut(x))`."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.relu2 = nn.ReLU(inplace=True)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride) if stride > 1 else nn.Identity(),
                nn.Conv2d(in_channels, out_channels, 1, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x: Tensor) -> Tensor:
        """Map `(N, in_channels, H, W)` to `(N, out_channels, H / stride, W / stride)`."""
        y = self.relu1(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        out: Tensor = self.relu2(y + self.shortcut(x))
        return out


class EmbeddedNet(nn.Module):
    """The network described at the top of this file; normalized `(N, 3, 64, 64)` -> logits `(N, 100)`."""

    def __init__(self, classes: int = CLASSES) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            OrderedDict(
                conv=nn.Conv2d(3, 32, 5, padding=2, bias=False),
                norm=nn.BatchNorm2d(32),
                relu=nn.ReLU(inplace=True),
                pool=nn.MaxPool2d(2),
            )
        )
        self.edges = nn.Sequential(Block(32, 64))
        self.parts = nn.Sequential(Block(64, 128, stride=2), Block(128, 128))
        self.things = nn.Sequential(Block(128, 256, stride=2), Block(256, 256))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(256, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map `(N, 3, 64, 64)` to logits `(N, 100)`."""
        x = self.stem(x)  # (N, 32, 32, 32)
        x = self.edges(x)  # (N, 64, 32, 32)
        x = self.parts(x)  # (N, 128, 16, 16)
        x = self.things(x)  # (N, 256, 8, 8)
        logits: Tensor = self.head(self.pool(x).flatten(1))
        return logits
