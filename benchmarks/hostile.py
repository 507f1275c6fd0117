"""Hostile hands: damaged uploads, strange addresses, and states of widgets that no widget would send.

    python -m benchmarks.hostile [number]        10,000 of each kind unless another number is told

Everything goes over HTTP and the websocket, past the widgets' own limits. No page may show or log a traceback, nothing
may take more than two seconds, and the server's memory stays within its bound. Each attack is drawn from a seed, which
is printed with what it found.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.classroom import wait_until_warm
from benchmarks.student import PAGES, Reply, Seen, Student
from cnnviz.ui.quick_answers import PLACES
from tests.browser.stage import Server, serve
from tests.imaging.test_read_any_bytes import REAL

EACH = 10_000
HANDS = 4  # attackers at a time
SLOW = 2.0  # seconds
GROWTH = 700_000_000  # bytes: the answers' and frames' bounds, and four photos for each attacker's visit
KEYS = re.compile(r"""links\.(?:asked|option|integer|write|kept)\(\s*"(\w+)\"""")
NAMES = (
    "<img src=x onerror=alert(1)>.png",
    "../../etc/passwd",
    "**bold** $x^2$ :red[x].jpg",
    "a" * 300,
    "\u202egnp.exe",
    "",
)
VALUES: tuple[Any, ...] = (
    *(0, -1, 1, 3, 7, 10**6, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, float("nan"), float("inf"), True, None),
    *(
        "",
        "cat",
        "embedded",
        "same",
        "mean",
        "light",
        "typed",
        "photo",
        "stem.relu",
        "mine-guessed",
        "resnet18",
        "vgg16",
    ),
    *(
        "<script>alert(1)</script>",
        "'; drop table",
        "../../../etc/passwd",
        "%00",
        "\x00",
        "\ud83d\ude00",
        "NaN",
        "1e999",
    ),
    *("1;2;3", "1 2;3 4", "9" * 400, "x" * 9_000, "{}", "[]", "${7*7}", "{{7*7}}", "\u202e", "\uffff", "-" * 50),
    *([], {}, [1, [2, [3, [4]]]], [[0] * 50] * 50, {"a": {"b": {"c": None}}}, ["x"] * 1000, [1e308] * 9),
)


Way = Callable[[Student, random.Random], Awaitable[object]]


def keys() -> list[str]:
    """Return the names that pages read from addresses and states, as their sources have them."""
    texts = [path.read_text(encoding="utf-8") for path in Path("cnnviz/ui").glob("*.py")]
    named = {key for text in texts for key in KEYS.findall(text)}
    asked = {key for text in texts for key in re.findall(r"""asked(?:\.get\(|, )"(\w+)\"""", text)}
    return sorted(named | asked | {"n", "k", "s", "p", "d", "cin", "cout", "groups", "xs", "ks", "inp", "ker", "tab"})


