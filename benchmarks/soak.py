"""Thousands of reruns over all pages, with uploads: what stays in memory, and what is left when all have gone.

    python -m benchmarks.soak [reruns]           5,000 unless another number is told

Resident memory is read from `/metrics` after the first tenth (when caches have filled) and at the end; afterwards all
students leave, and sessions, photos, threads and the queue must be back at their level.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.classroom import wait_until_warm
from benchmarks.hostile import logged
from benchmarks.student import PAGES, Student
from tests.browser.stage import Server, serve
from tests.imaging.test_read_any_bytes import REAL

RERUNS = 5_000
SEATS = 8  # students at a time
QUERIES = ("", "photo=coffee", "photo=rocket", "n=9&k=5", "unit=3")
VISIT = 25  # reruns of a student, who then leaves
GROWTH = 0.15  # of resident memory
LAST = 3  # visitors that may still be there: the late-comers
LIFETIME = "3"  # seconds that a closed session is kept: ten minutes are too long for a benchmark


async def numbers(url: str) -> dict[str, float]:
    """Return the server's metrics that have no labels."""
    text = (await Student(url).http.request("GET", "/metrics")).body.decode()
    return {name: float(value) for name, value in re.findall(r"^(\w+) (\S+)$", text, re.MULTILINE)}


def threads(server: Server) -> int:
    """Return how many threads the server has."""
    return len(list(Path(f"/proc/{server.process.pid}/task").iterdir()))


async def visit(url: str, luck: random.Random, reruns: int) -> None:
    """Go from page to page, with an own photo now and then, and leave."""
    student = Student(url)
    files = [REAL[name] for name in ("png", "jpeg", "webp", "gif", "tiff")]
    for number in range(reruns):
        if number % 8 == 7 and "file_uploader" in student.seen.widgets:
            await student.upload("photo.png", luck.choice(files) + luck.randbytes(8))
        else:
            await student.open(
                luck.choice(PAGES), luck.choice(("", "photo=coffee", "photo=rocket", "n=9&k=5", "unit=3"))
            )
    await student.close()


async def soak(server: Server, reruns: int) -> bool:
    """Print what memory and threads did; True where they are within their bounds."""
    left = [reruns]
    marks: list[float] = []

    async def seat(place: int) -> None:
        luck = random.Random(place)
        while left[0] > 0:
            left[0] -= VISIT
            await visit(server.url, luck, VISIT)
            if not marks and left[0] <= 0.9 * reruns:
                marks.append((await numbers(server.url))["process_resident_memory_bytes"])

    before, began = threads(server), time.perf_counter()
    await asyncio.gather(*(seat(place) for place in range(SEATS)))
    took = time.perf_counter() - began
    there = await numbers(server.url)
    grown = there["process_resident_memory_bytes"] / marks[0] - 1
    print(f"{reruns} reruns in {took:.0f} s; memory {marks[0] / 1e6:.0f} MB after a tenth, {grown:+.1%} at the end")
    for _ in range(30):  # Streamlit lets a closed session go when another page comes; then it is the collector's turn
        late_comer = Student(server.url)
        await late_comer.open()
        await late_comer.close()
        after = await numbers(server.url)
        if after["cnnviz_visitors"] <= LAST:
            break
        await asyncio.sleep(4)
    late = threads(server)
    print(
        f"when all had left: {after['cnnviz_visitors']:.0f} visitors, {after['cnnviz_questions_waiting']:.0f} waiting,"
    )
    print(f"threads {before} and then {late}, cache {after['cnnviz_cache_bytes'] / 1e6:.0f} MB", end=" ")
    print(f"of {after['cnnviz_cache_limit_bytes'] / 1e6:.0f}")
    kept = after["cnnviz_cache_bytes"] <= after["cnnviz_cache_limit_bytes"]
    return grown <= GROWTH and after["cnnviz_visitors"] <= LAST and kept and late <= before + 40


def main() -> None:
    """Start a server, soak it, print."""
    reruns = int(sys.argv[1]) if len(sys.argv) > 1 else RERUNS
    with tempfile.TemporaryDirectory() as folder:
        server = serve(Path(folder) / "log", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL=LIFETIME)
        try:
            wait_until_warm(server.url)
            fine = asyncio.run(soak(server, reruns))
            log = logged(server)
            print("in the log:", len(log), *log[:3], sep="\n")
        finally:
            server.stop()
    sys.exit(0 if fine and not log else 1)


if __name__ == "__main__":
    main()
