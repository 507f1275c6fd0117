"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tiny networks: more threads only wait for each other

# The first example of a strategy over all of Unicode takes a second or two where several tests share the machine.
settings.register_profile("busy machine", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("busy machine")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of photos, weights and data beside the project, or skip."""
    folder = ROOT.parent / "shared"
    if not (folder / "images").is_dir():
        pytest.skip("needs the photos and weights of ../shared, which are not here")
    return folder
