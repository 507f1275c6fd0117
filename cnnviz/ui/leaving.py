"""Who has closed the page waits for nothing any more: Streamlit keeps the session for ten minutes, the queue does not.

A page that comes back within `GRACE` seconds (a reload, a network that fails for a moment) loses nothing.
"""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.serve import Visitor, engine

GRACE = 5.0  # seconds
_visitors: WeakValueDictionary[str, Visitor] = WeakValueDictionary()  # by Streamlit's session


def came(visitor: Visitor) -> None:
    """Remember whose session this run of the page belongs to."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        _visitors[context.session_id] = visitor


def sweep() -> None:
    """End the waits of all whose page has no connection any more."""
    if not runtime.exists():
        return
    pages = runtime.get_instance()
    for session, visitor in list(_visitors.items()):
        if not pages.is_active_session(session):
            engine().leave(visitor.id)


class Leaving:
    """ASGI middleware: looks who has left, some seconds after a page's connection has ended."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._soon: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on."""
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "websocket":
                if self._soon is not None:
                    self._soon.cancel()
                self._soon = asyncio.get_running_loop().call_later(GRACE, sweep)
