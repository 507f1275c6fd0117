"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tiny networks: more threads only wait for each other

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of photos, weights and data beside the project, or skip."""
    folder = ROOT.parent / "shared"
    if not (folder / "images").is_dir():
        pytest.skip("needs the photos and weights of ../shared, which are not here")
    return folder
