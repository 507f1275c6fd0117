"""Make the gallery that the page opens with: `python -m cnnviz.synthesis.gallery` (a quarter of an hour on one core).

Every class of the embedded network, and channels of an early, a middle and a late layer, each with and without
transformation robustness, all else alike; the classes also by their pixels alone, with nothing against noise; the film
of one class; and a DeepDream, the inverted layers and a style of the first photo. Pictures that are made already are
not made again (`--work`, a folder for them). Written to `assets/dreams/`: sheets of 64 x 64 pixel tiles as lossy WebP,
and `gallery.json` with what was made, the chance of each class as the sheets show it, and the scores on the way.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from cnnviz import models
from cnnviz.imaging import samples
from cnnviz.models import Model, layers
from cnnviz.synthesis import deep_dream, inversion, objective, style
from cnnviz.synthesis.objective import Objective
from cnnviz.synthesis.visualize import Options, ascent, frames, probability

ROOT = Path(__file__).parents[2]
OUT = ROOT / "assets" / "dreams"
LAYERS = {"early": "stem.relu", "middle": "parts.1.relu2", "late": "things.1.relu2"}
CHANNELS = 20  # of each layer, evenly spaced
COLUMNS = 10
QUALITY = 90
FILM, FILM_EVERY = 90, 6  # the class of the film, and steps between its pictures
DREAM, STYLE, STYLE_WEIGHT = "parts.1.relu2", "coffee", 10.0
OPTIONS = Options()
PLAIN = Options(jitter=0, robust=0.0)
BARE = Options(jitter=0, robust=0.0, fourier=False, total_variation=0.0, l2=0.0)  # pixels, and nothing against them


@dataclass(frozen=True)
class Tile:
    """One picture of the gallery: of a class where `layer` is "", else of a channel."""

    sheet: str
    layer: str
    index: int
    options: Options

    def objective(self, model: Model) -> Objective:
        """Return what the picture is made to do."""
        if self.layer:
            return objective.channel(model, self.layer, self.index)
        return objective.logit(model, self.index)


def tiles(model: Model) -> list[Tile]:
    """Return all that is in the gallery, sheet by sheet in order."""
    found = []
    for ending, options in (("", OPTIONS), ("_plain", PLAIN)):
        found += [Tile(f"classes{ending}", "", index, options) for index in range(len(model.class_names))]
        for depth, layer in LAYERS.items():
            found += [Tile(f"{depth}{ending}", layer, index, options) for index in channels(model, layer)]
    found += [Tile("classes_bare", "", index, BARE) for index in range(len(model.class_names))]
    return found


def channels(model: Model, layer: str) -> list[int]:
    """Return the channels of a layer that the gallery shows."""
    count = next(row.output_shape[0] for row in layers(model) if row.name == layer)
    return [round(i * (count - 1) / (CHANNELS - 1)) for i in range(CHANNELS)]


def make(model: Model, work: Path) -> Iterator[str]:
    """Make every picture that is not in `work` yet; yields the name of each."""
    for tile in tiles(model):
        path = work / f"{tile.sheet}-{tile.index}.png"
        if not path.exists():
            made = ascent(model, tile.objective(model), tile.options)
            for _ in made.climb(tile.options.steps):
                pass
            Image.fromarray(made.image()).save(path)
        yield path.stem


def film(model: Model) -> tuple[list[NDArray[np.uint8]], list[float]]:
    """Return the pictures of one class on its way from noise, the start among them, and the score of each step."""
    made = ascent(model, objective.logit(model, FILM), OPTIONS)
    pictures, scores = [made.image()], []
    for score, picture in frames(made, OPTIONS.steps, FILM_EVERY):
        scores.append(round(score, 2))
        if picture is not None:
            pictures.append(picture)
    return pictures, scores


def examples(model: Model) -> dict[str, tuple[list[NDArray[np.uint8]], dict[str, Any]]]:
    """Return a DeepDream, the inverted layers and a style of the first photo: their pictures, and what is said of them.

    All of one have the same size. Settings are those that the page has at first.
    """
    photo, found = samples.load(samples.DEFAULT), {}
    dreamt = deep_dream.dream(model, photo, objective.whole_layer(model, DREAM))
    seen = [step for step in dreamt if step.score is not None]
    assert seen[-1].image is not None  # noqa: S101 - the last step shows its picture
    found["photo"] = [seen[-1].image], {"steps": len(seen), "scores": [round(step.score or 0, 4) for step in seen]}
    names = inversion.row(model)
    last = [step for step in inversion.invert(model, photo, names, steps=80) if step.step == 80]
    errors = [round(step.error, 5) for step in last]
    shown = [step.image for step in last if step.image is not None]
    found["layers"] = shown, {"steps": 80 * len(names), "scores": errors, "layers": names}
    ascent = style.transfer(model, photo, samples.load(STYLE), STYLE_WEIGHT)
    trace = [round(score, 4) for score in ascent.climb(80)]
    found["style"] = [ascent.image()], {"steps": len(trace), "scores": trace}
    return found


def sheet(pictures: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Lay pictures of one size out row by row, `COLUMNS` wide."""
    rows = [pictures[i : i + COLUMNS] for i in range(0, len(pictures), COLUMNS)]
    blank = np.zeros_like(pictures[0])
    return np.concatenate([np.concatenate([*row, *[blank] * (COLUMNS - len(row))], axis=1) for row in rows])


