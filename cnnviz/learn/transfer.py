"""Transfer learning: keep a trunk, give it a new head, let the head learn; then, if asked, the trunk's upper layers.

`learn` is a generator, so that a server can do one slice after another and let others in between.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnviz.learn import features
from cnnviz.learn.augmenting import VARIANTS, variants
from cnnviz.learn.class_pictures import ClassPictures, Split, check, split
from cnnviz.learn.confusion import Confusion
from cnnviz.learn.finetune import Tuning
from cnnviz.learn.head import HeadTraining, Recipe, Scale
from cnnviz.learn.trunk import Cut, cuts, part
from cnnviz.models import Model
from cnnviz.models.model import Picture

SHARE = 0.4  # of the pictures is held out
READ = 16  # pictures decoded in one slice
_NONE: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is to be learned and how. `unfreeze` is the number of cuts below `cut` whose layers are tuned, 0 for none;
    `rounds` how often they see each picture."""

    model: Model
    them: ClassPictures
    cut: Cut
    recipe: Recipe = field(default_factory=Recipe)
    augment: bool = False
    unfreeze: int = 0
    rounds: int = 8
    share: float = SHARE

    def start(self) -> str | None:
        """Name of the layer from which on layers are tuned; None where that is the picture."""
        known = [cut.layer for cut in cuts(self.model)]
        at = known.index(self.cut.layer) - self.unfreeze
        return known[at] if at >= 0 else None


@dataclass(frozen=True)
class Frame:
    """How far it is: `done` of `of` in `phase` ("look": pictures through the trunk; "head"; "tune").

    `loss` and `held_loss` are mean cross-entropies, `right` and `held_right` shares 0..1 of the pictures learned from
    and held out; all None while there is nothing new.
    """

    phase: str
    done: int
    of: int
    loss: float | None = None
    held_loss: float | None = None
    right: float | None = None
    held_right: float | None = None


class Classifier(nn.Module):
    """A trunk, the average of each of its maps, and a linear head: normalized `(N, 3, H, W)` -> logits `(N, K)`."""

    def __init__(self, trunk: nn.Module, head: nn.Linear) -> None:
        super().__init__()
        self.trunk, self.head = trunk, head

    def forward(self, x: Tensor) -> Tensor:
        """Classify a batch."""
        logits: Tensor = self.head(self.trunk(x).mean((2, 3)))
        return logits


@dataclass(frozen=True)
class Learned:
    """What came out. `model` is the classifier, ready for `models.predict` and `saliency.explain`; `logits` `(N, K)` is
    what it says of every picture; `values` `(N, C)` is what the frozen trunk said of them."""

    plan: Plan
    split: Split
    model: Model
    logits: Tensor = field(repr=False)
    values: Tensor = field(repr=False)
    variants: Tensor | None = field(repr=False)
    tuned: tuple[str, ...]  # parameters of the trunk that differ from the shared network's

    @property
    def head(self) -> nn.Linear:
        """The head, which reads the trunk's averaged maps as they are."""
        found = self.model.module.head
        assert isinstance(found, nn.Linear)  # noqa: S101 (for the type)
        return found

    @property
    def said(self) -> list[int]:
        """The answer for each picture."""
        answers: list[int] = self.logits.argmax(1).tolist()
        return answers

    def confusion(self) -> Confusion:
        """What it takes the held-out pictures for."""
        said, labels = self.said, self.plan.them.labels
        held = self.split.held
        return Confusion.of([labels[i] for i in held], [said[i] for i in held], len(self.plan.them.names))

    def mistakes(self) -> list[int]:
        """Held-out pictures that it takes for something else, the surest mistakes first."""
        sure = self.logits.softmax(1).amax(1)
        wrong = [i for i in self.split.held if self.said[i] != self.plan.them.labels[i]]
        return sorted(wrong, key=lambda i: -float(sure[i]))


def learn(plan: Plan) -> Generator[Frame, None, Learned]:
    """Learn as `plan` says; a generator whose value is a `Learned`. Each step of it takes some 50 ms of one core.

    Raises `DoesNotFit` for pictures from which nothing can be learned. The shared network is not changed, whatever
    happens: what is trained are copies.
    """
    check(plan.them)
    halves = split(plan.them.labels, plan.share, plan.recipe.seed)
    learn = torch.tensor(halves.learn)
    seen, own, more = yield from _looked(plan, learn)
    labels, scale = torch.tensor(plan.them.labels), Scale.of(own[learn])
    scaled = scale.apply(own)
    others = None if more is None else scale.apply(more)
    training = HeadTraining(scaled[learn], labels[learn], len(plan.them.names), plan.recipe, others)
    yield _frame("head", 0, plan.recipe.epochs, training.head(scaled).detach(), labels, halves)
    for epoch in range(plan.recipe.epochs):
        training.epoch()
        yield _frame("head", epoch + 1, plan.recipe.epochs, training.head(scaled).detach(), labels, halves)
    logits = training.head(scaled).detach()
    trunk, tuned = part(plan.model, None, plan.cut.layer, private=False), _NONE
    if plan.unfreeze:
        logits, trunk, tuned = yield from _tuned(plan, seen, labels, halves, training.head, scale)
    module = Classifier(trunk, scale.folded(training.head).to(plan.model.device))
    model = Model("your own", module, plan.them.names, plan.model.preset, plan.model.device)
    return Learned(plan, halves, model, logits, own, more, tuned)


