"""Where the weights of a network may lie on this machine, first place first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

EMBEDDED = "embedded"
ASSETS = Path(__file__).parents[2] / "assets" / "weights"


def own_folder() -> Path | None:
    """The folder that `CNNVIZ_WEIGHTS` names, or None where it names none."""
    named = os.environ.get("CNNVIZ_WEIGHTS", "").strip()
    return Path(named).expanduser() if named else None


def torch_folder() -> Path:
    """Where torch keeps downloaded weights, known without importing torch (its rule: `torch.hub.get_dir`)."""
    hub = sys.modules.get("torch.hub")
    if hub is not None:
        return Path(hub.get_dir()) / "checkpoints"
    cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    home = os.environ.get("TORCH_HOME", f"{cache}/torch")
    return Path(home).expanduser() / "hub" / "checkpoints"


def candidates(name: str, file: str) -> list[Path]:
    """Every path at which the weights of network `name` are looked for; `file` is the published file's name."""
    if name == EMBEDDED:
        return [ASSETS / file]
    own = own_folder()
    mine = [own / f"{name}.safetensors", own / f"{name}.pth", own / file] if own else []
    return [*mine, torch_folder() / file]


def find(name: str, file: str) -> Path | None:
    """The first of the candidates that exists, or None."""
    return next((path for path in candidates(name, file) if path.is_file()), None)
