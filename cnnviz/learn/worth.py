"""What transfer is worth: the same head on a trunk that has learned nothing; fewer layers kept; fewer pictures."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from cnnviz.learn import features
from cnnviz.learn.class_pictures import ClassPictures, check, split
from cnnviz.learn.head import Recipe, fitted
from cnnviz.learn.transfer import SHARE
from cnnviz.learn.trunk import Cut, cuts, random_like
from cnnviz.models import Model

DRAWS = 5  # other pictures to learn from and to test with, each time
COUNTS = (1, 2, 3, 5, 8, 12, 20, 30, 50)  # pictures of a class to learn from
QUICK = Recipe(epochs=30)


@dataclass(frozen=True)
class Point:
    """Mean accuracy over `DRAWS` draws and its standard deviation, for both trunks; `at` is a depth or a count."""

    at: int
    trained: float
    trained_spread: float
    random: float
    random_spread: float


@dataclass(frozen=True)
class Worth:
    """Accuracy on held-out pictures after the number of layers kept, and of pictures a class to learn from."""

    cut: Cut
    by_depth: tuple[Point, ...]
    by_count: tuple[Point, ...]


def measure(model: Model, them: ClassPictures, cut: Cut, seed: int = 0) -> Generator[tuple[int, int], None, Worth]:
    """Measure; a generator that yields `(done, of)` after each slice and whose value is a `Worth`.

    `by_count` keeps the layers up to `cut`. Raises `DoesNotFit` for pictures from which nothing can be learned.
    """
    check(them)
    known = cuts(model)
    layers = [each.layer for each in known]
    seen, labels = features.pixels(model, them.pictures), torch.tensor(them.labels)
    counts = [count for count in COUNTS if count <= _most(them)]
    of = 2 * len(seen) + DRAWS * (len(known) + len(counts))
    both: list[dict[str, Tensor]] = [{}, {}]
    done = 0
    for network, found in zip((model, random_like(model, seed)), both, strict=True):
        for looked in features.pooled(network, seen, layers, found):
            yield done + looked, of
        done += len(seen)
    results: list[list[list[float]]] = []
    for layer, most in [*((layer, None) for layer in layers), *((cut.layer, count) for count in counts)]:
        hits: list[list[float]] = [[], []]
        for draw in range(DRAWS):
            for found, own in zip(both, hits, strict=True):
                own.append(accuracy(found[layer], labels, seed + draw, most))
            done += 1
            yield done, of
        results.append(hits)
    points = [_point(at, hits) for at, hits in zip([*(each.depth for each in known), *counts], results, strict=True)]
    return Worth(cut, tuple(points[: len(known)]), tuple(points[len(known) :]))


def accuracy(values: Tensor, labels: Tensor, seed: int, most: int | None = None, share: float = SHARE) -> float:
    """Share of held-out pictures that a head gets right which learned from the others, `most` a class."""
    halves = split(tuple(labels.tolist()), share, seed, most)
    learn, held = torch.tensor(halves.learn), torch.tensor(halves.held)
    head = fitted(values[learn], labels[learn], int(labels.max()) + 1, replace(QUICK, seed=seed))
    share_right: float = (head(values[held]).argmax(1) == labels[held]).float().mean().item()
    return share_right


def _most(them: ClassPictures) -> int:
    """Pictures that the largest class has to learn from."""
    return max(count - min(max(1, round(SHARE * count)), count - 1) for count in them.counts)


def _point(at: int, hits: Sequence[Sequence[float]]) -> Point:
    trained, random = (torch.tensor(own) for own in hits)
    return Point(
        at,
        trained.mean().item(),
        trained.std(correction=0).item(),
        random.mean().item(),
        random.std(correction=0).item(),
    )
