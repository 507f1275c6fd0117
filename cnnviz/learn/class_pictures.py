"""Pictures in named classes to learn from, what speaks against such a set, and which are kept back to test with."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from cnnviz.errors import DoesNotFit
from cnnviz.models.model import Picture

LEAST, MOST = 2, 5  # classes
ENOUGH = 8  # pictures of a class, below which accuracy is mostly luck
UNEVEN = 3  # times as many pictures in one class as in another are worth a word


@dataclass(frozen=True)
class ClassPictures:
    """`pictures[i]` belongs to class `labels[i]`, an index into `names`."""

    names: tuple[str, ...]
    pictures: tuple[Picture, ...]
    labels: tuple[int, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """Pictures of each class."""
        found = Counter(self.labels)
        return tuple(found[label] for label in range(len(self.names)))

    @cached_property
    def digest(self) -> str:
        """Identity of the pictures and of how they are sorted; names do not count."""
        total = blake2b(digest_size=16)
        for picture, label in zip(self.pictures, self.labels, strict=True):
            total.update(f"{label} {picture.digest};".encode())
        return total.hexdigest()


def check(them: ClassPictures) -> None:
    """Raise `DoesNotFit` where nothing can be learned from these pictures; the sentence says what is missing."""
    if len(them.names) < LEAST:
        raise DoesNotFit(
            "There is one class only, so every answer would be right. Add a second one with at least 2 pictures."
        )
    for name, count in zip(them.names, them.counts, strict=True):
        if count < LEAST:
            have = "has no picture yet" if count == 0 else "has 1 picture"
            raise DoesNotFit(f"Class “{name}” {have}; it needs at least 2: one to learn from, one to test with.")


def remarks(them: ClassPictures) -> tuple[str, ...]:
    """Return what should be known before a result is believed, a sentence each."""
    found = []
    few = [name for name, count in zip(them.names, them.counts, strict=True) if count < ENOUGH]
    if few:
        found.append(
            f"Fewer than {ENOUGH} pictures of {' and '.join(few)}: with so few to test with, accuracy is mostly luck."
        )
    low, high = min(them.counts), max(them.counts)
    if high >= UNEVEN * low:
        always = round(100 * high / sum(them.counts))
        found.append(
            f"The classes are uneven, {low} against {high}: always saying “{them.names[them.counts.index(high)]}” "
            f"is right for {always} %. While learning, small classes come up more often, so all count alike."
        )
    homes = defaultdict(set)
    for picture, label in zip(them.pictures, them.labels, strict=True):
        homes[picture.digest].add(label)
    both = sum(len(labels) > 1 for labels in homes.values())
    if both:
        what = "1 picture is" if both == 1 else f"{both} pictures are"
        found.append(f"{what} in more than one class: no network can tell those apart. Take them out of one class.")
    return tuple(found)


@dataclass(frozen=True)
class Split:
    """Indices of the pictures to learn from, and of those held out: never learned from, only tested with."""

    learn: tuple[int, ...]
    held: tuple[int, ...]


def split(labels: tuple[int, ...], share: float, seed: int, most: int | None = None) -> Split:
    """Hold out a `share` of each class, at least one picture and never all, drawn by `seed`.

    With `most`, at most so many a class are learned from: the held-out ones stay the same.
    """
    chance = np.random.default_rng(seed)
    learn: list[int] = []
    held: list[int] = []
    for label in sorted(set(labels)):
        own = chance.permutation([i for i, each in enumerate(labels) if each == label]).tolist()
        away = min(max(1, round(share * len(own))), len(own) - 1)
        held += own[:away]
        learn += own[away:][:most]
    return Split(tuple(learn), tuple(held))
