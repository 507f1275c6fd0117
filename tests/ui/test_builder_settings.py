"""The builder's address: what it holds is read as far as it goes, and the rest is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.arithmetic.building import PRESETS, encode
from cnnviz.ui import builder_settings

ROOT = Path(__file__).parents[2]


def opened(code: str | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "cnnviz" / "ui" / "router.py"), default_timeout=120).run()
    app = app.switch_page(str(ROOT / "pages" / "builder.py")).run()
    if code is not None:
        app.query_params["b"] = code
        app = app.run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    code: str = app.session_state[builder_settings.KEPT]
    return code


def notes(app: AppTest) -> str:
    return " ".join(each.value for each in app.markdown)


def test_the_page_opens_with_lenet() -> None:
    app = opened()
    assert encode(builder_settings.first()) == PRESETS[0].code
    assert app.title[0].value == "Network builder"


def test_a_link_shows_its_network() -> None:
    app = opened("1_3x9x9_c4k3_r")
    assert shown(app) == "1_3x9x9_c4k3_r"
    assert "link" not in notes(app)


@pytest.mark.parametrize(
    ("code", "kept", "said"),
    [
        ("1_3x9x9_c4k3_q9", "1_3x9x9_c4k3", "is no layer that is known here. Showing the one layer before it."),
        ("hello", PRESETS[0].code, "The link holds no network that can be read."),
        ("1_3x9x9_r_r_l0", "1_3x9x9_r_r", "Showing the 2 layers before it."),
    ],
)
def test_what_a_link_cannot_have_is_told(code: str, kept: str, said: str) -> None:
    app = opened(code)
    assert shown(app) == kept
    assert said in notes(app).replace("\\", "")
