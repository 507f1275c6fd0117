"""Explaining a class of ResNet-18 at 224 x 224, beside captum and torch-cam, in one run.

    python -m benchmarks.explain

From a photo to a map, on one thread of the CPU (`torch.set_num_threads(1)`, as the server sets it), random weights,
which are frozen for all. The tools take turns; times are medians, and a ratio is the median of the turns' ratios.
captum runs with its own batch and with ours, and the faster counts. Each map is compared with the peer's. Memory is how
far the resident memory of a fresh process rises during the tool's second call, at its highest; Linux tells. The first
call loads modules and looks the network through; what is freed goes back to the system at once, for all tools alike, so
that no call lives on what an earlier one has left.
With a GPU the last three run there as well. Run it alone.
"""

from __future__ import annotations

import gc
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from benchmarks.analyze import reset_peak, resident
from cnnviz import saliency
from cnnviz.imaging import Picture
from cnnviz.models.lean import batch_size
from cnnviz.models.model import Model, Preset

ROUNDS = 5
SIDE, TARGET, STEPS, PATCH, STRIDE = 224, 7, 25, 32, 16
LIMITS = {"grad_cam": 1.0, "smooth_grad": 0.8, "integrated_gradients": 0.8, "occlusion": 0.7}
ON_GPU = 0.5  # for the last three
NEAR = {
    "smooth_grad": math.inf,  # each tool draws its own noise there
    "integrated_gradients": 5e-3,  # captum in single precision is 2e-3 away from captum in double: units near 0 flip
}
NEAREST = 1e-4  # of the map's largest value, for the others
MEMORY = "memory"  # in the command of a process that measures one tool's

Work = Callable[[], np.ndarray]


@dataclass(frozen=True)
class Rival:
    """A tool, and how it gives its map `(H, W)`."""

    name: str
    work: Work


def network(device: str) -> Model:
    """Return a ResNet-18 of random weights whose batch norms have seen something."""
    from torchvision.models import resnet18

    torch.manual_seed(5)
    module = resnet18(weights=None)
    for layer in module.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(layer.running_var, 0.5, 1.5)
            torch.nn.init.uniform_(layer.bias, -0.2, 0.2)
    names = tuple(f"class {index}" for index in range(1000))
    preset = Preset(SIDE, SIDE, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    return Model("resnet18", module.to(device), names, preset, torch.device(device))


def rivals(method: str, device: str) -> list[Rival]:
    """Return ours first, then the peers that know the method."""
    model = network(device)
    picture = Picture.of(np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8))
    options: dict[str, dict[str, object]] = {
        "grad_cam": {},
        "smooth_grad": {"samples": STEPS, "signed": True},
        "integrated_gradients": {"steps": STEPS, "baseline": "mean", "signed": True},
        "occlusion": {"patch": PATCH, "stride": STRIDE, "baseline": "mean", "signed": True},
    }

    def ours() -> np.ndarray:
        return saliency.explain(model, picture, TARGET, method, **options[method]).map

    if method == "grad_cam":
        return [Rival("ours", ours), Rival("captum", partial(captum_cam, model, picture)), torch_cam(model, picture)]
    size, call = batch_size(model), {"smooth_grad": smooth, "integrated_gradients": integrated, "occlusion": occluded}
    peers = [Rival("captum", partial(call[method], model, picture, None))]
    return [Rival("ours", ours), *peers, Rival(f"captum, by {size}", partial(call[method], model, picture, size))]


def captum_cam(model: Model, picture: Picture) -> np.ndarray:
    """Grad-CAM by captum."""
    from captum.attr import LayerAttribution, LayerGradCam

    method = LayerGradCam(model.module, model.module.layer4)
    cells = method.attribute(model.preprocess(picture), target=TARGET, relu_attributions=True)
    return LayerAttribution.interpolate(cells, model.input_size, "bilinear")[0, 0].detach().cpu().numpy()


def torch_cam(model: Model, picture: Picture) -> Rival:
    """Grad-CAM by torch-cam; the input asks for a gradient, since the weights do not."""
    from torchcam.methods import GradCAM

    def work() -> np.ndarray:
        with GradCAM(model.module, "layer4") as method:
            scores = model.module(model.preprocess(picture).requires_grad_())
            cells = method(TARGET, scores, normalized=False)[0][None]
            large = torch.nn.functional.interpolate(cells, model.input_size, mode="bilinear", align_corners=False)
            return large[0, 0].cpu().numpy()

    return Rival("torch-cam", work)


