"""What an adversarial picture has to stand in the world: 8 bits a value, JPEG, another size, another network."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from cnnviz.imaging import Picture
from cnnviz.models.model import Model
from cnnviz.models.prediction import Prediction, predict
from cnnviz.synthesis.attack import Attack, softmax
from cnnviz.synthesis.start import logits_of

Pixels = NDArray[np.uint8]
QUALITIES = (95, 75, 50, 25)  # of JPEG
SIZES = (0.75, 0.5)


@dataclass(frozen=True)
class Treatment:
    """Something that happens to a picture on its way: uint8 `(H, W, 3)` to the same."""

    name: str
    title: str
    apply: Callable[[Pixels], Pixels]


@dataclass(frozen=True)
class Fate:
    """What the network says after one treatment: of the attack's picture, and of the photo after the same."""

    treatment: Treatment
    attacked: Prediction
    photo: Prediction
    won: bool


def rounded(image: NDArray[np.float32]) -> Pixels:
    """Return the picture as a file or a screen has it: the nearest whole numbers, halves to the even one."""
    return np.rint(image).astype(np.uint8)


def recompressed(pixels: Pixels, quality: int) -> Pixels:
    """Return what is left after a JPEG file of this quality, with the usual halved colours."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.array(image)


def resized(pixels: Pixels, share: float) -> Pixels:
    """Return the picture after it was shrunk to a share of its sides, and enlarged again; bilinear."""
    height, width = pixels.shape[:2]
    small = Image.fromarray(pixels).resize((max(1, round(width * share)), max(1, round(height * share))), _BILINEAR)
    return np.array(small.resize((width, height), _BILINEAR))


_BILINEAR = Image.Resampling.BILINEAR
TREATMENTS: tuple[Treatment, ...] = (
    Treatment("file", "Rounded to 8 bits (a PNG file)", lambda pixels: pixels),
    *(Treatment(f"jpeg{q}", f"JPEG, quality {q}", partial(recompressed, quality=q)) for q in QUALITIES),
    *(Treatment(f"size{s:g}", f"Shrunk to {100 * s:.0f} % and back", partial(resized, share=s)) for s in SIZES),
)


def survive(model: Model, found: Attack, treatment: Treatment) -> Fate:
    """Tell what the network says of the attack's picture, and of the photo, after a treatment."""
    pixels = rounded(found.image)
    photo = rounded(found.image - found.noise)
    attacked, control = (seen(model, treatment.apply(each)) for each in (pixels, photo))
    return Fate(treatment, attacked, control, found.wins(attacked.index))


def elsewhere(other: Model, found: Attack) -> tuple[Prediction, Prediction]:
    """Return what another network says of the saved photo and of the saved attack, resized to what it takes.

    Whether a picture made against one network fools a second is "transfer": Szegedy et al., "Intriguing properties of
    neural networks" (2013), section 4.2, https://arxiv.org/abs/1312.6199.
    """
    photo, attacked = (Picture.of(rounded(each)) for each in (found.image - found.noise, found.image))
    return predict(other, photo, 1)[0], predict(other, attacked, 1)[0]


def seen(model: Model, pixels: Pixels) -> Prediction:
    """Return the likeliest class of a picture that has the network's input size already."""
    batch = torch.from_numpy(pixels).permute(2, 0, 1)[None].to(model.device, torch.float32)
    logits = logits_of(model, batch)
    index = int(logits.argmax())
    return Prediction(index, model.class_names[index], float(logits[index]), float(softmax(logits)[index]))
