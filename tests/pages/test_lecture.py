"""The lecture's twelve views open as their links say, with nothing to correct."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.pages.conftest import Open

LECTURE = (Path(__file__).parents[2] / "docs" / "lecture.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\((http://localhost:8501/[^)]*)\)", LECTURE)


def test_the_lecture_has_twelve_views() -> None:
    assert len(re.findall(r"^\| \d+ \|", LECTURE, re.MULTILINE)) == 12


@pytest.mark.parametrize("link", LINKS)
def test_a_view_of_the_lecture_opens_without_a_word_of_correction(open_page: Open, link: str) -> None:
    parts = urlsplit(link)
    app = open_page(parts.path.strip("/") or "home", **dict(parse_qsl(parts.query)))
    assert not app.exception
    assert not app.warning
    assert not app.info
    assert "The link asked" not in " ".join(element.value for element in app.markdown)
    assert dict(parse_qsl(parts.query)).keys() <= app.session_state["_kept"].keys()
