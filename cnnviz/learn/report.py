"""Measure the embedded network: `python -m cnnviz.learn.report --data <folder>` prints what its card says.

Accuracy on the validation pictures with a 95 % interval (Wilson, 1927), the best and the worst classes, and the time
of a forward pass on one thread.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from cnnviz import models
from cnnviz.learn.dataset import load_split
from cnnviz.models import Model

Z95 = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, both ends 0 to 1."""
    share, spread = hits / of, Z95**2 / of
    centre = (share + spread / 2) / (1 + spread)
    half = Z95 * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return centre - half, centre + half


@dataclass(frozen=True)
class Report:
    """How often the label is the first guess and among the first five, overall and by class."""

    pictures: int
    top1: int
    top5: int
    by_class: tuple[tuple[str, float], ...]  # best first
    milliseconds: float

    def lines(self) -> list[str]:
        """The report as lines of text."""
        rows = []
        for name, hits in (("top-1", self.top1), ("top-5", self.top5)):
            low, high = wilson(hits, self.pictures)
            rows.append(
                f"{name}: {hits / self.pictures:.1%} (95 % interval {low:.1%} to {high:.1%}), {hits} of {self.pictures}"
            )
        rows.append("best: " + ", ".join(f"{name} {share:.0%}" for name, share in self.by_class[:8]))
        rows.append("worst: " + ", ".join(f"{name} {share:.0%}" for name, share in self.by_class[:-9:-1]))
        rows.append(f"one picture, one thread: {self.milliseconds:.1f} ms")
        return rows


@torch.no_grad()
def measure(model: Model, images: Tensor, labels: Tensor) -> Report:
    """Measure on uint8 pictures `(N, 3, 64, 64)` with class indices `(N,)`, none of which was trained on."""
    hits = torch.cat(
        [
            model.module(model.normalize(batch.to(model.device).float())).topk(5).indices.cpu() == label[:, None]
            for batch, label in zip(torch.split(images, 250), torch.split(labels, 250), strict=True)
        ]
    )
    first = hits[:, 0]
    shares = [(name, first[labels == index].float().mean().item()) for index, name in enumerate(model.class_names)]
    by_class = tuple(sorted(shares, key=lambda row: -row[1]))
    return Report(len(labels), int(first.sum()), int(hits.any(1).sum()), by_class, forward_time(model, images[:1]))


@torch.no_grad()
def forward_time(model: Model, picture: Tensor) -> float:
    """Median milliseconds of a forward pass of one picture on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    sample, took = model.normalize(picture.to(model.device).float()), []
    for _ in range(60):
        start = time.perf_counter()
        model.module(sample)
        took.append((time.perf_counter() - start) * 1000)
    torch.set_num_threads(threads)
    return statistics.median(took[10:])


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    split = load_split(parser.parse_args().data, "val")
    for line in measure(models.load("embedded", "cpu"), split.images, split.labels).lines():
        print(line)


if __name__ == "__main__":
    main()
