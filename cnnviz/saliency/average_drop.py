"""Average Drop and Increase in Confidence: does the class survive when only what the map shows is left?

Chattopadhay, Sarkar, Howlader, Balasubramanian, "Grad-CAM++: Improved Visual Explanations for Deep Convolutional
Networks" (2018), section 4.1, https://arxiv.org/abs/1710.11063.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution


@dataclass(frozen=True)
class Drop:
    """The class's probability on the `whole` photo and on what the map has `left` of it."""

    whole: float
    left: float

    @property
    def percent(self) -> float:
        """Return `100 max(0, whole - left) / whole`: how much of its confidence the class has lost."""
        return 100 * max(0.0, self.whole - self.left) / self.whole if self.whole else 0.0

    @property
    def increased(self) -> bool:
        """Whether the class is surer without the rest of the photo."""
        return self.left > self.whole


def drop(model: Model, picture: Picture, found: Attribution) -> Drop:
    """Multiply the normalized input by the map, cut off below 0 and stretched to 0..1, and ask for the class again.

    Where the map is 0 the photo takes the mean colour. Two forward passes.
    """
    positive = np.maximum(found.map, 0)
    share = torch.from_numpy(positive / (positive.max() or 1.0)).to(model.device)
    with torch.inference_mode(mode=False), torch.no_grad():
        x = model.preprocess(picture)
        logits = torch.cat([model.module(x), model.module(x * share)])
    whole, left = logits.softmax(1)[:, found.target].tolist()
    return Drop(whole, left)


def average(drops: Sequence[Drop]) -> tuple[float, float]:
    """Return the Average Drop and the share of photos with an increase, in percent. Raises `DoesNotFit` for none."""
    if not drops:
        raise DoesNotFit("An average needs at least one photo.")
    return (
        sum(each.percent for each in drops) / len(drops),
        100 * sum(each.increased for each in drops) / len(drops),
    )
