"""A virtual student: speaks to the server as a browser does, Streamlit's protobuf over a websocket and quick answers
over HTTP, without drawing anything. A hundred of them need part of one core.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

TICKET = re.compile(rb'"ticket": "([\w-]+)"')
OWN = re.compile(rb"mine-[\w-]+")
PAGES = ("", *sorted(path.stem for path in Path("pages").glob("*.py") if path.stem != "home"))  # as addresses have them
PATIENCE = 60.0  # seconds until an answer counts as lost


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Http:
    """One kept connection, HTTP/1.1, one request at a time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "localhost", parts.port or 80
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """Send a request and read its answer; like a browser, anew where the kept connection has been closed."""
        told = {"Host": f"{self._host}:{self._port}", "Content-Length": str(len(body)), **headers}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        message = "\r\n".join(lines).encode() + body
        if self._streams is not None and not self._streams[0].at_eof():
            try:
                return await self._exchange(message)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass
        self.close()
        self._streams = await asyncio.open_connection(self._host, self._port)
        return await self._exchange(message)

    async def _exchange(self, message: bytes) -> Reply:
        assert self._streams is not None
        reader, writer = self._streams
        writer.write(message)
        return await asyncio.wait_for(self._read(reader), PATIENCE)

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(await reader.readline(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Reply(int(status.split(" ")[1]), headers, body)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


@dataclass
class Seen:
    """What a run of the page has sent."""

    components: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: widget id, fragment id
    widgets: dict[str, str] = field(default_factory=dict)  # kind of a Streamlit widget: the id of the last one
    bytes: int = 0
    elements: int = 0
    troubles: list[str] = field(default_factory=list)  # exceptions on the page
    texts: list[str] = field(default_factory=list)  # sentences on the page


class Student:
    """One open page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = Http(url)
        self.ticket = ""
        self.own: set[str] = set()  # names of the photos that this visitor has brought
        self.seen = Seen()
        self._socket: ClientConnection | None = None
        self.session = ""  # Streamlit's name for it
        self._xsrf = ""
        self._script = ""  # hash of the page that is open
        self._states: dict[str, WidgetState] = {}
        self._known: dict[str, ForwardMsg] = {}  # messages that the server need not send again
        self._busy = asyncio.Lock()

    async def open(self, page: str = "", query: str = "") -> Seen:
        """Open a page by its address."""
        if self._socket is None:
            address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
            self._socket = await connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE)  # type: ignore[list-item]
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        return await self._run(message)

    async def turn(self, component: str, fragment: bool = True, **state: Any) -> Seen:
        """Set a component's state, as its hand at rest does; the page's fragment runs."""
        identity, part = self.seen.components[component]
        return await self.send(WidgetState(id=identity, json_value=json.dumps(state)), part if fragment else "")

    async def send(self, state: WidgetState, fragment: str = "") -> Seen:
        """Send a widget's state whatever it is; the page runs."""
        self._states[state.id] = state
        message = BackMsg()
        message.rerun_script.page_script_hash = self._script
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        message.rerun_script.cached_message_hashes.extend(self._known)
        return await self._run(message)

    async def ask(self, name: str, /, **asked: Any) -> Reply:
        """Ask a quick question."""
        body = json.dumps({"ticket": self.ticket, "asked": asked}).encode()
        return await self.http.request("POST", f"/answers/{name}", body)

    async def put(self, identity: str, data: bytes, name: str = "photo", xsrf: bool = True) -> Reply:
        """Send a file to the server's memory, as the uploader does before the page hears of it."""
        if not self._xsrf:
            cookie = (await self.http.request("GET", "/_stcore/health")).headers["set-cookie"]
            self._xsrf = cookie.split(";")[0].partition("=")[2]
        kept = {"Cookie": f"_streamlit_xsrf={self._xsrf}", "X-Xsrftoken": self._xsrf} if xsrf else {}
        boundary = secrets.token_hex(16)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
        kept["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        return await self.http.request("PUT", f"/_stcore/upload_file/{self.session}/{identity}", body, **kept)

    async def upload(self, name: str, data: bytes) -> Seen:
        """Drop a photo into the page's uploader."""
        identity = secrets.token_hex(8)
        await self.put(identity, data, name)
        state = WidgetState(id=self.seen.widgets["file_uploader"])
        file = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=identity)
        file.file_urls.file_id = identity
        return await self.send(state)

    async def close(self) -> None:
        """Close the page."""
        self.http.close()
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _run(self, message: BackMsg) -> Seen:
        async with self._busy:
            socket = self._socket
            assert socket is not None
            await socket.send(message.SerializeToString())
            part = bool(message.rerun_script.fragment_id)  # the rest of the page stays as it was
            found = Seen(dict(self.seen.components), dict(self.seen.widgets)) if part else Seen()
            while True:
                data = await asyncio.wait_for(socket.recv(), PATIENCE)
                assert isinstance(data, bytes)
                found.bytes += len(data)
                if self._take(data, found):
                    self.seen = found
                    return found

    def _take(self, data: bytes, found: Seen) -> bool:
        """Read one message; True where it is the run's last."""
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._known[message.ref_hash]
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "script_finished":
            # A run that a newer question has cut short goes on with the newer one.
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if message.metadata.cacheable and message.hash:
            self._known[message.hash] = message
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message, data, found)
        return False

    def _element(self, message: ForwardMsg, data: bytes, found: Seen) -> None:
        element = message.delta.new_element
        found.elements += 1
        kind = element.WhichOneof("type")
        if kind == "exception":
            found.troubles.append(element.exception.message)
        elif kind in ("markdown", "alert"):
            found.texts.append(element.markdown.body if kind == "markdown" else element.alert.body)
        elif kind == "bidi_component":
            part = element.bidi_component
            found.components[part.component_name.removeprefix("cnnviz_")] = (part.id, message.delta.fragment_id)
            self.own |= {name.decode() for name in OWN.findall(data)}
            if ticket := TICKET.search(data):
                self.ticket = ticket[1].decode()
        elif kind is not None and hasattr(getattr(element, kind), "id"):
            found.widgets[kind] = getattr(element, kind).id
