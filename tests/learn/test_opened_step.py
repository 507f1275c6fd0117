"""A step of learning opened: by hand what autograd and torch's optimizer do; and the file that can be taken along."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors import safe_open

from cnnviz import models
from cnnviz.imaging.doodles import doodle
from cnnviz.learn import export, opened_step, transfer, trunk
from cnnviz.learn.class_pictures import ClassPictures
from cnnviz.learn.head import Recipe
from cnnviz.learn.transfer import Learned, Plan

from .nets import blots, finished, tiny


def learned(**parts: object) -> Learned:
    model = tiny()
    plan = Plan(model, blots(8, 3), trunk.cuts(model)[-1], Recipe(epochs=4, batch=6))
    return finished(transfer.learn(replace(plan, **parts)))[1]  # type: ignore[arg-type]


@pytest.mark.parametrize("momentum", [True, False])
@pytest.mark.parametrize("number", [1, 2, 9])
def test_the_lines_shown_do_to_the_weights_what_the_page_says(number: int, momentum: bool) -> None:
    step = opened_step.opened(learned(recipe=Recipe(epochs=4, batch=6, momentum=momentum)), number)
    head = torch.nn.Linear(*reversed(step.weight.shape))
    with torch.no_grad():
        head.weight.copy_(step.weight)
        head.bias.copy_(step.bias)
    optimizer = torch.optim.SGD(head.parameters(), lr=step.rate, momentum=step.momentum, weight_decay=step.decay)
    if momentum and number > 1:
        optimizer.state[head.weight]["momentum_buffer"] = step.velocity.clone()
    names = {"head": head, "F": F, "optimizer": optimizer, "x": step.x, "y": step.y}
    exec(opened_step.LINES, names)  # noqa: S102 (the very lines that the page shows)
    torch.testing.assert_close(step.logits, names["logits"].detach())
    assert step.loss == pytest.approx(names["loss"].item(), abs=1e-6)
    torch.testing.assert_close(step.gradient, head.weight.grad)
    torch.testing.assert_close(step.after, head.weight.detach())


def test_a_step_begins_where_the_one_before_it_has_ended() -> None:
    found = learned()
    first, second = opened_step.opened(found, 1), opened_step.opened(found, 2)
    torch.testing.assert_close(first.after, second.weight)
    assert not first.weight.any()  # the head begins with zeros


@pytest.mark.parametrize("parts", [{"augment": True}, {"recipe": Recipe(epochs=4, batch=6, dropout=True)}])
def test_the_last_step_ends_with_the_head_that_came_out(parts: dict[str, object]) -> None:
    found = learned(**parts)
    last = opened_step.opened(found, 10**6)
    assert last.number == last.of == opened_step.steps(found)
    size = transfer.Scale.of(found.values[list(found.split.learn)]).size
    torch.testing.assert_close(last.after / size, found.head.weight, rtol=1e-4, atol=1e-5)


def test_the_opened_weight_is_the_mean_of_the_products() -> None:
    step = opened_step.opened(learned(), 3, k=2, c=4)
    products = [
        (float(p[2]) - int(y == 2)) * float(x[4]) for p, y, x in zip(step.probabilities, step.y, step.x, strict=True)
    ]
    assert float(step.gradient[2, 4]) == pytest.approx(sum(products) / len(products), abs=1e-6)


@pytest.mark.parametrize("unfreeze", [0, 1])
def test_the_loader_reads_the_file_and_says_what_the_page_says(unfreeze: int, tmp_path: Path) -> None:
    model = models.load("embedded", "cpu")
    pictures = tuple(doodle(kind, i) for kind in ("sun", "fish") for i in range(3))
    them = ClassPictures(("Sun", "Fish \u2764"), pictures, (0, 0, 0, 1, 1, 1))
    plan = Plan(model, them, trunk.find(model, 5), Recipe(epochs=5), unfreeze=unfreeze, rounds=1)
    found = finished(transfer.learn(plan))[1]
    path = tmp_path / "own.safetensors"
    path.write_bytes(export.safetensors(found))
    with safe_open(path, "pt") as file:
        assert json.loads(file.metadata()["classes"]) == ["Sun", "Fish \u2764"]
    lines = export.loader(found, str(path))
    assert len([line for line in lines.splitlines() if line.strip() and "import" not in line]) <= 10
    names: dict[str, object] = {}
    exec(lines, names)  # noqa: S102 (the very lines that the page shows)
    shares, classes = names["classify"](model.pixels(pictures[0]))  # type: ignore[operator]
    assert classes == ["Sun", "Fish \u2764"]
    assert shares[0].tolist() == pytest.approx(transfer.classify(found, pictures[0]), abs=1e-5)


def test_torchvisions_networks_are_loaded_from_torchvision() -> None:
    model = tiny()
    named = models.Model("resnet18", model.module, model.class_names, model.preset)
    plan = Plan(named, blots(4), trunk.cuts(named)[-1], Recipe(epochs=1))
    assert 'net = get_model("resnet18").eval()' in export.loader(finished(transfer.learn(plan))[1], "x")
