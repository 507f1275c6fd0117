"""The pictures the embedded network learns from, decoded once into memory.

A data folder holds `tiny_imagenet_100_train.zip` (`train/<wnid>/*.JPEG`), `tiny_imagenet_100_val.zip` and
`tiny_imagenet_100_classes.csv` (`index,wnid,name`), the order of which is the order of the network's outputs.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

NAME = "tiny_imagenet_100"


@dataclass(frozen=True)
class Pictures:
    """Pictures uint8 `(N, 3, H, W)` and their class indices `(N,)`."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


def class_table(folder: Path) -> list[tuple[str, str]]:
    """Return `(wnid, name)` for each class, in the network's order."""
    with (folder / f"{NAME}_classes.csv").open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["index"]))
    return [(row["wnid"], row["name"]) for row in rows]


def load_split(folder: Path, split: str) -> Pictures:
    """Decode every JPEG of `split` ("train" or "val"); the folder above a file names its class."""
    index = {wnid: i for i, (wnid, _) in enumerate(class_table(folder))}
    with zipfile.ZipFile(folder / f"{NAME}_{split}.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".JPEG"))
        labels = torch.tensor([index[name.split("/")[-2]] for name in names])
        images = np.empty((len(names), 64, 64, 3), np.uint8)
        for row, name in zip(images, names, strict=True):
            with Image.open(io.BytesIO(archive.read(name))) as picture:
                row[:] = np.asarray(picture.convert("RGB"))
    return Pictures(torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(), labels)
