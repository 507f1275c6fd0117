"""What transfer is worth, in figures: 20 pictures a side, mean of 10 draws, tested on all the others.

    python -m benchmarks.transfer --data ../shared/datasets

The six dog classes against the twelve food classes of the validation pictures, and each pair of six classes that the
embedded network has never seen; the peer, in the same run, is the same head on the same layers with random weights.
Then how long a head takes from pictures to result, and with the last block tuned. Run it alone.
"""

from __future__ import annotations

import argparse
import io
import itertools
import statistics
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from cnnviz import models
from cnnviz.imaging import Picture
from cnnviz.learn import features, transfer
from cnnviz.learn.class_pictures import ClassPictures
from cnnviz.learn.dataset import class_table, load_split
from cnnviz.learn.head import Recipe, fitted
from cnnviz.learn.transfer import Plan
from cnnviz.learn.trunk import cuts, random_like
from cnnviz.models import Model

DRAWS, EACH = 10, 20
DOGS = "Chihuahua;Yorkshire terrier;golden retriever;Labrador retriever;German shepherd;standard poodle"
FOOD = "guacamole;ice cream;pretzel;cauliflower;bell pepper;mushroom;orange;lemon;banana;pomegranate;pizza;espresso"
LEAST = {"dogs and food": 0.94, "unseen pairs": 0.93, "over random": 0.15}
MOST = {"head": 5.0, "tuned": 60.0}  # seconds


def unseen(data: Path) -> dict[str, Tensor]:
    """Return the pictures of the classes outside the hundred, uint8 `(N, 3, 64, 64)` by name."""
    found: dict[str, list[np.ndarray]] = {}
    with zipfile.ZipFile(data / "tiny_imagenet_unseen.zip") as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith(".JPEG")):
            with Image.open(io.BytesIO(archive.read(name))) as image:
                found.setdefault(name.split("/")[-2], []).append(np.asarray(image.convert("RGB")))
    return {name: torch.from_numpy(np.stack(each)).permute(0, 3, 1, 2) for name, each in found.items()}


def values(model: Model, pictures: Tensor) -> Tensor:
    """Return what the whole trunk says of pictures, `(N, C)`."""
    layer, found = cuts(model)[-1].layer, dict[str, Tensor]()
    for _ in features.pooled(model, pictures, [layer], found):
        pass
    return found[layer]


def accuracy(first: Tensor, second: Tensor, draw: int) -> float:
    """Share of the other pictures that a head gets right which learned from `EACH` of either side, sides as one."""
    chance = np.random.default_rng(draw)
    learn, held, learn_labels, held_labels = [], [], [], []
    for label, side in enumerate((first, second)):
        order = torch.from_numpy(chance.permutation(len(side)))
        learn.append(side[order[:EACH]])
        held.append(side[order[EACH:]])
        learn_labels += [label] * EACH
        held_labels += [label] * (len(side) - EACH)
    head = fitted(torch.cat(learn), torch.tensor(learn_labels), 2, Recipe(seed=draw))
    return (head(torch.cat(held)).argmax(1) == torch.tensor(held_labels)).float().mean().item()


def over_draws(first: Tensor, second: Tensor) -> float:
    """Mean accuracy over the draws."""
    return statistics.mean(accuracy(first, second, draw) for draw in range(DRAWS))


def seconds(model: Model, unfreeze: int, pictures: list[Tensor], cores: int) -> tuple[float, float]:
    """Return how long 2 x 20 pictures take from arrays to a classifier, how much of the held-out ones it gets right."""
    torch.set_num_threads(cores)
    every = [Picture.of(each.permute(1, 2, 0).numpy()) for side in pictures for each in side[: 2 * EACH]]
    them = ClassPictures(("first", "second"), tuple(every), (0,) * 2 * EACH + (1,) * 2 * EACH)
    plan = Plan(model, them, cuts(model)[-1], Recipe(), unfreeze=unfreeze, augment=bool(unfreeze), share=0.5)
    start, steps = time.perf_counter(), transfer.learn(plan)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            took = time.perf_counter() - start
            return took, end.value.confusion().right / end.value.confusion().pictures


def main() -> int:
    """Print the figures; 1 where one misses what is asked of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    data = parser.parse_args().data
    model, cores = models.load("embedded", "cpu"), torch.get_num_threads()
    random = random_like(model)
    torch.set_num_threads(cores)
    names, val = [name for _, name in class_table(data)], load_split(data, "val")
    sides = [torch.isin(val.labels, torch.tensor([names.index(n) for n in side.split(";")])) for side in (DOGS, FOOD)]
    figures = {"dogs and food": over_draws(*(values(model, val.images[side]) for side in sides))}
    other = over_draws(*(values(random, val.images[side]) for side in sides))
    print(f"dogs against food: {figures['dogs and food']:.1%}, random trunk {other:.1%}")
    new = unseen(data)
    both = [{name: values(network, each) for name, each in new.items()} for network in (model, random)]
    pairs = list(itertools.combinations(sorted(new), 2))
    rows = [(pair, *(over_draws(own[pair[0]], own[pair[1]]) for own in both)) for pair in pairs]
    for (one, two), mine, theirs in rows:
        print(f"  {one} against {two}: {mine:.1%}, random trunk {theirs:.1%}")
    figures["unseen pairs"] = statistics.mean(row[1] for row in rows)
    figures["over random"] = figures["unseen pairs"] - statistics.mean(row[2] for row in rows)
    print(f"unseen pairs: {figures['unseen pairs']:.1%}, {100 * figures['over random']:.1f} points over a random trunk")
    pictures, times = [new["sombrero"], new["volleyball"]], {}
    for kind, unfreeze in (("head", 0), ("tuned", 1)):
        times[kind], right = seconds(model, unfreeze, pictures, cores)
        print(f"{kind}: {times[kind]:.1f} s on {cores} threads, {right:.0%} of the held out right")
    good = all(figures[name] >= least for name, least in LEAST.items()) and all(times[k] <= MOST[k] for k in MOST)
    print("all as asked" if good else "something is not as asked")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
