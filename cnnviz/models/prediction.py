"""What a network says a photo shows."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Model, Picture


@dataclass(frozen=True)
class Prediction:
    """One guess: class `index` from 0, its name, its logit and `probability = softmax(logits)[index]`."""

    index: int
    name: str
    logit: float
    probability: float


def predict(model: Model, picture: Picture, k: int = 5) -> tuple[Prediction, ...]:
    """Return the `k` likeliest classes, likeliest first (all of them where there are fewer).

    Raises `DoesNotFit` where `k` is below 1.
    """
    if k < 1:
        raise DoesNotFit(f"Asked for the {k} likeliest classes; ask for 1 or more.")
    with torch.no_grad():
        logits = model.module(model.preprocess(picture))[0].cpu()  # (1, classes) -> (classes,)
    ranked = logits.topk(min(k, len(logits))).indices.tolist()
    probabilities = logits.softmax(0)
    return tuple(Prediction(i, model.class_names[i], logits[i].item(), probabilities[i].item()) for i in ranked)
