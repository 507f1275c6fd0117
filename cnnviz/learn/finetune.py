"""Fine-tuning: the upper layers of the trunk are unfrozen and learn too, at a tenth of the head's rate.

They are copies; the layers below them and the network that all visitors share stay as they are. Batch norms keep the
statistics of the network's own training: batches of eight pictures would give them none worth having.
Source: Yosinski et al., "How transferable are features in deep neural networks?" (2014), section 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.learn.augmenting import variants
from cnnviz.learn.features import batch_size
from cnnviz.learn.head import DROPOUT, MOMENTUM, Recipe, Scale, balanced
from cnnviz.models import Model

TENTH = 0.1
BATCH = 8
RATE = 0.02  # of the head; a fifth of that with which it learned alone, for what it reads moves under it


@dataclass(frozen=True)
class Step:
    """What one step has come to: its number of `of`, and its loss; `loss` is None in between, after a part of it."""

    done: int
    of: int
    loss: float | None


class Tuning:
    """The unfrozen layers and the head, learning together; `lower` is frozen and shared, None where nothing is."""

    def __init__(self, model: Model, lower: nn.Module | None, upper: nn.Module, head: nn.Linear, scale: Scale):
        self.model, self.lower, self.upper, self.head, self.scale = model, lower, upper, head, scale

    def values(self, pictures: Tensor) -> Tensor:
        """Return the averaged maps of uint8 pictures `(N, 3, H, W)`, unscaled, `(N, C)`."""
        seen = self.model.normalize(pictures.to(self.model.device, torch.float32))
        if self.lower is not None:
            with torch.no_grad():
                seen = self.lower(seen)
        maps: Tensor = self.upper(seen)
        return maps.mean((2, 3)).cpu()

    def run(self, pictures: Tensor, labels: Tensor, recipe: Recipe, rounds: int, augment: bool) -> Iterator[Step]:
        """Learn from every picture `rounds` times; yields after each part of a step, with its loss when it is whole.

        The learning rates fall to 0 in a straight line, so that the last steps settle.
        """
        chance = torch.Generator().manual_seed(recipe.seed + 1)
        groups = [
            {"params": list(self.head.parameters()), "lr": RATE, "weight_decay": recipe.decay},
            {"params": list(self.upper.parameters()), "lr": RATE * TENTH, "weight_decay": 0.0},
        ]
        optimizer = torch.optim.SGD(groups, momentum=MOMENTUM if recipe.momentum else 0.0)
        batches = [rows for _ in range(rounds) for rows in torch.split(balanced(labels, chance), BATCH)]
        size = -(-batch_size(self.model) // 2)  # the way back costs as much again
        for done, rows in enumerate(batches):
            for group, rate in zip(optimizer.param_groups, (RATE, RATE * TENTH), strict=True):
                group["lr"] = rate * (1 - done / len(batches))
            seen = (
                variants(pictures[rows], int(torch.randint(2**31, (), generator=chance))) if augment else pictures[rows]
            )
            total = 0.0
            optimizer.zero_grad()
            for part, own in zip(torch.split(seen, size), torch.split(labels[rows], size), strict=True):
                with torch.inference_mode(mode=False), torch.enable_grad():
                    values = self.scale.apply(self.values(part))
                    if recipe.dropout:
                        values = values * (torch.rand(values.shape, generator=chance) >= DROPOUT) / (1 - DROPOUT)
                    loss = F.cross_entropy(self.head(values), own, reduction="sum") / len(rows)
                    loss.backward()  # type: ignore[no-untyped-call]
                total += loss.item()
                yield Step(done, len(batches), None)
            optimizer.step()
            yield Step(done + 1, len(batches), total)
