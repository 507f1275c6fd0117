"""Occlusion: cover a patch of the photo and see how far the class's score falls.

Zeiler, Fergus, "Visualizing and Understanding Convolutional Networks" (2013), section 4.2,
https://arxiv.org/abs/1311.2901.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from cnnviz.arithmetic import conv_output
from cnnviz.models.lean import Lean, batch_size
from cnnviz.models.model import Model, Picture
from cnnviz.saliency.attribution import Attribution, Check, chosen_class
from cnnviz.saliency.baseline import baseline as empty
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
    slide = Slide(model, picture, patch=patch, stride=stride, baseline=baseline)
    index = chosen_class(model, slide.before, target)
    drops = np.empty(slide.rows * slide.columns)
    for batch, logits in slide.over(progress=progress):
        drops[batch.start : batch.stop] = (slide.before[0, index] - logits[:, index]).cpu().numpy()
    heat = spread(drops.reshape(slide.rows, slide.columns), slide.patch, slide.stride, model.input_size)
    return Attribution(
        map=(heat if signed else np.abs(heat)).astype(np.float32),
        target=index,
        score=float(slide.before[0, index]),
        method="occlusion",
        signed=signed,
        check=_falls(drops),
        cells=(slide.rows, slide.columns),
    )


class Slide:
    """A patch that slides over the photo, row by row; options and what they raise as for `occlusion`.

    `before` are the logits `(1, classes)` with nothing covered; `rows` and `columns` count the places, of which number
    `n` has its corner at row `n // columns * stride` and column `n % columns * stride` of the network's input.
    """

    def __init__(
        self,
        model: Model,
        picture: Picture,
        *,
        patch: int | None = None,
        stride: int | None = None,
        baseline: str = "mean",
    ) -> None:
        side = min(model.input_size)
        self.patch = whole(max(1, side // 8) if patch is None else patch, "The patch", 1, side)
        least = max(1, self.patch // 2)
        self.stride = whole(least if stride is None else stride, "The patch's stride", 1, self.patch)
        self.rows, self.columns = (conv_output(length, self.patch, self.stride).size for length in model.input_size)
        self._most = max(1, batch_size(model) - 1)  # the unchanged picture is one of a batch
        self._covered = model.normalize(empty(model, model.pixels(picture), baseline))
        self._asked = Local(Lean(model), model.preprocess(picture))
        with torch.no_grad():
            self.before = self._asked.unchanged()

    def over(self, size: int | None = None, progress: Progress | None = None) -> Iterator[tuple[range, Tensor]]:
        """Yield the numbers of the next places, at most `size`, and the logits `(n, classes)` with each covered."""
        most = self._most if size is None else min(size, self._most)
        for batch in batches(self.rows * self.columns, most, progress):
            tops, lefts = zip(*(self._corner(n) for n in batch), strict=True)
            patches = [
                self._covered[0, :, top : top + self.patch, left : left + self.patch]
                for top, left in zip(tops, lefts, strict=True)
            ]
            yield batch, self._asked.logits(tops, lefts, torch.stack(patches))

    def _corner(self, number: int) -> tuple[int, int]:
        row, column = divmod(number, self.columns)
        return row * self.stride, column * self.stride


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
