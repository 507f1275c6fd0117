"""A server and a browser for tests and benchmarks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Playwright, Route

ROOT = Path(__file__).parents[2]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HERE = {"localhost", "127.0.0.1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def launch(playwright: Playwright, *switches: str) -> Browser | None:
    """Start the system's Chromium or Chrome, else Playwright's own; None where there is none."""
    switches = (*SWITCHES, *switches)
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return playwright.chromium.launch(executable_path=path, args=switches)
    if Path(playwright.chromium.executable_path).exists():
        return playwright.chromium.launch(args=switches)
    return None


@dataclass
class Server:
    """A served app and its log."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def serve(log: Path, script: str = "app.py", port: int | None = None, **variables: str) -> Server:
    """Serve the app on a free port, or on `port`, and wait until it answers."""
    port = port or free_port()
    environment = os.environ | {"CNNVIZ_DOWNLOAD": "0"} | variables
    command = [sys.executable, "-m", "streamlit", *(["run", script] if script != "hello" else [script])]
    command += ["--server.port", str(port), "--server.headless", "true"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    server = Server(f"http://localhost:{port}", process, log)
    for _ in range(300):
        try:
            with urllib.request.urlopen(server.url + "/_stcore/health", timeout=2):  # noqa: S310
                return server
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    server.stop()
    raise AssertionError(log.read_text())


@dataclass
class Watch:
    """What went wrong in the browser while a test ran."""

    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: str | None = None  # what a complaint may contain, because the test asks for it, whenever it comes

    def attach(self, context: BrowserContext) -> None:
        context.route("**/*", self.gate)
        context.on("console", self.console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def gate(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in ("data", "blob") or parts.hostname in HERE:
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def console(self, message: ConsoleMessage) -> None:
        # On a deep link Streamlit looks for its server below the page's path first; that 404 is its own.
        if self.expected is not None and self.expected in message.text:
            return
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.complaints.append(message.text)