def _looked(plan: Plan, learn: Tensor) -> Generator[Frame, None, tuple[Tensor, Tensor, Tensor | None]]:
    """Look at every picture, and at variants of those to learn from, round after round: not all in memory at once.

    The value is the pictures `(N, 3, H, W)`, what the trunk says of them `(N, C)` and of the variants `(V, n, C)`.
    """
    rounds = VARIANTS if plan.augment else 0
    every, found, parts = plan.them.pictures, list[Tensor](), list[Tensor]()
    done, of = 0, len(every) + rounds * len(learn)
    for at in range(0, len(every), READ):
        parts.append(features.pixels(plan.model, every[at : at + READ]))
        yield Frame("look", 0, of)
    seen = torch.cat(parts)
    for turn in range(rounds + 1):
        shown, said = seen if turn == 0 else variants(seen[learn], plan.recipe.seed + turn), dict[str, Tensor]()
        for looked in features.pooled(plan.model, shown, [plan.cut.layer], said):
            yield Frame("look", done + looked, of)
        done += len(shown)
        found.append(said[plan.cut.layer])
    return seen, found[0], torch.stack(found[1:]) if rounds else None


def _tuned(
    plan: Plan, seen: Tensor, labels: Tensor, halves: Split, head: nn.Linear, scale: Scale
) -> Generator[Frame, None, tuple[Tensor, nn.Module, tuple[str, ...]]]:
    """Tune the upper layers; the value is the logits of all pictures, the whole trunk and the names of what changed."""
    start, rows = plan.start(), torch.tensor(halves.learn)
    lower = part(plan.model, None, start, private=False) if start else None
    upper = part(plan.model, start, plan.cut.layer, private=True)
    tuning = Tuning(plan.model, lower, upper, head, scale)
    losses: list[float] = []
    each = max(1, -(-len(rows) // 8))
    for step in tuning.run(seen[rows], labels[rows], plan.recipe, plan.rounds, plan.augment):
        if step.loss is not None:
            losses.append(step.loss)
        whole = step.loss is not None and step.done % each == 0
        if whole and step.done < step.of:
            logits = yield from _said(tuning, seen, step.done, step.of)
            yield _frame("tune", step.done, step.of, logits, labels, halves)
        else:
            yield Frame("tune", step.done, step.of)
    logits = yield from _said(tuning, seen, len(losses), len(losses))
    yield _frame("tune", len(losses), len(losses), logits, labels, halves)
    upper.requires_grad_(False)
    tuned = tuple(name for name, _ in upper.named_parameters())
    return logits, nn.Sequential(lower, upper) if lower else upper, tuned


def _said(tuning: Tuning, seen: Tensor, done: int, of: int) -> Generator[Frame, None, Tensor]:
    found = []
    for batch in torch.split(seen, features.batch_size(tuning.model)):
        with torch.inference_mode(mode=False), torch.no_grad():
            found.append(tuning.head(tuning.scale.apply(tuning.values(batch))))
        yield Frame("tune", done, of)
    return torch.cat(found)


def _frame(phase: str, done: int, of: int, logits: Tensor, labels: Tensor, halves: Split) -> Frame:
    loss, right = _measured(logits, labels, halves.learn)
    held_loss, held_right = _measured(logits, labels, halves.held)
    return Frame(phase, done, of, loss, held_loss, right, held_right)


def _measured(logits: Tensor, labels: Tensor, rows: Sequence[int]) -> tuple[float, float]:
    chosen, truth = logits[list(rows)], labels[list(rows)]
    return F.cross_entropy(chosen, truth).item(), (chosen.argmax(1) == truth).float().mean().item()


def classify(learned: Learned, picture: Picture) -> list[float]:
    """Return the probability of each class for a new picture."""
    with torch.inference_mode(mode=False), torch.no_grad():
        logits = learned.model.module(learned.model.preprocess(picture))[0]
    shares: list[float] = logits.softmax(0).tolist()
    return shares
