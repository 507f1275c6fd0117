"""Fetch published weights: a missing network is known within two seconds, a file is checked and whole or not there."""

from __future__ import annotations

import hashlib
import http.client
import re
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path
from urllib.parse import urlsplit

from cnnviz.errors import WeightsUnavailable
from cnnviz.models import places
from cnnviz.models.card import ModelCard

Progress = Callable[[int, int], None]  # bytes so far, bytes in all (0 where the server does not say)

ANSWER_SECONDS = 2.0  # name look-up, connection and first answer together: a socket's own timeout leaves out the first
READ_SECONDS = 15.0  # longest silence once the file is coming
_PIECE = 1 << 18


def where_to_put(card: ModelCard) -> str:
    """Say which file goes into which folder, so that the network can be had without a connection from here."""
    own = places.own_folder()
    if own is not None:
        return f"Put the file {card.file} from {card.url} (or {card.name}.safetensors) into {own}"
    return f"Put the file {card.file} from {card.url} into {places.torch_folder()}"


def _unavailable(card: ModelCard, reason: str) -> WeightsUnavailable:
    return WeightsUnavailable(f"{reason} {where_to_put(card)} and choose {card.title} again.")


def _ask(url: str) -> http.client.HTTPResponse:
    """Open `url`, or raise `OSError` after `ANSWER_SECONDS` at the latest."""
    if urlsplit(url).scheme not in ("https", "http"):
        raise OSError("only web addresses are fetched")
    answer: Future[http.client.HTTPResponse] = Future()

    def ask() -> None:
        try:
            answer.set_result(urllib.request.urlopen(url, timeout=READ_SECONDS))  # noqa: S310 - scheme checked above
        except (OSError, http.client.HTTPException, ValueError) as reason:
            answer.set_exception(reason)

    threading.Thread(target=ask, name="weights-connection", daemon=True).start()
    if not wait([answer], timeout=ANSWER_SECONDS).done:
        answer.add_done_callback(lambda late: None if late.exception() else late.result().close())
        raise TimeoutError
    return answer.result()


def _copy(response: http.client.HTTPResponse, part: Path, progress: Progress | None) -> str:
    """Write the answer's body to `part`; returns its SHA-256. Raises `OSError` where it breaks off."""
    total, done, sha = int(response.headers.get("Content-Length") or 0), 0, hashlib.sha256()
    with part.open("wb") as file:
        while piece := response.read(_PIECE):
            file.write(piece)
            sha.update(piece)
            done += len(piece)
            if progress is not None:
                progress(done, total)
    if done < total:
        raise ConnectionError(f"{done} of {total} bytes")
    return sha.hexdigest()


def fetch(card: ModelCard, folder: Path, progress: Progress | None = None) -> Path:
    """Download the weights of `card` into `folder` and return their path.

    `progress(done_bytes, total_bytes)` is called after each piece. The file has its name only once its SHA-256 begins
    as the name says (as in `torch.hub.load_state_dict_from_url`). Raises `WeightsUnavailable`.
    """
    url = card.url or ""
    host = urlsplit(url).hostname
    try:
        response = _ask(url)
    except urllib.error.HTTPError as answer:
        answer.close()
        raise _unavailable(card, f"{host} answered {answer.code} when asked for the weights of {card.title}.") from None
    except (OSError, http.client.HTTPException, ValueError):
        reason = f"There is no network connection to {host}, so {card.title} cannot be downloaded."
        raise _unavailable(card, reason) from None
    with response:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=card.file, suffix=".part", delete=False) as made:
                part = Path(made.name)
        except OSError as refusal:
            raise _unavailable(card, f"The folder {folder} cannot be written to ({refusal.strerror}).") from refusal
        try:
            digest = _copy(response, part, progress)
            expected = re.search(r"-([0-9a-f]+)\.", card.file)
            if expected is None or not digest.startswith(expected[1]):
                reason = f"The file that {host} sent for {card.title} is not the published one, so it was thrown away."
                raise _unavailable(card, reason)
            part.chmod(0o644)  # temporary files start out private; torch's cache is for every program of the user
            return part.replace(folder / card.file)
        except (OSError, http.client.HTTPException) as broken:
            raise _unavailable(card, f"The download of {card.title} broke off ({broken}).") from broken
        finally:
            part.unlink(missing_ok=True)
