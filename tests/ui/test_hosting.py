"""What surrounds the pages: headers, public files, the sentence for a page that fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.testing.v1 import AppTest

from cnnviz.ui import assets
from cnnviz.ui.headers import SecurityHeaders

from .asgi import Reply, request

ROOT = Path(__file__).parents[2]

APP = Starlette(routes=[assets.route()], middleware=[Middleware(SecurityHeaders)])


def get(path: str) -> Reply:
    return request(APP, "GET", path)


def test_public_files_may_be_kept_for_ever_because_their_address_changes() -> None:
    answer = get(assets.url("components/kit.js"))
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize(
    "path",
    [
        "weights/embedded.safetensors",
        "weights/classes.csv",
        "components/../weights/classes.csv",
        "samples/../../app.py",
    ],
)
def test_nothing_but_public_files_is_served(path: str) -> None:
    assert get(assets.url(path)).status == 404


def test_another_version_is_not_served() -> None:
    assert get("/assets/000000000000/components/kit.js").status == 404


def test_every_response_says_what_a_page_may_load() -> None:
    headers = get("/nothing").headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy.replace("https:", "").split("connect-src")[0]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_that_fails_shows_a_sentence_and_no_traceback() -> None:
    def script() -> None:
        import streamlit as st

        from cnnviz.ui.hosting import on_script_error

        st.text(on_script_error(RuntimeError("/secret/path")))

    app = AppTest.from_function(script).run()
    assert "could not finish" in app.warning[0].value
    assert "secret" not in app.warning[0].value
    assert app.text[0].value == "True"  # Streamlit then shows nothing of its own


def test_a_server_starts_without_torch_numpy_or_pandas() -> None:
    code = "import sys, app; print(*sorted({'torch', 'numpy', 'pandas', 'PIL'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_home_is_drawn_without_torch_or_pandas() -> None:
    code = """
import sys
from streamlit.testing.v1 import AppTest
already = set(sys.modules)
app = AppTest.from_file("cnnviz/ui/router.py").run()
assert not app.exception and len(app.get("bidi_component")) > 0
print(*sorted({"torch", "torchvision", "pandas", "pyarrow"} & (set(sys.modules) - already)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""
