"""Where the project's files lie."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[2]
ASSETS = PROJECT / "assets"
PAGES = PROJECT / "pages"
