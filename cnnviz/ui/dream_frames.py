"""What a run of the page of dreams is about, and what it sends: scores since the last frame, and pictures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.imaging import Picture
from cnnviz.models import Model
from cnnviz.render import encode
from cnnviz.synthesis import inversion, objective
from cnnviz.synthesis.objective import Objective
from cnnviz.ui.components import pack
from cnnviz.ui.dream_settings import Dream

SIDE = 256  # of a dream: the photo's longer side


@dataclass(frozen=True)
class Subject:
    """A setting with the network and the photo that it is about; `photo` is its name in links."""

    model: Model
    picture: Picture
    dream: Dream
    photo: str = ""

    @property
    def objective(self) -> Objective:
        """What a class's or channel's picture is made to do, or a DeepDream."""
        dream = self.dream
        if dream.mode == "class":
            return objective.logit(self.model, dream.cls)
        if dream.mode == "channel":
            aim = objective.unit if dream.aim == "unit" else objective.channel
            return aim(self.model, dream.layer, dream.unit)
        return objective.whole_layer(self.model, dream.layer)

    @property
    def total(self) -> int:
        """Steps of the whole run."""
        parts = {"photo": self.dream.octaves, "layers": len(inversion.row(self.model))}
        return parts.get(self.dream.mode, 1) * self.dream.count


@dataclass(frozen=True)
class Frame:
    """What one message to the page holds: step `step` of `of`, the scores since the last, and where due, the picture.

    `index` and `layer` name the picture of a row; `guesses` is what the network takes the picture for, likeliest first.
    """

    subject: Subject
    step: int
    of: int
    scores: tuple[float, ...]
    image: NDArray[np.uint8] | None = None
    index: int = 0
    layer: str = ""
    guesses: tuple[tuple[int, float], ...] = ()

    @property
    def last(self) -> bool:
        """Whether nothing comes after it."""
        return self.step == self.of


def packed(frame: Frame) -> bytes:
    """Return a frame as the page takes it: pictures small enough without loss, or on the way as JPEG."""
    meta: dict[str, Any] = {
        "net": frame.subject.model.name,
        "photo": frame.subject.photo,
        "look": asdict(frame.subject.dream),
        "step": frame.step,
        "of": frame.of,
        "scores": [round(score, 5) for score in frame.scores],
        "index": frame.index,
        "layer": frame.layer,
        "guesses": frame.guesses,
    }
    if frame.image is None:
        return pack(meta, [])
    small = frame.image.shape[0] * frame.image.shape[1] <= SIDE * SIDE // 4
    return pack(meta, [encode.png(frame.image) if small or frame.last else encode.jpeg(frame.image)])
