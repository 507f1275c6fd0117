"""The `/assets` route: the project's own scripts, styles and pictures, under a path that changes with their content.

Browsers may then keep them for ever, and modules that import each other relatively stay of one version.
"""

from __future__ import annotations

import hashlib
from functools import cache

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from cnnviz.ui.paths import ASSETS

PUBLIC = ("components", "samples", "home", "dreams")  # weights and credits are not for the browser
YEAR = 31_536_000


@cache
def digest() -> str:
    """Return a short digest of every public file, computed once."""
    total = hashlib.blake2b(digest_size=6)
    for folder in PUBLIC:
        for path in sorted((ASSETS / folder).rglob("*")):
            if path.is_file():
                total.update(path.relative_to(ASSETS).as_posix().encode())
                total.update(path.read_bytes())
    return total.hexdigest()


def url(path: str) -> str:
    """Return the address of a public asset, such as `url("samples/cat.jpg")`."""
    return f"/assets/{digest()}/{path}"


class PublicFiles:
    """Serves `/<digest>/<folder>/...` for the public folders and nothing else."""

    def __init__(self) -> None:
        self.folders = {name: StaticFiles(directory=ASSETS / name, check_dir=False) for name in PUBLIC}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        version, _, rest = path.partition("/")
        folder, _, name = rest.partition("/")
        if scope["type"] != "http" or version != digest() or folder not in self.folders:
            await Response("There is no such file.", 404)(scope, receive, send)
            return
        inner = dict(scope, path="/" + name, root_path="")
        await self.folders[folder](inner, receive, self.keep(send))

    @staticmethod
    def keep(send: Send) -> Send:
        """Let browsers keep what was found for a year: another content has another address."""

        async def forward(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = [*message["headers"], (b"cache-control", f"public, max-age={YEAR}, immutable".encode())]  # type: ignore[misc]
                message = {**message, "headers": headers}
            await send(message)

        return forward  # type: ignore[return-value]


def route() -> Mount:
    """Return the route to mount beside Streamlit's own."""
    return Mount("/assets", PublicFiles())