def smooth(model: Model, picture: Picture, size: int | None) -> np.ndarray:
    """SmoothGrad by captum."""
    from captum.attr import NoiseTunnel, Saliency

    x = model.preprocess(picture)
    found = NoiseTunnel(Saliency(model.module)).attribute(
        x,
        nt_samples=STEPS,
        nt_samples_batch_size=size,
        stdevs=0.15 * float(x.max() - x.min()),
        target=TARGET,
        abs=False,
    )
    return found[0].sum(0).detach().cpu().numpy()


def integrated(model: Model, picture: Picture, size: int | None) -> np.ndarray:
    """Integrated gradients by captum, at the middles of the steps."""
    from captum.attr import IntegratedGradients

    found = IntegratedGradients(model.module).attribute(
        model.preprocess(picture), target=TARGET, n_steps=STEPS, method="riemann_middle", internal_batch_size=size
    )
    return found[0].sum(0).detach().cpu().numpy()


def occluded(model: Model, picture: Picture, size: int | None) -> np.ndarray:
    """Occlusion by captum."""
    from captum.attr import Occlusion

    with torch.no_grad():
        found = Occlusion(model.module).attribute(
            model.preprocess(picture),
            (3, PATCH, PATCH),
            strides=(3, STRIDE, STRIDE),
            target=TARGET,
            perturbations_per_eval=size or 1,
        )
    return found[0, 0].cpu().numpy()


def took(work: Work) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def memory(method: str, name: str) -> None:
    """Print the megabytes of one tool's first call; for a process of its own."""
    import captum.attr  # noqa: F401
    import torchcam.methods  # noqa: F401 - loaded by nobody inside the measurement

    work = next(each.work for each in rivals(method, "cpu") if each.name == name)
    work()
    gc.collect()
    reset_peak()
    before = resident("VmRSS")
    work()
    print(resident("VmHWM") - before)


def megabytes(method: str, name: str) -> float:
    """Run this file for one tool's memory."""
    command = [sys.executable, "-m", "benchmarks.explain", MEMORY, method, name]
    environment = os.environ | {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "0"}
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)


def compare(method: str, device: str, limit: float) -> bool:
    """Let all take turns, print a line for each, and tell whether ours kept the limit."""
    all_of_them = rivals(method, device)
    maps = {each.name: each.work() for each in all_of_them}
    turns = [[took(each.work) for each in all_of_them] for _ in range(ROUNDS)]
    columns = [list(column) for column in zip(*turns, strict=True)]
    on_cpu = device == "cpu"
    used = {each.name: megabytes(method, each.name) if on_cpu else 0.0 for each in all_of_them}
    ratios = [
        statistics.median(a / b for a, b in zip(columns[0], column, strict=True)) for column in columns[1:]
    ]  # of the same turn, so that a slow minute slows both
    least = min(used[each.name] for each in all_of_them[1:])
    fine = max(ratios) <= limit and used["ours"] <= least
    for each, times in zip(all_of_them, columns, strict=True):
        line = f"{method:22s} {device:4s} {each.name:14s} {statistics.median(times):8.0f} ms {used[each.name]:7.0f} MB"
        if each.name != "ours":
            gap = float(np.abs(maps["ours"] - maps[each.name]).max() / np.abs(maps[each.name]).max())
            near = NEAR.get(method, NEAREST)
            line += f"   ours takes {ratios[all_of_them.index(each) - 1]:.2f} of it (limit {limit})"
            line += f", differs by {gap:.0e}" if near < math.inf else ""
            fine &= gap <= near
        print(line, flush=True)
    print("" if fine else f"{method}: TOO MUCH", flush=True)
    return fine


def main() -> None:
    """Measure, compare, print; leave with 1 where a limit is not kept."""
    torch.set_num_threads(1)
    if MEMORY in sys.argv:
        memory(*sys.argv[2:])
        return
    fine = [compare(method, "cpu", limit) for method, limit in LIMITS.items() if method in sys.argv or not sys.argv[1:]]
    if torch.cuda.is_available():
        fine += [compare(method, "cuda", ON_GPU) for method in LIMITS if method != "grad_cam"]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
