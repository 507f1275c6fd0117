"""A network that many visitors share: frozen, with what it needs to take a photo in and to name what it says."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from cnnviz.models.card import ModelCard
from cnnviz.models.trace import Trace
from cnnviz.models.view import View

_CPU = torch.device("cpu")
_RIBBON = 16  # a photo this many times longer than wide is cut before it is enlarged


class Picture(Protocol):
    """What a network takes in: `cnnviz.imaging.Picture`, or anything else with these two."""

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """Pixels `(H, W, 3)`."""
        ...

    @property
    def digest(self) -> str:
        """Identity of the pixels."""
        ...


@dataclass(frozen=True)
class Preset:
    """How a photo becomes an input: shorter side to `resize`, centre `crop`, then `(x / 255 - mean) / std`.

    `resampling` is how the photo's pixels are weighed when it is resized; always antialiased.
    """

    resize: int
    crop: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    resampling: Image.Resampling = Image.Resampling.BILINEAR


def freeze(module: nn.Module) -> nn.Module:
    """Set to evaluation, without gradients of weights, and with no layer that overwrites its input."""
    module.eval().requires_grad_(False)
    for layer in module.modules():
        if getattr(layer, "inplace", False):
            layer.inplace = False  # type: ignore[assignment]
    return module


@dataclass(frozen=True, eq=False)
class Model:
    """One network, shared between visitors: nobody changes it. Building one freezes `module`.

    Methods that cannot do without hooks hold `lock` while the hooks are there; `trace.run` needs neither.
    """

    name: str
    module: nn.Module = field(repr=False)
    class_names: tuple[str, ...] = field(repr=False)
    preset: Preset
    device: torch.device = _CPU
    card: ModelCard | None = field(default=None, repr=False)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        freeze(self.module)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.card.title if self.card else self.name

    @property
    def input_size(self) -> tuple[int, int]:
        """Height and width of the network's input."""
        return self.preset.crop, self.preset.crop

    @cached_property
    def trace(self) -> Trace:
        """The graph of its layers, by node name; runs to any of them without a hook."""
        return Trace(self.module)

    def view(self, picture: Picture) -> View:
        """Tell which part of the photo the network sees."""
        height, width = picture.rgb.shape[:2]
        return View((height, width), self.preset.resize, self.preset.crop)

    def pixels(self, picture: Picture) -> Tensor:
        """What the network sees of the photo: whole numbers 0..255 as float32 `(1, 3, H, W)` on its device.

        Bit for bit what torchvision's preset makes of a PIL picture, before normalization; in photos more than 16 times
        longer than wide a value may differ by 1.
        """
        view, photo = self.view(picture), Image.fromarray(picture.rgb)
        (height, width), (top, left) = view.resized, view.offset
        if max(height, width) > _RIBBON * self.preset.resize:
            up, start, down, end = view.box
            photo = photo.resize(view.size, self.preset.resampling, box=(start, up, end, down))
        else:
            photo = photo.resize((width, height), self.preset.resampling)
            photo = photo.crop((left, top, left + self.preset.crop, top + self.preset.crop))
        rows = torch.from_numpy(np.array(photo))  # (H, W, 3)
        return rows.permute(2, 0, 1)[None].to(self.device, torch.float32).contiguous()

    @cached_property
    def _moments(self) -> tuple[Tensor, Tensor]:
        with torch.inference_mode(mode=False):  # made inside a caller's inference mode they would refuse every gradient
            shape = (1, 3, 1, 1)
            mean = torch.tensor(self.preset.mean, device=self.device).view(shape)
            std = torch.tensor(self.preset.std, device=self.device).view(shape)
        return mean, std

    def normalize(self, pixels: Tensor) -> Tensor:
        """Turn pixels 0..255, `(N, 3, H, W)`, into what `module` takes; differentiable."""
        mean, std = self._moments
        return (pixels / 255 - mean) / std

    def preprocess(self, picture: Picture) -> Tensor:
        """Photo to input: `normalize(pixels(picture))`, float32 `(1, 3, H, W)`."""
        return self.normalize(self.pixels(picture))
