"""Dreaming: steps a second beside a bare loop, what it costs others, and whether the pictures are of their class.

    python -m benchmarks.synthesis      # python -m benchmarks.synthesis all: makes all hundred classes anew as well

On one thread of the CPU. The bare loop runs the network forwards and back to its input, and nothing else: no transform,
no parameterization, no optimizer, no picture to look at. Ours is the whole run as the page starts it, packed pictures
and what the network takes them for included. Both take turns, in seconds of the processor, so that a busy machine slows
neither; a ratio is the median of the turns' ratios. Then one visitor
dreams through the server's queue while another asks small questions, each new to the cache. Run it alone.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from cnnviz import models, synthesis
from cnnviz.imaging import Picture, samples
from cnnviz.models import Model
from cnnviz.models.model import Preset
from cnnviz.serve import Passing, Question, Visitor, engine, runs
from cnnviz.synthesis import gallery, visualize
from cnnviz.ui import dream_frames, dream_running, dream_settings

ROUNDS, STEPS = 5, 96
LEAST, MOST = 0.85, 2.0  # of the bare loop's steps a second; of a small question's time
RIGHT = 95
QUESTIONS = 20


def squeezenet() -> Model:
    """Return a network for 224 x 224 pixels, of random weights."""
    from torchvision.models import squeezenet1_1

    torch.manual_seed(3)
    names = tuple(f"class {index}" for index in range(1000))
    preset = Preset(224, 224, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    return Model("squeezenet1_1", squeezenet1_1(weights=None), names, preset)


def bare(model: Model, side: int, steps: int) -> None:
    """Run forwards and back, and nothing else."""
    x = torch.randn(1, 3, side, side)
    for _ in range(steps):
        start = x.detach().requires_grad_()
        torch.autograd.grad(model.module(start)[0, 0], start)


def run(model: Model, side: int, steps: int) -> Iterator[object]:
    """Return the page's run of a class."""
    look = replace(dream_settings.Dream(), side=side, steps=steps)
    for frame in dream_running.steps(dream_frames.Subject(model, samples.load("cat"), look)):
        value = frame.value if isinstance(frame, Passing) else frame
        yield None if value is None else dream_frames.packed(value)


def drain(model: Model, side: int, steps: int) -> None:
    """Let a run come to its end."""
    for _ in run(model, side, steps):
        pass


def took(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def worked(work: Callable[[], object]) -> float:
    """Seconds of the processor that one call in this thread takes."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def speed(model: Model, side: int, steps: int) -> bool:
    """Let both take turns, print, and tell whether ours is quick enough."""
    bare(model, side, 4)
    drain(model, side, 8)
    works = (partial(bare, model, side, steps), partial(drain, model, side, steps))
    turns = [[worked(work) for work in works] for _ in range(ROUNDS)]
    ratio = statistics.median(theirs / ours for theirs, ours in turns)
    theirs, ours = (statistics.median(column) / steps * 1e3 for column in zip(*turns, strict=True))
    fine = ratio >= LEAST
    print(
        f"{model.name:14s} {side:4d} px  bare {theirs:6.1f} ms a step, ours {ours:6.1f} ms: {ratio:.2f} of its speed",
        end="",
    )
    print(f" (at least {LEAST})" if fine else f"  TOO SLOW (at least {LEAST})", flush=True)
    return fine


def asked(number: int, picture: Picture) -> Picture:
    """Return a photo that nobody has asked about yet."""
    rgb = picture.rgb.copy()
    rgb[0, 0] = number % 256, number // 256, 7
    return Picture.of(rgb)


def small(model: Model, visitor: Visitor, numbers: range, tick: Callable[[], object]) -> list[float]:
    """Milliseconds of small questions, one after another: what the network takes a photo for."""
    photo, times = samples.load("cat"), []
    for number in numbers:
        picture = asked(number, photo)
        question = Question("benchmark", model.name, picture.digest)
        times.append(
            1e3 * took(lambda q=question, p=picture: engine().ask(q, lambda: models.predict(model, p), visitor.id))
        )  # type: ignore[misc]
        tick()
        time.sleep(0.02)
    return times


def others(model: Model) -> bool:
    """Compare small questions of one visitor while nobody dreams and while another does."""
    me, you, turns = Visitor(), Visitor(), []
    small(model, me, range(10), lambda: None)
    for turn in range(1, 1 + ROUNDS):
        alone = small(model, me, range(1000 * turn, 1000 * turn + QUESTIONS), lambda: None)
        run_id = runs.start(you, "dream", "benchmark", lambda: run(model, 64, 400))
        tick = partial(runs.look, you, "dream", run_id, 10**6)
        beside = small(model, me, range(1000 * turn + 500, 1000 * turn + 500 + QUESTIONS), tick)
        runs.stop(you, "dream", run_id)
        turns.append((statistics.median(alone), statistics.median(beside)))
    ratio = statistics.median(after / before for before, after in turns)
    before, after = (statistics.median(column) for column in zip(*turns, strict=True))
    fine = ratio <= MOST
    print(f"a small question: {before:.1f} ms, while another dreams {after:.1f} ms: {ratio:.2f} times", end="")
    print(f" (at most {MOST})" if fine else f"  TOO MUCH (at most {MOST})", flush=True)
    return fine


def pictures(model: Model, anew: bool) -> bool:
    """Count the classes whose picture is taken for them: those that ship, and new ones with another seed."""
    side, count = gallery.OPTIONS.side(model), len(model.class_names)
    made = gallery.cut(gallery.OUT / "classes.webp", count, side)
    right = sum(models.predict(model, Picture.of(each), 1)[0].index == index for index, each in enumerate(made))
    print(f"the gallery as it ships: {right} of {count} pictures are taken for their class (at least {RIGHT})")
    fine = right >= RIGHT
    chosen = range(count) if anew else range(0, count, 10)
    right = 0
    for index in chosen:
        image = synthesis.class_image(model, index, seed=1).image.astype(np.uint8)
        right += int(visualize.chances(model, image).argmax()) == index
    print(f"made anew with seed 1: {right} of {len(chosen)}", flush=True)
    return fine and right >= RIGHT / 100 * len(chosen)


def main() -> None:
    """Measure, print; leave with 1 where a limit is not kept."""
    torch.set_num_threads(1)
    embedded = models.load("embedded")
    fine = [
        speed(embedded, 64, STEPS),
        speed(embedded, 96, STEPS),
        speed(squeezenet(), 224, STEPS // 3),
        others(embedded),
    ]
    fine.append(pictures(embedded, "all" in sys.argv))
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
