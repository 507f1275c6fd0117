"""Pages as Streamlit runs them, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]


@pytest.fixture
def open_page() -> Open:
    """Open a page as a link would: `open_page("lab", k="5")`."""

    def open_(name: str, **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "cnnviz" / "ui" / "router.py"), default_timeout=120).run()
        if name != "home":
            app = app.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
        for key, value in address.items():
            app.query_params[key] = value
        return app.run() if address else app

    return open_
