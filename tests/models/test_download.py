from __future__ import annotations

import contextlib
import hashlib
import io
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch

from cnnviz.errors import WeightsUnavailable
from cnnviz.models import card, load
from cnnviz.models.card import ModelCard
from cnnviz.models.download import fetch

BODY = bytes(range(256)) * 4000  # about a megabyte
SHA = hashlib.sha256(BODY).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Serves what lies in `files`; a path with "short" breaks off in the middle."""

    files: dict[str, bytes] = {}  # noqa: RUF012 - filled by each test

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        if name not in self.files:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.files[name])))
        self.end_headers()
        body = self.files[name]
        with contextlib.suppress(ConnectionError):  # the other side may leave first
            self.wfile.write(body[: len(body) // 2] if name.startswith("short") else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Handler, "files", {})
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


def published(server: str, file: str, body: bytes = BODY) -> ModelCard:
    Handler.files[file] = body
    return replace(card.card("squeezenet1_1"), file=file, url=f"{server}/{file}")


def test_file_with_the_right_hash_is_kept(server: str, tmp_path: Path):
    told: list[tuple[int, int]] = []
    path = fetch(published(server, f"net-{SHA[:8]}.pth"), tmp_path, lambda done, total: told.append((done, total)))
    assert path == tmp_path / f"net-{SHA[:8]}.pth"
    assert path.read_bytes() == BODY
    assert told[-1] == (len(BODY), len(BODY))
    assert told == sorted(told)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_file_with_another_hash_is_thrown_away(server: str, tmp_path: Path):
    with pytest.raises(WeightsUnavailable, match="not the published one"):
        fetch(published(server, "net-00000000.pth"), tmp_path)
    assert not list(tmp_path.iterdir())


def test_download_that_breaks_off_leaves_nothing(server: str, tmp_path: Path):
    with pytest.raises(WeightsUnavailable, match="broke off"):
        fetch(published(server, f"short-{SHA[:8]}.pth"), tmp_path)
    assert not list(tmp_path.iterdir())


def test_visitor_who_leaves_ends_the_download_and_nothing_is_left(server: str, tmp_path: Path):
    def leave(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(published(server, f"net-{SHA[:8]}.pth"), tmp_path, leave)
    assert not list(tmp_path.iterdir())


def test_answer_that_is_no_file_is_told_with_its_number(server: str, tmp_path: Path):
    wanted = replace(card.card("alexnet"), url=f"{server}/gone.pth")
    with pytest.raises(WeightsUnavailable, match="answered 404"):
        fetch(wanted, tmp_path)


def test_folder_that_cannot_be_written_is_named(server: str, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(WeightsUnavailable, match="cannot be written"):
        fetch(published(server, f"net-{SHA[:8]}.pth"), blocked / "folder")


def test_refused_connection_is_known_within_three_seconds(tmp_path: Path):
    wanted = replace(card.card("alexnet"), url="http://127.0.0.1:9/alexnet-owt-7be5be79.pth")
    started = time.monotonic()
    with pytest.raises(WeightsUnavailable) as caught:
        fetch(wanted, tmp_path)
    assert time.monotonic() - started < 3
    sentence = str(caught.value)
    assert "no network connection" in sentence
    assert "alexnet-owt-7be5be79.pth" in sentence
    assert str(Path(torch.hub.get_dir()) / "checkpoints") in sentence


def test_own_folder_is_the_one_to_put_the_file_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CNNVIZ_WEIGHTS", str(tmp_path / "own"))
    wanted = replace(card.card("alexnet"), url="http://127.0.0.1:9/alexnet-owt-7be5be79.pth")
    with pytest.raises(WeightsUnavailable, match=f"into {tmp_path / 'own'}"):
        fetch(wanted, tmp_path)


def test_server_that_never_answers_is_known_within_three_seconds(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wanted = replace(card.card("alexnet"), url=f"http://127.0.0.1:{silent.getsockname()[1]}/a-00.pth")
        started = time.monotonic()
        with pytest.raises(WeightsUnavailable, match="no network connection"):
            fetch(wanted, tmp_path)
        assert 1.5 < time.monotonic() - started < 3


def test_name_look_up_that_hangs_is_known_within_three_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    over = threading.Event()

    def hang(*_: object, **__: object) -> None:
        over.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    started = time.monotonic()
    with pytest.raises(WeightsUnavailable, match="no network connection"):
        fetch(replace(card.card("alexnet"), url="http://weights.invalid/a-00.pth"), tmp_path)
    assert time.monotonic() - started < 3
    over.set()


def test_address_of_a_file_on_the_server_is_not_read(tmp_path: Path):
    with pytest.raises(WeightsUnavailable):
        fetch(replace(card.card("alexnet"), url="file:///etc/passwd"), tmp_path)


def test_network_is_downloaded_where_that_is_allowed(
    server: str, squeezenet_state: dict[str, torch.Tensor], monkeypatch: pytest.MonkeyPatch
):
    file = io.BytesIO()
    torch.save(squeezenet_state, file)
    body = file.getvalue()
    wanted = published(server, f"squeezenet1_1-{hashlib.sha256(body).hexdigest()[:8]}.pth", body)
    monkeypatch.setattr(card, "CARDS", (wanted,))
    monkeypatch.setenv("CNNVIZ_DOWNLOAD", "1")
    told: list[int] = []
    model = load("squeezenet1_1", "cpu", lambda done, _total: told.append(done))
    assert told[-1] == len(body)
    assert torch.equal(model.module.state_dict()["classifier.1.bias"], squeezenet_state["classifier.1.bias"])
    assert (Path(torch.hub.get_dir()) / "checkpoints" / wanted.file).is_file()
    assert wanted.here