def cut(path: Path, count: int, side: int) -> list[NDArray[np.uint8]]:
    """Return the first `count` tiles of a sheet as it ships."""
    whole = np.asarray(Image.open(path).convert("RGB"))
    places = (divmod(place, COLUMNS) for place in range(count))
    return [whole[row * side : (row + 1) * side, col * side : (col + 1) * side] for row, col in places]


def write(model: Model, work: Path, out: Path) -> None:
    """Put the sheets together and say what is on them."""
    side = OPTIONS.side(model)
    names: dict[str, list[int]] = {}
    for tile in tiles(model):
        names.setdefault(tile.sheet, []).append(tile.index)
    for name, indices in names.items():
        pictures = [np.asarray(Image.open(work / f"{name}-{index}.png")) for index in indices]
        _save(sheet(pictures), out / f"{name}.webp")
    pictures, scores = film(model)
    _save(sheet(pictures), out / "film.webp")

    def chances(name: str) -> list[float]:
        made = cut(out / f"{name}.webp", len(names[name]), side)
        return [round(probability(model, picture, index), 4) for index, picture in enumerate(made)]

    made = {}
    for mode, (shown, said) in examples(model).items():
        _save(np.concatenate(shown, axis=1), out / f"{mode}.webp")
        made[mode] = {"height": shown[0].shape[0], "width": shown[0].shape[1], **said}
    about: dict[str, Any] = {
        "side": side,
        "columns": COLUMNS,
        "seed": 0,
        "options": asdict(OPTIONS),
        "layers": {depth: {"name": layer, "channels": channels(model, layer)} for depth, layer in LAYERS.items()},
        "chances": {name: chances(name) for name in names if name.startswith("classes")},
        "examples": made,
        "film": {"class": FILM, "every": FILM_EVERY, "count": len(pictures), "scores": scores},
    }
    (out / "gallery.json").write_text(json.dumps(about, separators=(",", ":")) + "\n", encoding="utf-8")


def _save(picture: NDArray[np.uint8], path: Path) -> None:
    Image.fromarray(picture).save(path, "WEBP", quality=QUALITY, method=6)


def main() -> None:
    """Make, write, and say how it went."""
    arguments = argparse.ArgumentParser(description="Make the gallery of assets/dreams.")
    arguments.add_argument(
        "--work", type=Path, default=ROOT / "runs" / "dreams", help="where finished pictures are kept"
    )
    work = arguments.parse_args().work
    work.mkdir(parents=True, exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    model = models.load("embedded")
    for name in make(model, work):
        print(name, flush=True)
    write(model, work, OUT)


if __name__ == "__main__":
    main()
