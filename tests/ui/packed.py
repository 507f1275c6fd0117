"""Takes apart what `components.pack` has joined, as the browser's `unpack` does."""

from __future__ import annotations

import json
import struct
from typing import Any


def unpack(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the JSON and the blobs."""
    (length,) = struct.unpack_from("<I", data)
    meta, at, blobs = json.loads(data[4 : 4 + length]), 4 + length, []
    for size in meta.pop("blobs"):
        blobs.append(data[at : at + size])
        at += size
    assert at == len(data)
    return meta, blobs
