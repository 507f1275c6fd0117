"""Which processor computes: CUDA, else Apple's MPS, else the CPU, unless the settings say otherwise."""

from __future__ import annotations

import os

import torch

from cnnviz.errors import UnknownName

_KINDS = ("cuda", "mps", "cpu")


def _present() -> list[str]:
    """Names of the devices of this machine, fastest first."""
    cuda = ["cuda", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))] if torch.cuda.is_available() else []
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return [*cuda, *mps, "cpu"]


def pick(device: str = "auto") -> torch.device:
    """Return the device to compute on.

    `device` is "auto", "cuda", "cuda:1", "mps" or "cpu"; "auto" takes what the variable `CNNVIZ_DEVICE` says, else
    the fastest there is. Raises `UnknownName` where this machine has no such device.
    """
    asked, where = device, ""
    if asked == "auto":
        asked, where = os.environ.get("CNNVIZ_DEVICE", "").strip().lower() or "auto", " (set in CNNVIZ_DEVICE)"
    present = _present()
    if asked == "auto":
        return torch.device(present[0])
    if asked in present:
        return torch.device(asked)
    choices = ", ".join(present)
    if asked.split(":")[0] in _KINDS:
        raise UnknownName(
            f"This machine has no device {asked}{where}; torch finds {choices}. Choose one of them, or auto."
        )
    raise UnknownName(f"{asked!r}{where} is no device that torch can compute on; choose auto or one of {choices}.")
