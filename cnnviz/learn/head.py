"""A new head on a frozen trunk: one linear layer, `C * K + K` numbers for K classes and C averaged maps.

Trunks differ in size a hundredfold, so the head learns on `(x - mean) / size`, with each channel's mean and one number
for all that gives pictures length 1 on the average: one learning rate fits every trunk. What that did is folded into
the weights afterwards: the head that comes out reads the trunk as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MOMENTUM = 0.9
DROPOUT = 0.5
SMALL = 1e-6  # pictures that are all alike: no division by 0


@dataclass(frozen=True)
class Recipe:
    """How a head learns. `rate` is for inputs of length 1; `decay` pulls weights towards 0 with each step."""

    momentum: bool = True
    dropout: bool = False
    rate: float = 0.1
    decay: float = 1e-3
    epochs: int = 40
    batch: int = 16
    seed: int = 0


class Batch(NamedTuple):
    """Pictures `rows` of those to learn from, `x` `(n, C)` and `y` `(n,)`."""

    rows: Tensor
    x: Tensor
    y: Tensor


@dataclass(frozen=True)
class Scale:
    """Mean of each channel of the pictures to learn from, `(C,)`, and the root of their mean squared distance to it."""

    mean: Tensor
    size: Tensor

    @classmethod
    def of(cls, values: Tensor) -> Scale:
        """Measure values `(N, C)`."""
        mean = values.mean(0)
        return cls(mean, (values - mean).square().sum(1).mean().sqrt() + SMALL)

    def apply(self, values: Tensor) -> Tensor:
        """Scale values `(N, C)`."""
        return (values - self.mean) / self.size

    def folded(self, head: nn.Linear) -> nn.Linear:
        """Return the head that reads unscaled values and says the same."""
        plain = nn.Linear(head.in_features, head.out_features)
        with torch.no_grad():
            weight = head.weight / self.size
            plain.weight.copy_(weight)
            plain.bias.copy_(head.bias - weight @ self.mean)
        return plain.requires_grad_(False)


def fresh(channels: int, classes: int) -> nn.Linear:
    """Return a head that takes every class for equally likely: its loss begins at ln K."""
    head = nn.Linear(channels, classes)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    return head


class HeadTraining:
    """Stochastic gradient descent on scaled values `(N, C)` with labels `(N,)`.

    `variants` are further values of the same pictures, `(V, N, C)`: each time a picture comes up, one of its variants
    is taken, itself among them. Classes come up equally often, however many pictures each has.
    """

    def __init__(self, values: Tensor, labels: Tensor, classes: int, recipe: Recipe, variants: Tensor | None = None):
        self.values, self.labels, self.recipe = values, labels, recipe
        self.variants = variants
        self.chance = torch.Generator().manual_seed(recipe.seed)
        self.head = fresh(values.shape[1], classes)
        self.optimizer = torch.optim.SGD(
            self.head.parameters(),
            lr=recipe.rate,
            momentum=MOMENTUM if recipe.momentum else 0.0,
            weight_decay=recipe.decay,
        )

    def batches(self) -> Iterator[Batch]:
        """Yield one epoch's batches as the head gets them, variants and dropout drawn."""
        for rows in torch.split(balanced(self.labels, self.chance), self.recipe.batch):
            values = self.values[rows]
            if self.variants is not None:
                which = torch.randint(len(self.variants) + 1, (len(rows),), generator=self.chance)
                values = torch.cat([self.values[None], self.variants])[which, rows]
            if self.recipe.dropout:
                kept = torch.rand(values.shape, generator=self.chance) >= DROPOUT
                values = values * kept / (1 - DROPOUT)
            yield Batch(rows, values, self.labels[rows])

    def step(self, batch: Batch) -> float:
        """Learn from one batch; returns its loss, the mean cross-entropy, before the step."""
        with torch.inference_mode(mode=False), torch.enable_grad():
            loss = F.cross_entropy(self.head(batch.x), batch.y)
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
        return loss.item()

    def epoch(self) -> float:
        """Learn from every picture once; returns the mean loss of the batches."""
        losses = [self.step(batch) for batch in self.batches()]
        return sum(losses) / len(losses)


def balanced(labels: Tensor, chance: torch.Generator) -> Tensor:
    """Return rows in random order in which each class comes equally often: small classes are gone through again."""
    rows = [torch.nonzero(labels == label)[:, 0] for label in sorted(set(labels.tolist()))]
    most = max(map(len, rows))
    drawn = []
    for own in rows:
        rounds = [own[torch.randperm(len(own), generator=chance)] for _ in range(-(-most // len(own)))]
        drawn.append(torch.cat(rounds)[:most])
    every = torch.cat(drawn)
    return every[torch.randperm(len(every), generator=chance)]


def fitted(values: Tensor, labels: Tensor, classes: int, recipe: Recipe) -> nn.Linear:
    """Return a head trained on unscaled `values` `(N, C)`, folded: it reads such values."""
    scale = Scale.of(values)
    training = HeadTraining(scale.apply(values), labels, classes, recipe)
    for _ in range(recipe.epochs):
        training.epoch()
    return scale.folded(training.head)
