"""Write the first filters of the embedded network for the home page: `python -m cnnviz.learn.home_filters`.

The home page lays them on a photo in the browser, without torch. Each filter is a kernel `[3][h][w]` for pixel values
0..255 (correlation, no flip); the brightest and the most colourful are taken, so that the row shows both kinds.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from cnnviz.models.embedded import MEAN, STD

ROOT = Path(__file__).parents[2]
SHOWN = 6


def kernels(weights: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Turn weights `(N, 3, h, w)` for normalized colours into kernels for pixels 0..255 and their biases `(N,)`.

    The network reads `(p / 255 - mean) / std`; the part that does not depend on the pixel is the bias. Each filter is
    made as strong as a Sobel: its weights' magnitudes sum to 8.
    """
    scaled = weights / (255 * np.array(STD, np.float32))[:, None, None]
    factor = 8 / np.abs(scaled).sum((1, 2, 3), keepdims=True)
    bias = -(scaled * factor * 255 * np.array(MEAN, np.float32)[:, None, None]).sum((1, 2, 3))
    return np.asarray(scaled * factor, np.float32), np.asarray(bias, np.float32)


def telling(kernels: NDArray[np.float32], count: int = SHOWN) -> list[int]:
    """Choose filters that differ: greedily the strongest shape that is least like those already taken."""
    flat = kernels.reshape(len(kernels), -1)
    unit = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    contrast = np.abs(flat - flat.mean(1, keepdims=True)).sum(1)
    taken = [int(contrast.argmax())]
    while len(taken) < min(count, len(kernels)):
        likeness = np.abs(unit @ unit[taken].T).max(1)
        taken.append(int(np.where(np.isin(np.arange(len(flat)), taken), np.inf, likeness).argmin()))
    return taken


def document(weights: NDArray[np.float32]) -> dict[str, object]:
    """Return what `assets/home/filters.json` holds."""
    every, biases = kernels(weights)
    rows = [
        {
            "id": f"learned-{index + 1}",
            "title": f"Learned {index + 1}",
            "kernel": np.round(every[index].astype(float), 4).tolist(),
            "bias": round(float(biases[index]), 2),
        }
        for index in telling(every)
    ]
    return {"source": "stem.conv of the embedded network, for pixels 0 to 255", "filters": rows}


def main() -> None:
    """Read the weights and write the file."""
    weights = load_file(ROOT / "assets" / "weights" / "embedded.safetensors")["stem.conv.weight"]
    target = ROOT / "assets" / "home" / "filters.json"
    target.write_text(json.dumps(document(weights), separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
