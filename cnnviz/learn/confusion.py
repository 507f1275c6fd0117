"""What a classifier took for what: the confusion matrix, and how sure its accuracy is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.learn.report import wilson


@dataclass(frozen=True)
class Confusion:
    """`counts[true][said]` pictures; rows are what they are, columns what the network says."""

    counts: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, labels: Sequence[int], said: Sequence[int], classes: int) -> Confusion:
        """Count pairs of label and answer."""
        counts = [[0] * classes for _ in range(classes)]
        for label, answer in zip(labels, said, strict=True):
            counts[label][answer] += 1
        return cls(tuple(map(tuple, counts)))

    @property
    def right(self) -> int:
        """Pictures on the diagonal."""
        return sum(row[i] for i, row in enumerate(self.counts))

    @property
    def pictures(self) -> int:
        """All pictures."""
        return sum(map(sum, self.counts))

    @property
    def interval(self) -> tuple[float, float]:
        """Ends of the 95 % interval of accuracy (Wilson, 1927)."""
        return wilson(self.right, self.pictures)

    def sentences(self, names: Sequence[str]) -> list[str]:
        """Say in words what each row holds."""
        found = []
        for name, row, right in zip(names, self.counts, range(len(names)), strict=True):
            taken = [f"{count} taken for {names[i]}" for i, count in enumerate(row) if count and i != right]
            found.append(f"{name}: {row[right]} of {sum(row)} right" + (f"; {', '.join(taken)}." if taken else "."))
        return found
