"""A lecture hall on one server: a hundred students who think, thirty who do not, two hundred who come at once.

    python -m benchmarks.classroom

Virtual students speak Streamlit's protobuf over a websocket and ask quick questions over HTTP, from this process on the
same machine; Streamlit's empty page with as many students is the peer, in the same run. Milliseconds are what a student
waits from the question to the last byte of its answer. Run it alone; it takes some three minutes.
"""

from __future__ import annotations

import asyncio
import random
import resource
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.student import Student
from tests.browser.stage import Server, serve

STUDENTS, THOUGHT, LASTS = 100, 5.0, 40.0  # seconds between two steps; seconds measured
BUSY, BUSY_LASTS = 30, 8.0
CROWD = 200
PHOTOS = ("cat", "coffee", "astronaut", "rocket", "brick", "grass")
ORDERS, SCALES, SIGNS = ("index", "mean", "maximum"), ("unit", "layer", "network"), ("auto", "signed", "magnitude")
STEP_LIMIT, FIRST_LIMIT, RERUNS_LIMIT, OPEN_LIMIT = 50.0, 1500.0, 100.0, 10.0

Took = dict[str, list[float]]


class Class:
    """Students on one server, and what they waited for, by kind of step."""

    def __init__(self, url: str, number: int) -> None:
        self.students = [Student(url) for _ in range(number)]
        self.took: Took = defaultdict(list)
        self.lost: list[str] = []

    async def timed(self, kind: str, step: Awaitable[object]) -> None:
        """Take a step; what goes wrong counts as lost."""
        began = time.perf_counter()
        try:
            reply = await step
        except Exception as problem:  # noqa: BLE001 (whatever it is, the student has lost the answer)
            self.lost.append(f"{kind}: {problem!r}")
            return
        self.took[kind].append((time.perf_counter() - began) * 1000)
        if getattr(reply, "status", 200) != 200:
            self.lost.append(f"{kind}: {reply}"[:200])
        if getattr(reply, "troubles", []) or not getattr(reply, "elements", 1):
            self.lost.append(f"{kind}: {reply}"[:200])

    async def all(self, act: Callable[[Student, int], Awaitable[None]]) -> None:
        """Let every student act."""
        await asyncio.gather(*(act(student, number) for number, student in enumerate(self.students)))

    async def leave(self) -> None:
        """Close all pages."""
        await asyncio.gather(*(student.close() for student in self.students))


class Sheets:
    """Feature sheets that nobody has asked for yet, dealt like cards; and some that everybody asks for."""

    def __init__(self, layers: list[str]) -> None:
        self.new = [(layer, photo) for layer in layers for photo in PHOTOS[1:]]
        random.Random(1).shuffle(self.new)
        self.known = [(layer, PHOTOS[0]) for layer in layers[:3]]

    @staticmethod
    async def ask(student: Student, layer: str, photo: str) -> object:
        """Ask for one."""
        about = {"net": "embedded", "photo": photo, "theme": "light", "layer": layer}
        return await student.ask("sheet", **about, order="mean", scale="unit", signs="auto", unit=None, page=None)


async def lab_step(group: Class, student: Student, luck: random.Random) -> None:
    """Drag the lab's stride: the lines beside it follow; then the hand rests and the page runs."""
    settings = {"n": luck.randint(7, 28), "k": luck.choice((3, 5)), "s": luck.randint(1, 3), "p": luck.randint(0, 2)}
    await group.timed("arithmetic", student.ask("lab", settings=settings))
    await group.timed("page", student.turn("lab", settings=settings))


async def inspect_step(group: Class, student: Student, luck: random.Random, sheets: Sheets) -> None:
    """Look at a layer: one that others have seen, or a new one."""
    if luck.random() < 0.5 and sheets.new:
        await group.timed("first sheet", sheets.ask(student, *sheets.new.pop()))
    else:
        await group.timed("cached sheet", sheets.ask(student, *luck.choice(sheets.known)))


async def filter_step(group: Class, student: Student, luck: random.Random) -> None:
    """Choose a filter."""
    settings = {"from": "classic", "kernel": luck.choice(("sobel_x", "sobel_y", "gaussian")), "mode": "grey"}
    await group.timed("filter", student.ask("filters", what="classic", photo="cat", net="embedded", settings=settings))


async def lecture(url: str, layers: list[str]) -> Class:
    """Let a hundred students work on mixed pages."""
    group, sheets = Class(url, STUDENTS), Sheets(layers)
    pages = ("lab", "inspector", "filters", "lab")

    async def attend(student: Student, number: int) -> None:
        luck = random.Random(number)
        page = pages[number % len(pages)]
        await asyncio.sleep(luck.random() * THOUGHT)
        await student.open(page)
        end = time.perf_counter() + LASTS
        while time.perf_counter() < end:
            await asyncio.sleep(luck.uniform(0.5, 1.5) * THOUGHT)
            if page == "lab":
                await lab_step(group, student, luck)
            elif page == "inspector":
                await inspect_step(group, student, luck, sheets)
            else:
                await filter_step(group, student, luck)

    for layer, photo in sheets.known:
        first = Student(url)
        await first.open("inspector")
        await Sheets.ask(first, layer, photo)
        await first.close()
    await group.all(attend)
    await group.leave()
    return group


