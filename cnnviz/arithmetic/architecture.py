"""What is told of a network as a whole: when it came, what was new, where to read it, and its layers."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.arithmetic.layer_row import LayerRow


@dataclass(frozen=True)
class Architecture:
    """One network of the catalogue.

    `rows` are its layers for a picture of `input_shape`, `(C, H, W)`; empty where they are found by tracing a module.
    `beside` names the one it is best compared with: the paper's ResNet-50 beside torchvision's.
    """

    name: str  # in links: "lenet5_1998"
    title: str
    family: str  # "LeNet", "AlexNet", "VGG", ...: groups the list of choices
    year: int
    news: str  # what was new, a sentence
    paper: str  # authors, title, where it appeared
    error: str | None  # how well it did then, and on what; None where nothing comparable was published
    input_shape: tuple[int, int, int]
    rows: tuple[LayerRow, ...] = ()
    beside: str | None = None
    remarks: tuple[str, ...] = ()  # sentences: where the paper and this network differ
