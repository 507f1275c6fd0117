"""Forward pass, a layer's sheet and a saliency map on the CPU and on the GPU, in one run.

    python -m benchmarks.gpu

The CPU computes on one thread, as the server does; the GPU is what `models.pick` finds (CUDA, else MPS). Figures are
medians in milliseconds. Without a GPU the CPU's column stands alone, and a line says so. The answers are compared too:
the largest difference of a sheet's values, as a share of the largest value.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from benchmarks.inspect import NETWORKS, bare, fresh_sheet, network, took
from cnnviz import activations, models, saliency
from cnnviz.imaging import samples
from cnnviz.models import Model
from cnnviz.ui import inspector_controls

ROUNDS = 7


@dataclass(frozen=True)
class Column:
    """What one processor took, in milliseconds, and the maps that it found."""

    forward: float
    sheet: float
    saliency: float
    maps: np.ndarray


def column(model: Model, layer: str) -> Column:
    """Measure a network on its device."""
    photo = samples.load("cat")
    ready = model.preprocess(photo)

    def timed(work: Callable[[], object]) -> float:
        def finished() -> None:
            work()
            if model.device.type != "cpu":
                torch.cuda.synchronize() if model.device.type == "cuda" else torch.mps.synchronize()

        finished()  # kernels are chosen and memory is taken with the first
        return statistics.median(took(finished) for _ in range(ROUNDS))

    return Column(
        timed(lambda: bare(model, ready)),
        timed(lambda: fresh_sheet(model, photo, layer)),
        timed(lambda: saliency.explain(model, photo, None, "gradient")),
        activations.maps(model, photo, layer),
    )


def main() -> None:
    """Measure, compare, print."""
    torch.set_num_threads(1)
    fastest = models.pick().type
    kinds = ["cpu"] if fastest == "cpu" else ["cpu", fastest]
    if len(kinds) == 1:
        print("This machine has no GPU that torch can use: the CPU alone.")
    titles = [f"{kind} {what}" for what in ("forward", "sheet", "saliency") for kind in kinds]
    print(f"{'':16s}" + "".join(f"{title:>16s}" for title in titles))
    for name in NETWORKS:
        found = {}
        for kind in kinds:
            model = network(name, kind)
            found[kind] = column(model, inspector_controls.default_layer(model))
        rows = [getattr(found[kind], what) for what in ("forward", "sheet", "saliency") for kind in kinds]
        line = "".join(f"{value:13.1f} ms" for value in rows)
        if len(kinds) == 2:
            ours, theirs = (found[kind].maps for kind in kinds)
            gap = float(np.abs(ours - theirs).max() / np.abs(ours).max())
            line += f"  maps differ by {gap:.1e}"
        print(f"{name:16s}{line}")


if __name__ == "__main__":
    main()
