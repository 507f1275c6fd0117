"""SmoothGrad: the gradient, averaged over noisy copies of the picture.

Smilkov, Thorat, Kim, Viegas, Wattenberg, "SmoothGrad: removing noise by adding noise" (2017), section 3,
https://arxiv.org/abs/1706.03825.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cnnviz.models.lean import Lean, batch_size, total
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, chosen_class, flat_or_none, kept, per_grey_level, strongest_colour
from cnnviz.saliency.options import Progress, batches, real, whole


def smooth_grad(
    model: Model,
    picture: Picture,
    target: int | None,
    *,
    signed: bool = False,
    samples: int = 25,
    noise: float = 0.15,
    seed: int = 0,
    progress: Progress | None = None,
) -> Attribution:
    """Return `max over c of |mean over n of d S / d p at p + e_n|`, `e_n` Gaussian with deviation `noise (max - min)`.

    `p` are the pixels 0..255 and `max - min` the range of the photo's values; the paper finds 10 to 20 % of it good.
    `samples` forward and backward passes in batches: `(n, 3, H, W)` -> `(3, H, W)`, averaged with sign, -> `(H, W)`,
    in logits per grey level. The same `seed` gives the same noise whatever the batch. `signed` as for the gradient.

    How it can mislead: it is smoother, not truer. What it shows is the slope of a smoothed score, and another noise
    shows another; with few samples another seed does too. Noisy copies are no photos: the network never learned them.

    Raises `DoesNotFit` for samples outside 1 to 500 or noise outside 0 to 1.
    """
    whole(samples, "The number of noisy copies", 1, 500)
    deviation = real(noise, "The noise, as a share of the range of values,", 0.0, 1.0)
    pixels = model.pixels(picture)  # (1, 3, H, W)
    lean = Lean(model)
    with torch.no_grad():
        logits = lean.logits(model.normalize(pixels))
    index = chosen_class(model, logits, target)
    draw = torch.Generator().manual_seed(whole(seed, "The seed", 0, 2**31))

    def slopes(batch: range) -> Tensor:
        copies = torch.cat([noisy(pixels, deviation, draw) for _ in batch])  # (n, 3, H, W)
        return lean.slope(lean.enter(model.normalize(copies)), index)[0]

    summed = total(slopes(batch) for batch in batches(samples, batch_size(model), progress))
    slope = per_grey_level(model, lean.leave(summed / samples, model.normalize(pixels)))[0]  # (3, H, W)
    saliency = strongest_colour(slope)
    return Attribution(
        map=kept(saliency, signed),
        target=index,
        score=float(logits[0, index]),
        method="smooth_grad",
        signed=signed,
        check=flat_or_none(saliency),
    )


def noisy(pixels: Tensor, deviation: float, draw: torch.Generator) -> Tensor:
    """Return one noisy copy of `pixels` `(1, 3, H, W)`; the deviation is a share of their range."""
    spread = deviation * float(pixels.max() - pixels.min())
    return pixels + spread * torch.randn(pixels.shape, generator=draw).to(pixels.device)