class Attack:
    """What is sent, from a seed, and what came of it."""

    def __init__(self, server: Server, seed: int = 0, slow: float = SLOW) -> None:
        self.server, self.seed, self.slow = server, seed, slow
        self.names = keys()
        self.found: list[str] = []
        self.sent: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.slowest = 0.0

    async def run(self, each: int = EACH, seconds: float = float("inf")) -> None:
        """Attack in every way, `each` times or until the time is over."""
        ways = (self.upload, self.address, self.state, self.question)
        began = time.perf_counter()
        for place, way in enumerate(ways, 1):
            end = began + seconds * place / len(ways)
            waves = (self.wave(way, hand, each // HANDS, end) for hand in range(HANDS))
            await asyncio.gather(*waves)

    async def wave(
        self, way: Callable[[Student, random.Random], Awaitable[object]], hand: int, times: int, end: float
    ) -> None:
        """Attack one after the other, from page to page; a new visit now and then."""
        student = None
        for number in range(times):
            if time.perf_counter() > end:
                break
            luck = random.Random(f"{self.seed} {way.__name__} {hand} {number}")
            if student is not None and (number % 100 == 0 or failed(student.seen)):
                await student.close()
                student = None
            if student is None:
                student = Student(self.server.url)
                await student.open(luck.choice(PAGES))
            await self.watched(way, student, luck, f"{way.__name__} {hand} {number}")
        if student is not None:
            await student.close()

    async def watched(
        self,
        way: Callable[[Student, random.Random], Awaitable[object]],
        student: Student,
        luck: random.Random,
        name: str,
    ) -> None:
        """Send one attack; remember what is wrong with what comes back."""
        began = time.perf_counter()
        try:
            reply = await way(student, luck)
        except Exception as problem:  # noqa: BLE001 (whatever it is, it is a finding)
            self.found.append(f"{name}: {problem!r}"[:300])
            return
        took = time.perf_counter() - began
        self.slowest = max(self.slowest, took)
        self.sent[way.__name__] += 1
        if took > self.slow:
            self.found.append(f"{name}: {took:.1f} s")
        if isinstance(reply, Seen):
            self.refused["page"] += failed(reply)
        if isinstance(reply, Seen) and reply.troubles:
            self.found.append(f"{name}: {reply.troubles[0][:200]}")
        if isinstance(reply, Reply):
            self._judge(name, reply)

    def _judge(self, name: str, reply: Reply) -> None:
        self.refused[f"answer {reply.status}"] += 1
        if reply.status >= 500:
            self.found.append(f"{name}: {reply.status}")
        if reply.status != 200 and not re.search(rb"[.?!]$", reply.body):
            self.found.append(f"{name}: no sentence: {reply.body[:200]!r}")

    async def upload(self, student: Student, luck: random.Random) -> object:
        """Drop a damaged file into the page's uploader."""
        if "file_uploader" not in student.seen.widgets:
            await student.open(luck.choice(("filters", "inspector")))
        seen = await student.upload(luck.choice(NAMES), damaged(luck))
        self.refused["upload"] += any(text.startswith(":material/info:") and r"\: " in text for text in seen.texts)
        return seen

    async def address(self, student: Student, luck: random.Random) -> object:
        """Open a page by a strange address."""
        chosen = luck.sample(self.names, luck.randint(1, 8))
        query = urlencode({key: str(luck.choice(VALUES)).encode(errors="replace") for key in chosen})
        return await student.open(luck.choice((*PAGES, "nowhere")), query)

    async def state(self, student: Student, luck: random.Random) -> object:
        """Set a component or a widget to what it would never send."""
        if not student.seen.components or luck.random() < 0.1:
            await student.open(luck.choice(PAGES))
        name = luck.choice(list(student.seen.components))
        identity, fragment = student.seen.components[name]
        if luck.random() < 0.3 and student.seen.widgets:
            identity, fragment = luck.choice(list(student.seen.widgets.values())), ""
        state = WidgetState(id=identity)
        kind = luck.random()
        if kind < 0.7:
            states = ("settings", "state", "look", "layer", "open", "place", "picked", "choice")
            state.json_value = json.dumps({luck.choice(states): self.strange(luck) for _ in range(3)})
        elif kind < 0.8:
            state.double_array_value.data.extend([luck.choice((-1.0, 1e308, float("nan"), 99.0))] * luck.randint(0, 3))
        elif kind < 0.9:
            state.int_value = luck.choice((-1, 10**9, -(2**60)))
        else:
            state.string_value = str(luck.choice(VALUES)).encode(errors="replace").decode()
        return await student.send(state, fragment)

    async def question(self, student: Student, luck: random.Random) -> object:
        """Ask a strange quick question."""
        if not student.ticket or luck.random() < 0.02:
            await student.open(luck.choice(PAGES[1:]))
        return await student.ask(luck.choice(list(PLACES)), **self.strange(luck))

    def strange(self, luck: random.Random) -> dict[str, Any]:
        """Return settings of which many are impossible, for keys that the pages know."""
        likely = {"net": "embedded", "photo": "cat", "theme": "light", "layer": "stem.relu", "cls": 3, "unit": 0}
        chosen = {key: luck.choice(VALUES) for key in luck.sample(self.names, luck.randint(0, 10))}
        if luck.random() < 0.3:
            chosen["settings"] = {key: luck.choice(VALUES) for key in luck.sample(self.names, 5)}
        return {**likely, **chosen} if luck.random() < 0.7 else chosen


def failed(seen: Seen) -> bool:
    """Whether the page says that it could not finish: a state that Streamlit itself refuses stays with its visit."""
    return any("could not finish" in text for text in seen.texts)


def damaged(luck: random.Random) -> bytes:
    """Return a real file with some bytes changed, cut, doubled or joined to another."""
    data = bytearray(luck.choice(list(REAL.values())))
    for _ in range(luck.choice((0, 1, 1, 3, 30))):
        data[luck.randrange(len(data))] = luck.randrange(256)
    kind = luck.random()
    if kind < 0.2:
        del data[luck.randrange(len(data)) :]
    elif kind < 0.3:
        at = luck.randrange(len(data))
        data[at:at] = luck.randbytes(luck.randint(1, 4000))
    elif kind < 0.4:
        data += luck.choice(list(REAL.values()))[luck.randint(0, 60) :]
    return bytes(data)


def logged(server: Server) -> list[str]:
    """Return the tracebacks in the server's log, but those of states that Streamlit itself cannot read.

    Its widgets fail on a state of another type than theirs, before or while the page calls them; the page says in a
    sentence that it could not finish.
    """
    text = server.log.read_text(errors="replace")
    failures = re.findall(r"^Traceback .*?\n(?=\S)[^\n]*", text, re.MULTILINE | re.DOTALL)
    return [each for each in failures if not _streamlits(each)]


def _streamlits(failure: str) -> bool:
    frames = re.findall(r'File "([^"]*)", line \d+, in (\w+)', failure)
    ours = [place for place, (file, _) in enumerate(frames) if re.search("/(cnnviz|pages)/", file)]
    below = frames[max(ours, default=-1) + 1 :]
    return any("/streamlit/" in file and ("/state/" in file or "serialize" in name) for file, name in below)


async def resident(url: str) -> float:
    """Return the server's bytes of memory."""
    text = (await Student(url).http.request("GET", "/metrics")).body.decode()
    return float(text.rpartition("process_resident_memory_bytes ")[2])


def main() -> None:
    """Start a server, attack it, print what was found."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else EACH
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        server = serve(Path(folder) / "log")
        try:
            wait_until_warm(server.url)
            attack, before = Attack(server, seed), asyncio.run(resident(server.url))
            began = time.perf_counter()
            asyncio.run(attack.run(each))
            grown = asyncio.run(resident(server.url)) - before
            print(f"seed {seed}: {dict(attack.sent)} in {time.perf_counter() - began:.0f} s, {dict(attack.refused)}")
            print(
                f"the slowest took {attack.slowest:.2f} s; memory grew by {grown / 1e6:.0f} MB from {before / 1e6:.0f}"
            )
            log = logged(server)
            print("found:", len(attack.found), *attack.found[:20], "in the log:", len(log), *log[:5], sep="\n")
        finally:
            server.stop()
    sys.exit(1 if attack.found or log or grown > GROWTH else 0)


if __name__ == "__main__":
    main()
