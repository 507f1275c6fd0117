"""One step of learning, opened: one batch forward, its loss, the gradients backward, the update, number by number.

For softmax and cross-entropy the gradient of a weight needs no chain of derivatives:

    dL / dw[k, c] = mean over the batch of (p[i, k] - y[i, k]) x[i, c]

with `p` the probabilities and `y` 1 for the true class, else 0. Everything here is computed that way, without autograd;
`LINES` does the same in PyTorch. Source: Bishop, "Pattern Recognition and Machine Learning" (2006), section 4.3.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from cnnviz.learn.head import MOMENTUM, Batch, HeadTraining, Scale
from cnnviz.learn.transfer import Learned

LINES = """\
logits = head(x)
loss = F.cross_entropy(logits, y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
"""


@dataclass(frozen=True)
class OpenedStep:
    """Step `number` of `of` of the head's training, from 1. `x` `(n, C)` is what the head got, scaled, dropout drawn.

    `rows` are the pictures in the batch, `factor[i] = p[i, k] - y[i, k]` and `value[i] = x[i, c]` of the opened weight.
    """

    number: int
    of: int
    rows: tuple[int, ...]
    x: Tensor
    y: Tensor
    logits: Tensor
    probabilities: Tensor
    loss: float
    weight: Tensor  # (K, C) before the step
    bias: Tensor
    gradient: Tensor  # (K, C), the loss alone
    velocity: Tensor  # (K, C), what momentum has kept from the steps before, 0 where there was none
    k: int
    c: int
    momentum: float
    rate: float
    decay: float

    @property
    def pull(self) -> Tensor:
        """The gradient with what weight decay adds: `g + decay * w`."""
        return self.gradient + self.decay * self.weight

    @property
    def moved(self) -> Tensor:
        """What the weights are moved by, before the rate: `momentum * velocity + pull`."""
        return self.momentum * self.velocity + self.pull

    @property
    def after(self) -> Tensor:
        """The weights after the step: `w - rate * moved`."""
        return self.weight - self.rate * self.moved


def steps(learned: Learned) -> int:
    """How many steps the head took."""
    training, _ = _again(learned)
    return learned.plan.recipe.epochs * sum(1 for _ in training.batches())


def opened(learned: Learned, number: int, k: int | None = None, c: int | None = None) -> OpenedStep:
    """Return step `number` (from 1) of how `learned`'s head came to be, opened at weight `(k, c)`.

    Without `k` and `c` the weight with the largest gradient is opened. The training is done again up to there, the same
    as before, for everything in it is drawn from its seed. Numbers beyond the ends give the nearest step.
    """
    training, learn = _again(learned)
    of = steps(learned)
    at = min(max(number, 1), of)
    (rows, values, labels), velocity = _until(training, at)
    weight, bias = training.head.weight.detach().clone(), training.head.bias.detach().clone()
    logits = values @ weight.T + bias  # (n, C) -> (n, K)
    probabilities = logits.softmax(1)
    truth = torch.nn.functional.one_hot(labels, len(bias)).float()
    gradient = (probabilities - truth).T @ values / len(values)  # (K, C)
    loss = -(probabilities.log() * truth).sum(1).mean().item()
    strongest = divmod(int(gradient.abs().argmax()), gradient.shape[1])
    recipe = learned.plan.recipe
    return OpenedStep(
        at, of, tuple(learn[rows].tolist()), values, labels, logits, probabilities, loss, weight, bias, gradient,
        velocity, strongest[0] if k is None else k, strongest[1] if c is None else c,
        MOMENTUM if recipe.momentum else 0.0, recipe.rate, recipe.decay,
    )  # fmt: skip


def _again(learned: Learned) -> tuple[HeadTraining, Tensor]:
    learn = torch.tensor(learned.split.learn)
    scale = Scale.of(learned.values[learn])
    labels = torch.tensor(learned.plan.them.labels)[learn]
    others = None if learned.variants is None else scale.apply(learned.variants)
    names = learned.plan.them.names
    return HeadTraining(scale.apply(learned.values[learn]), labels, len(names), learned.plan.recipe, others), learn


def _until(training: HeadTraining, number: int) -> tuple[Batch, Tensor]:
    """Train up to the step before `number`; return that step's batch and the velocity it finds."""
    done = 0
    while True:
        for batch in training.batches():
            done += 1
            if done == number:
                kept = training.optimizer.state[training.head.weight].get("momentum_buffer")
                still = torch.zeros_like(training.head.weight) if kept is None else kept.clone()
                return batch, still.detach()
            training.step(batch)
