"""Style: the photo's content in the textures of another picture, told by which channels answer together.

Content is what a deep layer says; style is the Gram matrix of each of several layers, `G = F F^T / (H W)`, which keeps
how strongly channels answer together and forgets where. Gatys, Ecker, Bethge, "Image style transfer using
convolutional neural networks" (2016), section 2; there with VGG-19 and L-BFGS, here with the network at hand and Adam.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from cnnviz.errors import DoesNotFit
from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.models.card import card
from cnnviz.models.places import EMBEDDED
from cnnviz.synthesis import parameterization
from cnnviz.synthesis.block_ends import block_ends, spaced
from cnnviz.synthesis.objective import Objective, Outputs
from cnnviz.synthesis.penalty import Penalties
from cnnviz.synthesis.render import Ascent
from cnnviz.synthesis.visualize import square

SIDE = 128  # pixels of the picture
LAYERS = 5  # of style, from the first activation on, evenly spaced
DEPTH = 0.8  # of the activations: later ones know classes, not textures
DEEP = ("vgg16", "vgg11")  # networks that paint best, the best first


@dataclass(frozen=True)
class Told:
    """What is wanted of the picture: the content layer's outputs, and each style layer's Gram matrix."""

    content: tuple[str, Tensor]
    styles: Mapping[str, Tensor]


def painter() -> str:
    """Return the name of the network to paint with: a VGG where its weights are on this machine, else the embedded."""
    return next((name for name in DEEP if card(name).here), EMBEDDED)


def gram(outputs: Tensor) -> Tensor:
    """Return how channels of `(1, C, H, W)` answer together: `(C, C)`, the mean over places of their products."""
    flat = outputs[0].flatten(1)  # (C, H * W)
    return flat @ flat.T / flat.shape[1]


def style_layers(model: Model) -> tuple[str, list[str]]:
    """Return the layer for content and those for style."""
    names = block_ends(model)
    if not names:
        raise DoesNotFit("This network has no activations with rows and columns to take a style from.")
    styles = spaced(names[: max(1, round(len(names) * DEPTH))], LAYERS)
    return styles[len(styles) // 2], styles


def transfer(
    model: Model, photo: Picture, other: Picture, weight: float = 1.0, seed: int = 0, size: int = 0, tv: float = 0.05
) -> Ascent:
    """Return the ascent of minus the loss, `content + weight * style`, from the photo.

    Both losses are shares of what is wanted: 1 is a picture in which nothing answers.
    """
    side = size or SIDE
    content, styles = style_layers(model)
    with torch.inference_mode(mode=False), torch.no_grad():
        begun, textures = (square(model, each, side).to(model.device) for each in (photo, other))
        said = model.trace.run(model.normalize(255 * begun), [content])[content]
        shown = model.trace.run(model.normalize(255 * textures), styles)
        told = Told((content, said), {name: gram(outputs) for name, outputs in shown.items()})
        free = parameterization.fourier(begun)
    score = _score(told, weight)
    return Ascent(model, Objective((content, *styles), score), free, penalties=Penalties(total_variation=tv), seed=seed)


def _score(told: Told, weight: float) -> Callable[[Outputs], Tensor]:
    name, wanted = told.content

    def score(outputs: Outputs) -> Tensor:
        losses = [_share(gram(outputs[each]), matrix) for each, matrix in told.styles.items()]
        return -_share(outputs[name], wanted) - weight * torch.stack(losses).mean()

    return score


def _share(found: Tensor, wanted: Tensor) -> Tensor:
    return (found - wanted).square().sum() / wanted.square().sum().clamp(min=1e-12)
