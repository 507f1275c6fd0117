"""What a trunk says of pictures: each map averaged to one number. Computed once, kept, and learned from many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from cnnviz.models import Model
from cnnviz.models.model import Picture

SLICE = 2.5e9  # multiplications between two yields: some 50 ms of one core


def batch_size(model: Model) -> int:
    """How many pictures go through `model` in one slice of work."""
    return max(1, int(SLICE / model.card.macs)) if model.card else 4


def pixels(model: Model, pictures: Sequence[Picture]) -> Tensor:
    """Return pictures as the network sees them, uint8 `(N, 3, H, W)`."""
    height, width = model.input_size
    seen = torch.empty((len(pictures), 3, height, width), dtype=torch.uint8)
    for row, picture in zip(seen, pictures, strict=True):
        row.copy_(model.pixels(picture)[0])
    return seen


def pooled(model: Model, pictures: Tensor, wanted: Sequence[str], into: dict[str, Tensor]) -> Iterator[int]:
    """Put the average of each map of the layers `wanted` into `into[layer]`, `(N, C)`; yields how many are done.

    `pictures` is `(N, 3, H, W)`, 0..255. The network is frozen and shared; nothing of it is changed.
    """
    done = 0
    for batch in torch.split(pictures, batch_size(model)):
        with torch.inference_mode(mode=False), torch.no_grad():
            outputs = model.trace.run(model.normalize(batch.to(model.device, torch.float32)), wanted)
            for layer in wanted:
                values = outputs[layer].mean((2, 3)).cpu()  # (n, C, h, w) -> (n, C)
                rows = into.setdefault(layer, values.new_empty((len(pictures), values.shape[1])))
                rows[done : done + len(batch)] = values
        done += len(batch)
        yield done