async def empty_lecture(url: str) -> Class:
    """The same with the empty page: each step moves its slider."""
    group = Class(url, STUDENTS)

    async def attend(student: Student, number: int) -> None:
        luck = random.Random(number)
        await asyncio.sleep(luck.random() * THOUGHT)
        await student.open()
        end = time.perf_counter() + LASTS / 2
        while time.perf_counter() < end:
            await asyncio.sleep(luck.uniform(0.5, 1.5) * THOUGHT)
            await group.timed("page", slide(student, luck.randint(1, 9)))

    await group.all(attend)
    await group.leave()
    return group


async def slide(student: Student, value: int) -> object:
    """Move the empty page's slider."""
    state = WidgetState(id=student.seen.widgets["slider"])
    state.double_array_value.data.append(value)
    return await student.send(state)


async def back_to_back(url: str, page: str) -> tuple[float, Class]:
    """Let thirty students ask again as soon as they are answered; returns reruns a second."""
    group = Class(url, BUSY)

    async def drag(student: Student, number: int) -> None:
        luck = random.Random(number)
        await student.open(page)
        end = time.perf_counter() + BUSY_LASTS
        while time.perf_counter() < end:
            if page:
                await group.timed(
                    "page", student.turn("lab", settings={"n": luck.randint(7, 28), "k": 3, "s": 1, "p": 1})
                )
            else:
                await group.timed("page", slide(student, luck.randint(1, 9)))

    await group.all(drag)
    await group.leave()
    return len(group.took["page"]) / BUSY_LASTS, group


async def crowd(url: str, pages: tuple[str, ...]) -> Class:
    """Let two hundred open a page in the same second, scripts included; each is one "open"."""
    group = Class(url, CROWD)

    async def come(student: Student, number: int) -> None:
        async def usable() -> object:
            index = await student.http.request("GET", "/")
            for part in index.body.decode().split('"'):
                if part.startswith("./static/js/index") and part.endswith(".js"):
                    await student.http.request("GET", part[1:], **{"Accept-Encoding": "gzip"})
            return await student.open(pages[number % len(pages)])

        await group.timed("open", usable())

    await group.all(come)
    await group.leave()
    return group


def p95(values: list[float]) -> float:
    """Return the 95th percentile; infinite where nothing was answered."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else float("inf")


def told(name: str, value: float, limit: float, peer: float | None, unit: str, most: bool = True) -> bool:
    """Print a line of the table; True where the limit is kept."""
    fine = value <= limit if most else value >= limit
    beside = "" if peer is None else f"   empty page {peer:8,.0f} {unit}"
    print(f"{name:52s} {value:8,.0f} {unit}  limit {limit:6,.0f}  {'kept' if fine else 'MISSED'}{beside}", flush=True)
    return fine


def wait_until_warm(url: str) -> None:
    """Wait until the server's warm-up is over."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)


async def run(app: Server, empty: Server, layers: list[str]) -> bool:
    """Print the table; True where all limits are kept."""
    fine, lost = True, []
    reruns, busy = await back_to_back(app.url, "lab")
    empty_reruns, empty_busy = await back_to_back(empty.url, "")
    fine &= told(f"{BUSY} students back to back, the lab's page", reruns, RERUNS_LIMIT, empty_reruns, "/s", most=False)
    group, peer = await lecture(app.url, layers), await empty_lecture(empty.url)
    beside = p95(peer.took["page"])
    steps = [each for kind in ("arithmetic", "page", "cached sheet", "filter") for each in group.took[kind]]
    fine &= told(f"{STUDENTS} students, cached or arithmetic step, p95", p95(steps), STEP_LIMIT, beside, "ms")
    for kind in ("arithmetic", "page", "cached sheet", "filter"):
        values = group.took[kind]
        print(f"    {kind:20s} {len(values):5d} times, p50 {statistics.median(values):6.1f}, p95 {p95(values):6.1f} ms")
    first = group.took["first sheet"]
    fine &= told(f"{len(first)} first-asked sheets, p95", p95(first), FIRST_LIMIT, None, "ms")
    many, nothing = await crowd(app.url, ("", "lab", "inspector", "filters")), await crowd(empty.url, ("",))
    last, peers = max(many.took["open"]) / 1000, max(nothing.took["open"]) / 1000
    fine &= told(f"{CROWD} open at once, the last one usable", last, OPEN_LIMIT, peers, "s")
    lost = [*busy.lost, *group.lost, *many.lost]
    print("lost:", len(lost), *lost[:5], "| empty page:", len(empty_busy.lost) + len(peer.lost) + len(nothing.lost))
    return fine and not lost


def main() -> None:
    """Start both servers, measure, print."""
    from cnnviz import models

    layers = [row.name for row in models.layers(models.load("embedded")) if len(row.output_shape) == 3]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    with tempfile.TemporaryDirectory() as folder:
        app = serve(Path(folder) / "app.log")
        empty = serve(Path(folder) / "empty.log", "benchmarks/empty_page.py")
        try:
            wait_until_warm(app.url)
            fine = asyncio.run(run(app, empty, layers))
            troubles = [line for line in app.log.read_text().splitlines() if "Error" in line or "Traceback" in line]
            print("in the server's log:", len(troubles), *troubles[:3])
        finally:
            app.stop()
            empty.stop()
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
