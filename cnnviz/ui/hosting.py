"""What surrounds the pages on the server: start and stop, routes, headers, and what happens when a page fails."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from cnnviz.serve import runs
from cnnviz.ui import assets, classes_intake, metrics, quick, quick_answers, warmup
from cnnviz.ui.compression import Compressed
from cnnviz.ui.headers import SecurityHeaders
from cnnviz.ui.leaving import Leaving
from cnnviz.ui.paths import PROJECT

ROUTER = PROJECT / "cnnviz" / "ui" / "router.py"
HEAD_START = 1.5  # seconds the first page has before torch is imported; a page that needs torch starts it itself
SWITCH = 0.001  # seconds a thread may keep the interpreter while another waits; Python's 0.005 is a long time in a step
COMPRESS_AFTER = 3.0  # seconds after a script's first answer; by then the first page stands
COLLECT_EVERY = 60  # seconds between collections, which no longer happen after each rerun
log = logging.getLogger("cnnviz")


async def collect_now_and_then() -> None:
    """Collect garbage on a timer; after the warm-up's freeze there is little to look at."""
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        if warmup.current().done:
            await asyncio.to_thread(gc.collect)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Serve at once; the warm-up's thread follows a moment later, for it and the first page need the same lock."""
    sys.setswitchinterval(SWITCH)
    asyncio.get_running_loop().call_later(HEAD_START, warmup.start)
    collecting = asyncio.create_task(collect_now_and_then())
    try:
        yield
    finally:
        collecting.cancel()
        await asyncio.to_thread(runs.close)


def routes() -> Sequence[BaseRoute]:
    """Routes beside Streamlit's own."""
    answers = quick.Answers(quick_answers.ANSWERERS)
    return [assets.route(), quick.mount(answers), classes_intake.route(), *metrics.routes(answers)]


def middleware() -> Sequence[Middleware]:
    """Middleware around everything."""
    return [Middleware(SecurityHeaders), Middleware(Compressed, delay=COMPRESS_AFTER), Middleware(Leaving)]


def on_script_error(problem: Exception) -> bool:
    """Write the traceback to the log and a sentence on the page; settings stay as they are."""
    log.error("A page failed", exc_info=problem)
    st.warning(
        "This page could not finish. Your settings are kept: change one of them or reload, and it tries again. "
        "The server's log has the details.",
        icon=":material/build:",
    )
    return True
