"""Attacks: how often they reach a class, and what a step costs beside a bare loop.

    python -m benchmarks.fool

Speed: steps a second of `synthesis.attack` on one thread of the CPU (`torch.set_num_threads(1)`, as the server sets
it), beside a bare loop of the same network and size: forward, cross-entropy, backward to the pixels, no step taken.
Both take turns; the ratio is the median of the turns' ratios. And FGSM at another epsilon, where the photo's gradient
is known, beside one bare forward pass.

Reach: a hundred random pairs of a photo and another class, on the embedded network at epsilon 8 (L-infinity) within 40
steps. The photos are those of ../shared (20 of ImageNet, 7 under CC0) with the project's own six; without ../shared the
six alone, in random crops, and it says so. Run it alone: some 80 s.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch.nn import functional as F
from torchvision.models import get_model

from cnnviz import models, synthesis
from cnnviz.imaging import Picture, read, samples
from cnnviz.models import Model
from cnnviz.synthesis.attack import iterate
from cnnviz.synthesis.start import logits_of, start

SHARED = Path(__file__).parents[2] / "shared" / "images"
PHOTOS = ("cat", "coffee", "astronaut", "rocket", "brick", "grass")
PAIRS, REACHED, EPSILON, STEPS = 100, 90, 8, 40
LEAST = 0.85  # of the bare loop's steps a second
ROUNDS, LOOP = 7, 20
ONE_PASS = 1.25  # FGSM at another epsilon, in forward passes


def bare(model: Model, pixels: torch.Tensor, steps: int) -> None:
    """Run so many forward and backward passes."""
    goal = torch.tensor([5], device=pixels.device)
    for _ in range(steps):
        at = pixels.detach().requires_grad_()
        torch.autograd.grad(F.cross_entropy(model.module(model.normalize(at)), goal), at)


def took(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def speed(model: Model, photo: Picture, name: str) -> bool:
    """Print the ratios for one network; tell whether both are fine."""
    pixels, begun = model.pixels(photo), start(model, photo, 5)
    first, one = synthesis.attack(model, photo, EPSILON, 5, 2), LOOP + 1  # the first of them is known
    ratios = {"linf": [], "l2": []}
    passes = []
    for _ in range(ROUNDS):
        plain = took(lambda: bare(model, pixels, LOOP)) / LOOP
        for norm, found in ratios.items():
            doing = iterate(model, photo, EPSILON, 5, one, norm, known=begun)
            next(doing)
            found.append(plain / (took(lambda steps=doing: [next(steps) for _ in range(LOOP)]) / LOOP))
        forward = statistics.median(took(lambda: logits_of(model, pixels)) for _ in range(9))
        again = statistics.median(took(lambda: list(iterate(model, photo, 4, 5, known=begun))) for _ in range(9))
        passes.append(again / forward)
    fine = statistics.median(passes) <= ONE_PASS
    for norm, found in ratios.items():
        ratio = statistics.median(found)
        fine &= ratio >= LEAST
        print(f"{name:14s} {norm:4s} {ratio:.2f} of the bare loop's steps a second ({1 / plain:.1f}); at least {LEAST}")
    print(f"{name:14s} FGSM at another epsilon: {statistics.median(passes):.2f} forward passes; at most {ONE_PASS}")
    assert first.logits.shape[0] == 3
    return fine


def photos(chance: random.Random) -> list[Picture]:
    """Return the photos to attack."""
    own = [samples.load(name) for name in PHOTOS]
    if SHARED.is_dir():
        return own + [read(file.read_bytes()) for file in sorted(SHARED.rglob("*.*"))]
    print("No ../shared here: random crops of the project's six photos instead of 33 photos.")
    found = []
    for each in own:
        for _ in range(6):
            side = chance.randint(min(each.height, each.width) // 2, min(each.height, each.width))
            top, left = chance.randint(0, each.height - side), chance.randint(0, each.width - side)
            found.append(Picture.of(each.rgb[top : top + side, left : left + side].copy()))
    return found


def reach(model: Model) -> bool:
    """Print how many of the pairs reach their class; tell whether enough do."""
    chance = random.Random(0)
    pictures = photos(chance)
    reached = within = 0
    for _ in range(PAIRS):
        photo = chance.choice(pictures)
        label = models.predict(model, photo, 1)[0].index
        target = chance.choice([each for each in range(len(model.class_names)) if each != label])
        found = synthesis.attack(model, photo, EPSILON, target, STEPS)
        reached += found.succeeded
        within += bool((found.margins < 0).any())
    print(f"{reached} of {PAIRS} pictures are taken for the target at epsilon {EPSILON} after {STEPS} steps ", end="")
    print(f"({within} at some step); at least {REACHED}. {len(pictures)} photos.")
    return reached >= REACHED


def squeezenet() -> Model:
    """Return a SqueezeNet 1.1 of random weights: they cost what others cost."""
    torch.manual_seed(5)
    preset = models.Preset(256, 224, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    return Model("squeezenet1_1", get_model("squeezenet1_1", weights=None), tuple(map(str, range(1000))), preset)


def main() -> None:
    """Measure, print; leave with 1 where a limit is not kept."""
    torch.set_num_threads(1)
    embedded = models.load("embedded")
    fine = [speed(each, samples.load("cat"), each.name) for each in (embedded, squeezenet())]
    fine.append(reach(embedded))
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
