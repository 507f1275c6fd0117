"""Occlusion: cover a patch of the photo and see how far the class's score falls.

Zeiler, Fergus, "Visualizing and Understanding Convolutional Networks" (2013), section 4.2,
https://arxiv.org/abs/1311.2901.
"""

from __future__ import annotations

import numpy as np
import torch

from cnnviz.arithmetic import conv_output
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, Check, chosen_class
from cnnviz.saliency.baseline import baseline as empty
from cnnviz.saliency.lean import Lean, batch_size
from cnnviz.saliency.local import Local
from cnnviz.saliency.options import Progress, batches, whole


def occlusion(
    model: Model,
    picture: Picture,
    target: int | None,
    *,
    signed: bool = False,
    patch: int | None = None,
    stride: int | None = None,
    baseline: str = "mean",
    progress: Progress | None = None,
) -> Attribution:
    """Return for each pixel the mean of `S(x) - S(x with the patch covered)` over the patches that cover it, in logits.

    A square of `patch` pixels (an eighth of the side) moves by `stride` (half of it), and what it covers becomes that
    part of the `baseline`: "black", "blurred" or "mean". `.cells` is the number of places, by the output-size formula
    of a convolution without padding; rows and columns that no patch reaches stay 0. No gradients; only the part of each
    layer that the patch can reach is computed anew. Without `signed`, the magnitude.

    How it can mislead: a patch is itself something to see, and its edges too: another size or colour, another map. What
    the photo holds twice is not missed when one is covered, and what matters in several places at once is not found.

    Raises `DoesNotFit` where the patch is larger than the input or the stride larger than the patch, and `UnknownName`
    for a baseline that is not there.
    """
    side = min(model.input_size)
    patch = whole(max(1, side // 8) if patch is None else patch, "The patch", 1, side)
    stride = whole(max(1, patch // 2) if stride is None else stride, "The patch's stride", 1, patch)
    rows, columns = (conv_output(length, patch, stride).size for length in model.input_size)
    places = [(row * stride, column * stride) for row in range(rows) for column in range(columns)]
    covered = model.normalize(empty(model, model.pixels(picture), baseline))
    asked = Local(Lean(model), model.preprocess(picture))
    with torch.no_grad():
        logits = asked.unchanged()
    index = chosen_class(model, logits, target)
    drops = np.empty(len(places))
    size = max(1, batch_size(model) - 1)  # the unchanged picture is one of them
    for batch in batches(len(places), size, progress):
        tops, lefts = zip(*places[batch.start : batch.stop], strict=True)
        patches = [covered[0, :, t : t + patch, s : s + patch] for t, s in zip(tops, lefts, strict=True)]
        scores = asked.logits(tops, lefts, torch.stack(patches))[:, index]
        drops[batch.start : batch.stop] = (logits[0, index] - scores).cpu().numpy()
    heat = spread(drops.reshape(rows, columns), patch, stride, model.input_size)
    return Attribution(
        map=(heat if signed else np.abs(heat)).astype(np.float32),
        target=index,
        score=float(logits[0, index]),
        method="occlusion",
        signed=signed,
        check=_falls(drops),
        cells=(rows, columns),
    )


def spread(drops: np.ndarray, patch: int, stride: int, size: tuple[int, int]) -> np.ndarray:
    """Give each pixel of `size` `(H, W)` the mean of the `drops` `(rows, columns)` of the patches that cover it."""
    summed, count = np.zeros(size), np.zeros(size)
    for (row, column), drop in np.ndenumerate(drops):
        here = np.s_[row * stride : row * stride + patch, column * stride : column * stride + patch]
        summed[here] += drop
        count[here] += 1
    return summed / np.maximum(count, 1)


def _falls(drops: np.ndarray) -> Check:
    """Say how far the score falls at most, and whether it falls anywhere."""
    most = float(drops.max())
    if most <= 0:
        return Check(most, passed=False, sentence="No patch lowers this class's score: nothing here speaks for it.")
    return Check(most, passed=True, sentence=f"The patch that matters most lowers the logit by {most:.2f}.")
