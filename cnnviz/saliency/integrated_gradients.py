"""Integrated gradients: the gradient, averaged along the straight way from an empty picture to this one.

Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks" (2017), section 3, https://arxiv.org/abs/1703.01365.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cnnviz.models.lean import Lean, batch_size, total
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, Check, chosen_class, kept
from cnnviz.saliency.baseline import baseline as empty
from cnnviz.saliency.options import Progress, batches, whole

SMALL_GAP = 0.05  # of the change of the score: what the paper's section 5 asks the number of steps to reach


def integrated_gradients(
    model: Model,
    picture: Picture,
    target: int | None,
    *,
    signed: bool = False,
    baseline: str = "black",
    steps: int = 50,
    progress: Progress | None = None,
) -> Attribution:
    """Return `sum over c of (x - b) * integral from 0 to 1 of d S / d x at b + a (x - b) da`, per pixel, in logits.

    `x` is the picture, `b` the `baseline`: "black", "blurred" or "mean" (the colour that normalization turns into 0).
    The integral is the mean over the middles of `steps` equal pieces. Completeness (proposition 1): the map with
    `signed` adds up to `S(x) - S(b)`; `.check.value` is what is missing, in logits: the sum minus that difference.
    Without `signed`, the magnitude of each pixel's part. `(n, 3, H, W)` -> `(3, H, W)` -> `(H, W)`.

    How it can mislead: everything is told against the baseline. What looks like it gets nothing: with a black one,
    nothing black can matter. The pictures on the way are no photos, and what the network makes of them counts too.

    Raises `UnknownName` for a baseline that is not there, `DoesNotFit` for steps outside 1 to 1000.
    """
    whole(steps, "The number of steps", 1, 1000)
    pixels = model.pixels(picture)
    x, b = model.normalize(pixels), model.normalize(empty(model, pixels, baseline))  # (1, 3, H, W) each
    lean = Lean(model)
    with torch.no_grad():
        logits = lean.logits(torch.cat([x, b]))  # (2, K)
    index = chosen_class(model, logits[:1], target)
    start, end = lean.enter(b), lean.enter(x)  # the first convolution is affine: the way behind it is straight too
    way = end - start

    def slopes(batch: range) -> Tensor:
        at = (torch.tensor(batch, device=x.device, dtype=x.dtype) + 0.5) / steps
        return lean.slope(start + at.view(-1, 1, 1, 1) * way, index)[0]

    summed = total(slopes(batch) for batch in batches(steps, batch_size(model), progress))
    parts = ((x - b) * lean.leave(summed / steps, x))[0].sum(0)  # (1, 3, H, W) -> (H, W)
    change = float(logits[0, index] - logits[1, index])
    return Attribution(
        map=kept(parts, signed),
        target=index,
        score=float(logits[0, index]),
        method="integrated_gradients",
        signed=signed,
        check=completeness(float(parts.double().sum()), change, baseline),
    )


def completeness(summed: float, change: float, baseline: str) -> Check:
    """Say how far the parts, which add up to `summed`, miss the `change` of the score from the baseline, in logits."""
    gap = summed - change
    told = f"The parts add up to {summed:.2f}; from the {baseline} picture the score changes by {change:.2f}."
    if abs(change) < 1e-6 and abs(gap) < 1e-6:
        return Check(gap, passed=False, sentence="The map is blank: the score is that of the empty picture.")
    if abs(gap) <= SMALL_GAP * abs(change):
        return Check(gap, passed=True, sentence=told)
    return Check(gap, passed=False, sentence=f"{told} More steps would close the gap.")
