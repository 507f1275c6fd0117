"""Where every attack on a photo starts: what the network sees and says of it, and the slope of the loss there."""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture


@dataclass(frozen=True)
class Start:
    """The photo in the network.

    `pixels` are whole numbers 0..255, float32 `(1, 3, H, W)`; `label` is the network's own first guess there, `target`
    the class to reach, None to leave the label; `logits` are float32 `(classes,)`, and `lead` is what `slope_of_lead`
    has found there.
    """

    pixels: Tensor
    label: int
    target: int | None
    lead: Tensor
    logits: NDArray[np.float32]

    @property
    def sought(self) -> int:
        """The class whose loss is followed."""
        return self.label if self.target is None else self.target

    @property
    def slope(self) -> Tensor:
        """The loss's slope per grey level, float64 like `pixels`: `(1 - p)` times that of the lead."""
        logits = torch.from_numpy(self.logits).double()
        unsure = float(_lead(logits[None], self.sought).sigmoid())
        return self.lead.cpu().double() * unsure


def slope_of_lead(model: Model, pixels: Tensor, sought: int | None) -> tuple[Tensor, NDArray[np.float32]]:
    """Return `d lead / d pixels`, `(1, 3, H, W)`, and the logits `(classes,)`; `sought` None is the likeliest class.

    The cross-entropy `L = -log softmax(logits)[sought]` is `log(1 + exp(lead))`, where the lead is that of all other
    classes, `log(sum exp(others)) - logits[sought]`. Its slope is `1 - p` times the lead's: the same direction. But of
    a class that the network is sure of, `1 - p` is 0 in float32, and a gradient of `L` itself would point nowhere.
    """
    with torch.inference_mode(mode=False), torch.enable_grad():
        at = pixels.detach().clone().requires_grad_()
        logits: Tensor = model.module(model.normalize(at))
        lead = _lead(logits, int(logits.argmax()) if sought is None else sought)
        slope = torch.autograd.grad(lead, at, materialize_grads=True)[0] if lead.requires_grad else torch.zeros_like(at)
    return slope, logits.detach()[0].float().cpu().numpy()


def _lead(logits: Tensor, sought: int) -> Tensor:
    others = torch.cat((logits[0, :sought], logits[0, sought + 1 :]))
    return others.logsumexp(0) - logits[0, sought]


def logits_of(model: Model, pixels: Tensor) -> NDArray[np.float32]:
    """Return what the network says of pixels 0..255 `(1, 3, H, W)`: float32 `(classes,)`."""
    with torch.inference_mode(mode=False), torch.no_grad():
        found: NDArray[np.float32] = model.module(model.normalize(pixels))[0].float().cpu().numpy()
    return found


def start(model: Model, picture: Picture, target: int | None = None) -> Start:
    """Look at a photo before it is attacked: one pass each way. Raises `DoesNotFit` for a class that there is not."""
    classes = len(model.class_names)
    if target is not None and not 0 <= operator.index(target) < classes:
        raise DoesNotFit(f"'{model.name}' tells {classes} classes apart, numbers 0 to {classes - 1}; {target} is none.")
    pixels = model.pixels(picture)
    lead, logits = slope_of_lead(model, pixels, target)
    return Start(pixels, int(logits.argmax()), target, lead, logits)
