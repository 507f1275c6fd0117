"""A real server, asked as browsers ask and as they never would: hostile hands, strangers, a restart."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from benchmarks.hostile import Attack, logged
from benchmarks.student import Student
from tests.browser.stage import Server, Watch, serve
from tests.imaging.test_read_any_bytes import REAL

SECONDS = float(os.environ.get("CNNVIZ_HOSTILE_SECONDS", "8"))
Value = TypeVar("Value")


def run(act: Awaitable[Value]) -> Value:
    async def whole() -> Value:
        return await act

    # In a thread of its own: the browser tests' loop may be running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(whole())).result()


@pytest.fixture(scope="module", autouse=True)
def ready(server: Server) -> None:
    """Wait until torch and the network are there, as the page does for whoever opens it."""

    async def act() -> None:
        first = Student(server.url)
        await first.open("inspector")
        await first.close()

    run(act())


def test_nobody_sees_anothers_photo(server: Server) -> None:
    async def act() -> tuple[int, bytes, int, list[str]]:
        ann, bob = Student(server.url), Student(server.url)
        await ann.open("filters")
        await ann.upload("ann.png", REAL["png"])
        (name,) = ann.own
        mine = await ann.ask("filters", what="photo", photo=name, net="embedded", settings={})
        await bob.open("filters", f"photo={name}")  # even one who has guessed the name
        stolen = await bob.ask("filters", what="photo", photo=name, net="embedded", settings={})
        texts = bob.seen.texts
        await asyncio.gather(ann.close(), bob.close())
        return mine.status, stolen.body, stolen.status, texts

    mine, said, stolen, texts = run(act())
    assert (mine, stolen) == (200, 422)
    assert b"no longer here" in said
    assert any("stays with its owner" in text for text in texts)


def test_uploads_need_the_token_and_a_session_of_ones_own(server: Server) -> None:
    async def act() -> list[int]:
        ann, bob = Student(server.url), Student(server.url)
        await ann.open("filters")
        fine = await ann.put("file", REAL["png"])
        forged = await ann.put("file", REAL["png"], xsrf=False)
        bob.session = "guessed"
        stranger = await bob.put("file", REAL["png"])
        await asyncio.gather(ann.close(), bob.close())
        return [fine.status, forged.status, stranger.status]

    assert run(act()) == [204, 403, 400]


@pytest.mark.parametrize("path", ["/", "/lab", "/_stcore/health", "/metrics", "/ready", "/answers/lab", "/nothing"])
def test_every_answer_says_what_a_page_may_load(server: Server, path: str) -> None:
    async def act() -> dict[str, str]:
        stranger = Student(server.url)
        try:
            return (await stranger.http.request("GET", path)).headers
        finally:
            await stranger.close()

    headers = run(act())
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "microphone=()" in headers["permissions-policy"]
    assert headers.get("access-control-allow-origin") != "*"


def test_file_names_with_markup_are_text(server: Server) -> None:
    async def act() -> list[str]:
        ann = Student(server.url)
        await ann.open("filters")
        seen = await ann.upload("<b>**bold**</b>.png", b"no picture at all")
        await ann.close()
        return seen.texts

    (note,) = [text for text in run(act()) if "bold" in text]
    assert r"\<b\>\*\*bold\*\*\</b\>" in note


def test_hostile_hands_get_sentences_and_leave_no_trace(server: Server) -> None:
    attack = Attack(server, seed=5, slow=10)  # the other tests share the machine; the benchmark allows two seconds
    run(attack.run(seconds=SECONDS))
    assert attack.found == []
    assert logged(server) == []
    assert min(attack.sent[way] for way in ("upload", "address", "state", "question")) > 5


def test_after_a_restart_browsers_come_back_to_the_same_state(page: Page, tmp_path: Path, watch: Watch) -> None:
    first = serve(tmp_path / "first")
    page.goto(f"{first.url}/lab?n=9&k=5")
    lines = page.locator("pre").first
    expect(lines).to_contain_text("kernel_size=5", timeout=60_000)
    first.process.kill()
    first.process.wait()
    second = serve(tmp_path / "second", port=urlsplit(first.url).port)
    try:
        page.get_by_role("slider", name="Stride").first.press("ArrowRight")
        expect(lines).to_contain_text("stride=2", timeout=60_000)
        expect(lines).to_contain_text("kernel_size=5", timeout=60_000)
    finally:
        page.close()
        second.stop()
    watch.complaints.clear()  # the browser complains of each try to reach the server that was gone
