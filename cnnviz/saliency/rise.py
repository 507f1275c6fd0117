"""RISE: the photo behind many random masks, each weighed by the probability that the class keeps.

Petsiuk, Das, Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box Models" (2018), section 3,
https://arxiv.org/abs/1806.07421.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cnnviz.models.lean import Lean, batch_size
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.at_layer import enlarged
from cnnviz.saliency.attribution import Attribution, Check, chosen_class
from cnnviz.saliency.options import Progress, batches, real, whole

ENOUGH = 0.5  # correlation of two halves' maps below which another seed would give another picture


def rise(
    model: Model,
    picture: Picture,
    target: int | None,
    *,
    masks: int = 500,
    grid: int = 7,
    keep: float = 0.5,
    seed: int = 0,
    progress: Progress | None = None,
) -> Attribution:
    """Return `sum over n of P(x * m_n) m_n / (masks * keep)`, where `P` is the class's probability.

    A mask is a coarse `grid` x `grid` of ones (each with probability `keep`) and zeros, enlarged bilinearly to a grid
    cell more than `(H, W)` and cut out at a random place. It multiplies the normalized input `x`: what is masked takes
    the mean colour. One forward pass a mask, without gradients; the same `seed` gives the same masks.
    `.check.value` is the correlation of the maps of the even and the odd masks.

    How it can mislead: few masks leave noise that looks like a map, which the check tells; small things vanish between
    the cells of the grid; and the network has never learned photos behind a grey veil. The map is never 0: read its
    differences, not its height.

    Raises `DoesNotFit` for options outside their ranges.
    """
    whole(masks, "The number of masks", 2, 20_000)
    whole(grid, "The grid of a mask", 2, 32)
    real(keep, "The share that is kept", 0.05, 0.95)
    draw = torch.Generator().manual_seed(whole(seed, "The seed", 0, 2**31))
    x, lean = model.preprocess(picture), Lean(model)
    halves = torch.zeros((2, *model.input_size), device=x.device)
    with torch.no_grad():
        logits = lean.logits(x)
        index = chosen_class(model, logits, target)
        for batch in batches(masks, batch_size(model), progress):
            drawn = torch.cat([random_mask(model.input_size, grid, keep, draw) for _ in batch]).to(x.device)
            kept = lean.logits(x * drawn).softmax(1)[:, index]  # (n,)
            weighed = kept.view(-1, 1, 1) * drawn[:, 0]  # (n, H, W)
            first = batch.start % 2
            halves[first] += weighed[0::2].sum(0)
            halves[1 - first] += weighed[1::2].sum(0)
    return Attribution(
        map=(halves.sum(0) / (masks * keep)).cpu().numpy(),
        target=index,
        score=float(logits[0, index]),
        method="rise",
        check=_halves_agree(halves),
        cells=(grid, grid),
    )


def random_mask(size: tuple[int, int], grid: int, keep: float, draw: torch.Generator) -> Tensor:
    """Return one mask `(1, 1, H, W)` of values 0..1."""
    coarse = (torch.rand((1, 1, grid, grid), generator=draw) < keep).float()
    cell = [-(-side // grid) for side in size]  # rounded up
    large = enlarged(coarse, (size[0] + cell[0], size[1] + cell[1])).clamp(max=1)  # rounding may exceed it
    top, left = (int(torch.randint(0, most, (1,), generator=draw)) for most in cell)
    return large[:, :, top : top + size[0], left : left + size[1]]


def _halves_agree(halves: Tensor) -> Check:
    """Say whether two halves of the masks give the same map."""
    flat = halves.flatten(1).double().cpu().numpy()
    if not np.ptp(flat, axis=1).all():
        return Check(0.0, passed=False, sentence="The map is flat: no mask changes this class's probability.")
    agreed = float(np.corrcoef(flat)[0, 1])
    told = f"Half of the masks give a map that correlates {agreed:.2f} with the other half's"
    if agreed >= ENOUGH:
        return Check(agreed, passed=True, sentence=f"{told}.")
    return Check(agreed, passed=False, sentence=f"{told}: much of this is chance. More masks help.")
