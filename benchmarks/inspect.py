"""The inspector's sheet beside a bare forward pass of the same network on the same photo, in one run.

    python -m benchmarks.inspect

On one thread, as the server computes, taking turns; figures are medians. A sheet is all that is sent: the photo made
ready, the network run up to the layer, every unit's numbers, the picture, the words. It may take 1.3 times the bare
pass plus 60 ms, and 150 kB. Weights are random where the published ones are not here: neither time nor the worst size
depends on them. Last comes the size of every layer's first page on noise, which compresses worst.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from cnnviz import models
from cnnviz.errors import CnnvizError
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model, Preset
from cnnviz.models.embedded import MEAN, STD
from cnnviz.serve import engine
from cnnviz.ui import inspecting_sheet, inspector_layers
from cnnviz.ui.sheet_settings import SheetSettings

NETWORKS = ("embedded", "squeezenet1_1", "resnet18")
ROUNDS = 9
TIMES, PLUS = 1.3, 60.0  # of the bare pass; milliseconds
MOST = 150_000  # bytes


@dataclass(frozen=True)
class Measured:
    """One layer's sheet: milliseconds, bytes, and the bare pass measured in turn with it."""

    layer: str
    sheet: float
    size: int
    bare: float


def took(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def network(name: str, device: str = "cpu") -> Model:
    """Load a network, with random weights where the published ones are not here."""
    try:
        return models.load(name, device)
    except CnnvizError:
        from torchvision.models import get_model

        torch.manual_seed(0)
        print(f"{name}: random weights")
        place, names = models.pick(device), tuple(map(str, range(1000)))
        module = get_model(name, weights=None).to(place)
        return Model(name, module, names, Preset(256, 224, MEAN, STD), place)


def fresh_sheet(model: Model, picture: Picture, layer: str) -> bytes:
    """Compute a sheet from nothing."""
    engine().cache.clear()
    return inspecting_sheet.sheet(model, picture, layer, SheetSettings(), 0, "light", "benchmark")


@torch.no_grad()
def bare(model: Model, ready: torch.Tensor) -> None:
    """Run the network itself."""
    model.module(ready)


def measure(model: Model, picture: Picture, layer: str) -> Measured:
    """Let the sheet of a layer and the bare pass take turns."""
    ready = model.preprocess(picture)
    sheet_, bare_ = partial(fresh_sheet, model, picture, layer), partial(bare, model, ready)
    pairs = [(took(sheet_), took(bare_)) for _ in range(ROUNDS)]
    sheet, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Measured(layer, sheet, len(fresh_sheet(model, picture, layer)), peer)


def layers(model: Model) -> list[str]:
    """Choose the layers to time: those with the most values, the first, one in the middle and the last."""
    rows = inspector_layers.rows(model)
    largest = sorted(rows, key=lambda row: -int(np.prod(row.output_shape)))[:2]
    chosen = {row.name: None for row in (rows[0], *largest, rows[len(rows) // 2], rows[-1])}
    return list(chosen)


def main() -> None:
    """Measure, print."""
    torch.set_num_threads(1)
    photo, fine = samples.load("cat"), True
    noise = Picture.of(np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8))
    for name in NETWORKS:
        model = network(name)
        for layer in layers(model):
            found = measure(model, photo, layer)
            limit = TIMES * found.bare + PLUS
            good = found.sheet <= limit and found.size <= MOST
            fine &= good
            print(
                f"{name:14s} {layer:24s} sheet {found.sheet:6.1f} ms, bare {found.bare:6.1f} ms, limit {limit:6.1f}"
                f"  {found.size / 1e3:6.1f} kB  {'' if good else 'TOO MUCH'}"
            )
        rows = inspector_layers.rows(model)
        sizes = {row.name: len(fresh_sheet(model, noise, row.name)) for row in rows}
        worst = max(sizes, key=sizes.__getitem__)
        fine &= sizes[worst] <= MOST
        print(f"{name:14s} largest of {len(rows)} sheets on noise: {sizes[worst] / 1e3:.1f} kB ({worst})")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
