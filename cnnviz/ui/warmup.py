"""What is made ready in a background thread after the start: torch, the embedded network, each page's first answer."""

from __future__ import annotations

from functools import cache

from cnnviz.serve import Step, WarmUp


def import_torch() -> None:
    """Import torch and torchvision, the slowest part (3 to 6 s cold)."""
    import torch
    import torchvision  # noqa: F401

    torch.set_num_threads(1)  # many small jobs side by side beat one that uses every core


def load_embedded() -> None:
    """Read the embedded network."""
    from cnnviz import models

    models.load("embedded")


def read_own_networks() -> None:
    """Make the operator's own networks; what is wrong with one goes to the log."""
    from cnnviz import models

    models.own_problems()


def first_answers() -> None:
    """Compute what each page shows before anything is touched."""
    from cnnviz.ui import answers

    answers.fill_defaults()


@cache
def current() -> WarmUp:
    """Return this process's warm-up."""
    return WarmUp(
        [
            Step("starting PyTorch", import_torch),
            Step("loading the network", load_embedded),
            Step("reading own networks", read_own_networks),
            Step("preparing the pages", first_answers),
        ]
    )


def start() -> None:
    """Start it, once."""
    current().start()
