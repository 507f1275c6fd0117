"""Train the embedded network from scratch: `python -m cnnviz.learn.embedded --data <folder> --out <folder>`.

Recipe: Muon for the hidden convolutions and SGD with Nesterov momentum for everything else, learning rates that rise
for two epochs and fall linearly to 0, crops, flips, colour jitter, mixup and CutMix, label smoothing 0.1, pictures
that grow from 40 to 56 pixels while training (the network is then measured and used at 64: Touvron et al., "Fixing
the train-test resolution discrepancy", 2019), the last epochs at 64 without mixing, and an average of the weights.
Stops and goes on from `<out>/checkpoint.pt`; the same seed gives the same run on the same machine.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from cnnviz.learn.augment import jitter, mix, resized_crops
from cnnviz.learn.dataset import Pictures, load_split
from cnnviz.learn.muon import Muon
from cnnviz.models.embedded import MEAN, STD, EmbeddedNet


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome, beside the data."""

    epochs: int = 36
    clean_epochs: int = 3  # the last ones: full size, no mixing, mild crops
    batch: int = 256
    muon_lr: float = 0.0375
    sgd_lr: float = 0.1
    sgd_decay: float = 5e-4
    momentum: float = 0.9
    warmup_epochs: float = 2
    smoothing: float = 0.1
    mixing: float = 0.5  # share of batches that are mixed
    average: float = 0.998  # decay of the weight average, per step
    seed: int = 0

    def side(self, epoch: int) -> int:
        """Side of the training pictures in `epoch`, in pixels."""
        if epoch >= self.epochs - self.clean_epochs:
            return 64
        return (40, 48, 56)[3 * epoch // (self.epochs - self.clean_epochs)]

    def rate(self, progress: float) -> float:
        """Learning rate as a share of its peak, after `progress` epochs."""
        if progress < self.warmup_epochs:
            return progress / self.warmup_epochs
        return (self.epochs - progress) / (self.epochs - self.warmup_epochs)


def optimizers(net: EmbeddedNet, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Split the parameters: hidden convolutions for Muon; stem, norms and head for SGD (no decay on vectors)."""
    hidden = [p for name, p in net.named_parameters() if p.ndim == 4 and not name.startswith("stem")]
    taken = {id(p) for p in hidden}
    rest = [p for p in net.parameters() if id(p) not in taken]
    groups = [
        {"params": [p for p in rest if p.ndim > 1], "weight_decay": recipe.sgd_decay},
        {"params": [p for p in rest if p.ndim == 1], "weight_decay": 0.0},
    ]
    sgd = torch.optim.SGD(groups, lr=recipe.sgd_lr, momentum=recipe.momentum, nesterov=True)
    return [sgd, Muon(hidden, lr=recipe.muon_lr, momentum=recipe.momentum)]


class Trainer:
    """One training run; `run()` yields a line of progress for each epoch."""

    def __init__(self, data: Path, out: Path, recipe: Recipe, device: torch.device) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.out, self.device = recipe, out, device
        self.generator = torch.Generator().manual_seed(recipe.seed)
        self.train, self.val = load_split(data, "train"), load_split(data, "val")
        self.net = EmbeddedNet().to(device).to(memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.net).eval()
        self.optimizers = optimizers(self.net, recipe)
        self.peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in self.optimizers]
        self.epoch = self.steps = 0

    def normalized(self, images: Tensor) -> Tensor:
        """uint8 `(N, 3, H, W)` -> float, mean 0 and deviation 1 over ImageNet, on the training device."""
        shape = (1, 3, 1, 1)
        images = images.to(self.device).float().div_(255)
        mean = torch.tensor(MEAN, device=self.device).view(shape)
        return images.sub_(mean).div_(torch.tensor(STD, device=self.device).view(shape))

    def batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the training set once, in random order, the incomplete last batch left out."""
        order = torch.randperm(len(self.train), generator=self.generator)
        for rows in torch.split(order, self.recipe.batch):
            if len(rows) == self.recipe.batch:
                yield self.normalized(self.train.images[rows]), self.train.labels[rows].to(self.device)

    def train_step(self, images: Tensor, labels: Tensor, progress: float) -> float:
        """Change the weights once; returns the loss."""
        recipe = self.recipe
        clean = self.epoch >= recipe.epochs - recipe.clean_epochs
        images = resized_crops(images, recipe.side(self.epoch), 0.5 if clean else 0.3, self.generator)
        images = jitter(images, 0.2 if clean else 0.3, self.generator)
        partner, share = labels, 1.0
        if not clean and torch.rand(1, generator=self.generator).item() < recipe.mixing:
            images, order, share = mix(images, self.generator)
            partner = labels[order]
        images = images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16):
            logits = self.net(images)
        logits = logits.float()
        loss = share * F.cross_entropy(logits, labels, label_smoothing=recipe.smoothing)
        if share < 1:
            loss = loss + (1 - share) * F.cross_entropy(logits, partner, label_smoothing=recipe.smoothing)
        for optimizer, peaks in zip(self.optimizers, self.peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * recipe.rate(progress)
            optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for optimizer in self.optimizers:
            optimizer.step()
        self.steps += 1
        self.update_average()
        return loss.item()

    @torch.no_grad()
    def update_average(self) -> None:
        """Move the averaged network a little towards the present one, its running statistics too."""
        keep = min(self.recipe.average, (1 + self.steps) / (10 + self.steps))
        for mean, now in zip(self.averaged.state_dict().values(), self.net.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(now, 1 - keep)
            else:
                mean.copy_(now)

    @torch.no_grad()
    def accuracy(self, net: nn.Module, split: Pictures) -> tuple[float, float]:
        """Top-1 and top-5 accuracy at full size, without augmentation."""
        net.eval()
        top = []
        for rows in torch.split(torch.arange(len(split)), 500):
            images = self.normalized(split.images[rows]).contiguous(memory_format=torch.channels_last)
            hits = net(images).topk(5).indices == split.labels[rows].to(self.device)[:, None]
            top.append(torch.stack([hits[:, 0], hits.any(1)], 1).float())
        first, fifth = torch.cat(top).mean(0).tolist()
        return first, fifth

    def run(self, until: int | None = None) -> Iterator[str]:
        """Train to the last epoch (or `until`), saving after each; yields one line of progress an epoch."""
        steps = len(self.train) // self.recipe.batch
        while self.epoch < (until or self.recipe.epochs):
            started, total = time.monotonic(), 0.0
            self.net.train()
            for step, (images, labels) in enumerate(self.batches()):
                total += self.train_step(images, labels, self.epoch + step / steps)
            self.epoch += 1
            self.save()
            seconds = time.monotonic() - started
            line = f"epoch {self.epoch}/{self.recipe.epochs} loss {total / steps:.3f} ({seconds:.0f} s)"
            if self.epoch % 4 == 0 or self.epoch > self.recipe.epochs - self.recipe.clean_epochs:
                first, fifth = self.accuracy(self.averaged, self.val)
                line += f" validation top-1 {first:.4f} top-5 {fifth:.4f}"
            yield line

    def state(self) -> dict[str, Any]:
        """Everything that a later session needs to go on from here."""
        return {
            "net": self.net.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "generator": self.generator.get_state(),
            "progress": {"epoch": self.epoch, "steps": self.steps},
        }

    def save(self) -> None:
        """Write the checkpoint (whole or not at all) and the averaged weights as safetensors."""
        self.out.mkdir(parents=True, exist_ok=True)
        part = self.out / "checkpoint.part"
        torch.save(self.state(), part)
        part.replace(self.out / "checkpoint.pt")
        weights = {name: tensor.contiguous().cpu() for name, tensor in self.averaged.state_dict().items()}
        save_file({k: v for k, v in weights.items() if v.is_floating_point()}, self.out / "embedded.safetensors")

    def resume(self) -> bool:
        """Go on from the checkpoint, if there is one."""
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return False
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.net.load_state_dict(state["net"])
        self.averaged.load_state_dict(state["averaged"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.generator.set_state(state["generator"])
        self.epoch, self.steps = state["progress"]["epoch"], state["progress"]["steps"]
        return True


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the zip files and the class table")
    parser.add_argument("--out", type=Path, default=Path("runs/embedded"), help="checkpoint and weights go here")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)
    recipe = Recipe(epochs=options.epochs, seed=options.seed)
    trainer = Trainer(options.data, options.out, recipe, torch.device(options.device))
    if trainer.resume():
        print(f"going on after epoch {trainer.epoch}", flush=True)
    for line in trainer.run():
        print(line, flush=True)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
